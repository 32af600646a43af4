//! Two environments, compared in what AWS has for them.

use insta::assert_snapshot;
use serde_json::Value;

use super::set_option;
use crate::localstack::Account;
use crate::support::{Ran, folder, ran};

const BASE: &str = r#"[application]
name = "shop"
[environment]
region = "eu-west-1"
platform = "Python 3.13 running on 64bit Amazon Linux 2023"
tags = { team = "web" }
[capacity]
min = 1
max = 2
[https]
certificate = "shop.example.com"
[health-check]
[variables]
API_TOKEN = { env = "API_TOKEN" }
"#;

fn file(name: &str, more: &str) -> String {
    format!("extends = \"base.toml\"\n[environment]\nname = \"{name}\"\n{more}")
}

#[test]
fn what_differs_in_aws_is_told_without_secrets_and_nothing_is_changed() {
    let account = Account::seeded();
    let (a, b) = (
        file("shop-local", ""),
        file("shop-other", "cname = \"shop-other\"\n[capacity]\nmax = 3\n"),
    );
    let folder = folder(&[("base.toml", BASE), ("a.toml", &a), ("b.toml", &b)]);
    let run = |arguments: &[&str], token: &str| -> Ran {
        let mut command = account.command(arguments);
        ran(command.current_dir(folder.path()).env("API_TOKEN", token))
    };
    let missing = run(&["diff", "a.toml", "b.toml", "--live"], "x");
    assert_eq!(missing.code, 1, "{missing}");
    assert!(missing.stderr.contains("there is no environment `shop-local`"), "{missing}");
    assert!(missing.stderr.contains("there is no environment `shop-other`"), "{missing}");
    for (file, token) in [("a.toml", "hunter2-one"), ("b.toml", "hunter2-other")] {
        let applied = run(&["apply", file, "--yes"], token);
        assert_eq!(applied.code, 0, "{applied}");
    }
    // What neither file says is not looked at; what one says is, whoever set it.
    set_option(&account, "aws:autoscaling:asg", "Cooldown", "99");
    set_option(&account, "aws:autoscaling:asg", "MinSize", "2");
    account.forget_calls();
    let told = run(&["diff", "a.toml", "b.toml", "--live", "--detailed-exitcode"], "x");
    assert_eq!(told.code, 2, "{told}");
    let (head, rows) = told.stdout.split_once("\ndifferences\n").unwrap();
    assert!(head.starts_with("shop-local in eu-west-1 → shop-other in eu-west-1\n"), "{told}");
    assert!(head.contains("    environment.name   shop-local → shop-other\n"), "{told}");
    assert_snapshot!(rows, @r"
        capacity.max         2 → 3
        capacity.min         2 → 1
        variables.API_TOKEN  (secret) → (another secret)

    3 differences in what they have
    ");
    assert!(!told.to_string().contains("hunter2"), "{told}");
    let same = run(&["diff", "a.toml", "a.toml", "--live", "--json", "--detailed-exitcode"], "x");
    let document: Value = serde_json::from_str(&same.stdout).unwrap();
    assert_eq!((same.code, &document["differences"]), (0, &Value::Array(vec![])), "{same}");
    assert_eq!(account.changing_calls(), [""; 0]);
}
