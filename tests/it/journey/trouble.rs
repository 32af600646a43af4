//! What can go wrong on the way.

use std::io::Read;
use std::process::Stdio;

use serde_json::json;

use super::{FILE, altered, applied, apply, plan, seen, set_option, text, version};
use crate::localstack::Account;

#[test]
fn an_update_that_aws_rolls_back_is_a_failure_with_its_events() {
    let account = applied();
    set_option(&account, "aws:autoscaling:asg", "MaxSize", "3");
    account.control(&json!({ "outcomes": { "shop-local": "fail" } }));
    let failed = apply(&account);
    assert_eq!(failed.code, 1, "{failed}");
    assert!(failed.stderr.contains("Failed to deploy configuration."), "{failed}");
    assert!(failed.stderr.contains("begun      settings"), "{failed}");
    let finished = apply(&account);
    assert_eq!(finished.code, 0, "the next run finishes: {finished}");
}

#[test]
fn a_listener_made_by_hand_is_refused_at_its_line() {
    let account = Account::seeded();
    let plain = altered("[https]\ncertificate = \"shop.example.com\"\n", "");
    let made = account.ebdeploy(&["apply", plain.path().to_str().unwrap(), "--yes"]);
    assert_eq!(made.code, 0, "{made}");
    let resources = account.aws(&[
        "elasticbeanstalk",
        "describe-environment-resources",
        "--environment-name",
        "shop-local",
    ]);
    let balancer = text(&resources["EnvironmentResources"]["LoadBalancers"][0]["Name"]);
    let action = "Type=fixed-response,FixedResponseConfig={StatusCode=503}";
    let listener = ["--protocol", "HTTP", "--port", "443", "--default-actions", action];
    account.aws(
        &[&["elbv2", "create-listener", "--load-balancer-arn", &balancer], &listener[..]].concat(),
    );
    let refused = plan(&account);
    assert_eq!(refused.code, 1, "{refused}");
    assert!(
        refused.stderr.contains("443 listener that Elastic Beanstalk does not know of"),
        "{refused}"
    );
    assert!(refused.stderr.contains("environments/local.toml:20:15"), "{refused}");
}

#[test]
fn a_creation_that_aws_gives_up_says_why() {
    let account = Account::seeded();
    let profile = "cname = \"shop-local\"\ninstance-profile = \"nobody-made-this\"";
    let file = altered("cname = \"shop-local\"", profile);
    let ended = account.ebdeploy(&["apply", file.path().to_str().unwrap(), "--yes"]);
    assert_eq!(ended.code, 1, "{ended}");
    let reason =
        "The instance profile nobody-made-this associated with the environment does not exist.";
    let summary = ended.stderr.split("error: ").nth(1).unwrap();
    assert!(summary.contains(reason), "the reason is told at the end: {ended}");
    assert!(summary.contains("begun      environment shop-local"), "{ended}");
}

#[test]
fn an_application_that_does_not_pass_its_check_fails_the_run_with_what_it_answers() {
    let account = applied();
    let target_group = text(&seen(&account).target_group["TargetGroupArn"]);
    account.page("shop-local", 404);
    let health = ["elbv2", "describe-target-health", "--target-group-arn", &target_group];
    let noticed = (0..60).any(|_| account.aws(&health).to_string().contains("unhealthy"));
    assert!(noticed, "the check fails");
    let file = altered("path = \"/health\"", "path = \"/health\"\ngrace = \"6s\"");
    let path = file.path().to_str().unwrap();
    let ended = account.ebdeploy(&["apply", path, "--yes"]);
    assert_eq!(ended.code, 1, "with nothing to do it is no success either: {ended}");
    let summary = ended.stderr.split("error: ").nth(1).unwrap();
    assert!(summary.contains("Health checks failed with these codes: [404]"), "{ended}");
    account.page("shop-local", 200);
    let well = account.ebdeploy(&["apply", path, "--yes"]);
    assert_eq!(well.code, 0, "{well}");
}

