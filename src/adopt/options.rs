//! All other options.

use std::collections::BTreeMap;

use toml::Value;

use super::draft::{Draft, Entry};
use crate::config::{LoadBalancerType, Shape, secret_shape};
use crate::desired::{OptionKey, default_of, is_known_option, namespace, shape_of};
use crate::observed::Environment;

/// What Elastic Beanstalk only tells, or says twice.
///
/// Source: recorded `DescribeConfigurationSettings` answers (`eb_options.json`), and the namespaces
/// that the `eb` command leaves out of saved configurations.
const SAID_ELSEWHERE: [(&str, &str); 6] = [
    ("aws:cloudformation:template:parameter", "*"),
    ("aws:elasticbeanstalk:control", "*"),
    ("aws:elasticbeanstalk:environment", "EnvironmentType"),
    ("aws:elasticbeanstalk:environment", "ExternalExtensionsS3Bucket"),
    ("aws:elasticbeanstalk:environment", "ExternalExtensionsS3Key"),
    ("aws:autoscaling:launchconfiguration", "InstanceType"),
];

/// What Elastic Beanstalk chooses where nobody does, so that nobody can tell who did; a file that
/// names it would hold on to what the next platform version or environment has otherwise.
const CHOSEN: [(&str, &str); 4] = [
    ("aws:autoscaling:launchconfiguration", "ImageId"),
    ("aws:autoscaling:launchconfiguration", "SecurityGroups"),
    ("aws:elbv2:loadbalancer", "SecurityGroups"),
    ("aws:elb:loadbalancer", "SecurityGroups"),
];

/// What a new environment has although its defaults are written otherwise or nowhere: by what
/// ebdeploy gives it, or by the platform.
///
/// Source: recorded `DescribeConfigurationSettings` answers about untouched environments
/// (`eb_options.json`).
const FRESH: [(&str, &str, &str); 8] = [
    ("aws:autoscaling:launchconfiguration", "DisableIMDSv1", "true"),
    ("aws:autoscaling:launchconfiguration", "RootVolumeType", "gp3"),
    ("aws:autoscaling:launchconfiguration", "SSHSourceRestriction", "tcp,22,22,0.0.0.0/0"),
    ("aws:ec2:instances", "SpotFleetOnDemandAboveBasePercentage", "70"),
    ("aws:ec2:instances", "SupportedArchitectures", "x86_64"),
    ("aws:elasticbeanstalk:environment:proxy", "ProxyServer", "nginx"),
    (
        "aws:elasticbeanstalk:healthreporting:system",
        "ConfigDocument",
        r#"{"Version":1,"CloudWatchMetrics":{"Instance":{},"Environment":{}}}"#,
    ),
    ("aws:elasticbeanstalk:healthreporting:system", "SystemType", "enhanced"),
];

const DEFAULT_LISTENER: &str = "aws:elbv2:listener:default";

/// The same, behind an application load balancer.
const BEHIND_APPLICATION: [(&str, &str, &str); 4] = [
    (namespace::DEFAULT_PROCESS, "HealthCheckInterval", "15"),
    (namespace::DEFAULT_PROCESS, "HealthyThresholdCount", "3"),
    (namespace::DEFAULT_PROCESS, "Protocol", "HTTP"),
    (DEFAULT_LISTENER, "Protocol", "HTTP"),
];

/// The same, behind a network load balancer, which checks connections.
///
/// Source: command-options-general, `aws:elasticbeanstalk:environment:process:default`; an interval
/// of 10, which was recorded as well, is written down.
const BEHIND_NETWORK: [(&str, &str, &str); 4] = [
    (namespace::DEFAULT_PROCESS, "HealthCheckInterval", "30"),
    (namespace::DEFAULT_PROCESS, "HealthyThresholdCount", "5"),
    (namespace::DEFAULT_PROCESS, "Protocol", "TCP"),
    (DEFAULT_LISTENER, "Protocol", "TCP"),
];

/// Describes the options that nothing speaks of yet: those that are not as they would be anyway.
pub(super) fn describe(environment: &Environment, draft: &mut Draft) {
    let mut tables: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for (option, value) in &environment.settings {
        let Some(value) = value.as_ref().filter(|value| !value.is_empty()) else { continue };
        let elsewhere = is_among(&SAID_ELSEWHERE, option) && !is_single(environment, option);
        if draft.covered.contains_key(option) || elsewhere || is_usual(environment, option, value) {
            continue;
        }
        if let Some(why) = unfit(option, value) {
            draft.leave_out(option.to_string(), why);
            draft.covered.insert(option.clone(), "options".to_owned());
            continue;
        }
        draft.covered.insert(option.clone(), "options".to_owned());
        let entry = Entry::new(option.name.as_str(), written(value));
        tables.entry(table(option)).or_default().push(entry);
    }
    for (namespace, entries) in tables {
        let names = ["options", namespace.as_str()];
        match draft.tables.iter_mut().find(|table| table.names == names) {
            Some(table) => table.entries.extend(entries),
            None => draft.table(&names, entries),
        }
    }
}

fn is_usual(environment: &Environment, option: &OptionKey, value: &str) -> bool {
    let behind: &[_] = match environment.load_balancer() {
        Some(LoadBalancerType::Application) => &BEHIND_APPLICATION,
        Some(LoadBalancerType::Network) => &BEHIND_NETWORK,
        Some(LoadBalancerType::Classic) | None => &[],
    };
    let same = |(namespace, name, _): &&(&str, &str, &str)| {
        *namespace == option.namespace && *name == option.name
    };
    let fresh = FRESH.iter().chain(behind).find(same);
    let fresh = fresh.map(|(.., value)| shape_of(option, value));
    fresh.into_iter().chain(default_of(option)).any(|usual| usual.read(value) == usual)
}

fn is_among(list: &[(&str, &str)], option: &OptionKey) -> bool {
    let same = |(namespace, name): &(&str, &str)| {
        *namespace == option.namespace && (*name == "*" || *name == option.name)
    };
    list.iter().any(same)
}

/// That there is no load balancer is said nowhere else.
fn is_single(environment: &Environment, option: &OptionKey) -> bool {
    option.name == "EnvironmentType" && environment.load_balancer().is_none()
}

/// Why an option is left out.
fn unfit(option: &OptionKey, value: &str) -> Option<&'static str> {
    if is_among(&CHOSEN, option) {
        return Some("nobody can tell whether it was chosen; write it into [options] if it was");
    }
    if !is_known_option(option) {
        return Some("it is not in the catalogue of options");
    }
    if matches!(secret_shape(value), Some(Shape::PrivateKey | Shape::Form(_))) {
        return Some("it looks like a secret");
    }
    if value.chars().all(|letter| letter == '*') {
        return Some("AWS does not show it");
    }
    None
}

/// `true` and whole numbers as such: AWS is told the same.
fn written(value: &str) -> Value {
    match value {
        "true" => Value::Boolean(true),
        "false" => Value::Boolean(false),
        _ => match value.parse::<i64>() {
            Ok(number) if number.to_string() == value => Value::Integer(number),
            _ => Value::from(value),
        },
    }
}

/// As the file names it: a scheduled action's name stands before its namespace.
fn table(option: &OptionKey) -> String {
    match &option.resource {
        Some(action) if option.namespace == namespace::SCHEDULED_ACTION => {
            format!("{action}.{}", option.namespace)
        }
        _ => option.namespace.clone(),
    }
}
