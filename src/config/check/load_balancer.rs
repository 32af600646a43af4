//! HTTPS, redirect and health check: what each kind of load balancer can do, and what contradicts
//! itself.

use super::Check;
use crate::config::{Fallback, LoadBalancerType, Redirect, fault, is_path_pattern};

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
        check.error_at_key(&fault::NO_CERTIFICATE, "https", "[https] names no certificate");
        return;
    };
    let place = "https.certificate";
    if !certificate.starts_with("arn:") {
        if !is_domain(certificate) {
            let message = format!("`{certificate}` is neither a domain nor an ARN");
            check.error(&fault::CERTIFICATE_NAME, place, message);
        }
        return;
    }
    let parts: Vec<_> = certificate.split(':').collect();
    let of_another = "this ARN is not that of an ACM certificate";
    let [_, _, "acm", region, _account, resource] = parts[..] else {
        check.error(&fault::CERTIFICATE_ARN, place, of_another);
        return;
    };
    if !resource.starts_with("certificate/") {
        check.error(&fault::CERTIFICATE_ARN, place, of_another);
    }
    if let Some(wanted) = &check.config.environment.region
        && wanted != region
    {
        let message = format!("the certificate is of {region}, the environment of {wanted}");
        check.error(&fault::CERTIFICATE_REGION, place, message).set_help(format!(
            "a load balancer uses certificates of its own region: name one of {wanted}"
        ));
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
        let message = format!("a {kind} load balancer has no rules, so it cannot redirect");
        check.error(&fault::REDIRECT_UNSUPPORTED, "https.redirect", message);
    }
    if https.certificate.is_none() {
        let message =
            "`redirect` without a certificate would send everyone to a port that does not answer";
        check
            .error(&fault::NO_CERTIFICATE, "https.redirect", message)
            .set_help("add `certificate` to [https], or write `redirect = false`");
    }
    let Some(except) = except else { return };
    check.distinct("https.redirect.except", except);
    for (index, pattern) in except.iter().enumerate() {
        if !is_path_pattern(pattern) {
            let message = format!("`{pattern}` is no path pattern of a load balancer");
            let place = format!("https.redirect.except[{index}]");
            check.error(&fault::REDIRECT_PATTERN, &place, message);
        }
    }
}

pub(super) fn health_check(check: &mut Check<'_>) {
    let Some(health) = &check.config.health_check else { return };
    if kind(check) == LoadBalancerType::Network {
        let message = "under Elastic Beanstalk a network load balancer checks that the port accepts a connection, and no path";
        check.error_at_key(&fault::HEALTH_CHECK_UNSUPPORTED, "health-check", message);
        return;
    }
    if !health.path.starts_with('/') || health.path.len() > LONGEST_PATH {
        let message = format!("`{}` is no path", health.path);
        check.error(&fault::HEALTH_PATH, "health-check.path", message);
    }
    if let Err(problem) = matcher(&health.matcher) {
        check.error(&fault::HEALTH_CODES, "health-check.matcher", problem);
    }
    if kind(check) == LoadBalancerType::Classic && health.matcher != "200" {
        let message = "a classic load balancer takes 200 alone for healthy";
        check
            .error(&fault::HEALTH_CODES, "health-check.matcher", message)
            .set_help("remove `matcher`");
    }
    if health.fallback == Fallback::Tcp && health.grace >= check.config.apply.timeout {
        let message = "`grace` is not shorter than the whole run's `timeout`";
        check.error(&fault::LONGER_THAN_TIMEOUT, "health-check.grace", message);
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
        let message = format!("`{}` is no TLS policy of Elastic Load Balancing", https.policy);
        check.error(&fault::TLS_POLICY_NAME, "https.policy", message);
    }
}
