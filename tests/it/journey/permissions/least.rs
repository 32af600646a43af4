//! With the printed policy, and no other, everything works.

use std::collections::BTreeSet;
use std::fs::{read_to_string, write};
use std::path::Path;

use ebdeploy::config;
use ebdeploy::desired::Desired;
use ebdeploy::iam::{Purpose, operations};
use serde_json::{Value, json};

use super::{
    FILE, altered, check_elsewhere, close_port, move_a_rule, path, printed, remove_rules, text,
    weaken_tls,
};
use crate::journey::{applied, version};
use crate::localstack::Account;
use crate::support::root;

/// Everything that ebdeploy does, from nothing on, as a user with the policy of each file.
fn travel(part: &[&str]) {
    let account = Account::seeded();
    let user = account.user();
    let run = |file: &str, arguments: &[&str], code: i32| {
        user.may(&printed(&account, file, part));
        let told = user.ebdeploy(&[&[arguments[0], file], &arguments[1..]].concat());
        assert_eq!(told.code, code, "{arguments:?}: {told}");
        assert!(!told.to_string().contains("not authorized"), "{arguments:?}: {told}");
        told
    };
    run(FILE, &["plan", "--detailed-exitcode"], 2);
    run(FILE, &["apply", "--yes"], 0);
    run(FILE, &["plan", "--detailed-exitcode"], 0);
    assert!(run(FILE, &["status"], 0).stdout.contains("shop-local"));
    run(FILE, &["doctor", "--no-probe"], 0);
    run(FILE, &["logs"], 0);
    assert!(run(FILE, &["unlock"], 0).stderr.contains("Nobody holds the lease"));

    // Another health check is proved on a shadow, and what was changed elsewhere is mended.
    weaken_tls(&account);
    close_port(&account);
    remove_rules(&account);
    let file = altered("path = \"/health\"", "path = \"/\"");
    let file = path(file.path());
    run(file, &["apply", "--yes", "--sequence", "1"], 0);

    // Rules are moved and changed, a version is deployed.
    check_elsewhere(&account);
    move_a_rule(&account);
    version(&account, "v1", &[("index.html", "shop"), ("health", "fine")]);
    let text = read_to_string(root().join(FILE)).unwrap();
    let with_version = "[version]\nlabel = \"v1\"\n[https]\nredirect = { status = 302 }";
    write(file, text.replace("[https]", with_version)).unwrap();
    run(file, &["apply", "--yes", "--sequence", "2"], 0);

    // Rules are taken away, and tags.
    let text = text.replace("{ team = \"web\" }", "{ team = { reset = true }, of = \"us\" }");
    write(file, text.replace("[https]", "[https]\nredirect = false")).unwrap();
    run(file, &["apply", "--yes"], 0);

    let derived = derived(&[&root().join(FILE), Path::new(file)]);
    let surplus: Vec<_> =
        called(&account).into_iter().filter(|call| !derived.contains(call)).collect();
    assert_eq!(
        surplus,
        ["elasticbeanstalk:DescribeApplicationVersions"],
        "it is of the file with a version"
    );
}

/// The operations that ebdeploy called, as it names them.
fn called(account: &Account) -> BTreeSet<String> {
    let ours = |call: &Value| call["user_agent"].as_str().unwrap().contains("aws-sdk-rust");
    let name = |call: &Value| {
        let operation = text(&call["operation"]).replace('.', ":");
        let operation = operation.replace("elbv2:", "elb:");
        operation.replace("elb:", "elasticloadbalancing:")
    };
    account.calls().iter().filter(|call| ours(call)).map(name).collect()
}

/// The operations that the commands may call for some files.
fn derived(files: &[&Path]) -> BTreeSet<String> {
    let of = |path: &&Path| {
        let desired = Desired::new(&config::load(path).unwrap(), &|_: &str| None).unwrap();
        operations(&desired, Purpose::Everything)
    };
    files.iter().flat_map(of).map(str::to_owned).collect()
}

#[test]
fn the_whole_journey_takes_no_more_than_what_is_printed() {
    travel(&["--only", "calls"]);
}

#[test]
#[ignore = "takes a minute, and differs only in what Elastic Beanstalk's own statements allow as well"]
fn nor_does_it_with_what_elastic_beanstalk_does_itself() {
    travel(&[]);
}

#[test]
fn whoever_may_only_plan_plans_and_is_refused_at_the_first_change() {
    let account = Account::seeded();
    let user = account.user();
    user.may(&printed(&account, FILE, &["--plan-only"]));
    let planned = user.ebdeploy(&["plan", FILE, "--detailed-exitcode"]);
    assert_eq!(planned.code, 2, "{planned}");
    let refused = user.ebdeploy(&["apply", FILE, "--yes"]);
    assert_eq!(refused.code, 1, "{refused}");
    let lacks = |action: &str| format!("the caller needs the IAM permission `{action}`");
    assert!(refused.stderr.contains(&lacks("elasticbeanstalk:CreateApplication")), "{refused}");
    assert!(refused.stderr.contains("not begun  environment shop-local"), "{refused}");
    let made = account.ebdeploy(&["apply", FILE, "--yes"]);
    assert_eq!(made.code, 0, "by the account's root: {made}");
    let looks =
        [&["plan", FILE][..], &["status", FILE], &["doctor", FILE, "--no-probe", "--no-logs"]];
    for arguments in looks {
        let told = user.ebdeploy(arguments);
        assert_eq!(told.code, 0, "{told}");
        assert!(!told.to_string().contains("not authorized"), "{told}");
    }
    let three = altered("max = 4", "max = 3");
    let refused = user.ebdeploy(&["apply", path(three.path()), "--yes"]);
    assert_eq!(refused.code, 1, "{refused}");
    assert!(refused.stderr.contains(&lacks("elasticbeanstalk:UpdateEnvironment")), "{refused}");
}

#[test]
fn a_roll_back_takes_no_more_than_what_is_printed() {
    let account = applied();
    let user = account.user();
    // Tags are only taken away, and rules only removed: the way back makes them anew.
    let table = "[apply]\non-failure = \"roll-back\"\n[https]\nredirect = false";
    let file = altered("[https]", table);
    let text = read_to_string(file.path()).unwrap();
    let text = text.replace("{ team = \"web\" }", "{ team = { reset = true } }");
    let text = text
        .replace("max = 4", "max = 3")
        .replace("[health-check]", "[health-check]\ngrace = \"2s\"");
    write(file.path(), text).unwrap();
    let file = path(file.path());
    user.may(&printed(&account, file, &["--only", "calls"]));
    account.control(&json!({ "outcomes": { "shop-local": "degrade" } }));
    let ended = user.ebdeploy(&["apply", file, "--yes"]);
    assert_eq!(ended.code, 1, "{ended}");
    assert!(ended.stderr.contains("rolled back: shop-local is as it was before"), "{ended}");
    assert!(!ended.to_string().contains("not authorized"), "{ended}");
    let again = account.ebdeploy(&["plan", FILE, "--detailed-exitcode"]);
    assert_eq!(again.code, 0, "it is as it was: {again}");
}
