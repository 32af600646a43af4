//! An AWS that does not do its part.

use std::fs;
use std::process::Command;

use insta::assert_snapshot;
use tempfile::TempDir;

use super::HEAD;
use crate::localstack::Account;
use crate::support::{ebdeploy, ran};

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
    assert_snapshot!(plan(ebdeploy(&PLAN).env("AWS_ENDPOINT_URL", "http://127.0.0.1:9")), @r"
    error: AWS could not be looked at
      elasticbeanstalk:DescribeEnvironments: no credentials found in chain
    hint: check the AWS credentials (AWS_PROFILE, AWS_ACCESS_KEY_ID, `aws sso
          login`): `aws sts get-caller-identity` says whose they are
    ");
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
    assert_snapshot!(plan(&mut ebdeploy(&["plan", path.to_str().unwrap()])), @r#"
    error: no AWS region is named
    hint: write `region = "eu-west-1"` into [environment], or set AWS_REGION; where
          there is no file yet, `--region eu-west-1`
    "#);
}

#[test]
fn nobody_to_trust() {
    assert_snapshot!(plan(ebdeploy(&PLAN).env("SSL_CERT_FILE", "/dev/null")), @r"
    error: this machine has no root certificates, so no TLS connection can be trusted
    hint: install the package `ca-certificates`, or name a file of certificates in
          SSL_CERT_FILE
    ");
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
    let profile = "Namespace=aws:autoscaling:launchconfiguration,OptionName=IamInstanceProfile,Value=aws-elasticbeanstalk-ec2-role";
    let named = [
        "--application-name",
        "blog",
        "--environment-name",
        "shop-local",
        "--option-settings",
        profile,
    ];
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
