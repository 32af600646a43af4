//! For a job of GitHub Actions: errors and notes as annotations of the file's own lines, the report
//! in the job's summary, and what later steps of the job decide by as outputs.

mod annotations;
mod command;
mod grouped;

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::fleet::Fleet;
use super::whole::{Report, Shape, Verb};
use super::{COLUMNS, diagnostics, failure, json, say};
use crate::desired::Impact;
use crate::plan::{Note, Plan};
use annotations::{of_error, of_review};
use command::{Kind, annotation, inert};
pub(super) use grouped::Grouped;

/// What GitHub's runner says to a step, by environment variables.
#[derive(Clone, Debug, Default)]
pub struct Runner {
    /// `GITHUB_WORKSPACE`: the folder that annotations name files in.
    pub workspace: Option<PathBuf>,
    /// `GITHUB_STEP_SUMMARY`: the file to which a step adds its summary.
    pub summary: Option<PathBuf>,
    /// `GITHUB_OUTPUT`: the file to which a step adds its outputs.
    pub output: Option<PathBuf>,
}

/// Tells GitHub how a plan or a run ended. What cannot be written does not change how it ended.
pub fn tell(report: &Report<'_>, runner: &Runner) {
    if let Err(error) = report.result {
        say(&inert(&failure::render(error, COLUMNS)));
    }
    annotate(report, runner);
    let planned = report.plan.map(|plan| (!plan.is_empty(), plan.impact()));
    let from = (report.verb, report.file);
    hand_over(from, runner, report.render(Shape::Markdown), outputs(planned, report.code()));
}

/// The same of several environments, of which each failure has been told.
pub fn tell_all(fleet: &Fleet<'_>, runner: &Runner) {
    for report in fleet.members {
        annotate(report, runner);
    }
    let planned = Some((fleet.has_changes(), fleet.impact()));
    let file = fleet.members.first().map_or(Path::new(""), |report| report.file);
    let outputs = outputs(planned, fleet.code());
    hand_over((fleet.verb, file), runner, fleet.render(Shape::Markdown), outputs);
}

/// Annotations beside the lines of the file.
fn annotate(report: &Report<'_>, runner: &Runner) {
    let name = |file: &Path| annotated(file, runner);
    let file = name(report.file);
    let title = title(report.verb);
    if let Err(error) = report.result {
        for line in of_error(error, report.file, &title, &name) {
            say(&line);
        }
    }
    if let Some((source, review)) = report.review {
        for line in of_review(source, review, &name) {
            say(&line);
        }
    }
    let notes = report.plan.map(|Plan { notes, .. }| notes.as_slice()).unwrap_or_default();
    for Note(note) in notes {
        say(&annotation(Kind::Notice, &file, None, &title, note));
    }
}

fn title(verb: Verb) -> String {
    format!("ebdeploy {}", verb.word())
}

/// What the job's summary and later steps are given.
fn hand_over(from: (Verb, &Path), runner: &Runner, summary: String, outputs: String) {
    let (verb, file) = from;
    let (title, file) = (title(verb), annotated(file, runner));
    for (path, text) in [(&runner.summary, summary + "\n"), (&runner.output, outputs)] {
        let Some(path) = path else { continue };
        if let Err(error) = append(path, &text) {
            let message = format!("cannot write `{}`: {error}", path.display());
            say(&annotation(Kind::Notice, &file, None, &title, &message));
        }
    }
}

/// A plan as it stands in a job's log.
pub(super) fn plan_text(text: &str) -> String {
    inert(text)
}

/// Outputs that later steps read as `steps.ID.outputs.changes`, and so on.
fn outputs(planned: Option<(bool, Impact)>, code: u8) -> String {
    let planned = planned.map_or_else(String::new, |(changes, impact)| {
        let impact = json::value(&impact);
        let impact = impact.as_str().unwrap_or_default();
        format!("changes={changes}\nimpact={impact}\n")
    });
    format!("{planned}exit-code={code}\n")
}

fn append(path: &Path, text: &str) -> io::Result<()> {
    OpenOptions::new().append(true).create(true).open(path)?.write_all(text.as_bytes())
}

/// A file as GitHub knows it: by its path in the repository.
fn annotated(file: &Path, runner: &Runner) -> String {
    let inside = || {
        let workspace = runner.workspace.as_ref()?;
        let whole = std::path::absolute(file).ok()?;
        Some(whole.strip_prefix(workspace).ok()?.to_owned())
    };
    diagnostics::shown(&inside().unwrap_or_else(|| file.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_by_its_path_in_the_repository() {
        let runner = Runner { workspace: Some("/work/repo".into()), ..Runner::default() };
        assert_eq!(
            annotated(Path::new("/work/repo/deploy/prod.toml"), &runner),
            "deploy/prod.toml"
        );
        assert_eq!(annotated(Path::new("/elsewhere/prod.toml"), &runner), "/elsewhere/prod.toml");
    }
}
