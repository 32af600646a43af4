//! HTTPS, redirect and health check: what each kind of load balancer can do, and what contradicts
//! itself.

use super::Check;
use crate::config::{Fallback, LoadBalancerType, Redirect};

/// Elastic Load Balancing, quotas of a rule's condition.
const LONGEST_PATTERN: usize = 128;
const MOST_WILDCARDS: usize = 5;
/// Option catalogue, `MatcherHTTPCode` of an application load balancer's process.
const APPLICATION_CODES: std::ops::RangeInclusive<u16> = 200..=499;
/// Elastic Load Balancing API reference, `CreateTargetGroup`.
const LONGEST_PATH: usize = 1024;

fn kind(check: &Check<'_>) -> LoadBalancerType {
    check
        .config
        .load_balancer
        .as_ref()
        .map_or(LoadBalancerType::default(), |balancer| balancer.kind)
}

pub(super) fn certificate(check: &mut Check<'_>) {
    let Some(https) = &check.config.https else { return };
    let Some(certificate) = &https.certificate else {
        if https.redirect.is_some() {
            return; // Switched off, nothing is missing; switched on, the check of the redirect says so.
        }
        return check.error_at_key(
            "https",
            "[https] names no certificate",
            "add `certificate = \"shop.example.com\"`, or the ARN of an ACM certificate",
        );
    };
    let place = "https.certificate";
    if !certificate.starts_with("arn:") {
        if !is_domain(certificate) {
            check.error(
                place,
                format!("`{certificate}` is neither a domain nor an ARN"),
                "write it as `shop.example.com`",
            );
        }
        return;
    }
    let parts: Vec<_> = certificate.split(':').collect();
    let [_, _, "acm", region, _account, resource] = parts[..] else {
        return check.error(
            place,
            "this ARN is not that of an ACM certificate",
            "copy it from the ACM console",
        );
    };
    if !resource.starts_with("certificate/") {
        check.error(
            place,
            "this ARN is not that of an ACM certificate",
            "copy it from the ACM console",
        );
    }
    if let Some(wanted) = &check.config.environment.region
        && wanted != region
    {
        check.error(
            place,
            format!("the certificate is of {region}, the environment of {wanted}"),
            format!("a load balancer uses certificates of its own region: name one of {wanted}"),
        );
    }
}

fn is_domain(text: &str) -> bool {
    let text = text.strip_prefix("*.").unwrap_or(text);
    text.contains('.')
        && text.len() <= 253
        && text.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        })
}

pub(super) fn redirect(check: &mut Check<'_>) {
    let Some(https) = &check.config.https else { return };
    let Some(Redirect::On { except, .. }) = &https.redirect else { return };
    let kind = kind(check);
    if kind != LoadBalancerType::Application {
        check.error(
            "https.redirect",
            format!("a {kind} load balancer has no rules, so it cannot redirect"),
            "have the instances' proxy redirect (`ebdeploy scaffold`), or use an application load balancer; remove `redirect`",
        );
    }
    if https.certificate.is_none() {
        check.error(
            "https.redirect",
            "`redirect` without a certificate would send everyone to a port that does not answer",
            "add `certificate` to [https], or write `redirect = false`",
        );
    }
    let Some(except) = except else { return };
    check.distinct("https.redirect.except", except);
    for (index, pattern) in except.iter().enumerate() {
        let wildcards = pattern.chars().filter(|c| matches!(c, '*' | '?')).count();
        if !pattern.starts_with('/')
            || pattern.len() > LONGEST_PATTERN
            || wildcards > MOST_WILDCARDS
        {
            check.error(
                &format!("https.redirect.except[{index}]"),
                format!("`{pattern}` is no path pattern of a load balancer"),
                "begin with `/`, and use at most 128 characters and five of `*` and `?`",
            );
        }
    }
}

pub(super) fn health_check(check: &mut Check<'_>) {
    let Some(health) = &check.config.health_check else { return };
    if kind(check) == LoadBalancerType::Network {
        check.error_at_key(
            "health-check",
            "under Elastic Beanstalk a network load balancer checks that the port accepts a connection, and no path",
            "remove [health-check], or use an application load balancer",
        );
        return;
    }
    if !health.path.starts_with('/') || health.path.len() > LONGEST_PATH {
        check.error(
            "health-check.path",
            format!("`{}` is no path", health.path),
            "begin with `/`, as in `/health`",
        );
    }
    if let Err(problem) = matcher(&health.matcher) {
        check.error(
            "health-check.matcher",
            problem,
            "write `200`, `200,202` or `200-299`, within 200 to 499",
        );
    }
    if kind(check) == LoadBalancerType::Classic && health.matcher != "200" {
        check.error(
            "health-check.matcher",
            "a classic load balancer takes 200 alone for healthy",
            "remove `matcher`",
        );
    }
    if health.fallback == Fallback::Tcp && health.grace >= check.config.apply.timeout {
        check.error(
            "health-check.grace",
            "`grace` is not shorter than the whole run's `timeout`",
            "shorten it, or lengthen [apply] timeout",
        );
    }
}

/// Codes and ranges of codes, separated by commas, within what an application load balancer takes.
fn matcher(text: &str) -> Result<(), String> {
    let code = |text: &str| match text.trim().parse::<u16>() {
        Ok(code) if APPLICATION_CODES.contains(&code) => Ok(code),
        _ => Err(format!("`{text}` is no status code from 200 to 499")),
    };
    for part in text.split(',') {
        if let Some((first, last)) = part.split_once('-') {
            if code(first)? > code(last)? {
                return Err(format!("the range `{part}` is empty"));
            }
        } else {
            code(part)?;
        }
    }
    Ok(())
}

pub(super) fn policy(check: &mut Check<'_>) {
    if let Some(https) = &check.config.https
        && !https.policy.starts_with("ELBSecurityPolicy-")
    {
        check.error(
            "https.policy",
            format!("`{}` is no TLS policy of Elastic Load Balancing", https.policy),
            "for example `ELBSecurityPolicy-TLS13-1-2-2021-06`",
        );
    }
}
