//! What another hand changed behind Elastic Beanstalk's back: its settings are as the file says,
//! the load balancer is not.
//!
//! Elastic Beanstalk's template compares with its own last version, not with what is there, so
//! sending the same setting again would mend nothing (AWS CloudFormation user guide, "Update
//! behaviors of stack resources"). The resource is given back what the template says, by the load
//! balancer's own API.

use super::diff::Changes;
use super::{Draft, Problem, Step};
use crate::config::{LoadBalancerType, fault};
use crate::desired::{Desired, Properties, Value, health_option, namespace};
use crate::observed::{Balancer, Certificate, Environment};

/// Steps that give the load balancer what Elastic Beanstalk's settings say.
pub(super) fn restore(
    desired: &Desired,
    environment: &Environment,
    certificate: Option<&Certificate>,
    changes: &Changes,
    draft: &mut Draft,
) -> Vec<Step> {
    let (Some(balancer), Some(kind)) = (&environment.balancer, environment.load_balancer()) else {
        return Vec::new();
    };
    if environment.is_shared() {
        return Vec::new(); // Its listeners, and the groups that they forward to, are not ours.
    }
    let properties =
        desired.properties(kind, certificate.map(|certificate| certificate.arn.as_str()));
    let listener = draft.take(listener(balancer, &properties, changes)).flatten();
    let health = (kind == LoadBalancerType::Application)
        .then(|| health_check(balancer, environment, &properties, changes));
    listener.into_iter().chain(health.flatten()).collect()
}

fn health_check(
    balancer: &Balancer,
    environment: &Environment,
    properties: &Properties,
    changes: &Changes,
) -> Option<Step> {
    let names = [health_option::PATH, health_option::MATCHER];
    if changes.touch(namespace::DEFAULT_PROCESS, &names) {
        return None; // The update that is due sets the health check anew.
    }
    let group = balancer.default_target_group()?;
    let has = (group.check.path.clone()?, group.check.matcher.clone()?);
    let wanted = |name: &str, has: &str| match properties.get(namespace::DEFAULT_PROCESS, name) {
        Some(value) => value.to_aws(),
        None => has.to_owned(),
    };
    let should = (wanted(names[0], &has.0), wanted(names[1], &has.1));
    // A matcher that Elastic Beanstalk was never given is AWS's default.
    let managed = environment.setting(namespace::DEFAULT_PROCESS, names[0]).is_some();
    (managed && has != should).then(|| Step::RestoreHealthCheck {
        target_group: group.arn.clone(),
        before: has,
        after: should,
    })
}

fn listener(
    balancer: &Balancer,
    properties: &Properties,
    changes: &Changes,
) -> Result<Option<Step>, Problem> {
    let declared = |name: &str| properties.get(namespace::HTTPS_LISTENER, name).map(Value::to_aws);
    let (Some(certificate), Some(policy)) = (declared("SSLCertificateArns"), declared("SSLPolicy"))
    else {
        return Ok(None);
    };
    let names =
        ["ListenerEnabled", "Protocol", "SSLCertificateArns", "SSLPolicy", "DefaultProcess"];
    if changes.touch(namespace::HTTPS_LISTENER, &names) {
        return Ok(None); // The update that is due makes the listener, or sets it anew.
    }
    let Some(listener) = balancer.listener(443) else {
        let message = "Elastic Beanstalk's settings have a 443 listener, but the load balancer has none: somebody deleted it";
        return Err(Problem::new(&fault::LISTENER_GONE, "https.certificate", message));
    };
    let has = (
        listener.certificate.clone().unwrap_or_default(),
        listener.policy.clone().unwrap_or_default(),
    );
    let should = (certificate, policy);
    let restore = Step::RestoreListener {
        listener: listener.arn.clone(),
        before: has.clone(),
        after: should.clone(),
    };
    Ok((has != should).then_some(restore))
}
