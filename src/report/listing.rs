//! What a file says together with those that it extends: as TOML that says the same, or as JSON.

use std::fmt::Write;
use std::io;

use serde_json::{Value, json};

use super::theme::{FAINT, HEADING, styled};
use super::{diagnostics, json, literal, out, width};
use crate::config::Source;
use crate::desired::{Listed, ListedTable, Origin};

/// A file's texts, and what they say.
#[derive(Clone, Copy, Debug)]
pub struct Listing<'a> {
    /// Where it stands.
    pub source: &'a Source,
    /// Table by table.
    pub tables: &'a [ListedTable],
}

/// Writes what a file says to stdout: as TOML, with the place of each key where that is wanted; or as
/// JSON.
///
/// # Errors
/// When stdout cannot be written to.
pub fn listed(listing: &Listing<'_>, as_json: bool, origins: bool) -> io::Result<()> {
    if as_json {
        out(&document(listing))
    } else {
        out(&toml(listing, origins, width(&io::stdout())))
    }
}

/// What a file says, as a text of so many columns that can be read as a file; with the place of each key
/// beside it, where that is wanted.
fn toml(Listing { source, tables }: &Listing<'_>, origins: bool, columns: usize) -> String {
    // Longer lines do not push aside what stands beside the others.
    let widest = columns * 2 / 3;
    let mut text = styled(FAINT, format!("# {}", of(source)));
    for ListedTable { names, entries } in *tables {
        if entries.is_empty()
            && tables
                .iter()
                .any(|table| table.names.len() > names.len() && table.names.starts_with(names))
        {
            continue; // Nothing but other tables is in it.
        }
        let _ = write!(text, "\n\n{}", styled(HEADING, format!("[{}]", literal::keys(names))));
        let widths = entries.iter().map(|entry| line(entry).chars().count());
        let width = widths.filter(|width| *width <= widest).max().unwrap_or(0);
        for entry in entries {
            let line = line(entry);
            let note = origins.then(|| note(&entry.origin));
            let _ = match note {
                Some(note) => {
                    write!(text, "\n{line:width$}  {}", styled(FAINT, format!("# {note}")))
                }
                None => write!(text, "\n{line}"),
            };
        }
    }
    text
}

/// A key and its value. What holds only under a condition is no more than told.
fn line(Listed { name, value, origin, path: _ }: &Listed) -> String {
    let line = format!("{} = {}", literal::key(name), literal::value(value));
    if matches!(origin, Origin::Default(Some(_))) { format!("# {line}") } else { line }
}

fn note(origin: &Origin) -> String {
    match origin {
        Origin::Written { file, line } => format!("{}:{line}", diagnostics::shown(file)),
        Origin::Default(None) => "default".to_owned(),
        Origin::Default(Some(condition)) => format!("default, {condition}"),
    }
}

/// The file, and those that it extends.
fn of(source: &Source) -> String {
    let mut paths = source.texts().iter().map(|text| diagnostics::shown(&text.path));
    let own = paths.next().unwrap_or_default();
    let others: Vec<_> = paths.collect();
    if others.is_empty() {
        own
    } else {
        format!("{own}, and what it extends: {}", others.join(", "))
    }
}

/// The same as a JSON document.
fn document(Listing { source, tables }: &Listing<'_>) -> String {
    let extends = source.texts().iter().skip(1).map(|text| diagnostics::shown(&text.path));
    let entries = tables.iter().flat_map(|table| &table.entries);
    let document = json!({
        "format": 1,
        "file": diagnostics::shown(&source.path),
        "extends": extends.collect::<Vec<_>>(),
        "values": entries.map(entry).collect::<Vec<_>>(),
    });
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

fn entry(Listed { name: _, path, value, origin }: &Listed) -> Value {
    let mut entry = json!({ "key": path, "value": json::value(value) });
    match origin {
        Origin::Written { file, line } => {
            entry["origin"] = json!({ "file": diagnostics::shown(file), "line": line });
        }
        Origin::Default(condition) => {
            entry["origin"] = "default".into();
            if let Some(condition) = condition {
                entry["condition"] = (*condition).into();
            }
        }
    }
    entry
}
