//! `ebdeploy diff` on the command line.

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::HEAD;
use crate::support::{Ran, ebdeploy, folder, ran};

const STAGING: &str = "tags = { stage = \"staging\" }\n[capacity]\nmin = 1\n[variables]\nAPI_TOKEN = { env = \"STAGING_TOKEN\" }\n";
const PRODUCTION: &str = "cname = \"shop\"\ntags = { stage = \"production\" }\n[capacity]\nmin = 2\n[variables]\n\
                          API_TOKEN = { env = \"TOKEN\" }\n[options.\"aws:autoscaling:asg\"]\nCooldown = { reset = true }\n";

/// `diff a.toml b.toml` in a folder with two files of these lines.
fn diff(a: &str, b: &str, more: &[&str]) -> Ran {
    let file = |lines: &str| format!("{HEAD}{lines}");
    let other = file(b).replace("shop-test", "shop-prod");
    let folder = folder(&[("a.toml", &file(a)), ("b.toml", &other)]);
    ran(ebdeploy(&[&["diff", "a.toml", "b.toml"], more].concat()).current_dir(folder.path()))
}

#[test]
fn what_differs_is_told_like_a_plan_with_what_always_differs_first() {
    assert_snapshot!(diff(STAGING, PRODUCTION, &[]), @r"
    a.toml → b.toml

    which environment
        environment.name   shop-test → shop-prod
        environment.cname  (unmanaged) → shop

    differences
        environment.tags.stage                staging → production
        capacity.min                          1 → 2
        variables.API_TOKEN                   (secret) → (another secret)
        options.aws:autoscaling:asg.Cooldown  (unmanaged) → (taken away)

    4 differences in what they ask for
    ------- stderr -------
    [exit status: 0]
    ");
}

#[test]
fn an_exit_code_tells_them_apart_where_that_is_wanted() {
    let code = |b: &str, more: &[&str]| diff(STAGING, b, more).code;
    assert_eq!(code(PRODUCTION, &[]), 0);
    assert_eq!(code(PRODUCTION, &["--detailed-exitcode"]), 2);
    // The name alone is no difference.
    assert_eq!(code(STAGING, &["--detailed-exitcode", "--json"]), 0);
    assert_snapshot!(diff(STAGING, STAGING, &[]).stdout, @r"
    a.toml → b.toml

    which environment
        environment.name  shop-test → shop-prod

    No differences in what they ask for, beside which environment it is.
    ");
}

#[test]
fn programs_get_a_document() {
    let told = diff(STAGING, PRODUCTION, &["--json"]);
    let document: Value = serde_json::from_str(&told.stdout).unwrap();
    assert_eq!(
        document,
        json!({
            "format": 1,
            "live": false,
            "a": { "file": "a.toml", "environment": "shop-test", "region": "eu-west-1" },
            "b": { "file": "b.toml", "environment": "shop-prod", "region": "eu-west-1" },
            "identity": [
                { "key": "environment.name", "option": null, "a": "shop-test", "b": "shop-prod" },
                { "key": "environment.cname", "option": null, "a": null, "b": "shop" },
            ],
            "differences": [
                { "key": "environment.tags.stage", "option": null, "a": "staging", "b": "production" },
                { "key": "capacity.min", "option": "aws:autoscaling:asg MinSize", "a": "1", "b": "2" },
                {
                    "key": "variables.API_TOKEN",
                    "option": "aws:elasticbeanstalk:application:environment API_TOKEN",
                    "a": "(secret)",
                    "b": "(secret)",
                },
                {
                    "key": "options.aws:autoscaling:asg.Cooldown",
                    "option": "aws:autoscaling:asg Cooldown",
                    "a": null,
                    "b": { "reset": true },
                },
            ],
        })
    );
}

#[test]
fn what_is_wrong_with_either_file_is_told() {
    let wrong = diff("[capacity]\nmn = 1\n", "[capcity]\n", &[]);
    assert_eq!((wrong.code, wrong.stdout.as_str()), (1, ""), "{wrong}");
    assert!(
        wrong.stderr.contains("--> a.toml:7:1") && wrong.stderr.contains("--> b.toml:6:2"),
        "{wrong}"
    );
}

#[test]
fn a_file_with_a_value_is_the_same_one_wherever_it_is_and_whatever_it_holds() {
    let own = "[variables]\nA = { file = \"token.txt\" }\n";
    assert!(diff(own, own, &[]).stdout.contains("No differences"));
    let other = diff(own, "[variables]\nA = { file = \"other/token.txt\" }\n", &[]);
    assert!(other.stdout.contains("variables.A  (secret) → (another secret)"), "{other}");
    let arn = "arn:aws:ssm:eu-west-1:123456789012:parameter/a";
    let fetched = diff(own, &format!("[variables]\nA = {{ secret = \"{arn}\" }}\n"), &[]);
    assert!(fetched.stdout.contains(&format!("variables.A  (secret) → {arn}")), "{fetched}");
}
