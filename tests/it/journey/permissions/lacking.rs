//! Without any one action of the printed policy something fails that names it.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use ebdeploy::iam::TABLE;
use tempfile::NamedTempFile;

use super::case::{APPLY, Case, PLAN, Then, case};
use super::{
    altered, check_elsewhere, close_port, mend, move_a_rule, remove_rules, same, text, weaken_tls,
};
use crate::journey::applied;
use crate::localstack::Account;

/// An application and an environment that do not exist.
fn new() -> NamedTempFile {
    let file = altered("\"shop\"", "\"new-shop\"");
    let text = std::fs::read_to_string(file.path()).unwrap();
    std::fs::write(file.path(), text.replace("shop-local", "new-local")).unwrap();
    file
}

/// The application that exists, and an environment that does not.
fn second() -> NamedTempFile {
    altered("shop-local", "shop-second")
}

/// A variable that instances fetch.
fn secret() -> NamedTempFile {
    let arn = "arn:aws:ssm:eu-west-1:123456789012:parameter/a";
    altered("[variables]", &format!("[variables]\nTOKEN = {{ secret = \"{arn}\" }}"))
}

/// What plans, and those who look, do without.
fn looking() -> Vec<Case> {
    let other = "[options.\"aws:elasticbeanstalk:environment:process:default\"]\nHealthCheckInterval = 20\n[capacity]";
    let unknown = || {
        let file = second();
        let text = std::fs::read_to_string(file.path()).unwrap();
        std::fs::write(file.path(), text.replace("Python 3.13", "Python 3.1")).unwrap();
        file
    };
    vec![
        case(
            altered("[capacity]", other),
            PLAN,
            &[
                "acm:ListCertificates",
                "ec2:DescribeSecurityGroups",
                "elasticbeanstalk:DescribeConfigurationOptions",
                "elasticbeanstalk:DescribeConfigurationSettings",
                "elasticbeanstalk:DescribeEnvironmentResources",
                "elasticbeanstalk:DescribeEnvironments",
                "elasticbeanstalk:ListTagsForResource",
                "elasticbeanstalk:ValidateConfigurationSettings",
                "elasticloadbalancing:DescribeListeners",
                "elasticloadbalancing:DescribeLoadBalancers",
                "elasticloadbalancing:DescribeRules",
                "elasticloadbalancing:DescribeTargetGroups",
            ],
        ),
        case(
            altered("path = \"/health\"", "path = \"/\""),
            PLAN,
            &["elasticloadbalancing:DescribeTags", "elasticloadbalancing:DescribeTargetHealth"],
        ),
        case(
            second(),
            PLAN,
            &["ec2:DescribeSubnets", "elasticbeanstalk:CheckDNSAvailability", "elasticbeanstalk:ListPlatformVersions"],
        ),
        case(secret(), PLAN, &["elasticbeanstalk:DescribePlatformVersion"]),
        case(unknown(), PLAN, &["elasticbeanstalk:ListPlatformBranches"]),
        case(second(), PLAN, &["elasticbeanstalk:DescribeApplications"])
            .but(Then::Works("AWS answers that there is none, and making one that is there changes nothing")),
        case(same(), &["status"], &["elasticbeanstalk:DescribeEnvironments"]),
        case(
            same(),
            &["status"],
            &[
                "acm:DescribeCertificate",
                "elasticbeanstalk:DescribeEnvironmentHealth",
                "elasticbeanstalk:DescribeInstancesHealth",
                "elasticloadbalancing:DescribeListenerCertificates",
            ],
        )
        .but(Then::Tells("what could not be looked at keeps nothing else from being looked at")),
        case(same(), &["status"], &["elasticloadbalancing:DescribeInstanceHealth"])
            .but(Then::Works("only an environment with a classic load balancer takes it, which the file does not exclude")),
        case(
            same(),
            &["logs"],
            &[
                "elasticbeanstalk:DescribeEnvironments",
                "elasticbeanstalk:RequestEnvironmentInfo",
                "elasticbeanstalk:RetrieveEnvironmentInfo",
            ],
        ),
    ]
}

/// What changes Elastic Beanstalk's own.
fn beanstalk() -> Vec<Case> {
    let version = || altered("[capacity]", "[version]\nlabel = \"v1\"\n[capacity]");
    let retagged = || altered("team = \"web\"", "team = \"ops\"");
    vec![
        case(new(), APPLY, &["elasticbeanstalk:CreateApplication"]),
        case(
            second(),
            APPLY,
            &[
                "elasticbeanstalk:AddTags",
                "elasticbeanstalk:CreateEnvironment",
                "elasticbeanstalk:CreateStorageLocation",
                "iam:PassRole",
            ],
        ),
        case(altered("max = 4", "max = 3"), APPLY, &["elasticbeanstalk:UpdateEnvironment"]),
        case(altered("max = 4", "max = 3"), APPLY, &["elasticbeanstalk:DescribeEvents"]),
        case(altered("max = 4", "max = 3"), APPLY, &["elasticbeanstalk:AbortEnvironmentUpdate"])
            .but(Then::Works("only a run that is interrupted asks for it")),
        case(retagged(), APPLY, &["elasticbeanstalk:AddTags"]),
        case(
            altered("team = \"web\"", "team = { reset = true }"),
            APPLY,
            &["elasticbeanstalk:RemoveTags"],
        ),
        case(version(), PLAN, &["elasticbeanstalk:DescribeApplicationVersions"]),
    ]
}

