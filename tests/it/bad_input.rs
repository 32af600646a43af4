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
    assert_snapshot!(ran(&mut ebdeploy(&["plan", "environments/nowhere.toml"])), @r"
    ------- stderr -------
    error: cannot read `environments/nowhere.toml`: No such file or directory (os error 2)
    [exit status: 1]
    ");
}

#[test]
fn a_directory() {
    assert_snapshot!(ran(&mut ebdeploy(&["plan", "environments"])), @r"
    ------- stderr -------
    error: cannot read `environments`: Is a directory (os error 21)
    [exit status: 1]
    ");
}

#[test]
fn a_file_that_cannot_be_read() {
    // The process's own memory: it is there, and nobody can read its beginning, root included.
    assert_snapshot!(ran(&mut ebdeploy(&["plan", "/proc/self/mem"])), @r"
    ------- stderr -------
    error: cannot read `/proc/self/mem`: Input/output error (os error 5)
    [exit status: 1]
    ");
}

#[test]
fn a_file_that_is_not_utf_8() {
    assert_snapshot!(validate(b"[application]\nname = \"sh\xf6p\"\n").stderr, @r#"
    error: this is not UTF-8
     --> test.toml:2:11
      |
    2 | name = "sh�p"
      |           ^
      |
    help: save the file as UTF-8

    error: 1 problem in test.toml, the first in line 2; nothing was changed
    "#);
}

#[test]
fn broken_toml() {
    assert_snapshot!(validate("[application\nname = shop\n").stderr, @r"
    error: unclosed table, expected `]`
     --> test.toml:1:13
      |
    1 | [application
      |             ^

    error: 1 problem in test.toml, the first in line 1; nothing was changed
    ");
}

#[test]
fn an_unknown_key() {
    assert_snapshot!(with("[capacity]\ninstance-typs = [\"t3.small\"]"), @r#"
    error: unknown field `instance-typs`, expected one of `instance-types`, `min`, `max`
     --> test.toml:8:1
      |
    8 | instance-typs = ["t3.small"]
      | ^^^^^^^^^^^^^
      |
    help: did you mean `instance-types`?

    error: 1 problem in test.toml, the first in line 8; nothing was changed
    "#);
}

#[test]
fn a_wrong_type() {
    assert_snapshot!(with("[capacity]\nmin = \"2\""), @r#"
    error: invalid type: string "2", expected a whole number from 0
     --> test.toml:8:7
      |
    8 | min = "2"
      |       ^^^
      |
    help: write it without quotes

    error: 1 problem in test.toml, the first in line 8; nothing was changed
    "#);
}

#[test]
fn a_number_out_of_range() {
    assert_snapshot!(with("[capacity]\nmin = 20000\nmax = -1"), @r"
    error: aws:autoscaling:asg MinSize: 20000 is more than 10000, its greatest value
     --> test.toml:8:7
      |
    8 | min = 20000
      |       ^^^^^
      |
    help: its default is `1`

    error: invalid value: integer `-1`, expected a whole number from 0
     --> test.toml:9:7
      |
    9 | max = -1
      |       ^^

    error: 2 problems in test.toml, the first in line 8; nothing was changed
    ");
}

#[test]
fn a_bad_duration() {
    assert_snapshot!(with("[apply]\ntimeout = \"5 parsecs\""), @r#"
    error: `5 parsecs` is no duration: write it as `30m`, `90s` or `1h 30m`
     --> test.toml:8:11
      |
    8 | timeout = "5 parsecs"
      |           ^^^^^^^^^^^

    error: 1 problem in test.toml, the first in line 8; nothing was changed
    "#);
}

#[test]
fn a_subnet_written_twice() {
    assert_snapshot!(with("[network]\nvpc = \"vpc-1\"\ninstance-subnets = [\"subnet-1\", \"subnet-1\"]"), @r#"
    error: `subnet-1` is written twice
     --> test.toml:9:33
      |
    9 | instance-subnets = ["subnet-1", "subnet-1"]
      |                                 ^^^^^^^^^^
      |
    help: remove one of them

    error: 1 problem in test.toml, the first in line 9; nothing was changed
    "#);
}

#[test]
fn a_redirect_without_https() {
    assert_snapshot!(with("[https]\nredirect = true"), @r"
    error: `redirect` without a certificate would send everyone to a port that does not answer
     --> test.toml:8:12
      |
    8 | redirect = true
      |            ^^^^
      |
    help: add `certificate` to [https], or write `redirect = false`

    error: 1 problem in test.toml, the first in line 8; nothing was changed
    ");
}

#[test]
fn a_certificate_of_another_region() {
    assert_snapshot!(with("[https]\ncertificate = \"arn:aws:acm:us-east-1:123456789012:certificate/1\""), @r#"
    error: the certificate is of us-east-1, the environment of eu-west-1
     --> test.toml:8:15
      |
    8 | certificate = "arn:aws:acm:us-east-1:123456789012:certificate/1"
      |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: a load balancer uses certificates of its own region: name one of eu-west-1

    error: 1 problem in test.toml, the first in line 8; nothing was changed
    "#);
}

#[test]
fn an_unknown_option() {
    assert_snapshot!(with("[options.\"aws:autoscaling:asg\"]\nMinSze = 1"), @r"
    error: Elastic Beanstalk has no option `MinSze` in aws:autoscaling:asg
     --> test.toml:8:1
      |
    8 | MinSze = 1
      | ^^^^^^
      |
    help: did you mean `MinSize`?

    error: 1 problem in test.toml, the first in line 8; nothing was changed
    ");
}

#[test]
fn an_option_value_outside_its_set() {
    assert_snapshot!(with("[options.\"aws:elasticbeanstalk:command\"]\nDeploymentPolicy = \"Sometimes\""), @r#"
    error: aws:elasticbeanstalk:command DeploymentPolicy: `Sometimes` is none of its values: AllAtOnce, Rolling, RollingWithAdditionalBatch, Immutable, TrafficSplitting
     --> test.toml:8:20
      |
    8 | DeploymentPolicy = "Sometimes"
      |                    ^^^^^^^^^^^
      |
    help: its default is `AllAtOnce`

    error: 1 problem in test.toml, the first in line 8; nothing was changed
    "#);
}

#[test]
fn an_option_written_twice() {
    assert_snapshot!(with("[capacity]\nmin = 2\n[options.\"aws:autoscaling:asg\"]\nMinSize = 3"), @r"
    error: aws:autoscaling:asg MinSize is written twice
      --> test.toml:10:1
       |
    10 | MinSize = 3
       | ^^^^^^^
       |
    help: `capacity.min` says it as well: keep that one

    error: 1 problem in test.toml, the first in line 10; nothing was changed
    ");
}

#[test]
fn a_variable_without_a_name() {
    assert_snapshot!(with("[variables]\n\"\" = \"x\""), @r#"
    error: a variable has no name
     --> test.toml:8:1
      |
    8 | "" = "x"
      | ^^
      |
    help: give it one, or remove the line

    error: 1 problem in test.toml, the first in line 8; nothing was changed
    "#);
}

#[test]
fn variables_that_are_too_large_together() {
    let large = "x".repeat(2100);
    assert_snapshot!(with(&format!("[variables]\nA = \"{large}\"\nB = \"{large}\"")), @r"
    error: the variables have 4206 bytes together; Elastic Beanstalk takes 4096
     --> test.toml:7:2
      |
    7 | [variables]
      |  ^^^^^^^^^
      |
    help: move large values to S3, SSM or Secrets Manager, and name their place in a variable

    error: 1 problem in test.toml, the first in line 7; nothing was changed
    ");
}

#[test]
fn a_network_load_balancer_that_should_redirect() {
    let lines = "[load-balancer]\ntype = \"network\"\n[https]\ncertificate = \"shop.example.com\"\nredirect = true\n[health-check]";
    assert_snapshot!(with(lines), @r"
    error: a network load balancer has no rules, so it cannot redirect
      --> test.toml:11:12
       |
    11 | redirect = true
       |            ^^^^
       |
    help: redirect in the instances' proxy, or use an application load balancer; remove `redirect`

    error: under Elastic Beanstalk a network load balancer checks that the port accepts a connection, and no path
      --> test.toml:12:2
       |
    12 | [health-check]
       |  ^^^^^^^^^^^^
       |
    help: remove [health-check], or use an application load balancer

    error: 2 problems in test.toml, the first in line 11; nothing was changed
    ");
}

#[test]
fn all_problems_of_a_file_at_once_by_position() {
    let lines = "[capacity]\nmn = 2\nmin = 4\nmax = 3\n[health-check]\ngrace = 5\n[options.\"aws:autoscaling:asg\"]\nCooldwn = 1";
    assert_snapshot!(with(lines), @r"
    error: unknown field `mn`, expected one of `instance-types`, `min`, `max`
     --> test.toml:8:1
      |
    8 | mn = 2
      | ^^
      |
    help: did you mean `min`?

    error: `min` is 4, more than `max`, which is 3
     --> test.toml:9:7
      |
    9 | min = 4
      |       ^
      |
    help: lower `min` or raise `max`

    error: invalid type: integer `5`, expected a string
      --> test.toml:12:9
       |
    12 | grace = 5
       |         ^
       |
    help: write it in quotes

    error: Elastic Beanstalk has no option `Cooldwn` in aws:autoscaling:asg
      --> test.toml:14:1
       |
    14 | Cooldwn = 1
       | ^^^^^^^
       |
    help: did you mean `Cooldown`?

    error: 4 problems in test.toml, the first in line 8; nothing was changed
    ");
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
    hint: write `region = "eu-west-1"` into [environment], or set AWS_REGION
    "#);
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
