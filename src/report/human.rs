//! A plan for people: what changes, key by key, what it costs, and what to know beside.

use std::fmt::Write;
use std::path::Path;

use super::fleet::{Ending, Fleet, Line};
use super::rows::{Mark, Row, rows, title};
use super::setting::room;
use super::text::visible;
use super::theme::{ADDED, CHANGED, FAINT, HEADING, HELP, REMOVED, styled};
use super::whole::{Entry, Report};
use super::{COLUMNS, diagnostics, plural, review};
use crate::desired::Impact;
use crate::observed::InstanceLog;
use crate::plan::{Goal, Note, Plan, Step};

const INDENT: &str = "    ";
/// Keys longer than this do not push all values aside: they get a line of their own.
const WIDEST_KEY: usize = 40;

/// A plan as text of so many columns, with colours as ANSI sequences.
pub fn plan(plan: &Plan, file: &Path, columns: usize) -> String {
    let mut text = String::new();
    if plan.is_empty() {
        let Plan { environment, region, on_fallback, goal, .. } = plan;
        let _ = match on_fallback {
            None if *goal == Goal::Gone => {
                write!(text, "Nothing to do: {environment} in {region} is gone.")
            }
            None if matches!(goal, Goal::AsItWas { .. }) => {
                write!(text, "Nothing to take back: {environment} in {region} is as it was.")
            }
            None => {
                let file = diagnostics::shown(file);
                write!(text, "No changes: {environment} in {region} is as {file} says.")
            }
            Some(_) => write!(
                text,
                "Nothing to do: {environment} in {region} serves on its fallback health check."
            ),
        };
    } else {
        let _ = writeln!(
            text,
            "{}\n",
            styled(HEADING, visible(&format!("{} in {}", plan.environment, plan.region)))
        );
        for step in &plan.steps {
            write_step(&mut text, plan, step, columns);
        }
        let _ = write!(text, "\n{}", summary(plan, columns));
    }
    if let Some(bytes) = plan.variable_bytes {
        let _ = write!(text, "\n{}", room(bytes));
    }
    for Note(note) in &plan.notes {
        let note = visible(note);
        let _ = write!(text, "\n{} {}", styled(HELP, "note:"), wrap(&note, columns, "      "));
    }
    text
}

/// A whole report: the plan, and how it ended.
pub(super) fn whole(report: &Report<'_>) -> String {
    let mut text = match report.plan {
        Some(plan) => self::plan(plan, report.file, COLUMNS),
        None => report.heading(),
    };
    text.push('\n');
    for Entry { number, title, fate, .. } in report.entries() {
        let Some(fate) = fate else { continue };
        let line = if number == 1 { "\nOutcome:\n" } else { "" };
        let _ = writeln!(text, "{line}  {number}. {title}: {fate}");
    }
    for Entry { number, title, fate, .. } in report.entries_back() {
        let line = if number == 1 { "\nTaken back:\n" } else { "" };
        let _ = writeln!(text, "{line}  {number}. {title}: {}", fate.unwrap_or_default());
    }
    for line in report.review.iter().flat_map(|(source, review)| review::lines(source, review)) {
        let _ = writeln!(text, "{}", wrap(&visible(&line), COLUMNS, "  "));
    }
    let log = report.log();
    if !log.is_empty() {
        let _ = writeln!(text, "\nThe environment's log:\n  {}", log.join("\n  "));
    }
    for InstanceLog { instance, taken, text: log } in report.logs() {
        let lines = log.lines().map(visible).collect::<Vec<_>>().join("\n  ");
        let _ = writeln!(text, "\nThe log of {instance}, {}:\n  {lines}", clock(*taken));
    }
    if let Some(failure) = report.failure() {
        let _ = writeln!(text, "\n{failure}");
    } else if report.record.is_some() {
        let (first, rest) = report.headline();
        let _ = writeln!(text, "\n{first}: {rest}.");
    }
    text
}

