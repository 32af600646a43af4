//! Names, region, platform, tags, capacity and subnets.

use semver::VersionReq;

use super::Check;
use crate::config::{LoadBalancerType, Setting, fault};

/// Elastic Beanstalk API reference, `CreateEnvironment` and `CreateApplication`.
const ENVIRONMENT_NAME: std::ops::RangeInclusive<usize> = 4..=40;
const CNAME_PREFIX: std::ops::RangeInclusive<usize> = 4..=63;
pub(super) const LONGEST_NAME: usize = 100;
/// Elastic Beanstalk developer guide, "Tagging environments".
const LONGEST_TAG_KEY: usize = 128;
const LONGEST_TAG_VALUE: usize = 256;
const MOST_TAGS: usize = 47;
/// Option catalogue, `aws:ec2:instances`.
const MOST_INSTANCE_TYPES: usize = 40;

pub(super) fn names(check: &mut Check<'_>) {
    let config = check.config;
    let application = config.application.name.as_str();
    if application.is_empty()
        || application.chars().count() > LONGEST_NAME
        || application.contains('/')
    {
        let message = format!("`{application}` cannot name an application");
        check.error(&fault::APPLICATION_NAME, "application.name", message);
    }
    let name = config.environment.name.as_str();
    if !is_label(name, &ENVIRONMENT_NAME) {
        let message = format!("`{name}` cannot name an environment");
        check.error(&fault::ENVIRONMENT_NAME, "environment.name", message);
    }
    if let Some(cname) = &config.environment.cname
        && !is_label(cname, &CNAME_PREFIX)
    {
        let message = format!("`{cname}` cannot be the first label of a domain name");
        check.error(&fault::CNAME, "environment.cname", message);
    }
}

fn is_label(text: &str, length: &std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

pub(super) fn region(check: &mut Check<'_>) {
    let Some(region) = &check.config.environment.region else { return };
    let parts: Vec<_> = region.split('-').collect();
    let well_formed = parts.len() >= 3
        && parts.iter().all(|part| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        })
        && parts.last().is_some_and(|last| last.chars().all(|c| c.is_ascii_digit()));
    if !well_formed {
        let message = format!("`{region}` is no AWS region");
        check.error(&fault::REGION, "environment.region", message);
    }
}

pub(super) fn platform_version(check: &mut Check<'_>) {
    let environment = &check.config.environment;
    let Some(version) = &environment.platform_version else { return };
    if VersionReq::parse(version).is_err() {
        let message = format!("`{version}` is no range of versions");
        check.error(&fault::PLATFORM_VERSION_RANGE, "environment.platform-version", message);
    }
    if environment.platform.is_none() {
        let message = "`platform-version` says nothing without `platform`";
        check
            .error(&fault::WITHOUT_EFFECT, "environment.platform-version", message)
            .set_help("add `platform = \"…\"` to [environment]");
    }
}

pub(super) fn tags(check: &mut Check<'_>) {
    let tags = &check.config.environment.tags;
    for (key, value) in tags {
        let path = format!("environment.tags.{key}");
        if key.is_empty() || key.chars().count() > LONGEST_TAG_KEY {
            check.error_at_key(&fault::TAG_KEY, &path, "a tag's key has 1 to 128 characters");
        }
        if key == "Name"
            || ["aws:", "elasticbeanstalk:"]
                .iter()
                .any(|reserved| key.to_lowercase().starts_with(reserved))
        {
            let message = format!("the tag `{key}` belongs to Elastic Beanstalk");
            check.error_at_key(&fault::TAG_RESERVED, &path, message);
        }
        match value {
            Setting::Text(text) if text.chars().count() > LONGEST_TAG_VALUE => {
                let message = "a tag's value has at most 256 characters";
                check.error(&fault::TAG_VALUE, &path, message);
            }
            Setting::Text(_) | Setting::Reset => {}
            Setting::List(_) | Setting::Env(_) | Setting::File(_) | Setting::Secret(_) => {
                check
                    .error(&fault::NOT_A_TEXT, &path, "a tag is a text")
                    .set_help("write it in quotes, or { reset = true } to remove it");
            }
        }
    }
    if tags.len() > MOST_TAGS {
        let message = format!("{} tags are more than AWS allows", tags.len());
        check.error(&fault::TOO_MANY_TAGS, "environment.tags", message);
    }
}

pub(super) fn capacity(check: &mut Check<'_>) {
    let Some(capacity) = &check.config.capacity else { return };
    if let (Some(min), Some(max)) = (capacity.min, capacity.max)
        && min > max
    {
        let message = format!("`min` is {min}, more than `max`, which is {max}");
        check.error(&fault::MIN_ABOVE_MAX, "capacity.min", message);
    }
    if let Some(types) = &capacity.instance_types {
        check.distinct("capacity.instance-types", types);
        if types.is_empty() || types.len() > MOST_INSTANCE_TYPES {
            let message = "name 1 to 40 instance types";
            check.error(&fault::INSTANCE_TYPES, "capacity.instance-types", message);
        }
    }
}

pub(super) fn subnets(check: &mut Check<'_>) {
    let Some(network) = &check.config.network else { return };
    check.distinct("network.instance-subnets", &network.instance_subnets);
    if network.instance_subnets.is_empty() {
        let message = "no subnet for the instances";
        check.error(&fault::NO_SUBNET, "network.instance-subnets", message);
    }
    let Some(subnets) = &network.load_balancer_subnets else { return };
    check.distinct("network.load-balancer-subnets", subnets);
    let kind = check
        .config
        .load_balancer
        .as_ref()
        .map_or(LoadBalancerType::default(), |balancer| balancer.kind);
    let least = if kind == LoadBalancerType::Application { 2 } else { 1 };
    if subnets.len() < least {
        let count = subnets.len();
        let message = format!(
            "{count} cannot be enough: {kind} load balancers stand in at least {least} zones"
        );
        check.error(&fault::TOO_FEW_ZONES, "network.load-balancer-subnets", message);
    }
}
