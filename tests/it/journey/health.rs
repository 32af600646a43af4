//! Health checks against measured targets: proved on a shadow, lowered, and raised again.

use std::process::Stdio;

use serde_json::Value;

use super::{altered, applied, pause, plan, seen, text, version};
use crate::localstack::Account;
use crate::support::Ran;

/// The environment of the file on a version that serves these files.
fn serving(files: &[(&str, &str)]) -> Account {
    let account = Account::seeded();
    account.aws(&["elasticbeanstalk", "create-application", "--application-name", "shop"]);
    version(&account, "v1", files);
    let made = with(&account, &[("[capacity]", "[version]\nlabel = \"v1\"\n[capacity]")], &[]);
    assert_eq!(made.code, 0, "{made}");
    account
}

/// Applies the file with something in it replaced.
fn with(account: &Account, replaced: &[(&str, &str)], flags: &[&str]) -> Ran {
    let file = altered("[health-check]", "[health-check]\ngrace = \"8s\"");
    let mut content = std::fs::read_to_string(file.path()).unwrap();
    for (from, to) in replaced {
        content = content.replace(from, to);
    }
    std::fs::write(file.path(), content).unwrap();
    let arguments = ["apply", file.path().to_str().unwrap(), "--yes"];
    account.ebdeploy(&[&arguments, flags].concat())
}

const READY: (&str, &str) = ("path = \"/health\"", "path = \"/ready\"");

/// What the changing calls since they were forgotten were, and the target groups that they name.
fn touched(account: &Account) -> Vec<(String, String)> {
    let calls = account.changes().into_iter();
    calls.map(|call| (text(&call["operation"]), call["parameters"].to_string())).collect()
}

/// No target group but Elastic Beanstalk's own, and no rule but ours of the redirect. The group.
fn only_what_belongs(account: &Account, listener: &str) -> Value {
    let groups = account.aws(&["elbv2", "describe-target-groups"])["TargetGroups"].clone();
    let groups = groups.as_array().unwrap();
    let names: Vec<_> = groups.iter().map(|group| text(&group["TargetGroupName"])).collect();
    assert!(names.len() == 1 && !names[0].starts_with("ebdeploy-"), "{names:?}");
    let rules = account.aws(&["elbv2", "describe-rules", "--listener-arn", listener]);
    let rules = rules["Rules"].as_array().unwrap().len();
    assert_eq!(rules, 3, "exemption, redirect, and the default");
    groups[0].clone()
}

fn assert_nothing_is_left(account: &Account) {
    only_what_belongs(account, &seen(account).http);
}

#[test]
fn while_a_proof_fails_the_target_group_that_serves_is_never_touched() {
    let account = serving(&[("health", "fine")]);
    let before = seen(&account).target_group;
    account.forget_calls();
    let refused = with(&account, &[READY], &[]);
    assert_eq!(refused.code, 1, "{refused}");
    let summary = refused.stderr.split("error: ").nth(1).unwrap();
    assert!(summary.contains("not every target that serves passes the new one"), "{refused}");
    assert!(summary.contains("Health checks failed with these codes: [404]"), "{refused}");
    assert!(summary.contains("the target group that serves was not touched"), "{refused}");
    let calls = touched(&account);
    let operations: Vec<_> = calls.iter().map(|(operation, _)| operation.as_str()).collect();
    let expected =
        ["CreateTargetGroup", "CreateRule", "RegisterTargets", "DeleteRule", "DeleteTargetGroup"];
    assert_eq!(operations, expected.map(|operation| format!("elbv2.{operation}")));
    let live = text(&before["TargetGroupArn"]);
    assert!(calls.iter().all(|(_, parameters)| !parameters.contains(&live)), "{calls:?}");
    assert_eq!(seen(&account).target_group, before);
    assert_nothing_is_left(&account);
}

#[test]
fn a_check_that_passes_is_taken_and_nothing_is_left_of_its_proof() {
    let account = serving(&[("health", "fine"), ("ready", "fine")]);
    let taken = with(&account, &[READY], &[]);
    assert_eq!(taken.code, 0, "{taken}");
    assert_eq!(seen(&account).target_group["HealthCheckPath"], "/ready");
    assert_nothing_is_left(&account);
}

