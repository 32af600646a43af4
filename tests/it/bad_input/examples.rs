//! An example of each fault: `examples/ID.toml`, and what it gets. The guide shows them.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use ebdeploy::config::Fault;
use ebdeploy::config::fault::{GROUPS, faults};

use super::{HEAD, looks};
use crate::support::{ebdeploy, folder, ran, root};

/// The name of every example's file where it is run.
pub(crate) const FILE: &str = "shop.toml";

/// What stands in a file, and what it gets.
pub(crate) struct Example {
    /// The lines of the file; those of [`HEAD`] alone are not told.
    pub(crate) lines: String,
    /// The command.
    pub(crate) command: String,
    /// What that says of the fault.
    pub(crate) told: String,
}

/// The example of a fault.
pub(crate) async fn of(fault: &Fault, takes_a_look: bool) -> Example {
    let id = fault.id();
    let bytes = fs::read(place().join(format!("{id}.toml"))).expect(id);
    let lines = String::from_utf8_lossy(&bytes).into_owned();
    let (command, all) = if takes_a_look {
        (looks::command(id), looks::told(id, &whole(&lines)).await)
    } else {
        let arguments = arguments(id);
        (format!("ebdeploy {}", arguments.join(" ")), told_of_file(&arguments, bytes, &lines))
    };
    let title = format!("error[{id}]: ");
    let begin = all.find(&title).unwrap_or_else(|| panic!("{id}: {all}"));
    let told = all[begin..].split("\n\n").next().unwrap_or_default().trim_end().to_owned();
    Example { lines, command, told }
}

/// Lines that name no environment go on where [`HEAD`] ends.
fn whole(lines: &str) -> String {
    if lines.contains("[environment]") { lines.to_owned() } else { format!("{HEAD}{lines}") }
}

fn told_of_file(arguments: &[&str], bytes: Vec<u8>, lines: &str) -> String {
    let bytes = if whole(lines) == lines { bytes } else { [HEAD.as_bytes(), &bytes].concat() };
    let folder = folder(&[]);
    fs::write(folder.path().join(FILE), bytes).unwrap();
    let mut command = ebdeploy(arguments);
    // Nobody is asked: these are keys of nobody, for whoever is there only after the file is read.
    command.env("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    command.env("AWS_ACCESS_KEY_ID", "x").env("AWS_SECRET_ACCESS_KEY", "x");
    let ended = ran(command.current_dir(folder.path()));
    assert_eq!(ended.code, 1, "{ended}");
    ended.stderr
}

/// The command that tells of it; that is `validate`, where the file alone is enough.
fn arguments(id: &str) -> Vec<&'static str> {
    match id {
        "variable-unset" | "value-file" => vec!["plan", FILE],
        "same-environment" => vec!["plan", FILE, FILE],
        "no-bundle" | "bundle-in-s3" | "bundle-not-read" => vec!["bundle", FILE],
        _ => vec!["validate", FILE],
    }
}

fn place() -> PathBuf {
    root().join("tests/it/bad_input/examples")
}

#[tokio::test(start_paused = true)]
async fn each_fault_is_shown_by_its_example_at_a_place_and_with_a_way_out() {
    for group in &GROUPS {
        for fault in group.faults {
            let Example { told, .. } = of(fault, group.takes_a_look).await;
            assert!(told.contains("\nhelp: "), "{told}");
            let is_placed = told.contains(&format!("--> {FILE}:"));
            assert!(is_placed || fault.id() == "not-utf-8", "{told}");
        }
    }
}

#[test]
fn each_id_is_of_one_fault_and_each_example_of_an_id() {
    let ids: Vec<_> = faults().map(Fault::id).collect();
    let known: BTreeSet<_> = ids.iter().map(|id| format!("{id}.toml")).collect();
    assert_eq!(ids.len(), known.len(), "an id stands twice");
    let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let examples: BTreeSet<_> =
        fs::read_dir(place()).unwrap().map(|entry| name(entry.unwrap())).collect();
    assert_eq!(examples, known);
}
