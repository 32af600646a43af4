//! What it takes to try a health check before a serving target group gets it: a *shadow* target
//! group with the same targets and the new check, on the same load balancer, by a rule that no
//! request matches.

use schemars::JsonSchema;
use serde::Serialize;

use crate::desired::{Properties, default_of, health_option, namespace};
use crate::observed::{Check, TargetGroup};

/// The role tag of the rule and target group of a proof.
pub const SHADOW: &str = "shadow";

/// What the names of all shadow target groups begin with.
pub const SHADOWS: &str = "ebdeploy-";

/// A health check to be tried.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Proof {
    /// The load balancer's ARN.
    pub balancer: String,
    /// The ARN of the listener that the shadow hangs on.
    pub listener: String,
    /// The target groups that serve now.
    pub serving: Vec<String>,
    /// The shadow's name.
    pub shadow: String,
    /// `HTTP` or `HTTPS`, to the targets.
    pub protocol: String,
    /// The port on which they are asked.
    pub port: u16,
    /// Their VPC.
    pub vpc: String,
    /// The check that is to pass.
    pub check: Check,
}

/// The name of an environment's shadow target group. It follows from the environment's id, so that
/// what an interrupted run left behind is found again.
pub fn shadow_name(environment_id: &str) -> String {
    format!("{SHADOWS}{environment_id}")
}

/// The default process's target group as these properties want it; as it is, where they say
/// nothing.
pub fn wanted_group(properties: &Properties, group: &TargetGroup) -> TargetGroup {
    let Check { path, matcher, interval, timeout, healthy, unhealthy } = group.check.clone();
    let text = |name: &str| said(properties, name);
    let number = |name: &str, has: u32| {
        text(name).and_then(|number| number.trim().parse().ok()).unwrap_or(has)
    };
    TargetGroup {
        protocol: text(health_option::PROTOCOL).unwrap_or_else(|| group.protocol.clone()),
        port: text(health_option::PORT)
            .and_then(|port| port.trim().parse().ok())
            .unwrap_or(group.port),
        check: Check {
            path: text(health_option::PATH).or(path),
            matcher: text(health_option::MATCHER).or(matcher),
            interval: number("HealthCheckInterval", interval),
            timeout: number("HealthCheckTimeout", timeout),
            healthy: number("HealthyThresholdCount", healthy),
            unhealthy: number("UnhealthyThresholdCount", unhealthy),
        },
        ..group.clone()
    }
}

/// What the file says of an option of the default process: its value, or, where it is taken away,
/// its default.
fn said(properties: &Properties, name: &str) -> Option<String> {
    if let Some(value) = properties.get(namespace::DEFAULT_PROCESS, name) {
        return Some(value.to_aws());
    }
    let process = |option: &crate::desired::OptionKey| {
        option.namespace == namespace::DEFAULT_PROCESS && option.name == name
    };
    let (_, removed) = properties.removed.iter().find(|(_, option)| process(option))?;
    default_of(removed).map(|default| default.to_aws())
}

/// A target that serves could fail the one check and pass the other: they ask for different things,
/// or ask elsewhere. How often they ask makes no such difference.
pub fn asks_otherwise(group: &TargetGroup, wanted: &TargetGroup) -> bool {
    let asked = |group: &TargetGroup| {
        let Check { path, matcher, .. } = group.check.clone();
        (path, matcher, group.port, group.protocol.to_ascii_uppercase())
    };
    asked(group) != asked(wanted)
}