#[test]
fn a_version_that_lost_the_path_serves_on_the_fallback_until_one_has_it_again() {
    let account = serving(&[("health", "fine")]);
    version(&account, "v2", &[("index.html", "a shop")]);
    version(&account, "v3", &[("health", "fine")]);
    let label = |label: &str| format!("[version]\nlabel = \"{label}\"\n[capacity]");
    let two = label("v2");
    let fallen = with(&account, &[("[capacity]", &two)], &[]);
    assert_eq!(fallen.code, 3, "{fallen}");
    assert!(fallen.stderr.contains("falling back to `/` answers 200-499"), "{fallen}");
    assert!(fallen.stderr.contains("the application has no such route"), "{fallen}");
    let check = seen(&account).target_group;
    assert_eq!(
        (&check["HealthCheckPath"], &check["Matcher"]["HttpCode"]),
        (&"/".into(), &"200-499".into())
    );
    assert_nothing_is_left(&account);

    account.forget_calls();
    let still = with(&account, &[("[capacity]", &two)], &[]);
    assert_eq!(still.code, 3, "{still}");
    assert!(still.stderr.contains("kept as it is"), "{still}");
    let updates = touched(&account).into_iter().filter(|(name, _)| name.contains("Update")).count();
    assert_eq!(updates, 0, "the service is not touched");
    let strict = with(&account, &[("[capacity]", &two)], &["--require-path-check"]);
    assert_eq!(strict.code, 1, "{strict}");

    let mended = with(&account, &[("[capacity]", &label("v3"))], &[]);
    assert_eq!(mended.code, 0, "{mended}");
    assert_eq!(seen(&account).target_group["HealthCheckPath"], "/health");
    assert_nothing_is_left(&account);
}

#[test]
fn the_plan_of_a_fallen_back_environment_says_so() {
    let account = applied();
    account.page("shop-local", 404);
    let fallen = with(&account, &[("max = 4", "max = 3")], &[]);
    assert_eq!(fallen.code, 3, "{fallen}");
    let shown = account.ebdeploy(&["plan", "environments/local.toml", "--json"]);
    let document: Value = serde_json::from_str(&shown.stdout).unwrap();
    assert_eq!(document["on-fallback"], "any-answer");
    let steps: Vec<_> =
        document["steps"].as_array().unwrap().iter().map(|step| text(&step["step"])).collect();
    assert_eq!(steps, ["update-settings", "return-to-path-check"]);
    account.page("shop-local", 200);
    let back = with(&account, &[("max = 4", "max = 3")], &["--json"]);
    assert_eq!(back.code, 0, "{back}");
    assert!(back.stdout.contains("\"return-to-path-check\""), "{back}");
}

#[test]
fn wherever_a_run_is_killed_the_next_one_leaves_nothing_of_the_shadow() {
    let account = applied();
    let listener = seen(&account).http;
    account.control(&serde_json::json!({ "latency_seconds": 0.05 }));
    let calls = [
        "CreateTargetGroup",
        "CreateRule",
        "RegisterTargets",
        "DeleteRule",
        "DeleteTargetGroup",
        "UpdateEnvironment",
        "ModifyRule",
    ];
    for (index, call) in calls.into_iter().enumerate() {
        let path = format!("path = \"/check-{index}\"");
        let file = altered("path = \"/health\"", &path);
        let file = file.path().to_str().unwrap();
        account.forget_calls();
        // The next one need not wait until a dead run's lease has ended.
        let mut command = account.command(&["apply", file, "--yes", "--no-lock"]);
        let mut running = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let begun = || touched(&account).iter().any(|(operation, _)| operation.ends_with(call));
        while running.try_wait().unwrap().is_none() && !begun() {
            pause();
        }
        running.kill().unwrap();
        running.wait().unwrap();
        let finished = account.ebdeploy(&["apply", file, "--yes"]);
        assert_eq!(finished.code, 0, "killed at {call}: {finished}");
        let group = only_what_belongs(&account, &listener);
        assert_eq!(group["HealthCheckPath"], format!("/check-{index}"));
    }
    assert_eq!(plan(&account).code, 2, "the file itself asks for another path");
}

