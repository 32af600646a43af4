//! The whole journey with nothing but the printed policy; and without each of its actions.

mod case;
mod lacking;
mod least;

use std::path::Path;

use serde_json::Value;
use tempfile::NamedTempFile;

use super::{FILE, altered, seen, text};
use crate::localstack::Account;

/// What `ebdeploy iam` prints for a file.
fn printed(account: &Account, file: &str, more: &[&str]) -> Value {
    let told = account.ebdeploy(&[&["iam", file, "--account", account.id()], more].concat());
    assert_eq!(told.code, 0, "{told}");
    serde_json::from_str(&told.stdout).unwrap()
}

fn path(file: &Path) -> &str {
    file.to_str().unwrap()
}

/// Removes ebdeploy's rules on port 80, by the `aws` command.
fn remove_rules(account: &Account) {
    for rule in seen(account).rules {
        account.aws(&["elbv2", "delete-rule", "--rule-arn", &text(&rule["RuleArn"])]);
    }
}

/// Moves the first of ebdeploy's rules, by the `aws` command.
fn move_a_rule(account: &Account) {
    let pair = format!("RuleArn={},Priority=100", text(&seen(account).rules[0]["RuleArn"]));
    account.aws(&["elbv2", "set-rule-priorities", "--rule-priorities", &pair]);
}

/// Gives the 443 listener another policy, by the `aws` command.
fn weaken_tls(account: &Account) {
    let arn = text(&seen(account).https["ListenerArn"]);
    let listener = ["elbv2", "modify-listener", "--listener-arn", &arn, "--ssl-policy"];
    account.aws(&[&listener[..], &["ELBSecurityPolicy-2016-08"]].concat());
}

/// Gives the target group another path, by the `aws` command.
fn check_elsewhere(account: &Account) {
    let arn = text(&seen(account).target_group["TargetGroupArn"]);
    let group = ["elbv2", "modify-target-group", "--target-group-arn", &arn];
    account.aws(&[&group[..], &["--health-check-path", "/wrong"]].concat());
}

/// Closes port 443 of the load balancer, by the `aws` command.
fn close_port(account: &Account) {
    let balancer = super::balancer(account);
    let described =
        account.aws(&["elbv2", "describe-load-balancers", "--load-balancer-arns", &balancer]);
    let group = text(&described["LoadBalancers"][0]["SecurityGroups"][0]);
    account.aws(&[
        "ec2",
        "revoke-security-group-ingress",
        "--group-id",
        &group,
        "--protocol",
        "tcp",
        "--port",
        "443",
        "--cidr",
        "0.0.0.0/0",
    ]);
}

/// Makes the environment as its file says, by the account's root.
fn mend(account: &Account) {
    let made = account.ebdeploy(&["apply", FILE, "--yes"]);
    assert_eq!(made.code, 0, "{made}");
}

/// The file, as another one.
fn same() -> NamedTempFile {
    altered("max = 4", "max = 4")
}
