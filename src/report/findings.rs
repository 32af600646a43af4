//! What a diagnosis found, for people.

use std::fmt::Write;

use anstyle::Style;

use super::block::painted;
use super::human::wrap;
use super::plural;
use super::theme::{ADDED, ERROR, FAINT, HEADING, HELP, styled};
use crate::diagnose::{Case, Finding, checked, notes};
use crate::observed::Situation;

/// A diagnosis as text of so many columns, with colours as ANSI sequences.
pub fn findings(case: &Case<'_>, findings: &[Finding], columns: usize) -> String {
    let Situation { summary, region, .. } = case.situation;
    let mut text = String::new();
    for finding in findings {
        write_finding(&mut text, finding, columns);
        text.push_str("\n\n");
    }
    let found = match findings.len() {
        0 => painted(ADDED, "nothing wrong found"),
        count => plural(count, "finding"),
    };
    let _ = write!(text, "{}: {found}", styled(HEADING, format!("{} in {region}", summary.name)));
    let _ = write!(
        text,
        "\n{}",
        labelled(FAINT, "looked at", &checked(case).join(", "), "           ", columns)
    );
    for note in notes(case) {
        let _ = write!(text, "\n{}", labelled(HELP, "note", &note, "      ", columns));
    }
    text
}

/// One finding, without a line's end.
pub(super) fn write_finding(text: &mut String, finding: &Finding, columns: usize) {
    let Finding { id, problem, evidence, cure } = finding;
    let label = format!("problem[{id}]");
    let wrapped = wrap(&format!("{label}: {problem}"), columns, "  ");
    let _ = write!(text, "{}", wrapped.replacen(&label, &styled(ERROR, &label), 1));
    for line in evidence {
        let _ = write!(text, "\n    {}", wrap(line, columns, "      "));
    }
    let _ = write!(text, "\n  {}", labelled(HELP, "cure", cure, "        ", columns));
}

/// A label and what it says; further lines begin with the indent.
fn labelled(style: Style, label: &str, told: &str, indent: &str, columns: usize) -> String {
    format!("{} {}", styled(style, format!("{label}:")), wrap(told, columns, indent))
}
