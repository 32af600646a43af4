//! `Procfile`: which processes run.
//!
//! Source: Elastic Beanstalk developer guide, "Buildfile and Procfile", with the form that a line must
//! have, and that the process which requests are sent to is called `web`.

use std::ops::Range;
use std::sync::LazyLock;

use regex_lite::Regex;

use super::{Check, Found, Inside, Lint, Look, Severity, found};

pub(crate) static LINTS: [Lint; 3] = [
    Lint {
        id: "procfile-syntax",
        severity: Severity::Error,
        says: "a line of `Procfile` is no `NAME: COMMAND`",
        reason: "the instances refuse a `Procfile` of which a line has not this form",
        cure: "write `NAME: COMMAND`, each process in one line; the name of letters, digits, `_` and `-`",
        check: Check::Platform(syntax),
    },
    Lint {
        id: "procfile-no-web",
        severity: Severity::Warning,
        says: "`Procfile` has no process `web`, or has it not first",
        reason: "the instance's proxy sends requests to the process `web`, the first of the file",
        cure: "call the process that answers requests `web`, and let it come first",
        check: Check::Platform(no_web),
    },
    Lint {
        id: "procfile-lines",
        severity: Severity::Warning,
        says: "`Procfile` has line breaks of Windows",
        reason: "the carriage return may become a part of the command (assumed: Elastic Beanstalk is documented to mend \
                 the line breaks of hooks alone)",
        cure: "save the file with line breaks of Unix; in Git, `Procfile text eol=lf` in `.gitattributes`",
        check: Check::Platform(lines),
    },
];

const FILE: &str = "Procfile";

/// The form that AWS documents.
static LINE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^[A-Za-z0-9_-]+:\s*[^\s].*$").ok());

/// The lines that say something, with where they stand; nothing where the platform runs none.
fn written<'a>(inside: &Inside<'a>) -> Option<Vec<(&'a str, Range<usize>)>> {
    if !inside.platform?.takes_procfile {
        return None;
    }
    let text = inside.contents.text(FILE)?;
    let mut start = 0;
    let mut lines = Vec::new();
    for line in text.split_inclusive('\n') {
        let says = line.trim_end();
        // Assumed: a remark is no process, as in other tools' `Procfile`.
        if !says.trim().is_empty() && !says.starts_with('#') {
            lines.push((says, start..start + says.len()));
        }
        start += line.len();
    }
    Some(lines)
}

fn syntax(_: &Look<'_>, inside: &Inside<'_>) -> Option<Vec<Found>> {
    let has_form = |line: &str| LINE.as_ref().is_none_or(|form| form.is_match(line));
    let wrong = written(inside)?.into_iter().filter(|(line, _)| !has_form(line));
    let told = wrong.map(|(_, span)| {
        found("this line of `Procfile` names no process and its command")
            .within(inside.place(FILE, &span))
    });
    Some(told.collect())
}

fn no_web(_: &Look<'_>, inside: &Inside<'_>) -> Option<Vec<Found>> {
    let lines = written(inside)?;
    let is_web = |(line, _): &(&str, Range<usize>)| line.starts_with("web:");
    let message = match lines.iter().position(is_web) {
        Some(0) => return Some(Vec::new()),
        Some(_) => "`web` is not the first process of `Procfile`",
        None => "`Procfile` has no process `web`",
    };
    let place = match lines.first() {
        Some((_, span)) => inside.place(FILE, span),
        None => inside.file(FILE),
    };
    Some(vec![found(message).within(place)])
}

fn lines(_: &Look<'_>, inside: &Inside<'_>) -> Option<Vec<Found>> {
    written(inside)?;
    let at = inside.contents.text(FILE)?.find("\r\n");
    let told = at.map(|at| {
        found("`Procfile` has line breaks of Windows").within(inside.place(FILE, &(at..at + 1)))
    });
    Some(told.into_iter().collect())
}
