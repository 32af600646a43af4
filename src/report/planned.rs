//! Where a plan goes, and in which form.

use std::io;
use std::path::Path;

use super::{COLUMNS, Manner, Review, github, human, json, out, say, width};
use crate::config::Source;
use crate::plan::Plan;

/// Writes a plan to stdout; as Markdown it is told at the end.
///
/// # Errors
/// When stdout cannot be written to.
pub fn plan(plan: &Plan, source: &Source, manner: Manner, review: &Review) -> io::Result<()> {
    let file = &source.path;
    match manner {
        Manner::Human => out(&human::plan(plan, file, width(&io::stdout()))),
        Manner::Json => out(&json::plan(plan, source, review)),
        Manner::Markdown => Ok(()),
        Manner::Github => out(&github::plan_text(&human::plan(plan, file, COLUMNS))),
    }
}

/// Writes the plan of one of several environments to stdout; as Markdown it is told at the end, and
/// for programs as well.
///
/// # Errors
/// When stdout cannot be written to.
pub fn plan_among_others(plan: &Plan, source: &Source, manner: Manner) -> io::Result<()> {
    let columns = width(&io::stdout());
    let text = |columns| format!("{}\n", human::plan(plan, &source.path, columns));
    match manner {
        Manner::Human => out(&text(columns)),
        Manner::Github => out(&github::plan_text(&text(COLUMNS))),
        Manner::Json | Manner::Markdown => Ok(()),
    }
}

/// Writes the plan that a run is about to carry out to stdout; to stderr, where stdout is for
/// Markdown alone.
///
/// # Errors
/// When stdout cannot be written to.
pub fn planned(plan: &Plan, source: &Source, manner: Manner, review: &Review) -> io::Result<()> {
    match manner {
        Manner::Human | Manner::Github => super::plan(plan, source, manner, review),
        Manner::Json => out(&json::planned(plan, source, review)),
        Manner::Markdown => {
            say(&human::plan(plan, &source.path, width(&io::stderr())));
            Ok(())
        }
    }
}

/// Writes an empty line to where plans go for people.
///
/// # Errors
/// When stdout cannot be written to.
pub fn gap(manner: Manner) -> io::Result<()> {
    match manner {
        Manner::Human | Manner::Github => out(""),
        Manner::Markdown => {
            say("");
            Ok(())
        }
        Manner::Json => Ok(()),
    }
}

/// A plan as people see it, line by line, without colours.
pub fn plan_lines(plan: &Plan, file: &Path) -> Vec<String> {
    let text = human::plan(plan, file, COLUMNS);
    anstream::adapter::strip_str(&text).to_string().lines().map(str::to_owned).collect()
}