#[test]
fn the_deadline_ends_the_waiting_while_aws_goes_on() {
    let account = applied();
    account.control(&json!({ "outcomes": { "shop-local": "hang" } }));
    let short = "[apply]\ntimeout = \"4s\"\n[health-check]\ngrace = \"1s\"";
    let file = altered("[health-check]", short);
    let text = std::fs::read_to_string(file.path()).unwrap().replace("max = 4", "max = 3");
    std::fs::write(file.path(), text).unwrap();
    let ended = account.ebdeploy(&["apply", file.path().to_str().unwrap(), "--yes"]);
    assert_eq!(ended.code, 5, "{ended}");
    assert!(ended.stderr.contains("`shop-local` takes its new settings"), "{ended}");
    assert!(ended.stderr.contains("it goes on where AWS is"), "{ended}");
}

#[test]
fn what_something_else_sets_again_is_told_as_not_converged() {
    let account = Account::seeded();
    account.aws(&["elasticbeanstalk", "create-application", "--application-name", "shop"]);
    let own = "option_settings:\n  aws:autoscaling:asg:\n    Cooldown: 500\n";
    version(&account, "v1", &[("health", "fine"), (".ebextensions/own.config", own)]);
    let version = altered("[capacity]", "[version]\nlabel = \"v1\"\n[capacity]");
    let made = account.ebdeploy(&["apply", version.path().to_str().unwrap(), "--yes"]);
    assert_eq!(made.code, 0, "{made}");
    let reset = "[options.\"aws:autoscaling:asg\"]\nCooldown = { reset = true }\n[capacity]";
    let reset = altered("[capacity]", reset);
    let ended = account.ebdeploy(&["apply", reset.path().to_str().unwrap(), "--yes"]);
    assert_eq!(ended.code, 6, "{ended}");
    assert!(ended.stderr.contains("applied, but AWS is not as the file says"), "{ended}");
    assert!(ended.stderr.contains("Cooldown  500 → (none)"), "{ended}");
}

#[test]
fn throttling_is_waited_out() {
    let account = Account::seeded();
    let throttled = json!({ "operation": "elasticbeanstalk.*", "kind": "throttle", "count": 6 });
    account.control(&json!({ "faults": [throttled] }));
    let made = apply(&account);
    assert_eq!(made.code, 0, "{made}");
}

#[test]
fn an_interrupted_run_says_what_goes_on_and_the_next_one_finishes() {
    let account = Account::seeded();
    account.control(&json!({ "phase_seconds": 2.0 }));
    let mut command = account.command(&["apply", FILE, "--yes"]);
    let mut running = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stderr = running.stderr.take().unwrap();
    let mut told = String::new();
    let mut byte = [0];
    while !told.contains("createEnvironment is starting.") && stderr.read(&mut byte).unwrap() == 1 {
        told.push(char::from(byte[0]));
    }
    let signalled =
        std::process::Command::new("kill").args(["-INT", &running.id().to_string()]).status();
    assert!(signalled.unwrap().success());
    let code = running.wait().unwrap().code();
    stderr.read_to_string(&mut told).unwrap();
    assert_eq!(code, Some(130), "{told}");
    assert!(told.contains("AWS goes on: `shop-local` is being created"), "{told}");
    assert!(told.contains("done       application shop"), "{told}");
    assert!(told.contains("begun      environment shop-local"), "{told}");
    assert!(told.contains("not begun  redirect on port 80"), "{told}");
    let finished = apply(&account);
    assert_eq!(finished.code, 0, "{finished}");
    assert!(finished.stderr.contains("busy with something that was begun elsewhere"), "{finished}");
    assert_eq!(plan(&account).code, 0);
}

#[test]
fn an_environment_that_is_busy_is_not_waited_for_when_the_caller_does_not_want_to() {
    let account = applied();
    account.control(&json!({ "outcomes": { "shop-local": "hang" } }));
    let setting = "Namespace=aws:autoscaling:asg,OptionName=MaxSize,Value=3";
    let environment = ["--environment-name", "shop-local"];
    account.aws(&[
        "elasticbeanstalk",
        "update-environment",
        environment[0],
        environment[1],
        "--option-settings",
        setting,
    ]);
    let busy = account.ebdeploy(&["apply", FILE, "--yes", "--if-busy", "fail"]);
    assert_eq!(busy.code, 1, "{busy}");
    assert!(busy.stderr.contains("the environment `shop-local` is busy"), "{busy}");
}
