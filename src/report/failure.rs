//! An error for people: what was tried, on what, AWS's own words, and what to do next.

use std::fmt::Write;
use std::path::Path;

use super::human::wrap;
use super::rows::title;
use super::theme::{ADDED, ERROR, FAINT, HELP, REMOVED, styled};
use super::{aftermath, diagnostics, findings, human, lease, plural, review, rollout};
use crate::apply::{self, Aborted, Journal, OnFallback};
use crate::cloud;
use crate::config::{self, Diagnostic, Source};
use crate::diagnose;
use crate::error::Error;
use crate::observed::{Check, TargetHealth};
use crate::plan::Plan;
use crate::saved::{self, Moved};
use crate::scaffold;

/// An error as text of so many columns.
pub fn render(error: &Error, columns: usize) -> String {
    if let Error::File(config::Error::Invalid { source_file, diagnostics })
    | Error::Refused { source_file, diagnostics } = error
    {
        return of_file(source_file, diagnostics, columns);
    }
    let mut text = match error {
        Error::Gated { source_file, plan, refusals } => {
            review::refused(source_file, plan, refusals, columns)
        }
        _ => format!("{}: {error}", styled(ERROR, "error")),
    };
    write_details(&mut text, error, columns);
    if let Some(hint) = error.hint() {
        let _ = write!(text, "\n{}: {}", styled(HELP, "hint"), wrap(&hint, columns, "      "));
    }
    text
}

/// All that is wrong with a file, and how much that is.
fn of_file(source: &Source, diagnostics: &[Diagnostic], columns: usize) -> String {
    let first = diagnostics.iter().find_map(|diagnostic| diagnostic.span.as_ref());
    let first = first.map(|span| format!(", the first in {}", diagnostics::line(source, span)));
    format!(
        "{}\n\n{}: {} in {}{}; nothing was changed",
        diagnostics::render(source, diagnostics, columns),
        styled(ERROR, "error"),
        plural(diagnostics.len(), "problem"),
        source.path.display(),
        first.unwrap_or_default(),
    )
}

/// What there is to say beside the headline.
fn write_details(text: &mut String, error: &Error, columns: usize) {
    match error {
        Error::Observe(call) => write_call(text, call),
        Error::Lease { source, .. } => lease::write_error(text, source, columns),
        Error::NotAsSaved { moved, .. } => write_moved(text, moved),
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
            write_cause(text, source, is_seen, columns);
            for line in rollout::running(&journal.instances) {
                let _ = write!(text, "\n  {}", wrap(&line, columns, "  "));
            }
            write_journal(text, plan, journal);
            aftermath::write(text, aftermath, columns);
        }
        Error::OnFallback { fallback, journal, .. } => {
            let now = wrap(&format!("it is now: {fallback}"), columns, "  ");
            let _ = write!(text, "\n  {now}");
            if let Some(OnFallback { check, targets, .. }) = &journal.fallback {
                write_targets(text, check.as_ref(), targets, columns);
            }
        }
        Error::Interrupted { plan, journal, aborted } => {
            write_interruption(text, plan.as_deref(), journal, aborted.as_deref(), columns);
        }
        Error::NotConverged(plan)
        | Error::NotAsBefore(plan)
        | Error::Moved(plan)
        | Error::NotGone(plan) => {
            let plan = human::plan(plan, Path::new("the file"), columns);
            let _ = write!(text, "\n\n{plan}");
        }
        _ => {}
    }
}

/// Where a run stands that somebody stopped.
fn write_interruption(
    text: &mut String,
    plan: Option<&Plan>,
    journal: &Journal,
    aborted: Option<&Aborted>,
    columns: usize,
) {
    if let Some(aborted) = aborted {
        aftermath::write_aborted(text, aborted, columns);
    }
    let goes_on = aborted.is_none_or(Aborted::goes_on);
    if goes_on && !journal.waiting_for.is_empty() && journal.current.is_some() {
        let _ = write!(text, "\nAWS goes on: {}", journal.waiting_for);
    }
    match plan {
        Some(plan) => write_journal(text, plan, journal),
        None => text.push_str("\nnothing was changed"),
    }
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
