//! How much of an environment can fail at once.

use std::collections::BTreeSet;

use super::{Check, Found, Lint, Look, Severity};
use crate::desired::namespace;
use crate::observed::Subnet;

const GROUP: &str = "aws:autoscaling:asg";

pub(super) static LINTS: [Lint; 2] = [
    Lint {
        id: "single-instance",
        severity: Severity::Warning,
        says: "in production: `min` or `max` is less than 2, or `EnvironmentType` is `SingleInstance`",
        reason: "a deployment, a platform update or a failing instance takes all of production out of service",
        cure: "write `min = 2`, or more",
        check: Check::File(single_instance),
    },
    Lint {
        id: "one-zone",
        severity: Severity::Warning,
        says: "all instance or all load-balancer subnets are in one zone, or `Any 1`, or one `Custom Availability Zones`",
        reason: "when the zone fails, so does everything",
        cure: "name subnets of at least two zones",
        check: Check::Cloud(one_zone),
    },
];

fn single_instance(look: &Look<'_>) -> Vec<Found> {
    if !look.desired.is_production() {
        return Vec::new();
    }
    let less_than_two = |name: &str| {
        let size = look.option(GROUP, name)?;
        let number = size.value.to_aws().parse::<i64>().ok().filter(|number| *number < 2)?;
        Some((size.path.clone(), number))
    };
    let single = look
        .option(namespace::ENVIRONMENT, "EnvironmentType")
        .filter(|kind| kind.value.to_aws().eq_ignore_ascii_case("SingleInstance"));
    let found = if let Some(single) = single {
        Some(Found::new(&single.path, "production is a single instance"))
    } else if let Some((path, least)) = less_than_two("MinSize") {
        Some(Found::new(path, format!("production may shrink to {least}")))
    } else {
        less_than_two("MaxSize")
            .map(|(path, most)| Found::new(path, format!("production has at most {most}")))
    };
    found.into_iter().collect()
}

fn one_zone(look: &Look<'_>) -> Option<Vec<Found>> {
    let mut found = Vec::new();
    let any = look.option(GROUP, "Availability Zones");
    if let Some(any) = any.filter(|any| any.value.to_aws().eq_ignore_ascii_case("Any 1")) {
        found.push(Found::new(&any.path, "all instances stand in one zone"));
    }
    let custom = look.option(GROUP, "Custom Availability Zones");
    if let Some(custom) = custom.filter(|custom| is_one(&custom.value.to_aws())) {
        found.push(Found::new(&custom.path, "all instances stand in one zone"));
    }
    let mut untold = false;
    let subnets = look.desired.subnets();
    let keys: BTreeSet<_> = subnets.iter().map(|(path, _)| *path).collect();
    for key in keys {
        let ids: BTreeSet<_> =
            subnets.iter().filter(|(path, _)| *path == key).map(|(_, id)| *id).collect();
        match zones(look, &ids) {
            Some(zones) if zones.len() == 1 => {
                let zone = zones.first().filter(|zone| !zone.is_empty());
                let zone = zone.map_or_else(String::new, |zone| format!(", {zone}"));
                found.push(Found::new(key, format!("all of these stand in one zone{zone}")));
            }
            Some(_) => {}
            None => untold = true,
        }
    }
    (!found.is_empty() || !untold).then_some(found)
}

fn is_one(list: &str) -> bool {
    list.split(',').filter(|zone| !zone.trim().is_empty()).count() == 1
}

/// The zones of subnets; nothing where they were not looked at. A single subnet has one zone,
/// whichever it is.
fn zones<'a>(look: &Look<'a>, ids: &BTreeSet<&str>) -> Option<BTreeSet<&'a str>> {
    let subnets = look.observed.map(|observed| observed.subnets.as_slice()).unwrap_or_default();
    let zone = |id: &&str| {
        let subnet: Option<&'a Subnet> = subnets.iter().find(|subnet| subnet.id == *id);
        subnet.map(|subnet| subnet.zone.as_str())
    };
    let zones: Option<BTreeSet<_>> = ids.iter().map(zone).collect();
    zones.or_else(|| (ids.len() == 1).then(|| BTreeSet::from([""])))
}
