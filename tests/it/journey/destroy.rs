//! The end of an environment, looked at with another client than ours.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::{FILE, altered, applied, plan, seen, text, version};
use crate::localstack::Account;
use crate::support::Ran;

const CONFIRMED: [&str; 3] = ["--yes", "--confirm", "shop-local"];

fn destroy(account: &Account, flags: &[&str]) -> Ran {
    account.ebdeploy(&[&["destroy", FILE], &CONFIRMED[..], flags].concat())
}

/// What the `aws` command still finds of any environment: names and ids.
fn left(account: &Account) -> Vec<Value> {
    let asked: [(&[&str], &str); 5] = [
        (
            &["elasticbeanstalk", "describe-environments", "--no-include-deleted"],
            "Environments[].EnvironmentName",
        ),
        (&["elbv2", "describe-load-balancers"], "LoadBalancers[].LoadBalancerName"),
        (&["elbv2", "describe-target-groups"], "TargetGroups[].TargetGroupName"),
        (
            &["autoscaling", "describe-auto-scaling-groups"],
            "AutoScalingGroups[].AutoScalingGroupName",
        ),
        (&["ec2", "describe-security-groups"], "SecurityGroups[?GroupName!='default'].GroupName"),
    ];
    let find = |(command, query): &(&[&str], &str)| {
        let found = account.aws(&[command, &["--query", query][..]].concat());
        found.as_array().cloned().unwrap_or_default()
    };
    asked.iter().flat_map(find).collect()
}

fn outcome(ran: &Ran) -> Value {
    serde_json::from_str(ran.stdout.lines().last().unwrap()).unwrap()
}

#[test]
fn an_environment_ends_and_nothing_of_it_is_left_but_its_application() {
    let account = applied();
    version(&account, "v1", &[("index.html", "hello")]);
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.md");
    let written = format!("markdown={}", report.display());
    let ended = destroy(&account, &["--json", "--report", &written, "--sequence", "9"]);
    assert_eq!(ended.code, 0, "{ended}");
    assert_eq!(left(&account), [] as [Value; 0]);
    assert!(account.leases().is_empty(), "neither lease nor number stays");
    let told = outcome(&ended);
    assert_eq!((&told["event"], &told["exit-code"]), (&json!("outcome"), &json!(0)), "{ended}");
    assert_eq!(told["done"], json!(["terminate-environment"]), "{ended}");
    let report = std::fs::read_to_string(report).unwrap();
    assert!(report.contains("ebdeploy destroy: shop-local in eu-west-1"), "{report}");
    assert!(report.contains("**Destroyed**: shop-local in eu-west-1 is gone"), "{report}");
    let versions = account.aws(&["elasticbeanstalk", "describe-application-versions"]);
    assert_eq!(text(&versions["ApplicationVersions"][0]["VersionLabel"]), "v1");
    let again = account.ebdeploy(&["destroy", FILE]);
    assert_eq!(again.code, 0, "{again}");
    assert!(again.stdout.contains("Nothing to do: shop-local in eu-west-1 is gone."), "{again}");
    let planned = plan(&account);
    assert_eq!(planned.code, 2, "{planned}");
    assert!(planned.stdout.contains("+ environment shop-local"), "{planned}");
}

#[test]
fn an_application_goes_with_its_last_environment_and_no_earlier() {
    let account = applied();
    version(&account, "v1", &[("index.html", "hello")]);
    let other = altered("shop-local", "shop-other");
    let other = other.path().to_str().unwrap();
    let made = account.ebdeploy(&["apply", other, "--yes"]);
    assert_eq!(made.code, 0, "{made}");
    let refused = destroy(&account, &["--with-application"]);
    assert_eq!(refused.code, 1, "{refused}");
    assert!(refused.stderr.contains("has other environments: shop-other"), "{refused}");
    let ended = account.ebdeploy(&["destroy", other, "--yes", "--confirm", "shop-other"]);
    assert_eq!(ended.code, 0, "{ended}");
    let ended = destroy(&account, &["--with-application"]);
    assert_eq!(ended.code, 0, "{ended}");
    assert!(ended.stdout.contains("version  v1 → (none)"), "{ended}");
    assert_eq!(left(&account), [] as [Value; 0]);
    let applications = account.aws(&["elasticbeanstalk", "describe-applications"]);
    assert_eq!(applications["Applications"], json!([]));
    let storage = text(&account.aws(&["elasticbeanstalk", "create-storage-location"])["S3Bucket"]);
    account.aws(&["s3api", "head-object", "--bucket", &storage, "--key", "v1.zip"]);
}

