//! A report for a pull request's comment or a job's summary, in GitHub's Markdown.
//!
//! A comment holds 65 536 characters. What is too long for that loses whole rows and lines, and a
//! line says how many: never half a table, half a drawing or an open fold.

mod escape;
mod fleet;
mod table;

use std::fmt::Write;

use super::human::clock;
use super::text::visible;
use super::whole::{Entry, Report};
use super::{diagnostics, mermaid, plural};
use crate::observed::InstanceLog;
pub(super) use escape::html;
use escape::{code, prose};
pub(super) use fleet::fleet;
use table::Table;

/// What a comment holds: GitHub counts characters, of which there are never more than bytes.
pub(super) const MOST: usize = 65_536;
/// Names, the headline, and each note and line of the log take no more bytes than these.
const NAME: usize = 300;
const SENTENCE: usize = 1200;
/// Neither do all notes, the log, or what failed.
const NOTES: usize = 8_000;
const LOG: usize = 8_000;
/// Nor those of all instances together.
const LOGS: usize = 12_000;
const FAILURE: usize = 8_000;
/// For lines that say what was left out, and what stands around tables and folds.
const RESERVE: usize = 3_000;

/// The report as Markdown of at most [`MOST`] bytes.
pub(super) fn render(report: &Report<'_>) -> String {
    let head = head(report);
    let body = body(report, MOST.saturating_sub(head.len()));
    head + &body
}

/// What stands under the headline, in about so many bytes.
fn body(report: &Report<'_>, most: usize) -> String {
    let drawing = drawing(report);
    let (notes, log, failure) = (notes(report), log(report), failure(report));
    let logs = logs(report);
    let taken = drawing.len() + notes.len() + log.len() + failure.len() + logs.len();
    let left = most.saturating_sub(taken + RESERVE);
    let steps = steps(&report.entries(), left);
    let back = back(report, left.saturating_sub(steps.len()));
    [failure, steps, back, notes, drawing, log, logs].concat()
}

/// Marks by which the comment is found again, a heading, and the line that has to be read.
fn head(report: &Report<'_>) -> String {
    let mut head = String::new();
    let verb = report.verb.word();
    if report.plan.is_some() {
        let _ = writeln!(head, "<!-- ebdeploy {verb}: {} -->", in_comment(&report.subject()));
    }
    let file = in_comment(&diagnostics::shown(report.file));
    let _ = writeln!(head, "<!-- ebdeploy {verb} of {file} -->");
    let _ = writeln!(head, "### {}\n", prose(&report.heading(), NAME));
    let (first, rest) = report.headline();
    let _ = writeln!(head, "**{}**: {}", prose(&first, NAME), prose(&rest, SENTENCE));
    if let Some(planned) = report.planned() {
        let _ = writeln!(head, "\nPlanned: {}", prose(&planned, SENTENCE));
    }
    let _ = writeln!(head, "\nFile: {}", code(&diagnostics::shown(report.file), NAME));
    head
}

/// A name in an HTML comment, which ends at the first `-->`.
fn in_comment(name: &str) -> String {
    let name: String = visible(name).chars().take(NAME / 4).collect();
    name.replace("--", "- -").replace(['<', '>'], "?")
}

/// The table of all steps, and a fold for each long one.
fn steps(entries: &[Entry], most: usize) -> String {
    let table = Table::of_steps(entries);
    let mut text = String::new();
    if table.is_empty() {
        return text;
    }
    let (rows, mut left_out) = table.within(most);
    let _ = write!(text, "\n{rows}");
    for entry in entries.iter().filter(|entry| entry.is_long()) {
        let title = html(&visible(&entry.title), NAME);
        let count = plural(entry.rows.len(), "setting");
        let summary = format!("{} {title}: {count}", entry.mark.symbol());
        let (rows, missing) = Table::of_step(entry).within(most.saturating_sub(text.len() + NAME));
        left_out += missing;
        if !rows.is_empty() {
            text.push_str(&folded(&summary, &rows));
        }
    }
    if left_out > 0 {
        let rows = plural(left_out, "row");
        let _ = writeln!(
            text,
            "\n**{rows} left out**, since a comment has room for {MOST} characters: \
             `--report html=FILE` has them all."
        );
    }
    text
}

/// What was taken back, step by step.
fn back(report: &Report<'_>, most: usize) -> String {
    let steps = steps(&report.entries_back(), most);
    if steps.is_empty() { steps } else { format!("\n#### Taken back\n{steps}") }
}

/// The newest lines of the instances' logs, of each its share.
fn logs(report: &Report<'_>) -> String {
    let logs = report.logs();
    let one = |InstanceLog { instance, taken, text }: &InstanceLog| {
        let lines: Vec<_> = text.lines().map(visible).collect();
        let title = format!("The log of {}, {}", html(instance, NAME), clock(*taken));
        folded(&title, &pre(&lines, LOGS / logs.len()))
    };
    logs.iter().map(one).collect()
}

/// What the reader should know.
fn notes(report: &Report<'_>) -> String {
    let lines = report.notes();
    let lines = lines.iter().map(|note| format!("- {}\n", prose(note, SENTENCE)));
    let (mut kept, left_out) = first_within(lines, NOTES);
    if left_out > 0 {
        let _ = writeln!(kept, "- {} left out", plural(left_out, "more note"));
    }
    if kept.is_empty() { kept } else { format!("\n{kept}") }
}

fn drawing(report: &Report<'_>) -> String {
    let Some(path) = report.path else { return String::new() };
    let chart = format!("```mermaid\n{}```\n", mermaid::render(path));
    if path.is_changed() {
        return format!("\n#### The way of a request, with what changes on it\n\n{chart}");
    }
    folded("The way of a request, unchanged", &chart)
}

/// The newest lines of the environment's log.
fn log(report: &Report<'_>) -> String {
    let lines = report.log();
    if lines.is_empty() {
        return String::new();
    }
    let summary = format!("The environment's log: {}", plural(lines.len(), "line"));
    folded(&summary, &pre(&lines, LOG))
}

/// The newest of some lines, as many as so many bytes hold.
fn pre(lines: &[String], most: usize) -> String {
    let newest = lines.iter().rev().map(|line| format!("{}\n", html(line, SENTENCE)));
    let (kept, left_out) = first_within(newest, most);
    let mut kept: Vec<_> = kept.lines().rev().collect();
    let missing = format!("… {} before these", plural(left_out, "line"));
    if left_out > 0 {
        kept.insert(0, &missing);
    }
    format!("<pre>\n{}\n</pre>\n", kept.join("\n"))
}

/// Why it failed, as on stderr.
fn failure(report: &Report<'_>) -> String {
    let Some(failure) = report.failure() else { return String::new() };
    let lines: Vec<_> = failure.lines().map(visible).collect();
    format!("\n<pre>\n{}\n</pre>\n", html(&lines.join("\n"), FAILURE))
}

/// What is shown when somebody asks for it. Without the empty lines, GitHub would not read what
/// stands in it as Markdown.
fn folded(summary: &str, content: &str) -> String {
    format!("\n<details>\n<summary>{summary}</summary>\n\n{content}\n</details>\n")
}

/// As many lines as so many bytes hold, from the first, and how many are left out.
fn first_within(lines: impl Iterator<Item = String>, most: usize) -> (String, usize) {
    let (mut kept, mut left_out) = (String::new(), 0);
    for line in lines {
        if left_out > 0 || kept.len() + line.len() > most {
            left_out += 1;
        } else {
            kept.push_str(&line);
        }
    }
    (kept, left_out)
}
