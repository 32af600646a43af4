//! For a job of GitHub Actions: errors and notes as annotations of the file's own lines, the report
//! in the job's summary, and what later steps of the job decide by as outputs.

mod annotations;
mod command;
mod grouped;

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::whole::{Report, Shape};
use super::{COLUMNS, diagnostics, failure, json, say};
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
    let name = |file: &Path| annotated(file, runner);
    let file = name(report.file);
    let title = format!("ebdeploy {}", report.verb.word());
    if let Err(error) = report.result {
        say(&inert(&failure::render(error, COLUMNS)));
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
    let summary = format!("{}\n", report.render(Shape::Markdown));
    for (path, text) in [(&runner.summary, summary), (&runner.output, outputs(report))] {
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
fn outputs(report: &Report<'_>) -> String {
    let code = report.code();
    let planned = report.plan.map_or_else(String::new, |plan| {
        let impact = json::value(&plan.impact());
        let impact = impact.as_str().unwrap_or_default();
        format!("changes={}\nimpact={impact}\n", !plan.is_empty())
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