#[test]
fn what_others_hold_on_to_is_refused_where_it_is_seen_and_told_by_aws_where_not() {
    let account = applied();
    let mut groups = account.aws(&[
        "ec2",
        "describe-security-groups",
        "--filters",
        "Name=tag:aws:cloudformation:logical-id,Values=AWSEBSecurityGroup",
    ]);
    let group = groups["SecurityGroups"][0].take();
    let (own, vpc) = (text(&group["GroupId"]), text(&group["VpcId"]));
    let name = ["--group-name", "database", "--description", "database", "--vpc-id", &vpc];
    let database = account.aws(&[&["ec2", "create-security-group"], &name[..]].concat());
    let database = text(&database["GroupId"]);
    let rule =
        ["--group-id", &database, "--protocol", "tcp", "--port", "5432", "--source-group", &own];
    account.aws(&[&["ec2", "authorize-security-group-ingress"], &rule[..]].concat());
    account.forget_calls();
    let refused = destroy(&account, &[]);
    assert_eq!(refused.code, 1, "{refused}");
    let why = format!("rules of the security group `database` ({database}) refer to {own}");
    assert!(refused.stderr.contains(&why), "{refused}");
    assert_eq!(account.changing_calls(), [] as [&str; 0]);
    account.aws(&[&["ec2", "revoke-security-group-ingress"], &rule[..]].concat());

    let run = ["--image-id", "ami-12345678", "--security-group-ids", &own];
    let instance = account.aws(&[&["ec2", "run-instances"], &run[..]].concat());
    let instance = text(&instance["Instances"][0]["InstanceId"]);
    let failed = destroy(&account, &[]);
    assert_eq!(failed.code, 1, "{failed}");
    assert!(failed.stderr.contains("AWS could not terminate all of `shop-local`"), "{failed}");
    assert!(failed.stderr.contains(&format!("{own} failed Reason:")), "{failed}");
    assert!(failed.stderr.contains("Stack deletion failed"), "{failed}");
    assert!(account.leases().is_empty());
    account.aws(&["ec2", "terminate-instances", "--instance-ids", &instance]);
    let ended = destroy(&account, &[]);
    assert_eq!(ended.code, 0, "{ended}");
    account.aws(&["ec2", "delete-security-group", "--group-id", &database]);
    assert_eq!(left(&account), [] as [Value; 0]);
}

#[test]
fn an_interrupted_destruction_is_finished_by_the_next() {
    let account = applied();
    account.control(&json!({ "phase_seconds": 5 }));
    let mut command = account.command(&[&["destroy", FILE], &CONFIRMED[..]].concat());
    let mut running = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(running.stderr.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line.contains("terminateEnvironment is starting.")));
    let id = running.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let rest: Vec<_> = lines.collect();
    assert_eq!(running.wait().unwrap().code(), Some(130), "{rest:?}");
    let rest = rest.join("\n");
    assert!(rest.contains("AWS goes on: `shop-local` is being terminated"), "{rest}");
    assert!(rest.contains("run `ebdeploy destroy` again"), "{rest}");
    assert!(account.leases().is_empty());

    let short =
        altered("[health-check]", "[apply]\ntimeout = \"2s\"\n[health-check]\ngrace = \"1s\"");
    let late = account.ebdeploy(&["destroy", short.path().to_str().unwrap()]);
    assert_eq!(late.code, 5, "it is only waited for, so nobody is asked: {late}");
    assert!(late.stdout.contains("AWS is at it already; it is waited for"), "{late}");
    assert!(late.stderr.contains("run `ebdeploy destroy` again"), "{late}");
    account.forget_calls();
    let finished = account.ebdeploy(&["destroy", FILE]);
    assert_eq!(finished.code, 0, "{finished}");
    assert_eq!(account.changing_calls(), [] as [&str; 0], "it was told once");
    assert_eq!(left(&account), [] as [Value; 0]);
}

#[test]
fn what_is_protected_goes_only_with_a_reason_which_is_recorded() {
    let account = applied();
    let protected = altered("[capacity]", "[protect]\ndestroy = true\n[capacity]");
    let file = protected.path().to_str().unwrap();
    let destroy = [&["destroy", file], &CONFIRMED[..], &["--json"]].concat();
    account.forget_calls();
    let refused = account.ebdeploy(&destroy);
    assert_eq!(refused.code, 1, "{refused}");
    assert!(refused.stderr.contains("the environment is protected"), "{refused}");
    assert!(refused.stderr.contains("shop-local is gone"), "{refused}");
    assert_eq!(account.changing_calls(), [] as [&str; 0]);
    let ended = account.ebdeploy(&[&destroy[..], &["--override", "the end of the trial"]].concat());
    assert_eq!(ended.code, 0, "{ended}");
    assert_eq!(outcome(&ended)["override"], "the end of the trial", "{ended}");
    assert_eq!(left(&account), [] as [Value; 0]);
}

#[test]
fn a_busy_environment_is_waited_for_or_not_as_one_likes() {
    let account = applied();
    let arn = seen(&account).environment_arn;
    account.control(&json!({ "phase_seconds": 2 }));
    let tag = ["--resource-arn", &arn, "--tags-to-add", "Key=a,Value=b"];
    account.aws(&[&["elasticbeanstalk", "update-tags-for-resource"], &tag[..]].concat());
    let refused = destroy(&account, &["--if-busy", "fail"]);
    assert_eq!(refused.code, 1, "{refused}");
    assert!(refused.stderr.contains("`shop-local` is busy"), "{refused}");
    let ended = destroy(&account, &[]);
    assert_eq!(ended.code, 0, "{ended}");
    assert!(ended.stderr.contains("busy with something that was begun elsewhere"), "{ended}");
    assert_eq!(left(&account), [] as [Value; 0]);
}

#[test]
fn a_shadow_whose_environment_is_gone_goes_and_one_of_another_environment_stays() {
    let account = Account::seeded();
    let vpc = text(&account.aws(&["ec2", "describe-vpcs"])["Vpcs"][0]["VpcId"]);
    for (name, environment) in [("ebdeploy-e-one", "shop-local"), ("ebdeploy-e-two", "blog")] {
        let tag = format!("Key=ebdeploy:environment,Value={environment}");
        let group = ["--name", name, "--protocol", "HTTP", "--port", "80", "--vpc-id", &vpc];
        let make = ["elbv2", "create-target-group", "--tags", &tag];
        account.aws(&[&make[..], &group[..]].concat());
    }
    let swept = account.ebdeploy(&["destroy", FILE]);
    assert_eq!(swept.code, 0, "{swept}");
    assert_eq!(left(&account), ["ebdeploy-e-two"]);
}
