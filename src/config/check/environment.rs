//! Names, region, platform, tags, capacity and subnets.

use semver::VersionReq;

use super::Check;
use crate::config::{LoadBalancerType, Setting};

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
        check.error(
            "application.name",
            format!("`{application}` cannot name an application"),
            format!("use 1 to {LONGEST_NAME} characters, without `/`"),
        );
    }
    let name = config.environment.name.as_str();
    if !is_label(name, &ENVIRONMENT_NAME) {
        check.error(
            "environment.name",
            format!("`{name}` cannot name an environment"),
            "use 4 to 40 letters, digits and hyphens, with no hyphen first or last",
        );
    }
    if let Some(cname) = &config.environment.cname
        && !is_label(cname, &CNAME_PREFIX)
    {
        check.error(
            "environment.cname",
            format!("`{cname}` cannot be the first label of a domain name"),
            "use 4 to 63 letters, digits and hyphens, with no hyphen first or last; AWS adds the rest",
        );
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
        check.error(
            "environment.region",
            format!("`{region}` is no AWS region"),
            "write it as `eu-west-1`",
        );
    }
}

pub(super) fn platform_version(check: &mut Check<'_>) {
    let environment = &check.config.environment;
    let Some(version) = &environment.platform_version else { return };
    if VersionReq::parse(version).is_err() {
        check.error(
            "environment.platform-version",
            format!("`{version}` is no range of versions"),
            "write it as `>=4.5, <5` or `4.5.1`",
        );
    }
    if environment.platform.is_none() {
        check.error(
            "environment.platform-version",
            "`platform-version` says nothing without `platform`",
            "add `platform = \"…\"` to [environment]",
        );
    }
}

pub(super) fn tags(check: &mut Check<'_>) {
    let tags = &check.config.environment.tags;
    for (key, value) in tags {
        let path = format!("environment.tags.{key}");
        if key.is_empty() || key.chars().count() > LONGEST_TAG_KEY {
            check.error_at_key(&path, "a tag's key has 1 to 128 characters", "shorten it");
        }
        if key == "Name"
            || ["aws:", "elasticbeanstalk:"]
                .iter()
                .any(|reserved| key.to_lowercase().starts_with(reserved))
        {
            check.error_at_key(
                &path,
                format!("the tag `{key}` belongs to Elastic Beanstalk"),
                "choose another key",
            );
        }
        match value {
            Setting::Text(text) if text.chars().count() > LONGEST_TAG_VALUE => {
                check.error(&path, "a tag's value has at most 256 characters", "shorten it");
            }
            Setting::Text(_) | Setting::Reset => {}
            Setting::List(_) | Setting::Env(_) | Setting::File(_) | Setting::Secret(_) => {
                check.error(
                    &path,
                    "a tag is a text",
                    "write it in quotes, or { reset = true } to remove it",
                );
            }
        }
    }
    if tags.len() > MOST_TAGS {
        check.error(
            "environment.tags",
            format!("{} tags are more than AWS allows", tags.len()),
            "keep at most 47",
        );
    }
}

pub(super) fn capacity(check: &mut Check<'_>) {
    let Some(capacity) = &check.config.capacity else { return };
    if let (Some(min), Some(max)) = (capacity.min, capacity.max)
        && min > max
    {
        check.error(
            "capacity.min",
            format!("`min` is {min}, more than `max`, which is {max}"),
            "lower `min` or raise `max`",
        );
    }
    if let Some(types) = &capacity.instance_types {
        check.distinct("capacity.instance-types", types);
        if types.is_empty() || types.len() > MOST_INSTANCE_TYPES {
            check.error(
                "capacity.instance-types",
                "name 1 to 40 instance types",
                "for example [\"t3.small\", \"t3a.small\"]",
            );
        }
    }
}

pub(super) fn subnets(check: &mut Check<'_>) {
    let Some(network) = &check.config.network else { return };
    check.distinct("network.instance-subnets", &network.instance_subnets);
    if network.instance_subnets.is_empty() {
        check.error("network.instance-subnets", "no subnet for the instances", "name at least one");
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
        check.error(
            "network.load-balancer-subnets",
            format!(
                "{} cannot be enough: {kind} load balancers stand in at least {least} zones",
                subnets.len()
            ),
            "name one subnet of each zone",
        );
    }
}
