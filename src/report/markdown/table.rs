//! Tables of which rows are left out when there is no room for them, and only whole rows.

use std::fmt::Write;

use super::escape::{code, prose};
use crate::report::rows::Row;
use crate::report::text::visible;
use crate::report::whole::{Entry, cost};

/// No cell takes more bytes than this.
const CELL: usize = 600;

/// Lines that end with a line break each: a head that is needed, and rows that are left out when
/// there is no room.
#[derive(Debug, Default)]
pub(super) struct Table {
    head: String,
    rows: Vec<String>,
}

impl Table {
    /// Of these rows, each a [`line`].
    pub(super) fn new(titles: &[&str], rows: Vec<String>) -> Self {
        Self { head: head(titles), rows }
    }

    /// All steps; those with many rows are but named, since they have a table of their own.
    pub(super) fn of_steps(entries: &[Entry]) -> Self {
        let fate = entries.iter().any(|entry| entry.fate.is_some());
        let mut titles = vec!["Step", "Key", "Before", "After", "Impact"];
        titles.extend(fate.then_some("Outcome"));
        let rows = entries.iter().flat_map(|entry| of_entry(entry, fate)).collect();
        Self { head: head(&titles), rows }
    }

    /// What one step changes.
    pub(super) fn of_step(entry: &Entry) -> Self {
        if entry.is_new() {
            let row = |row: &Row| line(&[code(&row.key, CELL), value(row.after.as_ref())]);
            return Self {
                head: head(&["Key", "Value"]),
                rows: entry.rows.iter().map(row).collect(),
            };
        }
        let row = |row: &Row| {
            let Row { key, before, after, impact } = row;
            let impact = cost(impact.unwrap_or(entry.impact));
            line(&[code(key, CELL), value(before.as_ref()), value(after.as_ref()), impact])
        };
        let rows = entry.rows.iter().map(row).collect();
        Self { head: head(&["Key", "Before", "After", "Impact"]), rows }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// As many rows as so many bytes hold, and how many are left out.
    pub(super) fn within(&self, most: usize) -> (String, usize) {
        let mut text = self.head.clone();
        let mut shown = 0;
        for row in &self.rows {
            if text.len() + row.len() > most {
                break;
            }
            text.push_str(row);
            shown += 1;
        }
        (if shown == 0 { String::new() } else { text }, self.rows.len() - shown)
    }
}

/// A step's rows: its title stands in the first.
fn of_entry(entry: &Entry, fate: bool) -> Vec<String> {
    let Entry { number, mark, title, impact, rows, reason: _, fate: ended } = entry;
    let title = format!("{number}. {} {}", mark.symbol(), prose(title, CELL));
    let told = |first: bool| {
        let told = ended.as_deref().filter(|_| first).unwrap_or_default();
        fate.then(|| prose(told, CELL))
    };
    if rows.is_empty() || entry.is_long() {
        let keys = match rows.len() {
            0 => String::new(),
            count => format!("{count} settings, below"),
        };
        let cells = [title, keys, String::new(), String::new(), cost(*impact)];
        return vec![line(&cells.into_iter().chain(told(true)).collect::<Vec<_>>())];
    }
    let row = |(index, row): (usize, &Row)| {
        let Row { key, before, after, impact: own } = row;
        let first = index == 0;
        let title = if first { title.clone() } else { String::new() };
        let impact = cost(own.unwrap_or(*impact));
        let cells = [title, code(key, CELL), value(before.as_ref()), value(after.as_ref()), impact];
        line(&cells.into_iter().chain(told(first)).collect::<Vec<_>>())
    };
    rows.iter().enumerate().map(row).collect()
}

fn value(value: Option<&String>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| code(&visible(value), CELL))
}

fn head(titles: &[&str]) -> String {
    let titles: Vec<_> = titles.iter().map(ToString::to_string).collect();
    let mut head = line(&titles);
    let _ = writeln!(head, "|{}", "---|".repeat(titles.len()));
    head
}

/// A row.
pub(super) fn line(cells: &[String]) -> String {
    let mut line = String::from("|");
    for cell in cells {
        let _ = write!(line, " {cell} |");
    }
    line.push('\n');
    line
}
