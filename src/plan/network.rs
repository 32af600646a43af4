//! Subnets of the load balancer: enough zones, one subnet a zone, one VPC.

use std::collections::BTreeMap;

use super::Problem;
use crate::config::LoadBalancerType;
use crate::desired::{Desired, Value, namespace};
use crate::observed::{Environment, Observed};

const PATH: &str = "network.load-balancer-subnets";

/// The load balancer's subnets must be looked at to plan for this environment.
pub fn needs_subnets(desired: &Desired, environment: Option<&Environment>) -> bool {
    let Some(environment) = environment else { return true };
    let Some(wanted) = desired.load_balancer_subnets().map(Value::set) else { return false };
    let has = environment
        .setting(namespace::VPC, "ELBSubnets")
        .or_else(|| environment.setting(namespace::VPC, "Subnets"));
    has.map(|text| wanted.read(text)) != Some(wanted)
}

/// The subnets are there, and the load balancer can stand in them.
///
/// Source: Elastic Load Balancing user guide, "Subnets for your load balancer"; `ELB cannot be attached to multiple subnets
/// in the same AZ`.
pub(super) fn zones(
    desired: &Desired,
    observed: &Observed,
    kind: LoadBalancerType,
) -> Result<(), Problem> {
    if !needs_subnets(desired, observed.environment.as_ref()) {
        return Ok(());
    }
    let mut zones: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for subnet in &observed.subnets {
        zones.entry(&subnet.zone).or_default().push(&subnet.id);
    }
    if let Some(wanted) = desired.load_balancer_subnets() {
        let missing =
            wanted.iter().find(|id| observed.subnets.iter().all(|subnet| subnet.id != **id));
        if let Some(missing) = missing {
            let message = format!("there is no subnet {missing} in {}", observed.region);
            return Err(Problem::new(path(desired), message, "check the id and the region"));
        }
        if let Some((zone, subnets)) = zones.iter().find(|(_, subnets)| subnets.len() > 1) {
            let message = format!("{} are both of the zone {zone}", subnets.join(" and "));
            return Err(Problem::new(
                path(desired),
                message,
                "a load balancer takes one subnet a zone: keep one of them",
            ));
        }
    }
    if kind == LoadBalancerType::Application && zones.len() < 2 {
        let has = zones.keys().copied().collect::<Vec<_>>().join(", ");
        let whose = if desired.load_balancer_subnets().is_some() {
            "these subnets have"
        } else {
            "the default VPC has"
        };
        let message = format!(
            "an application load balancer stands in at least two zones; {whose} {}: {has}",
            zones.len()
        );
        let help = "name subnets of two zones in [network] load-balancer-subnets";
        return Err(Problem::new(path(desired), message, help));
    }
    Ok(())
}

/// The load balancer stands in the instances' subnets when it has none of its own.
fn path(desired: &Desired) -> &'static str {
    if desired.load_balancer_subnets().is_some() { PATH } else { "environment" }
}
