//! Who holds a lease, for people and for programs.

use std::io;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::block::Block;
use super::json::value;
use super::theme::{HEADING, styled};
use super::{Manner, note, out, say, width};
use crate::cloud;
use crate::lease::{Announcement, Error, Holder, Lost, Record, Seen, Superseded, Told};

/// Says who holds a lease that is waited for, or held one that was taken over. Waiting itself is
/// told as any other.
pub fn lease_told(environment: &str, told: Told<'_>, manner: Manner) {
    let (head, state, seen) = match told {
        Told::Held(seen) => ("is being applied by somebody else: waiting", "held", seen),
        Told::TakenOver(seen) => {
            ("was being applied by somebody who let the lease end: taken over", "taken-over", seen)
        }
        Told::Waiting { .. } => return,
    };
    lease_shown(environment, head, seen);
    if manner == Manner::Json {
        line(environment, state, &of(seen));
    }
}

/// Shows who holds a lease.
pub fn lease_shown(environment: &str, head: &str, seen: &Seen) {
    let mut block = Block::new(width(&io::stderr()));
    block.head(&styled(HEADING, format!("{environment} {head}")));
    let text = format!("{}{}", block.finish().trim_end(), rows(seen, width(&io::stderr())));
    say(&text);
}

/// Says that a run goes on without a lease, and why.
pub fn no_lease(environment: &str, error: &cloud::Error, manner: Manner) {
    let text = format!("nothing keeps others from applying {environment} meanwhile: {error}");
    note(&text);
    if manner == Manner::Json {
        line(environment, "none", &json!({ "reason": error.to_string() }));
    }
}

/// Says that a lease was not given back.
pub fn lease_kept(environment: &str, error: &cloud::Error) {
    note(&format!("the lease of {environment} was not given back, and ends by itself: {error}"));
}

/// Says that the number of an environment's newest run stays, though the environment is gone.
pub fn number_kept(environment: &str, error: &cloud::Error) {
    note(&format!("the number of the newest run of {environment} was not removed: {error}"));
}

/// Says what became of a lease that was to be removed.
pub fn lease_left(environment: &str, removed: bool) {
    let removed = if removed { "Removed: nobody" } else { "Nobody" };
    say(&format!("{removed} holds the lease of {environment}."));
}

/// What is to be said of a lease that could not be taken.
pub(super) fn write_error(text: &mut String, error: &Error, columns: usize) {
    match error {
        Error::Held { seen, .. } => text.push_str(&rows(seen, columns)),
        Error::Superseded(Superseded { newest, .. }) => text.push_str(&newer(newest, columns)),
        Error::Call(_) => {}
    }
}

/// What is to be said of a lease that was lost.
pub(super) fn write_lost(text: &mut String, lost: &Lost, columns: usize) {
    match lost {
        Lost::Taken { record: Some(record), .. } => {
            text.push_str(&of_record(record, Some(record.until), columns));
        }
        Lost::Superseded(Superseded { newest, .. }) => text.push_str(&newer(newest, columns)),
        Lost::Taken { record: None, .. } | Lost::Removed { .. } | Lost::Unconfirmed { .. } => {}
    }
}

fn rows(seen: &Seen, columns: usize) -> String {
    match &seen.record {
        Some(record) => of_record(record, seen.until(), columns),
        None => "\n  what it says cannot be read".to_owned(),
    }
}

fn of_record(record: &Record, until: Option<Timestamp>, columns: usize) -> String {
    let Holder { caller, run, .. } = &record.holder;
    let mut block = Block::new(columns);
    block.rows("who", [record.holder.to_string(), caller.clone()]);
    block.rows("since", [time(record.since)]);
    block.rows("until", until.map(|until| format!("{}, and longer while it runs", time(until))));
    block.rows("run", run);
    block.rows("number", record.sequence.map(|sequence| sequence.to_string()));
    block.finish()
}

fn newer(newest: &Announcement, columns: usize) -> String {
    let mut block = Block::new(columns);
    block.rows("run", &newest.run);
    block.finish()
}

fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

fn of(seen: &Seen) -> Value {
    let Some(record) = &seen.record else { return json!({ "holder": null }) };
    let Record { holder, since, sequence, .. } = record;
    json!({ "holder": value(holder), "since": since, "until": seen.until(), "sequence": sequence })
}

fn line(environment: &str, state: &str, more: &Value) {
    let mut line = json!({ "event": "lease", "state": state, "environment": environment });
    for (key, value) in more.as_object().into_iter().flatten() {
        line[key] = value.clone();
    }
    // A line that cannot be written does not end a run.
    let _ = out(&line.to_string());
}
