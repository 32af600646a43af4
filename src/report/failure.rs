//! An error for people: what was tried, on what, AWS's own words, and what to do next.

use std::fmt::Write;

use super::human::wrap;
use super::rows::title;
use super::theme::{ADDED, ERROR, FAINT, HELP, REMOVED, styled};
use super::{aftermath, diagnostics, findings, human, lease, plural, review, rollout};
use crate::apply::{self, Journal, OnFallback};
use crate::cloud;
use crate::config;
use crate::diagnose;
use crate::error::Error;
use crate::observed::{Check, TargetHealth};
use crate::plan::Plan;
use crate::saved::{self, Moved};
use crate::scaffold;

/// An error as text of so many columns.
pub fn render(error: &Error, columns: usize) -> String {
    let mut text = String::new();
    if let Some((source_file, diagnostics)) = error.problems() {
        let _ = write!(text, "{}\n\n", diagnostics::render(source_file, diagnostics, columns));
        let first = diagnostics.iter().find_map(|diagnostic| diagnostic.span.as_ref());
        let place = first.map(|span| diagnostics::line(source_file, span));
        let place = place.map_or(String::new(), |line| format!(", the first in {line}"));
        let count = plural(diagnostics.len(), "problem");
        let _ = write!(
            text,
            "{}: {} in {}{place}; nothing was changed",
            styled(ERROR, "error"),
            count,
            source_file.path.display()
        );
        return text;
    }
    if let Error::Gated { source_file, plan, refusals } = error {
        text = review::refused(source_file, plan, refusals, columns);
    } else {
        let _ = write!(text, "{}: {error}", styled(ERROR, "error"));
    }
    match error {
        Error::Observe(call) => write_call(&mut text, call),
        Error::Lease { source, .. } => lease::write_error(&mut text, source, columns),
        Error::NotAsSaved { moved, .. } => write_moved(&mut text, moved),
        Error::File(config::Error::Unreadable { source, .. })
        | Error::Saved(saved::Error::File { source, .. })
        | Error::Scaffold(scaffold::Error::File { source, .. })
        | Error::Report { source, .. }
        | Error::Output(source) => {
            let _ = write!(text, ": {source}");
        }
        Error::Apply { plan, journal, source, aftermath } => {
            // What was found out says of targets what the error does, and more.
            let is_seen =
                aftermath.evidence.as_ref().is_some_and(|found| !found.findings.is_empty());
            write_cause(&mut text, source, is_seen, columns);
            for line in rollout::running(&journal.instances) {
                let _ = write!(text, "\n  {}", wrap(&line, columns, "  "));
            }
            write_journal(&mut text, plan, journal);
            aftermath::write(&mut text, aftermath, columns);
        }
        Error::OnFallback { fallback, journal, .. } => {
            let now = wrap(&format!("it is now: {fallback}"), columns, "  ");
            let _ = write!(text, "\n  {now}");
            if let Some(OnFallback { check, targets, .. }) = &journal.fallback {
                write_targets(&mut text, check.as_ref(), targets, columns);
            }
        }
        Error::Interrupted { plan, journal, aborted } => {
            if let Some(aborted) = aborted {
                aftermath::write_aborted(&mut text, aborted, columns);
            }
            let goes_on = aborted.as_ref().is_none_or(|aborted| aborted.goes_on());
            if goes_on && !journal.waiting_for.is_empty() && journal.current.is_some() {
                let _ = write!(text, "\nAWS goes on: {}", journal.waiting_for);
            }
            match plan {
                Some(plan) => write_journal(&mut text, plan, journal),
                None => text.push_str("\nnothing was changed"),
            }
        }
        Error::NotConverged(plan)
        | Error::NotAsBefore(plan)
        | Error::Moved(plan)
        | Error::NotGone(plan) => {
            let _ = write!(
                text,
                "\n\n{}",
                human::plan(plan, std::path::Path::new("the file"), columns)
            );
        }
        _ => {}
    }
    if let Some(hint) = error.hint() {
        let _ = write!(text, "\n{}: {}", styled(HELP, "hint"), wrap(&hint, columns, "      "));
    }
    text
}