#[test]
fn an_interrupted_proof_is_cleaned_up_before_the_run_ends() {
    let account = serving(&[("health", "fine")]);
    account.control(&serde_json::json!({ "phase_seconds": 2.0 }));
    let file = altered("path = \"/health\"", "path = \"/ready\"");
    let mut command = account.command(&["apply", file.path().to_str().unwrap(), "--yes"]);
    let mut running = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while !touched(&account).iter().any(|(operation, _)| operation.ends_with("RegisterTargets")) {
        pause();
        assert!(
            running.try_wait().unwrap().is_none(),
            "it has ended before it could be interrupted"
        );
    }
    let id = running.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(running.wait().unwrap().code(), Some(130));
    assert_nothing_is_left(&account);
}

#[test]
fn a_classic_environment_falls_back_to_a_connection_and_returns_only_when_told_to() {
    let account = Account::seeded();
    let https = "[https]\ncertificate = \"shop.example.com\"\n";
    let classic = (https, "[load-balancer]\ntype = \"classic\"\n");
    let made = with(&account, &[classic], &[]);
    assert_eq!(made.code, 0, "{made}");
    let check = || {
        let described = account.aws(&["elb", "describe-load-balancers"]);
        let balancer = described["LoadBalancerDescriptions"][0].clone();
        (text(&balancer["LoadBalancerName"]), text(&balancer["HealthCheck"]["Target"]))
    };
    let (balancer, target) = check();
    assert_eq!(target, "HTTP:80/health");

    account.page("shop-local", 404);
    let health = ["elb", "describe-instance-health", "--load-balancer-name", &balancer];
    while account.aws(&health).to_string().contains("InService") {
        pause();
    }
    let fallen = with(&account, &[classic, ("max = 4", "max = 3")], &[]);
    assert_eq!(fallen.code, 3, "{fallen}");
    assert!(fallen.stderr.contains("a TCP connection to port 80"), "{fallen}");
    assert_eq!(check().1, "TCP:80");

    account.page("shop-local", 200);
    let kept = with(&account, &[classic, ("max = 4", "max = 3")], &[]);
    assert_eq!(kept.code, 3, "nothing shows that it would hold: {kept}");
    let said = kept.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("cannot try a check beside the live one"), "{kept}");
    assert!(said.starts_with("Nothing to do"), "{kept}");
    assert_eq!(check().1, "TCP:80");
    let back = with(&account, &[classic, ("max = 4", "max = 3")], &["--require-path-check"]);
    assert_eq!(back.code, 0, "{back}");
    assert_eq!(check().1, "HTTP:80/health");
}

#[test]
fn whatever_the_policy_the_check_is_proved_on_the_instances_that_have_the_new_version() {
    let account = serving(&[("health", "fine")]);
    for (number, policy) in
        ["immutable", "traffic-splitting", "rolling-with-additional-batch"].into_iter().enumerate()
    {
        // Nobody but the new version has the new path; and it keeps the old one meanwhile.
        let (label, path) = (format!("p{number}"), format!("new-{number}"));
        let old = if number == 0 { "health".to_owned() } else { format!("new-{}", number - 1) };
        version(&account, &label, &[(&old, "fine"), (&path, "fine")]);
        let wanted = format!("[version]\nlabel = \"{label}\"\npolicy = \"{policy}\"\n[capacity]");
        let ready = format!("path = \"/{path}\"");
        let taken = with(&account, &[("[capacity]", &wanted), (READY.0, &ready)], &[]);
        assert_eq!(taken.code, 0, "{policy}: {taken}");
        assert_eq!(seen(&account).target_group["HealthCheckPath"], format!("/{path}"));
        assert_nothing_is_left(&account);
    }
}

#[test]
fn an_environment_without_instances_is_well_and_gets_its_check_unproved() {
    let account = Account::seeded();
    let empty = ("min = 2\nmax = 4", "min = 0\nmax = 0");
    let made = with(&account, &[empty], &[]);
    assert_eq!(made.code, 0, "{made}");
    let taken = with(&account, &[empty, READY], &[]);
    assert_eq!(taken.code, 0, "{taken}");
    assert!(taken.stdout.contains("not proved first: there are no instances"), "{taken}");
    assert_eq!(seen(&account).target_group["HealthCheckPath"], "/ready");
    let filled = with(&account, &[READY], &[]);
    assert_eq!(filled.code, 0, "{filled}");
}
