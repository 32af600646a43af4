//! Several environments told together: a line for each, and what there is to tell of each beside.

use super::whole::{Report, Shape, Verb};
use super::{diagnostics, html, human, json, markdown, plural};
use crate::desired::Impact;
use crate::error::{Error, exit};
use crate::plan::Plan;

/// The plans or runs of one call, as they ended.
#[derive(Clone, Copy, Debug)]
pub struct Fleet<'a> {
    /// Which of the two.
    pub verb: Verb,
    /// One for each file, in the order of the command line.
    pub members: &'a [Report<'a>],
}

/// What came of one environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// There is something to do; or it is done.
    Changed,
    /// There is nothing to do.
    Unchanged,
    /// All is done, and it serves on its fallback health check.
    OnFallback,
    /// It failed, or cannot be.
    Failed,
    /// It was not begun.
    NotBegun,
}

impl Ending {
    const ALL: [Self; 5] =
        [Self::Changed, Self::Unchanged, Self::OnFallback, Self::Failed, Self::NotBegun];

    fn words(self, verb: Verb) -> &'static str {
        match (self, verb) {
            (Self::Changed, Verb::Plan) => "with changes",
            (Self::Changed, Verb::Apply) => "applied",
            (Self::Unchanged, _) => "without changes",
            (Self::OnFallback, _) => "on the fallback health check",
            (Self::Failed, _) => "failed",
            (Self::NotBegun, _) => "not begun",
        }
    }
}

/// One environment in the list of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) ending: Ending,
    /// `shop-prod in eu-west-1`; the file, where that is all that is known.
    pub(super) subject: String,
    pub(super) file: String,
    /// What came of it.
    pub(super) told: String,
}

impl Fleet<'_> {
    /// The report in this shape.
    pub fn render(&self, shape: Shape) -> String {
        match shape {
            Shape::Human => anstream::adapter::strip_str(&human::fleet(self)).to_string(),
            Shape::Json => json::fleet(self),
            Shape::Markdown => markdown::fleet(self),
            Shape::Html => html::fleet(self),
        }
    }

    /// The exit code of the whole call: the worst of them.
    pub fn code(&self) -> u8 {
        exit::worst(self.members.iter().map(Report::code))
    }

    /// There is something to do, somewhere.
    pub(super) fn has_changes(&self) -> bool {
        self.plans().any(|plan| !plan.is_empty())
    }

    /// What all of it costs: as much as the dearest step.
    pub(super) fn impact(&self) -> Impact {
        self.plans().map(Plan::impact).max().unwrap_or(Impact::None)
    }

    fn plans(&self) -> impl Iterator<Item = &Plan> {
        self.members.iter().filter_map(|report| report.plan)
    }

    /// What it is called: `ebdeploy plan: 3 environments`.
    pub(super) fn heading(&self) -> String {
        format!("ebdeploy {}: {}", self.verb.word(), self.count())
    }

    fn count(&self) -> String {
        plural(self.members.len(), "environment")
    }

    /// The one line that has to be read, in two parts of which the first weighs more.
    pub(super) fn headline(&self) -> (String, String) {
        let lines = self.lines();
        let counted = Ending::ALL.into_iter().filter_map(|ending| {
            let count = lines.iter().filter(|line| line.ending == ending).count();
            (count > 0).then(|| format!("{count} {}", ending.words(self.verb)))
        });
        let mut told = counted.collect::<Vec<_>>().join(", ");
        if self.impact() != Impact::None {
            told = format!("{told}; dearest impact: {}", self.impact());
        }
        (self.count(), told)
    }

    /// A line for each.
    pub(super) fn lines(&self) -> Vec<Line> {
        let line = |report: &Report<'_>| {
            let (ending, told) = ending(report);
            let file = diagnostics::shown(report.file);
            Line { ending, subject: report.subject(), file, told }
        };
        self.members.iter().map(line).collect()
    }
}

fn ending(report: &Report<'_>) -> (Ending, String) {
    let steps = |plan: &Plan| {
        let steps = plural(plan.steps.len(), "step");
        match plan.impact() {
            Impact::None => steps,
            impact => format!("{steps}; dearest impact: {impact}"),
        }
    };
    match (&report.result, report.plan) {
        (Err(error @ Error::NotBegun(_)), _) => (Ending::NotBegun, error.to_string()),
        (Err(error @ Error::OnFallback { .. }), _) => (Ending::OnFallback, error.to_string()),
        (Err(error), _) => (Ending::Failed, format!("exit code {}: {error}", error.exit_code())),
        (Ok(_), Some(plan)) if !plan.is_empty() => {
            let done = if report.verb == Verb::Apply { "applied: " } else { "" };
            (Ending::Changed, format!("{done}{}", steps(plan)))
        }
        (Ok(_), Some(Plan { on_fallback: Some(_), .. })) => {
            (Ending::OnFallback, "nothing to do; it serves on its fallback health check".into())
        }
        (Ok(_), _) => (Ending::Unchanged, "no changes".to_owned()),
    }
}
