//! What somebody else changed is seen, and mended, and nothing else is touched.

use super::{Seen, altered, applied, apply, plan, ready, seen, set_option, text};
use crate::localstack::Account;

/// Changes something by the `aws` command; the plan sees it, apply mends it and nothing else.
fn mends(change: impl FnOnce(&Account, &Seen), shown: &str) {
    let account = applied();
    let before = seen(&account);
    change(&account, &before);
    let drifted = plan(&account);
    assert_eq!(drifted.code, 2, "{drifted}");
    assert!(drifted.stdout.contains(shown), "{drifted}");
    let alone = "0 to create, 1 to change, 0 to remove";
    assert!(drifted.stdout.contains(alone), "nothing else is shown: {drifted}");
    let mended = apply(&account);
    assert_eq!(mended.code, 0, "{mended}");
    let after = seen(&account);
    assert_eq!(before.rules, after.rules);
    assert_eq!(before.https, after.https);
    assert_eq!(before.target_group, after.target_group);
    assert_eq!(plan(&account).code, 0);
}

#[test]
fn a_rules_priority_that_was_changed_is_mended() {
    let change = |account: &Account, seen: &Seen| {
        let pair = format!("RuleArn={},Priority=100", text(&seen.rules[0]["RuleArn"]));
        account.aws(&["elbv2", "set-rule-priorities", "--rule-priorities", &pair]);
    };
    mends(change, "rule exempt-1  priority 100 → priority 49999");
}

#[test]
fn a_health_check_path_that_was_changed_at_the_target_group_is_mended() {
    let change = |account: &Account, seen: &Seen| {
        let arn = text(&seen.target_group["TargetGroupArn"]);
        account.aws(&[
            "elbv2",
            "modify-target-group",
            "--target-group-arn",
            &arn,
            "--health-check-path",
            "/wrong",
        ]);
    };
    mends(change, "health-check.path  /wrong → /health");
}

#[test]
fn a_health_check_path_that_was_changed_in_the_settings_is_mended() {
    let namespace = "aws:elasticbeanstalk:environment:process:default";
    let change =
        |account: &Account, _: &Seen| set_option(account, namespace, "HealthCheckPath", "/ping");
    mends(change, "health-check.path  /ping → /health");
}

#[test]
fn a_variable_that_was_changed_is_mended() {
    let namespace = "aws:elasticbeanstalk:application:environment";
    let change = |account: &Account, _: &Seen| {
        set_option(account, namespace, "DJANGO_SETTINGS_MODULE", "other");
    };
    mends(change, "variables.DJANGO_SETTINGS_MODULE  other → shop.settings.aws");
}

#[test]
fn a_tag_that_was_changed_is_mended() {
    let change = |account: &Account, seen: &Seen| {
        let tag = ["--tags-to-add", "Key=team,Value=other"];
        account.aws(&[
            "elasticbeanstalk",
            "update-tags-for-resource",
            "--resource-arn",
            &seen.environment_arn,
            tag[0],
            tag[1],
        ]);
        ready(account);
    };
    mends(change, "environment.tags.team  other → web");
}

#[test]
fn a_certificate_that_was_changed_is_mended() {
    let change = |account: &Account, seen: &Seen| {
        let requested =
            account.aws(&["acm", "request-certificate", "--domain-name", "other.example.com"]);
        let certificate = format!("CertificateArn={}", text(&requested["CertificateArn"]));
        let listener = text(&seen.https["ListenerArn"]);
        account.aws(&[
            "elbv2",
            "modify-listener",
            "--listener-arn",
            &listener,
            "--certificates",
            &certificate,
        ]);
    };
    mends(change, "https.certificate");
}

#[test]
fn a_rule_of_another_hand_is_left_alone_by_apply_and_by_switching_off() {
    let account = applied();
    let before = seen(&account);
    let action = "Type=fixed-response,FixedResponseConfig={StatusCode=503}";
    let condition = "Field=path-pattern,Values=/maintenance";
    let listener = before.http.as_str();
    account.aws(&[
        "elbv2",
        "create-rule",
        "--listener-arn",
        listener,
        "--priority",
        "5",
        "--conditions",
        condition,
        "--actions",
        action,
    ]);
    assert_eq!(plan(&account).code, 0, "a rule that does not forward is nobody's business");
    let off = altered(
        "certificate = \"shop.example.com\"",
        "certificate = \"shop.example.com\"\nredirect = false",
    );
    let ended = account.ebdeploy(&["apply", off.path().to_str().unwrap(), "--yes"]);
    assert_eq!(ended.code, 0, "{ended}");
    let left: Vec<_> = seen(&account).rules.iter().map(|rule| text(&rule["Priority"])).collect();
    assert_eq!(left, ["5"]);
}
