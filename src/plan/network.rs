//! Subnets of the load balancer: enough zones, one subnet a zone, one VPC.

use std::collections::BTreeMap;

use super::Problem;
use crate::config::{LoadBalancerType, fault};
use crate::desired::{Desired, Value, namespace};
use crate::observed::{Environment, Observed};

const PATH: &str = "network.load-balancer-subnets";

/// The subnets must be looked at to plan for this environment.
pub fn needs_subnets(desired: &Desired, environment: Option<&Environment>) -> bool {
    let Some(environment) = environment else { return true };
    let differs = |option: &str, wanted: Option<Value>| {
        let has = environment.setting(namespace::VPC, option).unwrap_or_default();
        wanted.is_some_and(|wanted| wanted.read(has) != wanted)
    };
    let named = |key: &str| {
        let subnets = desired.subnets();
        let ids: Vec<_> =
            subnets.iter().filter(|(path, _)| *path == key).map(|(_, id)| *id).collect();
        (!ids.is_empty()).then(|| Value::set(ids))
    };
    differs("Subnets", named("network.instance-subnets")) || differs("ELBSubnets", named(PATH))
}

/// The subnets are there, in one VPC, and the load balancer can stand in them.
///
/// Source: Elastic Load Balancing user guide, "Subnets for your load balancer"; `ELB cannot be
/// attached to multiple subnets in the same AZ`.
pub(super) fn zones(
    desired: &Desired,
    observed: &Observed,
    kind: LoadBalancerType,
) -> Result<(), Problem> {
    if !needs_subnets(desired, observed.environment.as_ref()) {
        return Ok(());
    }
    for (path, id) in desired.subnets() {
        let Some(subnet) = observed.subnets.iter().find(|subnet| subnet.id == id) else {
            let message = format!("there is no subnet {id} in {}", observed.region);
            return Err(Problem::new(&fault::SUBNET_UNKNOWN, path, message));
        };
        if desired.vpc().is_some_and(|vpc| vpc != subnet.vpc) {
            let message = format!("{id} is a subnet of {}, not of this VPC", subnet.vpc);
            return Err(Problem::new(&fault::SUBNET_OF_OTHER_VPC, path, message));
        }
    }
    let wanted = desired.load_balancer_subnets();
    let mut zones: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for subnet in &observed.subnets {
        if wanted.is_none_or(|wanted| wanted.contains(&subnet.id)) {
            zones.entry(&subnet.zone).or_default().push(&subnet.id);
        }
    }
    let path = wanted.map_or("environment", |_| PATH);
    let twice = zones.iter().find(|(_, subnets)| wanted.is_some() && subnets.len() > 1);
    if let Some((zone, subnets)) = twice {
        let message = format!("{} are both of the zone {zone}", subnets.join(" and "));
        return Err(Problem::new(&fault::SUBNETS_OF_ONE_ZONE, path, message));
    }
    if kind == LoadBalancerType::Application && zones.len() < 2 {
        let has = zones.keys().copied().collect::<Vec<_>>().join(", ");
        let whose = wanted.map_or("the default VPC has", |_| "these subnets have");
        let count = zones.len();
        let message = format!(
            "an application load balancer stands in at least two zones; {whose} {count}: {has}"
        );
        let help = "name subnets of two zones in [network] load-balancer-subnets";
        return Err(Problem::new(&fault::TOO_FEW_ZONES, path, message).with_help(help));
    }
    Ok(())
}
