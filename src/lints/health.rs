//! The health check.

use super::{Check, Found, Lint, Look, Severity};
use crate::config::LoadBalancerType;
use crate::desired::{health_option, namespace};

pub(super) static LINTS: [Lint; 1] = [Lint {
    id: "no-health-path",
    severity: Severity::Warning,
    says: "the file speaks of the load balancer, and not of the path by which health is checked",
    reason: "without a path the load balancer asks for `/`, or only connects: an application that is broken can pass, and \
             one that redirects or asks for a login fails",
    cure: "add [health-check], with a path that answers 200 when the application can serve",
    check: Check::File(no_health_path),
}];

fn no_health_path(look: &Look<'_>) -> Vec<Found> {
    let Look { desired, kind, .. } = look;
    let network = ("network.load-balancer-subnets", "the load balancer's subnets are given");
    let speaks = [
        (desired.certificate().is_some(), ("https", "HTTPS is asked for")),
        (desired.load_balancer().is_some(), ("load-balancer", "a load balancer is asked for")),
        (desired.subnets().iter().any(|(path, _)| *path == network.0), network),
    ];
    let spoken = speaks.into_iter().find(|(speaks, _)| *speaks);
    let Some((_, (path, what))) = spoken.filter(|_| *kind != LoadBalancerType::Network) else {
        return Vec::new();
    };
    let (namespace, name) = match kind {
        LoadBalancerType::Classic => (namespace::APPLICATION, health_option::CLASSIC_CHECK),
        LoadBalancerType::Application | LoadBalancerType::Network => {
            (namespace::DEFAULT_PROCESS, health_option::PATH)
        }
    };
    let path_is_given = desired.has_health_check()
        || look.value(namespace, name).is_some_and(|path| !["", "/"].contains(&path.trim()));
    let found = Found::new(path, format!("{what}, and no path by which health is checked"));
    if path_is_given { Vec::new() } else { vec![found] }
}