/// An application that is uploaded in parts, with something new in it each time.
fn renew(_: &Account) {
    static TIMES: AtomicU64 = AtomicU64::new(1);
    let mut state = TIMES.fetch_add(1, Ordering::Relaxed);
    let noise = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        state.to_le_bytes()[7]
    });
    let noise: Vec<u8> = noise.take(9_000_000).collect();
    std::fs::write(app().join("noise.bin"), noise).unwrap();
}

fn app() -> &'static Path {
    static APP: OnceLock<tempfile::TempDir> = OnceLock::new();
    let folder = APP.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let serve = "web: python -m http.server $PORT --bind 127.0.0.1";
        std::fs::write(folder.path().join("Procfile"), serve).unwrap();
        std::fs::write(folder.path().join("health"), "well").unwrap();
        folder
    });
    folder.path()
}

/// What uploading and making a version takes.
fn versions() -> Vec<Case> {
    let table = format!("[version]\nbundle = {:?}\n[capacity]", app().display().to_string());
    let bundled = || altered("[capacity]", &table);
    vec![
        case(
            bundled(),
            &["apply", "--yes", "--no-lock"],
            &["elasticbeanstalk:CreateApplicationVersion", "s3:PutObject", "s3:GetObject"],
        )
        .after(renew),
        case(bundled(), APPLY, &["s3:ListBucketMultipartUploads", "s3:ListMultipartUploadParts"])
            .after(renew)
            .but(Then::Works("what was cut off is then sent from the beginning")),
        case(
            altered("[capacity]", "[version]\nkeep-versions = 1\n[capacity]"),
            APPLY,
            &["elasticbeanstalk:DeleteApplicationVersion"],
        ),
    ]
}

/// What changes the load balancer beside Elastic Beanstalk. What was changed before a case is still
/// so in those after it, until it is mended.
fn overlay() -> Vec<Case> {
    let temporary = || altered("[https]", "[https]\nredirect = { status = 302 }");
    let off = || altered("[https]", "[https]\nredirect = false");
    vec![
        case(same(), APPLY, &["ec2:AuthorizeSecurityGroupIngress"]).after(close_port),
        case(same(), APPLY, &["ec2:CreateTags"]),
        case(same(), APPLY, &["elasticloadbalancing:CreateRule"]).after(remove_rules),
        case(same(), APPLY, &["elasticloadbalancing:AddTags"]),
        case(same(), APPLY, &["elasticloadbalancing:ModifyListener"]).after(weaken_tls),
        case(same(), APPLY, &["elasticloadbalancing:ModifyTargetGroup"]).after(check_elsewhere),
        case(temporary(), APPLY, &["elasticloadbalancing:ModifyRule"]).after(mend),
        case(off(), APPLY, &["elasticloadbalancing:DeleteRule"]),
        case(same(), APPLY, &["elasticloadbalancing:SetRulePriorities"]).after(move_a_rule),
    ]
}

/// What trying a health check takes. The last of them leaves its target group behind.
fn shadow() -> Vec<Case> {
    let actions = &[
        "elasticloadbalancing:CreateTargetGroup",
        "elasticloadbalancing:RegisterTargets",
        "elasticloadbalancing:DeleteTargetGroup",
    ];
    vec![case(altered("path = \"/health\"", "path = \"/\""), APPLY, actions)]
}

/// What the lease takes. The last of them leaves one behind.
fn lease() -> Vec<Case> {
    let required = || altered("[health-check]", "[apply]\nlock = \"required\"\n[health-check]");
    vec![
        case(required(), APPLY, &["s3:PutObject"]),
        case(same(), &["unlock"], &["s3:ListBucket"]),
        case(same(), APPLY, &["s3:PutObject", "s3:DeleteObject"]).but(Then::Tells(
            "a lease is taken where it can be, and one that is not given back ends by itself",
        )),
        case(same(), &["unlock", "--yes"], &["s3:GetObject", "s3:DeleteObject"]).after(|account| {
            let bucket =
                text(&account.aws(&["elasticbeanstalk", "create-storage-location"])["S3Bucket"]);
            let object = ["--bucket", &bucket, "--key", "ebdeploy/leases/shop-local.json"];
            account.aws(&[&["s3api", "put-object"], &object[..]].concat());
        }),
    ]
}

/// What ending an environment takes. The last of them has ended it.
fn ending() -> Vec<Case> {
    let mortal = || altered("[capacity]", "[protect]\ndestroy = false\n[capacity]");
    let confirmed = &["destroy", "--yes", "--confirm", "shop-local", "--with-application"];
    vec![
        case(mortal(), confirmed, &["elasticbeanstalk:TerminateEnvironment"]),
        case(mortal(), confirmed, &["elasticbeanstalk:DeleteApplication"]),
    ]
}

fn every_case() -> impl Iterator<Item = Case> {
    [looking(), beanstalk(), versions(), lease(), overlay(), shadow(), ending()]
        .into_iter()
        .flatten()
}

fn run(cases: impl Iterator<Item = Case>) {
    let account = applied();
    let user = account.user();
    for case in cases {
        case.run(&account, &user);
    }
}

#[test]
fn every_action_is_taken_away_in_some_case() {
    let tried: BTreeSet<_> = every_case().flat_map(|case| case.without).copied().collect();
    let all: BTreeSet<_> =
        TABLE.iter().flat_map(|row| row.grants).map(|grant| grant.action).collect();
    assert_eq!(tried, all);
}

#[test]
fn without_what_looks_or_is_told_to_elastic_beanstalk_it_says_so() {
    run(looking().into_iter().chain(beanstalk()).chain(lease()));
}

#[test]
fn without_what_uploads_it_says_so() {
    run(versions().into_iter());
}

#[test]
fn without_what_changes_the_load_balancer_it_says_so() {
    run(overlay().into_iter().chain(shadow()).chain(ending()));
}
