//! Several environments in one comment: a table of all, and a fold for each that has something to
//! tell.

use std::fmt::Write;

use super::table::{Table, line};
use super::{MOST, NAME, RESERVE, SENTENCE, body, folded, html, prose, visible};
use crate::report::fleet::{Ending, Fleet, Line};
use crate::report::plural;
use crate::report::whole::Report;

/// The table takes no more bytes than this, whatever is in it.
const TABLE: usize = 24_000;

/// The report as Markdown of at most [`MOST`] bytes.
pub(in crate::report) fn fleet(fleet: &Fleet<'_>) -> String {
    let mut page = head(fleet);
    let lines = fleet.lines();
    let telling = |line: &&Line| !matches!(line.ending, Ending::Unchanged | Ending::NotBegun);
    let mut waiting = lines.iter().filter(telling).count();
    let mut left_out = 0;
    for (line, report) in lines.iter().zip(fleet.members).filter(|(line, _)| telling(line)) {
        // What one leaves over is there for those that follow.
        let share = MOST.saturating_sub(page.len() + RESERVE) / waiting;
        waiting -= 1;
        let fold = fold(line, report, share);
        if fold.len() <= share {
            page.push_str(&fold);
        } else {
            left_out += 1;
        }
    }
    if left_out > 0 {
        let folds = plural(left_out, "environment");
        let _ = writeln!(
            page,
            "\n**The details of {folds} are left out**, since a comment has room for {MOST} \
             characters: `--report html=FILE` has them all."
        );
    }
    page
}

fn fold(line: &Line, report: &Report<'_>, most: usize) -> String {
    let Line { subject, told, .. } = line;
    let summary = format!("{}: {}", html(&visible(subject), NAME), html(&visible(told), SENTENCE));
    let around = folded(&summary, "").len();
    folded(&summary, &body(report, most.saturating_sub(around)))
}

/// The mark by which the comment is found again, a heading, the line that has to be read, and a
/// table of all.
fn head(fleet: &Fleet<'_>) -> String {
    let mut head = String::new();
    let _ = writeln!(head, "<!-- ebdeploy {} of several files -->", fleet.verb.word());
    let _ = writeln!(head, "### {}\n", prose(&fleet.heading(), NAME));
    let (first, rest) = fleet.headline();
    let _ = writeln!(head, "**{}**: {}\n", prose(&first, NAME), prose(&rest, SENTENCE));
    let row = |Line { ending: _, subject, file, told }: &Line| {
        line(&[prose(subject, NAME), super::code(file, NAME), prose(told, NAME)])
    };
    let rows = fleet.lines().iter().map(row).collect();
    let (table, missing) = Table::new(&["Environment", "File", "Outcome"], rows).within(TABLE);
    head.push_str(&table);
    if missing > 0 {
        let _ = writeln!(head, "\n{} left out", plural(missing, "more environment"));
    }
    head
}