fn write_call(text: &mut String, call: &cloud::Error) {
    let cloud::Error { operation, code, message, request_id, kind: _ } = call;
    let _ = match code {
        Some(code) => write!(text, "\n  {operation} answered {code}: {message}"),
        None => write!(text, "\n  {operation}: {message}"),
    };
    if let Some(id) = request_id {
        let _ = write!(text, "\n  {}", styled(FAINT, format!("request id {id}")));
    }
}

pub(super) fn write_cause(text: &mut String, cause: &apply::Error, is_seen: bool, columns: usize) {
    match cause {
        apply::Error::Call(cloud::Error { request_id: Some(id), .. }) => {
            let _ = write!(text, "\n  {}", styled(FAINT, format!("request id {id}")));
        }
        apply::Error::Failed { events, .. }
        | apply::Error::Reverted { events, .. }
        | apply::Error::Stays { events, .. }
        | apply::Error::Unprocessed { events, .. } => {
            for event in events {
                let _ = write!(
                    text,
                    "\n  {} {} {}",
                    event.at.strftime("%H:%M:%S"),
                    event.severity,
                    event.message
                );
            }
        }
        apply::Error::Unhealthy { causes, check, targets, .. } => {
            for cause in causes {
                let _ = write!(text, "\n  {}", wrap(cause, columns, "  "));
            }
            if !is_seen {
                write_targets(text, check.as_deref(), targets, columns);
            }
        }
        apply::Error::Unproved { check, targets } => {
            write_targets(text, Some(check), targets, columns);
            text.push_str("\n  the target group that serves was not touched");
        }
        apply::Error::Lease(lost) => lease::write_lost(text, lost, columns),
        apply::Error::Call(_)
        | apply::Error::Bundle(_)
        | apply::Error::Gone { .. }
        | apply::Error::Missing(_)
        | apply::Error::Mixed { .. }
        | apply::Error::Deadline { .. } => {}
    }
}

/// What is not as it was when a plan was saved, line by line.
fn write_moved(text: &mut String, Moved { file, ebdeploy, gone, new }: &Moved) {
    if let Some(file) = file {
        let _ = write!(text, "\n  {} has changed since", file.display());
    }
    if let Some((then, now)) = ebdeploy {
        let _ = write!(text, "\n  it was saved by ebdeploy {then}, and this is {now}");
    }
    for line in gone {
        let _ = write!(text, "\n  {}", styled(REMOVED, format!("- {line}")));
    }
    for line in new {
        let _ = write!(text, "\n  {}", styled(ADDED, format!("+ {line}")));
    }
}

/// What ails the targets that do not serve, and those that nothing is known of yet.
fn write_targets(
    text: &mut String,
    check: Option<&Check>,
    targets: &[TargetHealth],
    columns: usize,
) {
    let (failing, others): (Vec<_>, Vec<_>) =
        targets.iter().cloned().partition(|target| target.state == "unhealthy");
    for TargetHealth { target, state, code: _, reason } in others {
        let reason = reason.map_or_else(String::new, |reason| format!(": {reason}"));
        let _ =
            write!(text, "\n  {}", wrap(&format!("{target} is {state}{reason}"), columns, "  "));
    }
    for finding in diagnose::of_targets(&check.cloned().unwrap_or_default(), &failing) {
        text.push('\n');
        findings::write_finding(text, &finding, columns);
    }
}

/// What was done, what failed, what was not begun.
pub(super) fn write_journal(text: &mut String, plan: &Plan, journal: &Journal) {
    for (index, step) in plan.steps.iter().enumerate() {
        let state = if index < journal.done {
            "done"
        } else if journal.current == Some(index) {
            "begun"
        } else {
            "not begun"
        };
        let _ = write!(text, "\n  {state:9}  {}", title(step).1);
    }
}
