//! Files that describe what runs.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::io;
use std::path::Path;

use super::{human, literal, note, say, width};
use crate::adopt::{Draft, Entry, Left, Table};

/// A draft as TOML.
pub fn draft_text(draft: &Draft) -> String {
    let mut text = String::new();
    for Table { names, entries } in &draft.tables {
        if !text.is_empty() {
            text.push('\n');
        }
        let _ = writeln!(text, "[{}]", literal::keys(names));
        for Entry { name, value, remark } in entries {
            let _ = write!(text, "{} = {}", literal::key(name), literal::value(value));
            let _ = match remark {
                Some(remark) => writeln!(text, "  # {remark}"),
                None => writeln!(text),
            };
        }
    }
    text
}

/// Says on stderr where a draft was written, and what is not in it.
pub fn imported(draft: &Draft, place: &Path) {
    say_wrapped(&format!("{}: a plan for it has nothing to do.", written(place)));
    remains(draft);
}

/// Says on stderr where the file of an environment to be was written, and what comes next; `from` is
/// the environment that it was taken from.
pub fn started(draft: &Draft, place: &Path, from: Option<&str>) {
    let place_shown = place.display();
    let taken = from.map(|from| format!(", as {from} is")).unwrap_or_default();
    say_wrapped(&format!("{}{taken}.", written(place)));
    remains(draft);
    if place.as_os_str() != "-" {
        say_wrapped(&format!("Next: `ebdeploy plan {place_shown}` shows what would be made."));
    }
}

fn say_wrapped(text: &str) {
    say(&human::wrap(text, width(&io::stderr()), ""));
}

fn written(place: &Path) -> String {
    let place = place.display().to_string();
    if place == "-" { "Written".to_owned() } else { format!("Written to {place}") }
}

/// What is not in a draft.
fn remains(draft: &Draft) {
    let mut told = BTreeSet::new();
    for Left { why: reason, .. } in &draft.left {
        if !told.insert(reason) {
            continue;
        }
        let of_it = draft.left.iter().filter(|left| left.why == *reason);
        let what: Vec<_> = of_it.map(|left| left.what.as_str()).collect();
        note(&format!("unmanaged, {reason}: {}", what.join(", ")));
    }
    if !draft.gaps.is_empty() {
        let names = draft.gaps.join(", ");
        note(&format!("set these where ebdeploy runs, they look like secrets: {names}"));
    }
}
