//! Files that extend another, against AWS: refusals name the file that says it, and a plan that was
//! saved does not outlive a change of any of them.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::localstack::Account;
use crate::support::{Ran, folder, ran};

const BASE: &str = r#"[application]
name = "shop"
[environment]
region = "eu-west-1"
platform = "Python 3.13 running on 64bit Amazon Linux 2023"
[capacity]
min = 2
"#;

const SHOP: &str = "extends = \"base.toml\"\n[environment]\nname = \"shop-local\"\n";

fn run(account: &Account, folder: &Path, arguments: &[&str]) -> Ran {
    ran(account.command(arguments).current_dir(folder))
}

#[test]
fn what_aws_refuses_is_told_in_the_file_that_asks_for_it() {
    let account = Account::seeded();
    let base = BASE.replace("Python 3.13", "Python 3.33");
    let folder = folder(&[("base.toml", &base), ("shop.toml", SHOP)]);
    let refused = run(&account, folder.path(), &["plan", "shop.toml"]);
    assert_eq!(refused.code, 1, "{refused}");
    assert!(refused.stderr.contains("there is no platform branch `Python 3.33"), "{refused}");
    assert!(refused.stderr.contains("--> base.toml:5:12"), "{refused}");
}

#[test]
fn a_gate_that_says_no_is_named_in_the_file_that_has_it() {
    let account = Account::seeded();
    let base = format!("{BASE}[protect]\ndeny = [\"create\"]\n");
    let folder = folder(&[("base.toml", &base), ("shop.toml", SHOP)]);
    let refused = run(&account, folder.path(), &["plan", "shop.toml", "--json"]);
    assert_eq!(refused.code, 1, "{refused}");
    assert!(refused.stderr.contains("--> base.toml:9:9"), "{refused}");
    let document: Value = serde_json::from_str(&refused.stdout).unwrap();
    assert_eq!(document["refused"][0]["file"], "base.toml");
    assert_eq!(document["refused"][0]["line"], 9);
}

#[test]
fn a_plan_that_was_saved_does_not_outlive_a_change_of_the_base() {
    let account = Account::seeded();
    let folder = folder(&[("base.toml", BASE), ("shop.toml", SHOP)]);
    let saved = run(&account, folder.path(), &["plan", "shop.toml", "--out", "plan.json"]);
    assert_eq!(saved.code, 0, "{saved}");
    let base = folder.path().join("base.toml");
    fs::write(&base, format!("{BASE}# a comment\n")).unwrap();
    let refused = run(&account, folder.path(), &["apply", "plan.json"]);
    assert_eq!(refused.code, 4, "{refused}");
    assert!(refused.stderr.contains("base.toml has changed since"), "{refused}");
    fs::write(&base, BASE).unwrap();
    let applied = run(&account, folder.path(), &["apply", "plan.json"]);
    assert_eq!(applied.code, 0, "{applied}");
}
