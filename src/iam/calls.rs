//! Which operations a look, a step, a lease calls; and which of those a file can lead to.

use std::collections::BTreeSet;

use super::asks::Asks;
use super::kind::{Kind, kinds};
use crate::config::{HealthGoal, Lock};
use crate::desired::{CertificateWish, Desired, RedirectWish};

/// What the caller is to be able to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// `plan`, `status`, and `doctor --no-logs`: what only looks.
    Look,
    /// Every command.
    Everything,
}

type Operations = &'static [&'static str];

/// Following what Elastic Beanstalk does.
const FOLLOW: Operations =
    &["elasticbeanstalk:DescribeEnvironments", "elasticbeanstalk:DescribeEvents"];
/// An update that is interrupted may be aborted.
const UPDATE: Operations =
    &["elasticbeanstalk:AbortEnvironmentUpdate", "elasticbeanstalk:UpdateEnvironment"];
/// Finding the load balancer, and what it checks.
const CHECKER: Operations = &[
    "elasticbeanstalk:DescribeEnvironmentResources",
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeTargetGroups",
];
const SWEEP: Operations = &[
    "elasticloadbalancing:DeleteRule",
    "elasticloadbalancing:DeleteTargetGroup",
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeRules",
    "elasticloadbalancing:DescribeTags",
    "elasticloadbalancing:DescribeTargetGroups",
];
const TRY: Operations = &[
    "elasticloadbalancing:CreateRule",
    "elasticloadbalancing:CreateTargetGroup",
    "elasticloadbalancing:DescribeRules",
    "elasticloadbalancing:DescribeTargetHealth",
    "elasticloadbalancing:RegisterTargets",
];
const OPEN: Operations = &[
    "ec2:AuthorizeSecurityGroupIngress",
    "ec2:DescribeSecurityGroups",
    "elasticbeanstalk:DescribeEnvironmentResources",
    "elasticloadbalancing:DescribeLoadBalancers",
];
const REDIRECT: Operations = &[
    "elasticbeanstalk:DescribeEnvironmentResources",
    "elasticloadbalancing:CreateRule",
    "elasticloadbalancing:DeleteRule",
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:ModifyRule",
    "elasticloadbalancing:SetRulePriorities",
];
const UNREDIRECT: Operations = &[
    "elasticbeanstalk:DescribeEnvironmentResources",
    "elasticloadbalancing:DeleteRule",
    "elasticloadbalancing:DescribeListeners",
];
/// Looking at what would keep an environment from going, or would not go with it.
const REMAINS: Operations = &[
    "ec2:DescribeSecurityGroups",
    "elasticbeanstalk:DescribeApplications",
    "elasticbeanstalk:DescribeConfigurationSettings",
    "elasticbeanstalk:DescribeEnvironmentResources",
    "elasticbeanstalk:ListTagsForResource",
];
const LEASE: Operations = &[
    "elasticbeanstalk:CreateStorageLocation",
    "s3:DeleteObject",
    "s3:GetObject",
    "s3:PutObject",
    "sts:GetCallerIdentity",
];
/// Finding the account's own bucket.
const BUCKET: Operations =
    &["elasticbeanstalk:CreateStorageLocation", "s3:HeadBucket", "sts:GetCallerIdentity"];
