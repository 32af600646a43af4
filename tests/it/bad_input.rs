//! What bad input gets: a diagnostic with place, cause and next step, and nothing changed.

use std::fs;
use std::process::Command;

use insta::assert_snapshot;
use tempfile::TempDir;

use crate::localstack::Account;
use crate::support::{Ran, ebdeploy, ran};

const HEAD: &str = "[application]\nname = \"shop\"\n[environment]\nname = \"shop-test\"\nregion = \"eu-west-1\"\n\
                    platform = \"Python 3.13 running on 64bit Amazon Linux 2023\"\n";

/// `validate` on a file of these bytes, in a folder of its own.
fn validate(contents: impl AsRef<[u8]>) -> Ran {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("test.toml"), contents).unwrap();
    let ended = ran(ebdeploy(&["validate", "test.toml"]).current_dir(folder.path()));
    assert_eq!(ended.code, 1, "{ended}");
    ended
}

/// The same, of the smallest file and these lines.
fn with(lines: &str) -> String {
    validate(format!("{HEAD}{lines}\n")).stderr
}

#[test]
fn a_file_that_is_not_there() {
    assert_snapshot!(ran(&mut ebdeploy(&["plan", "environments/nowhere.toml"])), @"");
}

#[test]
fn a_directory() {
    assert_snapshot!(ran(&mut ebdeploy(&["plan", "environments"])), @"");
}

#[test]
fn a_file_that_cannot_be_read() {
    // The process's own memory: it is there, and nobody can read its beginning, root included.
    assert_snapshot!(ran(&mut ebdeploy(&["plan", "/proc/self/mem"])), @"");
}

#[test]
fn a_file_that_is_not_utf_8() {
    assert_snapshot!(validate(b"[application]\nname = \"sh\xf6p\"\n").stderr, @"");
}

#[test]
fn broken_toml() {
    assert_snapshot!(validate("[application\nname = shop\n").stderr, @"");
}

#[test]
fn an_unknown_key() {
    assert_snapshot!(with("[capacity]\ninstance-typs = [\"t3.small\"]"), @"");
}

#[test]
fn a_wrong_type() {
    assert_snapshot!(with("[capacity]\nmin = \"2\""), @"");
}

#[test]
fn a_number_out_of_range() {
    assert_snapshot!(with("[capacity]\nmin = 20000\nmax = -1"), @"");
}

#[test]
fn a_bad_duration() {
    assert_snapshot!(with("[apply]\ntimeout = \"5 parsecs\""), @"");
}

#[test]
fn a_subnet_written_twice() {
    assert_snapshot!(with("[network]\nvpc = \"vpc-1\"\ninstance-subnets = [\"subnet-1\", \"subnet-1\"]"), @"");
}

#[test]
fn a_redirect_without_https() {
    assert_snapshot!(with("[https]\nredirect = true"), @"");
}

#[test]
fn a_certificate_of_another_region() {
    assert_snapshot!(with("[https]\ncertificate = \"arn:aws:acm:us-east-1:123456789012:certificate/1\""), @"");
}

#[test]
fn an_unknown_option() {
    assert_snapshot!(with("[options.\"aws:autoscaling:asg\"]\nMinSze = 1"), @"");
}

#[test]
fn an_option_value_outside_its_set() {
    assert_snapshot!(with("[options.\"aws:elasticbeanstalk:command\"]\nDeploymentPolicy = \"Sometimes\""), @"");
}

#[test]
fn an_option_written_twice() {
    assert_snapshot!(with("[capacity]\nmin = 2\n[options.\"aws:autoscaling:asg\"]\nMinSize = 3"), @"");
}

#[test]
fn a_variable_without_a_name() {
    assert_snapshot!(with("[variables]\n\"\" = \"x\""), @"");
}

#[test]
fn variables_that_are_too_large_together() {
    let large = "x".repeat(2100);
    assert_snapshot!(with(&format!("[variables]\nA = \"{large}\"\nB = \"{large}\"")), @"");
}

#[test]
fn a_network_load_balancer_that_should_redirect() {
    let lines = "[load-balancer]\ntype = \"network\"\n[https]\ncertificate = \"shop.example.com\"\nredirect = true\n[health-check]";
    assert_snapshot!(with(lines), @"");
}

#[test]
fn all_problems_of_a_file_at_once_by_position() {
    let lines = "[capacity]\nmn = 2\nmin = 4\nmax = 3\n[health-check]\ngrace = 5\n[options.\"aws:autoscaling:asg\"]\nCooldwn = 1";
    assert_snapshot!(with(lines), @"");
}

/// `plan` of the demonstration's file with an AWS that does not do its part.
fn plan(command: &mut Command) -> String {
    let ended = ran(command);
    assert_eq!(ended.code, 1, "{ended}");
    // Ids of calls and ports are different each time.
    let keep = |line: &&str| !line.contains("request id");
    ended.stderr.lines().filter(keep).collect::<Vec<_>>().join("\n")
}

