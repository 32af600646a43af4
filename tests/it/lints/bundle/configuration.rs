//! `.ebextensions`.

use super::{PLAIN, PYTHON, file, told};

/// What is told of a configuration file of a Python application.
fn config(text: &str, more: &str) -> Vec<String> {
    told(&[PLAIN[0], (".ebextensions/a.config", text)], &file(PYTHON, more))
}

#[test]
fn a_configuration_file_is_yaml_or_json_and_has_the_keys_that_there_are() {
    assert_eq!(config("{\"commands\": {\"a\": {\"command\": \"x\"}}}", ""), [""; 0]);
    assert_eq!(config("", ""), [""; 0]);
    let told = config("commands:\n\ta: 1\n", "");
    assert!(told[0].starts_with("ebextensions-syntax: neither YAML nor JSON: tabs"), "{told:?}");
    assert!(told[0].ends_with("@ .ebextensions/a.config:2 a"), "{told:?}");
    assert_eq!(
        config("file:\n  a: 1\n", ""),
        [
            "ebextensions-key: no configuration file has a key `file`; did you mean `files`? @ .ebextensions/a.config:1 file"
        ]
    );
    assert_eq!(
        config("files: {}\ncommands:\n  a: {}\n  a: {}\n", ""),
        ["ebextensions-twice: `a` stands twice here @ .ebextensions/a.config:4 a"]
    );
}

#[test]
fn what_a_mac_leaves_in_an_archive_is_told_as_that() {
    let files = [PLAIN[0], ("__MACOSX/shop/.ebextensions/._a.config", "\0\u{5}")];
    assert_eq!(
        told(&files, &file(PYTHON, "")),
        [
            "ebextensions-syntax: a Mac left this in the archive, and it is read as a configuration file @ \
          __MACOSX/shop/.ebextensions/._a.config"
        ]
    );
}

#[test]
fn options_of_a_bundle_are_checked_by_the_same_catalogue() {
    let asg =
        |line: &str| config(&format!("option_settings:\n  aws:autoscaling:asg:\n    {line}\n"), "");
    assert_eq!((asg("MinSize: 2"), asg("MinSize: '`{\"Ref\": \"Size\"}`'")), (vec![], vec![]));
    assert_eq!(
        asg("MinSiz: 2"),
        [
            "ebextensions-option: Elastic Beanstalk has no option `MinSiz` in aws:autoscaling:asg; did you mean `MinSize`? \
          @ .ebextensions/a.config:3 MinSiz"
        ]
    );
    assert_eq!(
        asg("MinSize: many"),
        [
            "ebextensions-option: aws:autoscaling:asg MinSize: `many` is no whole number @ .ebextensions/a.config:3 many"
        ]
    );
    let list = "option_settings:\n  - namespace: aws:autoscaling:asg\n    option_name: EnableCapacityRebalancing\n    value: ";
    assert_eq!(
        (config(&format!("{list}yes\n"), ""), config(&format!("{list}perhaps\n"), "").len()),
        (vec![], 1)
    );
    let case = "option_settings:\n  AWS:AutoScaling:ASG:\n    MinSize: 2\n";
    assert_eq!(config(case, ""), [""; 0], "AWS does not mind the case of a namespace");
}

#[test]
fn an_option_that_both_set_is_told_with_who_wins_and_no_secret() {
    let more = "[capacity]\nmin = 2\n[variables]\nKEY = \"a\"\n[options.\"aws:autoscaling:asg\"]\nCooldown = { reset = true }\n";
    let both = |lines: &str| config(&format!("option_settings:\n{lines}"), more);
    assert_eq!(
        both("  aws:autoscaling:asg:\n    MinSize: 1\n    Cooldown: 60\n"),
        [
            "ebextensions-overridden: `.ebextensions/a.config` sets aws:autoscaling:asg MinSize to `1`, and it will be `2` @ \
             .ebextensions/a.config:3 MinSize",
            "ebextensions-overridden: aws:autoscaling:asg Cooldown goes back to what `.ebextensions/a.config` says @ \
             .ebextensions/a.config:4 Cooldown",
        ]
    );
    let same = both("  aws:autoscaling:asg:\n    MinSize: '2'\n");
    assert!(same[0].contains("MinSize too, to the same"), "{same:?}");
    let variable = both("  aws:elasticbeanstalk:application:environment:\n    KEY: hunter2\n");
    assert!(variable[0].contains("KEY too, to something else"), "{variable:?}");
}

#[test]
fn a_bundle_that_reaches_into_the_listeners_is_told_where_the_file_keeps_them() {
    let text = "Resources:\n  AWSEBV2LoadBalancerListener:\n    Properties: {}\noption_settings:\n  aws:elbv2:listener:80:\n    Rules: a\n";
    let https = "[https]\ncertificate = \"shop.example.com\"\n[health-check]\npath = \"/\"\n";
    assert_eq!(
        config(text, https),
        [
            "ebextensions-listener: `.ebextensions/a.config` changes the listener by the resource `AWSEBV2LoadBalancerListener` \
             @ .ebextensions/a.config:2 AWSEBV2LoadBalancerListener",
            "ebextensions-listener: `.ebextensions/a.config` sets aws:elbv2:listener:80 Rules of a listener @ \
             .ebextensions/a.config:6 Rules",
        ]
    );
    assert_eq!(config(text, ""), [""; 0]);
}