const UPLOAD: Operations = &[
    "s3:CompleteMultipartUpload",
    "s3:CreateMultipartUpload",
    "s3:HeadObject",
    "s3:ListMultipartUploads",
    "s3:ListParts",
    "s3:PutObject",
    "s3:UploadPart",
];
const MAKE: Operations = &[
    "elasticbeanstalk:CreateApplicationVersion",
    "elasticbeanstalk:DescribeApplicationVersions",
    "elasticbeanstalk:DescribeEvents",
];
const LOGS: Operations = &[
    "elasticbeanstalk:DescribeEnvironmentResources",
    "elasticbeanstalk:RequestEnvironmentInfo",
    "elasticbeanstalk:RetrieveEnvironmentInfo",
];
/// How an environment of any kind is doing.
const HOW: Operations = &[
    "elasticbeanstalk:DescribeEnvironmentHealth",
    "elasticbeanstalk:DescribeEnvironmentResources",
    "elasticbeanstalk:DescribeEvents",
    "elasticbeanstalk:DescribeInstancesHealth",
];
const NEW: Operations = &[
    "ec2:DescribeSubnets",
    "elasticbeanstalk:DescribeApplications",
    "elasticbeanstalk:DescribeConfigurationSettings",
    "elasticbeanstalk:DescribeEnvironmentResources",
    "elasticbeanstalk:DescribeEnvironments",
];
const EXISTING: Operations = &[
    "elasticbeanstalk:DescribeConfigurationOptions",
    "elasticbeanstalk:ListTagsForResource",
    "elasticbeanstalk:ValidateConfigurationSettings",
];
const CLASSIC: Operations =
    &["elasticloadbalancing:DescribeInstanceHealth", "elasticloadbalancing:DescribeLoadBalancers"];

/// Which version the instances run; and what share of the traffic a new one gets.
const RUNS: Operations = &["elasticbeanstalk:DescribeInstancesHealth"];
const SHARE: Operations =
    &["elasticbeanstalk:DescribeEnvironmentResources", "elasticloadbalancing:DescribeListeners"];

/// Every operation that the commands may call for this file.
pub fn operations(desired: &Desired, purpose: Purpose) -> BTreeSet<&'static str> {
    let asks = Asks::new(desired);
    let mut called: BTreeSet<&'static str> = planning(&asks);
    called.extend(looking(&asks));
    if purpose == Purpose::Everything {
        called.extend(kinds(desired).into_iter().flat_map(|kind| of_kind(&asks, kind)));
        called.extend(gate(&asks));
        called.extend(LOGS);
        if desired.lock() != Lock::Off {
            called.extend(LEASE);
        }
    }
    called
}