/// When something was, in a report that is read later.
pub(super) fn clock(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// A line for each environment of a call, and what they come to together.
pub(super) fn overview(fleet: &Fleet<'_>, columns: usize) -> String {
    let (first, rest) = fleet.headline();
    let headline = wrap(&format!("{first}: {rest}"), columns, "  ");
    let mut text = format!("{}\n", headline.replacen(&first, &styled(HEADING, &first), 1));
    let lines = fleet.lines();
    let widest = lines.iter().map(|line| line.subject.chars().count()).max().unwrap_or(0);
    for Line { ending, subject, file: _, told } in lines {
        let (style, symbol) = match ending {
            Ending::Changed => (CHANGED, "~"),
            Ending::Unchanged => (FAINT, "="),
            Ending::OnFallback => (CHANGED, "!"),
            Ending::Failed => (REMOVED, "x"),
            Ending::NotBegun => (FAINT, "-"),
        };
        let (subject, told) = (visible(&subject), visible(&told));
        let mark = styled(style, symbol);
        let beside = widest + 2 * INDENT.len();
        let _ = if beside + told.chars().count() <= columns {
            write!(text, "\n  {mark} {subject:widest$}  {told}")
        } else {
            let told = wrap(&told, columns.saturating_sub(INDENT.len()), INDENT);
            write!(text, "\n  {mark} {subject}\n{INDENT}{told}")
        };
    }
    text
}

/// A whole report of several environments.
pub(super) fn fleet(fleet: &Fleet<'_>) -> String {
    let mut text = overview(fleet, COLUMNS);
    text.push('\n');
    for report in fleet.members {
        let _ = write!(text, "\n{}\n{}", "-".repeat(COLUMNS), whole(report));
    }
    text
}

fn write_step(text: &mut String, plan: &Plan, step: &Step, columns: usize) {
    let (mark, title) = title(step);
    let impact = match step.impact() {
        Impact::None => String::new(),
        impact => impact.to_string(),
    };
    let gap = columns.saturating_sub(2 + title.chars().count() + impact.chars().count()).max(2);
    let head = format!("{} {}", styled(style(mark), mark.symbol()), styled(HEADING, &title));
    let line = if impact.is_empty() {
        head
    } else {
        format!("{head}{}{}", " ".repeat(gap), styled(FAINT, impact))
    };
    let _ = writeln!(text, "{line}");
    table(text, &rows(step), columns);
    if let Some(reason) = plan.reason(step) {
        let _ = writeln!(
            text,
            "{INDENT}{}",
            styled(FAINT, wrap(reason, columns.saturating_sub(INDENT.len()), INDENT))
        );
    }
}

/// Rows of a table, each with what is before and after.
pub(super) fn table(text: &mut String, rows: &[Row], columns: usize) {
    let widths = rows.iter().map(|row| row.key.chars().count());
    let widest = widths.filter(|width| *width <= WIDEST_KEY).max().unwrap_or(0);
    for row in rows {
        write_row(text, row, widest, columns);
    }
}

fn write_row(text: &mut String, row: &Row, widest: usize, columns: usize) {
    let Row { key, before, after, impact: _ } = row;
    let value = match (before, after) {
        (Some(before), Some(after)) => {
            format!("{} → {}", styled(REMOVED, before), styled(ADDED, after))
        }
        (None, Some(after)) => styled(ADDED, after),
        (Some(before), None) => {
            format!("{} → {}", styled(REMOVED, before), styled(FAINT, "(none)"))
        }
        (None, None) => String::new(),
    };
    let length =
        [before, after].into_iter().flatten().map(|value| value.chars().count()).sum::<usize>() + 3;
    let fits = INDENT.len() + widest + 2 + length <= columns && key.chars().count() <= widest;
    if fits {
        let _ = writeln!(text, "{INDENT}{key:widest$}  {value}");
        return;
    }
    if !key.is_empty() {
        let _ = writeln!(text, "{INDENT}{key}");
    }
    for (mark, value) in [("  ", before), ("→ ", after)]
        .into_iter()
        .filter_map(|(mark, value)| Some((mark, value.as_ref()?)))
    {
        let mark = if before.is_none() { "" } else { mark };
        let style = if mark == "  " { REMOVED } else { ADDED };
        let _ = writeln!(text, "{INDENT}{INDENT}{mark}{}", styled(style, value));
    }
    if after.is_none() {
        let _ = writeln!(text, "{INDENT}{INDENT}→ {}", styled(FAINT, "(none)"));
    }
}

/// How many steps of which kind, and what they cost.
pub(super) fn summary(plan: &Plan, columns: usize) -> String {
    let count = |mark| plan.steps.iter().filter(|step| title(step).0 == mark).count();
    let (added, changed, removed) =
        (count(Mark::Added), count(Mark::Changed), count(Mark::Removed));
    let impact = match plan.impact() {
        Impact::None => String::new(),
        impact => format!("; dearest impact: {impact}"),
    };
    let steps = plural(plan.steps.len(), "step");
    let text =
        format!("{steps}: {added} to create, {changed} to change, {removed} to remove{impact}");
    wrap(&text, columns, "").replacen(&steps, &styled(HEADING, &steps), 1)
}

fn style(mark: Mark) -> anstyle::Style {
    match mark {
        Mark::Added => ADDED,
        Mark::Changed => CHANGED,
        Mark::Removed => REMOVED,
        Mark::Tried => HELP,
    }
}

/// Breaks a text between words so that no line is longer than `columns`; further lines begin with
/// `indent`.
pub(super) fn wrap(text: &str, columns: usize, indent: &str) -> String {
    let mut wrapped = String::new();
    let mut length = indent.chars().count();
    for word in text.split_whitespace() {
        let width = word.chars().count();
        if !wrapped.is_empty() && length + 1 + width > columns {
            let _ = write!(wrapped, "\n{indent}");
            length = indent.chars().count();
        } else if !wrapped.is_empty() {
            wrapped.push(' ');
            length += 1;
        }
        wrapped.push_str(word);
        length += width;
    }
    wrapped
}
