//! What followed a failure, for people: what was found out, and what became of the way back.

use std::fmt::Write;
use std::io;
use std::path::Path;

use super::failure::{write_cause, write_journal};
use super::findings::write_finding;
use super::human::wrap;
use super::text::visible;
use super::theme::{ADDED, FAINT, HEADING, HELP, REMOVED, styled};
use super::{About, COLUMNS, Manner, github, human, json, out, plural, say, width};
use crate::apply::Aborted;
use crate::diagnose::Finding;
use crate::error::{Aftermath, Error, RollBack};
use crate::forensics::Evidence;
use crate::observed::{Deployment, Instance};
use crate::plan::Plan;

/// So many instances are told of one by one; they mostly say the same.
const MOST_INSTANCES: usize = 3;
/// So many lines of evidence, of more.
const FIRST_LINES: usize = 3;
const LAST_LINES: usize = 2;
/// So many causes of each.
const MOST_CAUSES: usize = 2;

/// Says that what a failed run changed is taken back, and how; to stderr, and for programs as a line.
pub fn rolling_back(back: &Plan, file: &Path, manner: Manner, about: Option<&About>) {
    if manner == Manner::Json {
        // A line that cannot be written does not keep it from being taken back.
        let _ = out(&json::rolling_back(back, file, about));
        return;
    }
    let columns = if manner == Manner::Github { COLUMNS } else { width(&io::stderr()) };
    let label = about.map(|about| format!(" {}", visible(&about.label)));
    let title = styled(HEADING, format!("Rolling back{}:", label.unwrap_or_default()));
    let plan = human::plan(back, file, columns);
    let told = format!("\n{title} what this run changed is taken back.\n\n{plan}\n");
    say(&if manner == Manner::Github { github::plan_text(&told) } else { told });
}

/// What followed a failure, in the lines after it.
pub(super) fn write(text: &mut String, aftermath: &Aftermath, columns: usize) {
    let Aftermath { evidence, roll_back } = aftermath;
    if let Some(evidence) = evidence {
        write_evidence(text, evidence, columns);
    }
    if let Some(roll_back) = roll_back {
        write_roll_back(text, roll_back, columns);
    }
}

fn write_evidence(text: &mut String, evidence: &Evidence, columns: usize) {
    let Evidence { health: _, instances, targets: _, findings, deployment, logs: _, unseen } =
        evidence;
    for instance in instances.iter().take(MOST_INSTANCES) {
        let _ = write!(text, "\n  {}", wrap(&of_instance(instance), columns, "    "));
    }
    if let Some(more @ 1..) = instances.len().checked_sub(MOST_INSTANCES) {
        let _ = write!(
            text,
            "\n  and {} that {} not well",
            plural(more, "more instance"),
            if more == 1 { "is" } else { "are" }
        );
    }
    for line in deployment {
        let _ = write!(text, "\n  {}", wrap(&visible(line), columns, "    "));
    }
    for finding in findings {
        text.push('\n');
        write_finding(text, &shortened(finding), columns);
    }
    for missed in unseen {
        let line = format!("{}: {}", missed.part, missed.reason);
        let line = wrap(&visible(&line), columns, "            ");
        let _ = write!(text, "\n  {} {line}", styled(FAINT, "not seen:"));
    }
}

/// A finding whose evidence takes no longer to read than it helps: what comes first, and the last of
/// what logs say.
fn shortened(finding: &Finding) -> Finding {
    let lines = &finding.evidence;
    let mut evidence = lines.clone();
    if lines.len() > FIRST_LINES + LAST_LINES + 1 {
        evidence.truncate(FIRST_LINES);
        evidence.push("…".to_owned());
        evidence.extend_from_slice(&lines[lines.len() - LAST_LINES..]);
    }
    Finding { evidence, ..finding.clone() }
}

/// `i-1 is Severe; v2 Failed: Following services are not running: web.`
fn of_instance(instance: &Instance) -> String {
    let Instance { id, health, causes, deployment, .. } = instance;
    let mut line = id.clone();
    if let Some(health) = health {
        let _ = write!(line, " is {health}");
    }
    if let Some(Deployment { version, status, .. }) = deployment {
        let _ = write!(line, "; {version} {}", status.to_lowercase());
    }
    let causes: Vec<_> = causes.iter().take(MOST_CAUSES).map(String::as_str).collect();
    if !causes.is_empty() {
        let _ = write!(line, ": {}", causes.join(" "));
    }
    visible(&line)
}

fn write_roll_back(text: &mut String, roll_back: &RollBack, columns: usize) {
    let (plan, journal, result) = match roll_back {
        RollBack::NotBegun(stays) => {
            let line = wrap(&stays.to_string(), columns, "  ");
            let _ = write!(text, "\n{}: {line}", styled(HEADING, "not rolled back"));
            return;
        }
        RollBack::Begun { plan, journal, result } => (plan, journal, result),
    };
    let name = visible(&plan.environment);
    match result {
        Ok(()) => {
            let own = if plan.is_empty() { "AWS had taken it back already; " } else { "" };
            let line = wrap(&format!("{own}{name} is as it was before"), columns, "  ");
            let _ = write!(text, "\n{}: {line}", styled(ADDED, "rolled back"));
            write_journal(text, plan, journal);
        }
        Err(error) => {
            let _ = write!(text, "\n{}: {error}", styled(REMOVED, "the roll-back failed"));
            if let Error::Apply { source, .. } = &**error {
                write_cause(text, source, false, columns);
            }
            if let Error::Interrupted { aborted: Some(aborted), .. } = &**error {
                write_aborted(text, aborted, columns);
            }
            write_journal(text, plan, journal);
            if let Error::NotAsBefore(left) = &**error {
                let file = Path::new("the file");
                let _ = write!(text, "\n\n{}", human::plan(left, file, columns));
            }
        }
    }
}

/// What came of having AWS give up what was under way.
pub(super) fn write_aborted(text: &mut String, aborted: &Aborted, columns: usize) {
    let told = match aborted {
        Aborted::Ended { version, health, instances } => {
            let version = version.as_deref().unwrap_or("no version of the application");
            let mixed = instances
                .iter()
                .map(|(label, count)| format!("{} {label}", plural(*count, "instance")));
            let mixed = match instances.len() {
                0 | 1 => String::new(),
                _ => format!("; mixed: {}", mixed.collect::<Vec<_>>().join(", ")),
            };
            format!("aborted: AWS gave the update up; it has {version}, and is {health}{mixed}")
        }
        Aborted::Nothing => "not aborted: nothing is under way that AWS can give up".to_owned(),
        Aborted::Refused(error) => format!("not aborted: {error}"),
        Aborted::Begun => "aborting: AWS was told to give the update up, and is at it".to_owned(),
        Aborted::Unseen(error) => {
            format!(
                "aborting: AWS was told to give the update up; what came of that was not seen: {error}"
            )
        }
    };
    let (label, rest) = told.split_once(": ").unwrap_or((&told, ""));
    let line = wrap(&visible(rest), columns, "  ");
    let _ = write!(text, "\n{}: {line}", styled(HELP, label));
}
