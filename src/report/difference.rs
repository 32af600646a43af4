//! Where two environments differ, for people and for programs.

use std::fmt::Write;
use std::io;
use std::path::Path;

use serde_json::{Value, json};

use super::human::{table, wrap};
use super::rows;
use super::theme::{HEADING, styled};
use super::{diagnostics, json, out, plural, width};
use crate::desired;
use crate::difference::{Difference, Row, Said};

/// Two environments that are compared, and where they differ.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'a> {
    /// One of them.
    pub a: Named<'a>,
    /// The other.
    pub b: Named<'a>,
    /// It is about what AWS has, not about what the files ask for.
    pub is_live: bool,
    /// Where they differ.
    pub difference: &'a Difference,
}

/// An environment.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    /// Its file, as named on the command line.
    pub file: &'a Path,
    /// Its name.
    pub environment: &'a str,
    /// Its region, where it is known.
    pub region: Option<&'a str>,
}

/// Writes where two environments differ to stdout.
///
/// # Errors
/// When stdout cannot be written to.
pub fn compared(compared: &Compared<'_>, as_json: bool) -> io::Result<()> {
    if as_json { out(&document(compared)) } else { out(&text(compared, width(&io::stdout()))) }
}

/// Where two environments differ, as a text of so many columns.
fn text(compared: &Compared<'_>, columns: usize) -> String {
    let Compared { a, b, is_live, difference: Difference { identity, rows } } = compared;
    let name = |side: &Named<'_>| match side {
        Named { environment, region: Some(region), .. } if *is_live => {
            format!("{environment} in {region}")
        }
        Named { environment, .. } if *is_live => (*environment).to_owned(),
        Named { file, .. } => diagnostics::shown(file),
    };
    let mut text = format!(
        "{}\n",
        styled(HEADING, wrap(&format!("{} → {}", name(a), name(b)), columns, "  "))
    );
    for (heading, rows) in [("which environment", identity), ("differences", rows)] {
        if !rows.is_empty() {
            let _ = writeln!(text, "\n{}", styled(HEADING, heading));
            table(&mut text, &rows.iter().map(shown).collect::<Vec<_>>(), columns);
        }
    }
    let what = if *is_live { "what they have" } else { "what they ask for" };
    let beside = if identity.is_empty() { "" } else { ", beside which environment it is" };
    let told = match rows.len() {
        0 => format!("No differences in {what}{beside}."),
        count => format!("{} in {what}", plural(count, "difference")),
    };
    let _ = write!(text, "\n{}", wrap(&told, columns, ""));
    text
}

fn shown(row: &Row) -> rows::Row {
    let Row { key, option: _, a, b } = row;
    let another = is_secret(a) && is_secret(b);
    let after = if another { "(another secret)".to_owned() } else { b.to_string() };
    rows::Row::new(key, Some(a.to_string()), Some(after))
}

fn is_secret(said: &Said) -> bool {
    matches!(said, Said::Value(desired::Value::Secret(_)))
}

/// The same as a JSON document.
fn document(compared: &Compared<'_>) -> String {
    let Compared { a, b, is_live, difference: Difference { identity, rows } } = compared;
    let side = |Named { file, environment, region }: &Named<'_>| json!({ "file": diagnostics::shown(file), "environment": environment, "region": region });
    let list = |rows: &[Row]| rows.iter().map(entry).collect::<Vec<_>>();
    let document = json!({
        "format": 1,
        "live": is_live,
        "a": side(a),
        "b": side(b),
        "identity": list(identity),
        "differences": list(rows),
    });
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

fn entry(Row { key, option, a, b }: &Row) -> Value {
    let said = |said: &Said| match said {
        Said::Unmanaged | Said::Nothing => Value::Null,
        Said::Reset => json!({ "reset": true }),
        Said::Value(value) => json::value(value),
    };
    json!({ "key": key, "option": option, "a": said(a), "b": said(b) })
}
