//! All that there is to tell of a plan or a run, for those who were not there. Each manner of
//! telling it is a module of its own.

use std::path::Path;

use super::human::summary;
use super::record::Record;
use super::rows::{Mark, Row, rows, title};
use super::setting::room;
use super::{Review, diagnostics, failure, html, human, json, markdown, review};
use crate::config::Source;
use crate::desired::Impact;
use crate::error::{Error, RollBack, exit};
use crate::observed::InstanceLog;
use crate::plan::path::TrafficPath;
use crate::plan::{Goal, Note, Plan};

/// Rows of a step that stand in the table of all; a step with more has a table of its own.
const MOST_ROWS: usize = 12;

/// What a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// A plan, of which nothing is done.
    Plan,
    /// A run.
    Apply,
    /// A run at whose end there is no environment.
    Destroy,
}

impl Verb {
    /// As on the command line.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Apply => "apply",
            Self::Destroy => "destroy",
        }
    }
}

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Plain text.
    Human,
    /// A JSON document.
    Json,
    /// For a pull request's comment.
    Markdown,
    /// A page for a browser.
    Html,
}

/// A plan or a run, as it ended.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// Which of them.
    pub verb: Verb,
    /// The file, as named on the command line.
    pub file: &'a Path,
    /// The plan, if it came to that.
    pub plan: Option<&'a Plan>,
    /// The way of a request through what is planned.
    pub path: Option<&'a TrafficPath>,
    /// What lints and gates say of the file and the plan.
    pub review: Option<(&'a Source, &'a Review)>,
    /// What happened; nothing, for a plan.
    pub record: Option<&'a Record>,
    /// Why gates that refuse the plan were overridden, if they were.
    pub overridden: Option<&'a str>,
    /// The exit code, or why it failed.
    pub result: Result<u8, &'a Error>,
}

impl<'a> Report<'a> {
    /// Of nothing but a file, so far.
    pub fn new(verb: Verb, file: &'a Path) -> Self {
        let (plan, path, review, record, overridden) = (None, None, None, None, None);
        Self { verb, file, plan, path, review, record, overridden, result: Ok(exit::DONE) }
    }
}

