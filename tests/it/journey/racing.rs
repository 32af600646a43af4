//! Pipelines that deploy at the same instant.

use std::process::{Child, Stdio};

use super::app::App;
use super::bundles::uploads;
use super::text;
use crate::support::Ran;

/// So many of them, where nobody wants to wait for the others.
const FEW: usize = 6;
const MANY: usize = 20;
const NO_LEASE: &str = "[apply]\nlock = \"off\"\n";

/// A run, and the folder that it is of.
struct Raced {
    app: App,
    ended: Ran,
}

/// Starts them all, and waits until they have ended. `told` is what each one's application answers.
fn race(first: &App, count: usize, more: &str, told: impl Fn(usize) -> String) -> Vec<Raced> {
    let apps: Vec<_> = (0..count).map(|number| first.beside(&told(number), more)).collect();
    first.account.forget_calls();
    let running: Vec<(App, Child)> = apps
        .into_iter()
        .map(|app| {
            let mut command = app.command(&["apply", "shop.toml", "--yes"]);
            let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            (app, child)
        })
        .collect();
    // Each says more than a pipe holds, so that all are listened to at once.
    let waiting: Vec<_> = running
        .into_iter()
        .map(|(app, child)| (app, std::thread::spawn(|| child.wait_with_output().unwrap())))
        .collect();
    let ended = |(app, thread): (App, std::thread::JoinHandle<_>)| Raced {
        app,
        ended: Ran::from(thread.join().unwrap()),
    };
    waiting.into_iter().map(ended).collect()
}

/// The labels of all versions of the application that were processed, by another client.
fn versions(app: &App) -> Vec<String> {
    let listed = app.account.aws(&[
        "elasticbeanstalk",
        "describe-application-versions",
        "--application-name",
        "shop",
    ]);
    let versions = listed["ApplicationVersions"].as_array().unwrap();
    let ours =
        versions.iter().filter(|version| text(&version["VersionLabel"]).starts_with("shop-"));
    ours.map(|version| {
        assert_eq!(version["Status"], "PROCESSED", "{version}");
        text(&version["VersionLabel"])
    })
    .collect()
}

/// An environment that runs something, for others to race for.
fn made() -> App {
    let app = App::answering("the first page");
    let made = app.apply();
    assert_eq!(made.code, 0, "{made}");
    app
}

/// The same content: one version, which all of them find running.
fn same(count: usize, more: &str) -> (App, Vec<Raced>) {
    let first = made();
    let raced = race(&first, count, more, |_| "the same page".to_owned());
    for Raced { ended, .. } in &raced {
        assert_eq!(ended.code, 0, "{ended}");
    }
    assert_eq!(versions(&first).len(), 2, "the first, and one for all");
    assert!(first.answered().ends_with("the same page"), "{}", first.answered());
    (first, raced)
}

/// Different contents: each becomes a version, and the last that was deployed runs.
fn different(count: usize, more: &str) -> (App, Vec<Raced>) {
    let first = made();
    let raced = race(&first, count, more, |number| format!("page {number} "));
    assert_eq!(versions(&first).len(), count + 1, "nothing is lost");
    let answered = first.answered();
    let serves = |number: &usize| answered.ends_with(&format!("page {number} "));
    let winner = (0..count).find(serves).unwrap_or_else(|| panic!("nobody asked for {answered}"));
    assert_eq!(
        raced[winner].ended.code, 0,
        "whose page is served was told so: {}",
        raced[winner].ended
    );
    (first, raced)
}

fn the_same_with_leases(count: usize) {
    let (first, _) = same(count, "");
    assert_eq!(uploads(&first.account, "s3.PutObject"), 1);
    let deployed = first.account.changing_calls();
    let updates = deployed.iter().filter(|call| call.ends_with("UpdateEnvironment")).count();
    assert_eq!(updates, 1, "{deployed:?}");
    assert!(first.account.leases().is_empty());
}

fn different_ones_with_leases(count: usize) {
    let (first, raced) = different(count, "");
    for Raced { ended, .. } in &raced {
        assert_eq!(ended.code, 0, "each had its turn: {ended}");
    }
    assert!(first.account.leases().is_empty());
}

fn different_ones_without_leases(count: usize) {
    let (first, raced) = different(count, NO_LEASE);
    for Raced { app, ended } in &raced {
        // Some were right when they looked; who was overtaken before that says so, and by what.
        assert!([0, 6].contains(&ended.code), "{ended}");
        let overtaken = ended.stderr.contains("version.label");
        assert_eq!(ended.code == 6, overtaken, "{ended}");
        let planned = app.run(&["plan", "shop.toml", "--detailed-exitcode"]);
        let is_winner = app.version() == first.version() && planned.code == 0;
        assert!(is_winner || planned.code == 2, "{planned}");
    }
}

#[test]
fn the_same_content_is_uploaded_once_and_deployed_once_by_however_many() {
    the_same_with_leases(FEW);
}

#[test]
fn the_same_content_ends_well_for_all_who_take_no_lease() {
    same(FEW, NO_LEASE);
}

#[test]
fn of_different_contents_without_leases_one_wins_and_the_others_say_so() {
    different_ones_without_leases(FEW);
}

#[test]
#[ignore = "takes minutes"]
fn twenty_pipelines_with_the_same_content() {
    the_same_with_leases(MANY);
    same(MANY, NO_LEASE);
}

#[test]
#[ignore = "takes minutes"]
fn twenty_pipelines_with_different_contents() {
    different_ones_with_leases(MANY);
    different_ones_without_leases(MANY);
}
