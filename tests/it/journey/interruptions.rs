//! Runs that are interrupted while AWS is at an update, and what becomes of that.

use std::io::Read;
use std::process::{Child, Command, Stdio};

use serde_json::json;

use super::shop::Shop;
use crate::support::Ran;

pub(super) fn started(mut command: Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Reads what a run says until it has said this.
pub(super) fn until_told(running: &mut Child, words: &str) -> String {
    let stderr = running.stderr.as_mut().unwrap();
    let (mut told, mut byte) = (Vec::new(), [0]);
    while !String::from_utf8_lossy(&told).contains(words) {
        assert_eq!(stderr.read(&mut byte).unwrap(), 1, "{}", String::from_utf8_lossy(&told));
        told.push(byte[0]);
    }
    String::from_utf8_lossy(&told).into_owned()
}

fn interrupt(running: &Child) {
    let id = running.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
}

pub(super) fn ended(running: Child) -> Ran {
    Ran::from(running.wait_with_output().unwrap())
}

#[test]
fn an_interrupted_update_is_given_up_where_that_is_wanted() {
    let shop = Shop::serving();
    let first = shop.version();
    shop.page("the second page");
    shop.edit("max = 4", "max = 3");
    shop.account.control(&json!({ "outcomes": { "shop-local": "hang" } }));
    let mut running = started(shop.command(&["--abort-on-interrupt"]));
    until_told(&mut running, "Updating environment shop-local's configuration settings.");
    interrupt(&running);
    let given_up = ended(running);
    assert_eq!(given_up.code, 130, "{given_up}");
    let told = format!("aborted: AWS gave the update up; it has {first}, and is Green");
    assert!(given_up.stderr.contains(&told), "{given_up}");
    assert!(given_up.stderr.contains("Environment update was aborted."), "{given_up}");
    assert!(given_up.stderr.contains("begun      settings"), "{given_up}");
    let seen = shop.seen();
    assert_eq!((&seen["Status"], shop.version()), (&json!("Ready"), first));
    assert_eq!(seen["AbortableOperationInProgress"], false);
    assert_eq!(shop.option("aws:autoscaling:asg", "MaxSize"), "4");
    assert!(shop.answered().ends_with("the first page"));
    assert_eq!(shop.account.leases(), [""; 0]);

    let finished = shop.apply(&[]);
    assert_eq!(finished.code, 0, "{finished}");
    assert!(shop.answered().ends_with("the second page"));
}

#[test]
fn what_cannot_be_given_up_goes_on_and_that_is_said() {
    let shop = Shop::serving();
    shop.edit("team = \"web\"", "team = \"ops\"");
    shop.account.control(&json!({ "phase_seconds": 2.0 }));
    shop.account.forget_calls();
    let mut running = started(shop.command(&["--abort-on-interrupt"]));
    until_told(&mut running, "takes its new tags");
    interrupt(&running);
    let goes_on = ended(running);
    assert_eq!(goes_on.code, 130, "{goes_on}");
    assert!(
        goes_on.stderr.contains("not aborted: nothing is under way that AWS can give up"),
        "{goes_on}"
    );
    assert!(goes_on.stderr.contains("AWS goes on: `shop-local` takes its new tags"), "{goes_on}");
    let calls = shop.account.calls();
    let aborts =
        calls.iter().filter(|call| call["operation"] == "elasticbeanstalk.AbortEnvironmentUpdate");
    assert_eq!(aborts.count(), 0);
}

#[test]
fn without_being_told_so_an_interruption_gives_nothing_up() {
    let shop = Shop::serving();
    shop.edit("max = 4", "max = 3");
    shop.account.control(&json!({ "phase_seconds": 1.0 }));
    let mut running = started(shop.command(&[]));
    until_told(&mut running, "Updating environment shop-local's configuration settings.");
    interrupt(&running);
    let goes_on = ended(running);
    assert_eq!(goes_on.code, 130, "{goes_on}");
    assert!(
        goes_on.stderr.contains("AWS goes on: `shop-local` takes its new settings"),
        "{goes_on}"
    );
    let words = goes_on.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("run `ebdeploy apply` again"), "{goes_on}");
    super::ready(&shop.account);
    assert_eq!(shop.option("aws:autoscaling:asg", "MaxSize"), "3", "it went on");
}

#[test]
fn an_interruption_of_the_way_back_tells_of_the_failure_too() {
    let shop = Shop::serving();
    shop.edit("[variables]", "[variables]\nSTATUS = \"500\"");
    let mut running = started(shop.command(&["--on-failure", "roll-back"]));
    until_told(&mut running, "Rolling back:");
    interrupt(&running);
    let cut = ended(running);
    assert_eq!(cut.code, 130, "{cut}");
    let summary = cut.stderr.split("error: ").nth(1).unwrap();
    assert!(
        summary.starts_with("the environment `shop-local` is Red; the roll-back failed"),
        "{cut}"
    );
    assert!(summary.contains("the roll-back failed: interrupted"), "{cut}");
    assert_eq!(shop.account.leases(), [""; 0]);
}
