//! A run that failed and was taken back, for those who were not there.

use std::time::Duration;

use ebdeploy::apply::{self, Event, Journal, Turn};
use ebdeploy::diagnose::Finding;
use ebdeploy::error::{Aftermath, Error, RollBack, Stays};
use ebdeploy::forensics::Evidence;
use ebdeploy::observed::{Deployment, Instance, InstanceLog, Unseen};
use ebdeploy::report::{Record, Shape, Verb, failure_text};
use insta::assert_snapshot;
use serde_json::Value;

use super::anything::check_page;
use super::{made_of, report, setting};

fn evidence() -> Evidence {
    let deployment = Deployment { id: 2, version: "v2".into(), status: "Deployed".into() };
    let instance = Instance {
        id: "i-1".into(),
        health: Some("Severe".into()),
        causes: vec!["Following services are not running: web.".into()],
        deployment: Some(deployment),
        ..Instance::default()
    };
    let finding = Finding {
        id: "command-not-found",
        problem: "the instance does not find a program".into(),
        evidence: vec!["i-1: sh: 1: gunicornn: not found".into()],
        cure: "name one that is there".into(),
    };
    let log = InstanceLog {
        instance: "i-1".into(),
        taken: "2026-11-24T13:05:11Z".parse().unwrap(),
        text: "/var/log/web.stdout.log\n<b>sh: 1: gunicornn: not found".into(),
    };
    Evidence {
        instances: vec![instance],
        findings: vec![finding],
        logs: vec![log],
        unseen: vec![Unseen { part: "the rules".into(), reason: "you may not".into() }],
        ..Evidence::default()
    }
}

/// A run of one step that failed, and what became of it.
fn failed(roll_back: Option<RollBack>) -> Error {
    let (plan, _) = made_of(vec![setting("variables.A", Some("1"), "2")]);
    let source = apply::Error::Unhealthy {
        environment: "shop-test".into(),
        health: "Red".into(),
        causes: Vec::new(),
        check: None,
        targets: Vec::new(),
    };
    let journal = Box::new(Journal { done: 1, ..Journal::default() });
    let aftermath = Box::new(Aftermath { evidence: Some(evidence()), roll_back });
    Error::Apply { plan: Box::new(plan), journal, source: Box::new(source), aftermath }
}

fn taken_back() -> RollBack {
    let (plan, _) = made_of(vec![setting("variables.A", Some("2"), "1")]);
    let journal = Box::new(Journal { done: 1, ..Journal::default() });
    RollBack::Begun { plan: Box::new(plan), journal, result: Ok(()) }
}

fn told(error: &Error, columns: usize) -> String {
    anstream::adapter::strip_str(&failure_text(error, columns)).to_string()
}

/// The report of a run that was taken back.
fn rendered(shape: Shape) -> String {
    let (plan, path) = made_of(vec![setting("variables.A", Some("1"), "2")]);
    let (back, _) = made_of(vec![setting("variables.A", Some("2"), "1")]);
    let mut record = Record::default();
    let took = Duration::from_secs(42);
    record.note(&Event::Done(Turn { index: 0, total: 1, step: &plan.steps[0] }, took));
    record.turn_back();
    let took = Duration::from_secs(7);
    record.note(&Event::Done(Turn { index: 0, total: 1, step: &back.steps[0] }, took));
    let error = failed(Some(taken_back()));
    report(Verb::Apply, Some((&plan, &path)), Some(&record), Err(&error)).render(shape)
}

#[test]
fn what_was_found_out_and_taken_back_can_be_read_on_a_narrow_terminal() {
    assert_snapshot!(told(&failed(Some(taken_back())), 60), @r#"
    error: the environment `shop-test` is Red; rolled back
      done       settings
      i-1 is Severe; v2 deployed: Following services are not
        running: web.
    problem[command-not-found]: the instance does not find a
      program
        i-1: sh: 1: gunicornn: not found
      cure: name one that is there
      not seen: the rules: you may not
    rolled back: shop-test is as it was before
      done       settings
    hint: mend the application or the check, and run again;
          [apply] health = "warning" or "any" asks for less
    "#);
}

#[test]
fn why_it_was_not_taken_back_is_told() {
    let error = failed(Some(RollBack::NotBegun(Stays::New)));
    assert!(error.to_string().ends_with("is Red; not rolled back"), "{error}");
    let told = told(&error, 80);
    assert!(told.contains("\nnot rolled back: there was no environment before"), "{told}");
    assert_eq!(error.exit_code(), 1);
}

#[test]
fn a_way_back_that_failed_is_told_with_its_own_error_and_no_other_hint() {
    let (plan, _) = made_of(vec![setting("variables.A", Some("2"), "1")]);
    let (plan, journal) = (Box::new(plan), Box::new(Journal::default()));
    let result = Err(Box::new(Error::NotAsBefore(plan.clone())));
    let error = failed(Some(RollBack::Begun { plan, journal, result }));
    let told = told(&error, 80);
    assert!(
        told.contains("\nthe roll-back failed: rolled back, but AWS is not as it was"),
        "{told}"
    );
    assert!(told.contains("variables.A  2 → 1"), "it says what is left: {told}");
    assert_eq!(told.matches("hint:").count(), 1, "{told}");
    assert!(told.contains("it is neither as the file says nor as it was"), "{told}");
}

#[test]
fn a_comment_has_a_table_of_what_was_taken_back_and_the_logs_in_folds() {
    let comment = rendered(Shape::Markdown);
    let back = comment.split("#### Taken back\n").nth(1).unwrap();
    assert!(back.contains("| 1. ~ settings | `variables.A` | `2` | `1` |"), "{back}");
    assert!(back.contains("| done in 7 s |"), "{back}");
    assert!(comment.contains("| done in 42 s |"), "of the run itself: {comment}");
    let log = comment.split("<summary>The log of i-1, 2026-11-24 13:05:11 UTC").nth(1).unwrap();
    assert!(log.contains("&lt;b&gt;sh: 1: gunicornn: not found"), "{log}");
    assert!(comment.contains("**Exit code 1**: the environment `shop-test` is Red; rolled back"));
}

#[test]
fn so_do_text_and_page() {
    let text = rendered(Shape::Human);
    assert!(text.contains("\nTaken back:\n  1. settings: done in 7 s\n"), "{text}");
    assert!(text.contains("The log of i-1, 2026-11-24 13:05:11 UTC:\n  /var/log/web"), "{text}");
    let page = rendered(Shape::Html);
    check_page(&page);
    assert!(page.contains("<h2>Taken back</h2>"), "{page}");
    assert!(page.contains("&lt;b&gt;sh: 1: gunicornn: not found"), "{page}");
}

#[test]
fn programs_learn_what_was_found_out_and_how_the_way_back_ended() {
    let document: Value = serde_json::from_str(&rendered(Shape::Json)).unwrap();
    let outcome = &document["outcome"];
    assert_eq!(outcome["error"], "the environment `shop-test` is Red; rolled back");
    assert_eq!(outcome["evidence"]["findings"][0]["id"], "command-not-found");
    assert_eq!(outcome["evidence"]["instances"][0]["deployment"]["version"], "v2");
    assert_eq!(outcome["roll-back"]["ending"], "done");
    assert_eq!(outcome["roll-back"]["steps"][0]["step"], "update-settings");
    assert_eq!(outcome["roll-back"]["done"][0], "update-settings");
}