const PLAN: [&str; 2] = ["plan", "environments/local.toml"];

#[test]
fn no_credentials() {
    assert_snapshot!(plan(ebdeploy(&PLAN).env("AWS_ENDPOINT_URL", "http://127.0.0.1:9")), @"");
}

#[test]
fn wrong_credentials() {
    let account = Account::empty();
    account.fault("*", "wrong-credentials", 50);
    let told = plan(&mut account.command(&PLAN));
    assert!(
        told.contains(
            "InvalidClientTokenId: The security token included in the request is invalid"
        ),
        "{told}"
    );
    assert!(told.contains("hint: check the AWS credentials"), "{told}");
    assert!(account.changing_calls().is_empty());
}

#[test]
fn no_region() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("test.toml");
    fs::write(&path, HEAD.replace("region = \"eu-west-1\"\n", "")).unwrap();
    assert_snapshot!(plan(&mut ebdeploy(&["plan", path.to_str().unwrap()])), @"");
}

#[test]
fn no_such_region() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("test.toml");
    fs::write(&path, HEAD.replace("eu-west-1", "eu-nowhere-1")).unwrap();
    let mut command = ebdeploy(&["plan", path.to_str().unwrap()]);
    let told = plan(command.env("AWS_ACCESS_KEY_ID", "x").env("AWS_SECRET_ACCESS_KEY", "x"));
    assert!(told.contains("error: AWS could not be looked at"), "{told}");
    assert!(told.contains("hint: check the network, the region's name"), "{told}");
}

#[test]
fn an_endpoint_that_is_down() {
    let mut command = ebdeploy(&PLAN);
    let command =
        command.env("AWS_ENDPOINT_URL", "http://127.0.0.1:9").env("AWS_ACCESS_KEY_ID", "x");
    let told = plan(command.env("AWS_SECRET_ACCESS_KEY", "x"));
    assert!(told.contains("Connection refused"), "{told}");
    assert!(told.contains("AWS_ENDPOINT_URL"), "{told}");
}

#[test]
fn access_denied_on_one_call_names_the_permission() {
    let account = Account::seeded();
    account.fault("acm.ListCertificates", "access-denied", 1);
    let told = plan(&mut account.command(&PLAN));
    assert!(told.contains("acm:ListCertificates answered AccessDenied: User: "), "{told}");
    assert!(
        told.contains("hint: the caller needs the IAM permission `acm:ListCertificates`"),
        "{told}"
    );
    assert!(account.changing_calls().iter().all(|call| !call.starts_with("elasticbeanstalk")));
}

#[test]
fn access_denied_half_way_says_what_was_done() {
    let account = Account::seeded();
    account.fault("elasticbeanstalk.CreateEnvironment", "access-denied", 1);
    let ended = account.ebdeploy(&["apply", "environments/local.toml", "--yes"]);
    assert_eq!(ended.code, 1, "{ended}");
    assert!(
        ended.stderr.contains(
            "hint: the caller needs the IAM permission `elasticbeanstalk:CreateEnvironment`"
        ),
        "{ended}"
    );
    assert!(ended.stderr.contains("done       application shop"), "{ended}");
    assert!(ended.stderr.contains("not begun  port 443 open"), "{ended}");
}

#[test]
fn nobody_to_ask_is_a_usage_error_after_the_plan() {
    let account = Account::seeded();
    let ended = account.ebdeploy(&["apply", "environments/local.toml"]);
    assert_eq!(ended.code, 64, "{ended}");
    assert!(ended.stdout.contains("4 steps"), "{ended}");
    assert!(ended.stderr.contains("`--yes` was not given"), "{ended}");
    assert!(account.changing_calls().iter().all(|call| !call.starts_with("elasticbeanstalk")));
}

#[test]
fn an_application_of_the_same_name_in_another_region_is_another_application() {
    let account = Account::seeded();
    account.aws(&[
        "--region",
        "us-east-1",
        "elasticbeanstalk",
        "create-application",
        "--application-name",
        "shop",
    ]);
    let planned = account.ebdeploy(&PLAN);
    assert!(planned.stdout.contains("+ application shop"), "{planned}");
}

#[test]
fn an_environment_of_another_application_with_that_name() {
    let account = Account::seeded();
    account.aws(&["elasticbeanstalk", "create-application", "--application-name", "blog"]);
    let stack = "64bit Amazon Linux 2023 v4.7.2 running Python 3.13";
    let named = ["--application-name", "blog", "--environment-name", "shop-local"];
    account.aws(
        &[&["elasticbeanstalk", "create-environment", "--solution-stack-name", stack], &named[..]]
            .concat(),
    );
    account.forget_calls();
    let told = plan(&mut account.command(&PLAN));
    assert!(
        told.contains("the environment `shop-local` belongs to the application `blog`"),
        "{told}"
    );
    assert!(told.contains("environments/local.toml:8:8"), "{told}");
    assert!(account.changing_calls().is_empty());
}
