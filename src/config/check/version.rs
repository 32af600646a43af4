//! `[version]`: label, bundle, and what each deployment policy has.

use super::Check;
use super::environment::LONGEST_NAME;
use crate::config::{LoadBalancerType, Policy, Version, fault};

/// A label is a name, of which 16 characters are the digest's; and part of a key in S3.
const LONGEST_PREFIX: usize = LONGEST_NAME - 16;
/// AWS General Reference, "Elastic Beanstalk endpoints and quotas".
const MOST_VERSIONS: u32 = 1000;
/// Option catalogue, `aws:elasticbeanstalk:command`.
const LARGEST_BATCH: u32 = 10_000;

pub(super) fn label(check: &mut Check<'_>) {
    let Some(version) = &check.config.version else { return };
    if let Some(label) = &version.label
        && (label.is_empty() || label.chars().count() > LONGEST_NAME)
    {
        let message = "a version's label has 1 to 100 characters";
        check.error(&fault::VERSION_LABEL, "version.label", message);
    }
}

pub(super) fn kept(check: &mut Check<'_>) {
    let kept = check.config.version.as_ref().and_then(|version| version.keep_versions);
    if kept.is_some_and(|keep| !(1..=MOST_VERSIONS).contains(&keep)) {
        let message = "an application keeps at least 1 version, and AWS lets it have 1000";
        check.error(&fault::KEEP_VERSIONS, "version.keep-versions", message);
    }
}

pub(super) fn bundle(check: &mut Check<'_>) {
    let Some(version) = &check.config.version else { return };
    let Version { label, bundle, label_prefix, .. } = version;
    if bundle.is_some() && label.is_some() {
        let message = "`bundle` stands beside it, and the label of what it becomes follows from what is in it";
        check.error(&fault::LABEL_AND_BUNDLE, "version.label", message);
    }
    if let Some(bundle) = bundle
        && let Some(place) = bundle.strip_prefix("s3://")
        && !place.split_once('/').is_some_and(|(bucket, key)| !bucket.is_empty() && !key.is_empty())
    {
        let message = format!("`{bundle}` names no object in S3");
        check.error(&fault::BUNDLE_PLACE, "version.bundle", message);
    }
    let Some(prefix) = label_prefix else { return };
    if bundle.is_none() {
        let message = "there is no `bundle` to label";
        check.error(&fault::WITHOUT_EFFECT, "version.label-prefix", message).set_help("remove it");
    }
    if prefix.chars().count() > LONGEST_PREFIX || prefix.contains('/') {
        let message = format!("`{prefix}` cannot begin a label");
        check.error(&fault::LABEL_PREFIX, "version.label-prefix", message);
    }
}

/// Elastic Beanstalk developer guide, "Deployment policies and settings".
pub(super) fn policy(check: &mut Check<'_>) {
    let policy = check.config.version.as_ref().and_then(|version| version.policy);
    let kind = check.config.load_balancer.as_ref().map(|balancer| balancer.kind);
    let Some(kind) = kind.filter(|kind| *kind != LoadBalancerType::Application) else { return };
    if policy == Some(Policy::TrafficSplitting) {
        let message = format!("a {kind} load balancer cannot split traffic");
        check.error(&fault::TRAFFIC_SPLITTING, "version.policy", message);
    }
}

pub(super) fn batch(check: &mut Check<'_>) {
    let Some(version) = &check.config.version else { return };
    let Some(batch) = &version.batch else { return };
    let number = batch.strip_suffix('%').unwrap_or(batch).parse::<u32>();
    let most = if batch.ends_with('%') { 100 } else { LARGEST_BATCH };
    if !number.is_ok_and(|number| (1..=most).contains(&number)) {
        check.error(&fault::BATCH, "version.batch", format!("`{batch}` is no batch"));
    }
    if let Some(policy) = version.policy.filter(|policy| !policy.has_batches()) {
        let message = format!("the policy {} has no batches", policy.as_aws());
        check.error(&fault::NOT_OF_POLICY, "version.batch", message).set_help(
            "remove `batch`, or use the policy `rolling` or `rolling-with-additional-batch`",
        );
    }
}

pub(super) fn splitting(check: &mut Check<'_>) {
    let Some(version) = &check.config.version else { return };
    let Version { policy, traffic, evaluation, .. } = version;
    if let Some(policy) = policy.filter(|policy| *policy != Policy::TrafficSplitting) {
        let keys = [("traffic", traffic.is_some()), ("evaluation", evaluation.is_some())];
        for (key, _) in keys.into_iter().filter(|(_, written)| *written) {
            let message = format!("the policy {} does not split traffic", policy.as_aws());
            check
                .error(&fault::NOT_OF_POLICY, &format!("version.{key}"), message)
                .set_help(format!("remove `{key}`, or use the policy `traffic-splitting`"));
        }
    }
    // Which numbers there may be is the option's own range.
    if let Some(share) = traffic
        && share.strip_suffix('%').and_then(|share| share.parse::<u32>().ok()).is_none()
    {
        let message = format!("`{share}` is no share of the traffic");
        check.error(&fault::TRAFFIC_SHARE, "version.traffic", message);
    }
    let Some(evaluation) = evaluation else { return };
    if !evaluation.get().as_secs().is_multiple_of(60) {
        let message =
            format!("{evaluation} are no whole minutes, as Elastic Beanstalk counts them");
        check.error(&fault::WHOLE_MINUTES, "version.evaluation", message);
    } else if *evaluation >= check.config.apply.timeout {
        let message = "`evaluation` is not shorter than the whole run's `timeout`";
        check.error(&fault::LONGER_THAN_TIMEOUT, "version.evaluation", message);
    }
}
