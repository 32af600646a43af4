//! How an environment is doing.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::Value;

use super::{FILE, applied, set_option, text};

#[test]
fn status_is_one_screen_or_one_document() {
    let account = applied();
    set_option(&account, "aws:autoscaling:asg", "MaxSize", "3");
    let shown = account.ebdeploy(&["status", FILE]);
    assert_eq!(shown.code, 0, "{shown}");
    let head = "shop-local in eu-west-1: Ready, Green (Ok)\n";
    assert!(shown.stdout.starts_with(head), "{shown}");
    for line in [
        "  health check  /health answers 200, every 15s\n",
        "  certificate   shop.example.com\n",
        "                covers shop.example.com\n",
        "  redirect      /health: served over HTTP (priority 49999)\n",
        "                /*: 301 to HTTPS (priority 50000)\n",
        "  differences   1 step: 0 to create, 1 to change, 0 to remove; dearest impact:\n",
    ] {
        assert!(shown.stdout.contains(line), "{line}: {shown}");
    }
    assert!(shown.stdout.lines().count() <= 40, "it fits a screen: {shown}");
    assert!(shown.stdout.lines().all(|line| line.chars().count() <= 80), "{shown}");

    let told = account.ebdeploy(&["status", FILE, "--json"]);
    let document: Value = serde_json::from_str(&told.stdout).unwrap();
    assert_eq!((&document["format"], &document["status"]), (&1.into(), &"ready".into()));
    assert_eq!(document["targets"][0]["targets"].as_array().unwrap().len(), 2);
    assert_eq!(document["certificates"][0]["covers"], true);
    assert_eq!(document["plan"]["steps"][0], "update-settings");
    assert_eq!(text(&document["health"]["status"]), "Ok");
}

#[test]
fn whoever_watches_without_a_terminal_is_told_what_changes() {
    let account = applied();
    let mut command = account.command(&["status", FILE, "--watch"]);
    let mut watching = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(watching.stdout.take().unwrap()).lines().map_while(Result::ok);
    let head = lines.find(|line| line.starts_with("shop-local")).unwrap();
    assert_eq!(head, "shop-local in eu-west-1: Ready, Green (Ok)");
    account.page("shop-local", 404);
    let head = lines.find(|line| line.starts_with("shop-local")).unwrap();
    watching.kill().unwrap();
    watching.wait().unwrap();
    assert!(head.starts_with("shop-local in eu-west-1: Ready, "), "{head}");
}
