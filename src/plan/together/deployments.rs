//! How versions are deployed.

use super::super::merged::Merged;
use super::{Broken, broken};
use crate::config::LoadBalancerType::Application;
use crate::config::Policy;
use crate::desired::namespace::{COMMAND, ENVIRONMENT, HEALTH, SPLITTING};

fn policy(of: &Merged<'_>) -> Policy {
    Policy::from_aws(&of.value(COMMAND, "DeploymentPolicy"))
}

/// Probe: "Traffic Splitting deployments are compatible only with Application Load Balancers"; the
/// guide wants enhanced health reporting as well.
pub(super) fn splitting(of: &Merged<'_>) -> Vec<Broken> {
    if policy(of) != Policy::TrafficSplitting {
        return Vec::new();
    }
    let option = (COMMAND, "DeploymentPolicy");
    match of.balancer() {
        Some(Application) if of.is_enhanced() => Vec::new(),
        Some(Application) => vec![broken(
            &[option, (HEALTH, "SystemType")],
            "traffic is split only where health reporting is enhanced",
            "set `SystemType = \"enhanced\"` in [options.\"aws:elasticbeanstalk:healthreporting:system\"]",
        )],
        Some(kind) => vec![broken(
            &[option, (ENVIRONMENT, "LoadBalancerType")],
            format!("a {kind} load balancer cannot split traffic"),
            "use the policy `immutable`",
        )],
        None => vec![broken(
            &[option, (ENVIRONMENT, "EnvironmentType")],
            "a single instance has no load balancer that could split traffic",
            "use the policy `immutable`",
        )],
    }
}

/// Guide, "Deployment policies and settings": a batch is rolling deployments' alone.
pub(super) fn batches(of: &Merged<'_>) -> Vec<Broken> {
    let policy = policy(of);
    if policy.has_batches() {
        return Vec::new();
    }
    let message = format!("the policy {} has no batches", policy.as_aws());
    let help = "remove `batch`, or use the policy `rolling` or `rolling-with-additional-batch`";
    of_version(of, "BatchSize", COMMAND)
        .then(|| broken(&[(COMMAND, "BatchSize")], message, help))
        .into_iter()
        .collect()
}

/// The same: only where it splits traffic there is something to share.
pub(super) fn shares(of: &Merged<'_>) -> Vec<Broken> {
    let policy = policy(of);
    if policy == Policy::TrafficSplitting {
        return Vec::new();
    }
    let names = ["NewVersionPercent", "EvaluationTime"];
    let written = names.into_iter().filter(|name| of_version(of, name, SPLITTING));
    let told = |name| {
        let message = format!("the policy {} does not split traffic", policy.as_aws());
        let help = "remove it, or use the policy `traffic-splitting`";
        broken(&[(SPLITTING, name)], message, help)
    };
    written.map(told).collect()
}

/// A key of `[version]` says so. An option that stands under its own name is the writer's to mind:
/// AWS takes it, and it waits for another policy.
fn of_version(of: &Merged<'_>, name: &str, namespace: &str) -> bool {
    of.path(&[(namespace, name)]).is_some_and(|path| path.starts_with("version"))
}

/// Guide, "Deploying applications", table of supported policies.
pub(super) fn single(of: &Merged<'_>) -> Vec<Broken> {
    if of.balancer().is_some() || !policy(of).has_batches() {
        return Vec::new();
    }
    let options = [(COMMAND, "DeploymentPolicy"), (ENVIRONMENT, "EnvironmentType")];
    let help = "use the policy `all-at-once` or `immutable`";
    vec![broken(&options, "a single instance cannot be updated in batches", help)]
}
