//! Changes of the health check that ask less of the instances.

use std::collections::BTreeSet;

use super::change::Setting;
use crate::desired::{health_option, namespace};

/// Options by which a failure is noticed later when they are raised.
const DELAYS: [&str; 3] = ["HealthCheckInterval", "HealthCheckTimeout", "UnhealthyThresholdCount"];

fn of_process(setting: &Setting) -> bool {
    setting.option.namespace.starts_with("aws:elasticbeanstalk:environment:process:")
}

fn of_classic(setting: &Setting) -> bool {
    setting.is(namespace::APPLICATION, health_option::CLASSIC_CHECK)
}

/// The path is taken away.
pub(super) fn off(setting: &Setting) -> bool {
    let path = of_process(setting) && setting.option.name == health_option::PATH;
    let (before, after) = setting.texts();
    let had = before.is_some_and(|before| !before.trim().is_empty());
    (path || of_classic(setting))
        && had
        && (setting.removed || after.is_none_or(|after| after.trim().is_empty()))
}

/// More passes than before, or a failure is noticed later.
pub(super) fn loosened(setting: &Setting) -> bool {
    let (before, after) = setting.texts();
    if of_classic(setting) {
        return off(setting);
    }
    if !of_process(setting) {
        return false;
    }
    match setting.option.name.as_str() {
        health_option::PATH => before.is_some() && before != after && after.as_deref() == Some("/"),
        // A matcher that nobody gave is 200, as Elastic Load Balancing has it.
        health_option::MATCHER => {
            let codes = |matcher: Option<String>| codes(matcher.as_deref().unwrap_or("200"));
            !codes(after).is_subset(&codes(before))
        }
        name if DELAYS.contains(&name) => {
            setting.numbers().is_some_and(|(before, after)| after > before)
        }
        _ => false,
    }
}

/// The status codes of a matcher such as `200,202` or `200-299`.
fn codes(matcher: &str) -> BTreeSet<u16> {
    let range = |part: &str| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        Some(first.trim().parse::<u16>().ok()?..=last.trim().parse::<u16>().ok()?)
    };
    matcher.split(',').filter_map(range).flatten().collect()
}