impl Report<'_> {
    /// The report in this shape.
    pub fn render(&self, shape: Shape) -> String {
        match shape {
            Shape::Human => anstream::adapter::strip_str(&human::whole(self)).to_string(),
            Shape::Json => json::whole(self),
            Shape::Markdown => markdown::render(self),
            Shape::Html => html::render(self),
        }
    }

    /// The exit code.
    pub(super) fn code(&self) -> u8 {
        self.result.unwrap_or_else(Error::exit_code)
    }

    /// What it is called: `ebdeploy plan: shop-prod in eu-west-1`.
    pub(super) fn heading(&self) -> String {
        format!("ebdeploy {}: {}", self.verb.word(), self.subject())
    }

    /// Which environment it is about; the file, where that is all that is known.
    pub fn subject(&self) -> String {
        match self.plan {
            Some(Plan { environment, region, .. }) => format!("{environment} in {region}"),
            None => diagnostics::shown(self.file),
        }
    }

    /// The one line that has to be read, in two parts of which the first weighs more.
    pub(super) fn headline(&self) -> (String, String) {
        let file = diagnostics::shown(self.file);
        match (&self.result, self.plan) {
            (Err(error), _) => (format!("Exit code {}", error.exit_code()), error.to_string()),
            (Ok(_), Some(plan)) if plan.goal == Goal::Gone => {
                let first = if plan.is_empty() { "Nothing to do" } else { "Destroyed" };
                (first.to_owned(), format!("{} is gone", self.subject()))
            }
            (Ok(_), Some(plan)) if plan.is_empty() => {
                ("No changes".to_owned(), format!("{} is as {file} says", self.subject()))
            }
            (Ok(_), Some(_)) if self.verb == Verb::Apply => {
                ("Applied".to_owned(), format!("{} is as {file} says", self.subject()))
            }
            (Ok(_), Some(plan)) => {
                let told = summary(plan, usize::MAX);
                let told = anstream::adapter::strip_str(&told).to_string();
                let (steps, rest) = told.split_once(": ").unwrap_or((&told, ""));
                (steps.to_owned(), rest.to_owned())
            }
            (Ok(_), None) => ("Nothing to tell".to_owned(), file),
        }
    }

    /// What was to be done, where the headline tells how it went instead.
    pub(super) fn planned(&self) -> Option<String> {
        let plan = self.plan.filter(|plan| !plan.is_empty())?;
        let told = self.verb == Verb::Plan && self.result.is_ok();
        (!told).then(|| anstream::adapter::strip_str(&summary(plan, usize::MAX)).to_string())
    }

    /// Why it failed, as on stderr.
    pub(super) fn failure(&self) -> Option<String> {
        let error = self.result.as_ref().err()?;
        Some(anstream::adapter::strip_str(&failure::render(error, super::COLUMNS)).to_string())
    }

    /// The environment's log, line by line.
    pub(super) fn log(&self) -> Vec<String> {
        let events = self.record.map(Record::log).unwrap_or_default();
        let line = |event: &crate::observed::LogEvent| {
            let message = super::text::visible(&event.message);
            format!("{} {:5} {message}", event.at.strftime("%H:%M:%S"), event.severity)
        };
        events.iter().map(line).collect()
    }

    /// What the reader should know, in lines: why a step is there, the plan's notes, what lints say,
    /// and which gates were overridden.
    pub(super) fn notes(&self) -> Vec<String> {
        let entries = self.entries();
        let reasons =
            entries.iter().filter_map(|entry| Some(format!("{}: {}", entry.title, entry.reason?)));
        let bytes = self.plan.and_then(|plan| plan.variable_bytes).map(room);
        let notes = self.plan.map(|plan| plan.notes.as_slice()).unwrap_or_default();
        let notes = notes.iter().map(|Note(note)| format!("note: {note}"));
        let remarks = self.review.map(|(source, review)| review::lines(source, review));
        reasons.chain(bytes).chain(notes).chain(remarks.unwrap_or_default()).collect()
    }

    /// The steps as they are shown.
    pub(super) fn entries(&self) -> Vec<Entry> {
        let fate = |index| self.record.map(|record| record.fate(index).words());
        self.plan.map(|plan| entries(plan, fate)).unwrap_or_default()
    }

    /// The steps of the way back, once that was begun.
    pub(super) fn entries_back(&self) -> Vec<Entry> {
        let aftermath = self.result.err().and_then(Error::aftermath);
        let Some(RollBack::Begun { plan, .. }) =
            aftermath.and_then(|aftermath| aftermath.roll_back.as_ref())
        else {
            return Vec::new();
        };
        entries(plan, |index| self.record.map(|record| record.fate_back(index).words()))
    }

    /// The last lines of the instances' logs, where something failed on them.
    pub(super) fn logs(&self) -> &[InstanceLog] {
        let aftermath = self.result.err().and_then(Error::aftermath);
        let evidence = aftermath.and_then(|aftermath| aftermath.evidence.as_ref());
        evidence.map(|evidence| evidence.logs.as_slice()).unwrap_or_default()
    }
}

fn entries(plan: &Plan, fate: impl Fn(usize) -> Option<String>) -> Vec<Entry> {
    let entry = |(index, step): (usize, &crate::plan::Step)| {
        let (mark, title) = title(step);
        let fate = fate(index);
        Entry {
            number: index + 1,
            mark,
            title,
            impact: step.impact(),
            rows: rows(step),
            reason: plan.reason(step),
            fate,
        }
    };
    plan.steps.iter().enumerate().map(entry).collect()
}

/// A step as it is shown.
pub(super) struct Entry {
    pub(super) number: usize,
    pub(super) mark: Mark,
    pub(super) title: String,
    pub(super) impact: Impact,
    pub(super) rows: Vec<Row>,
    pub(super) reason: Option<&'static str>,
    /// What became of it; nothing, for a plan.
    pub(super) fate: Option<String>,
}

impl Entry {
    /// It has a table of its own.
    pub(super) fn is_long(&self) -> bool {
        self.rows.len() > MOST_ROWS
    }

    /// There was nothing before, and no row costs anything of its own: there are but values.
    pub(super) fn is_new(&self) -> bool {
        self.rows.iter().all(|row| row.before.is_none() && row.impact.is_none())
    }
}

/// What a step or row costs, in words.
pub(super) fn cost(impact: Impact) -> String {
    match impact {
        Impact::None => "none".to_owned(),
        impact => impact.to_string(),
    }
}