/// What `observe` calls.
fn planning(asks: &Asks<'_>) -> BTreeSet<&'static str> {
    let desired = asks.desired;
    let mut called: BTreeSet<&'static str> = NEW.iter().chain(EXISTING).copied().collect();
    let mut also = |wanted: bool, operations: Operations| {
        called.extend(operations.iter().filter(|_| wanted));
    };
    let platforms =
        &["elasticbeanstalk:ListPlatformBranches", "elasticbeanstalk:ListPlatformVersions"];
    also(desired.platform().is_some(), platforms);
    also(desired.secrets().next().is_some(), &["elasticbeanstalk:DescribePlatformVersion"]);
    also(desired.cname().is_some(), &["elasticbeanstalk:CheckDNSAvailability"]);
    let versions = asks.deploys() || desired.keep_versions().is_some();
    also(versions, &["elasticbeanstalk:DescribeApplicationVersions"]);
    also(asks.deploys(), RUNS);
    also(asks.deploys() && desired.bundle_name().is_some() && !asks.uploads(), &["s3:HeadObject"]);
    match desired.certificate() {
        None => {}
        Some(CertificateWish::Arn(_)) => also(true, &["acm:DescribeCertificate"]),
        // A certificate of many names is listed without all of them.
        Some(CertificateWish::Domain(_)) => {
            also(true, &["acm:DescribeCertificate", "acm:ListCertificates"]);
        }
    }
    let https = desired.certificate().is_some() && asks.has_groups();
    let checks = asks.application() && asks.checks;
    also(https || checks || asks.redirects(), CHECKER);
    let reached = desired.certificate().is_some() && (asks.has_groups() || asks.classic());
    also(reached, &["ec2:DescribeSecurityGroups", "elasticloadbalancing:DescribeLoadBalancers"]);
    also(
        asks.redirects(),
        &["elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeTags"],
    );
    also(checks, &["elasticloadbalancing:DescribeTargetHealth"]);
    called
}

/// What `inspect` calls besides.
fn looking(asks: &Asks<'_>) -> BTreeSet<&'static str> {
    let mut called: BTreeSet<&'static str> = HOW.iter().copied().collect();
    let mut also = |wanted: bool, operations: Operations| {
        called.extend(operations.iter().filter(|_| wanted));
    };
    also(asks.has_groups() || asks.classic(), &["ec2:DescribeSecurityGroups"]);
    also(asks.has_groups(), CHECKER);
    also(
        asks.has_groups(),
        &[
            "elasticloadbalancing:DescribeLoadBalancers",
            "elasticloadbalancing:DescribeTargetHealth",
        ],
    );
    also(asks.application(), &["elasticloadbalancing:DescribeRules"]);
    also(asks.classic(), CLASSIC);
    let https = asks.desired.certificate().is_some();
    also(https && asks.has_groups(), &["elasticloadbalancing:DescribeListenerCertificates"]);
    also(https, &["acm:DescribeCertificate"]);
    called
}

/// What comes after the steps: waiting until the environment serves, and the fallback.
fn gate(asks: &Asks<'_>) -> BTreeSet<&'static str> {
    let desired = asks.desired;
    if desired.health() == HealthGoal::Any {
        return BTreeSet::new();
    }
    let mut called: BTreeSet<&'static str> = FOLLOW.iter().copied().collect();
    called.insert("elasticbeanstalk:DescribeEnvironmentResources");
    called.insert("elasticbeanstalk:DescribeEnvironmentHealth");
    let mut also = |wanted: bool, operations: Operations| {
        called.extend(operations.iter().filter(|_| wanted));
    };
    also(asks.has_groups(), CHECKER);
    also(asks.has_groups(), &["elasticloadbalancing:DescribeTargetHealth"]);
    also(asks.classic(), CLASSIC);
    let falls_back = desired.falls_back();
    also(falls_back, UPDATE);
    also(falls_back && asks.proves(), SWEEP);
    also(falls_back && asks.proves(), TRY);
    called
}

/// What a kind of step calls for this file.
fn of_kind(asks: &Asks<'_>, kind: Kind) -> impl Iterator<Item = &'static str> + use<> {
    let tried = asks.proves();
    let parts: &[Operations] = match kind {
        Kind::CreateApplication => &[&["elasticbeanstalk:CreateApplication"]],
        Kind::UploadBundle => &[BUCKET, UPLOAD],
        Kind::CreateVersion => &[BUCKET, MAKE],
        Kind::CreateEnvironment => &[&["elasticbeanstalk:CreateEnvironment"], FOLLOW, RUNS],
        Kind::DeployVersion if asks.application() => &[UPDATE, FOLLOW, RUNS, SHARE],
        Kind::DeployVersion => &[UPDATE, FOLLOW, RUNS],
        Kind::LiftExemption => &[&["elasticloadbalancing:DeleteRule"]],
        Kind::UpdateTags => &[&["elasticbeanstalk:UpdateTagsForResource"], FOLLOW],
        Kind::SweepShadow => &[SWEEP],
        Kind::ProveHealthCheck => &[SWEEP, TRY],
        Kind::LookAnew => &[CHECKER, SWEEP, TRY],
        Kind::ReturnToPathCheck if tried => &[UPDATE, FOLLOW, SWEEP, TRY],
        Kind::UpdatePlatform | Kind::UpdateSettings | Kind::ReturnToPathCheck => &[UPDATE, FOLLOW],
        Kind::RestoreHealthCheck => &[&["elasticloadbalancing:ModifyTargetGroup"]],
        Kind::RestoreListener => &[&["elasticloadbalancing:ModifyListener"]],
        Kind::OpenHttpsPort => &[OPEN],
        Kind::RedirectToHttps if asks.redirect == RedirectWish::Off && !asks.rolls_back() => {
            &[UNREDIRECT]
        }
        Kind::RedirectToHttps => &[REDIRECT],
        Kind::RemoveVersions => &[&["elasticbeanstalk:DeleteApplicationVersion"]],
        Kind::TerminateEnvironment => {
            &[&["elasticbeanstalk:TerminateEnvironment"], FOLLOW, REMAINS, SWEEP]
        }
        Kind::DeleteApplication => &[&["elasticbeanstalk:DeleteApplication"]],
    };
    parts.iter().copied().flatten().copied()
}
