//! All options that the file manages, as they hold for what was observed.

use super::{certificate, unmanaged, variables};
use crate::config::LoadBalancerType;
use crate::desired::{Desired, Properties, Value};
use crate::observed::{Environment, Observed};

/// All options that the file manages, as they hold for what was observed: the kind of its load
/// balancer, the certificate that would be chosen, variables that have to go.
pub fn properties(desired: &Desired, observed: &Observed) -> Properties {
    let chosen = certificate::choose(desired, observed).ok().flatten();
    let certificate = chosen.map(|certificate| certificate.arn.as_str());
    let mut properties = desired.properties(kind(desired, observed), certificate);
    if let Some(environment) = &observed.environment {
        let replaced = variables::replaced(&properties, &environment.settings);
        let pruned = unmanaged::pruned(desired, observed, &properties);
        properties.removed.extend(replaced.into_iter().chain(pruned));
    }
    properties
}

/// The kind of load balancer that the environment has, or will have.
pub(super) fn kind(desired: &Desired, observed: &Observed) -> LoadBalancerType {
    let kind = observed.environment.as_ref().and_then(Environment::load_balancer);
    kind.or_else(|| desired.load_balancer()).unwrap_or_default()
}

/// The smallest group of instances that is asked for has none.
pub(super) fn may_be_empty(observed: &Observed, properties: &Properties) -> bool {
    let (namespace, name) = ("aws:autoscaling:asg", "MinSize");
    let said = properties.get(namespace, name).map(Value::to_aws);
    let has = || {
        let environment = observed.environment.as_ref()?;
        environment.setting(namespace, name).map(str::to_owned)
    };
    said.or_else(has).is_some_and(|size| size.trim() == "0")
}
