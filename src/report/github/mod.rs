//! For a job of GitHub Actions: errors and notes as annotations of the file's own lines, the report
//! in the job's summary, and what later steps of the job decide by as outputs.

mod command;
mod grouped;

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::diagnostics::{self, within};
use super::whole::{Report, Shape};
use super::{COLUMNS, failure, json, say};
use crate::config::{self, Diagnostic, Source};
use crate::error::Error;
use crate::plan::{Note, Plan};
use command::{Kind, Place, annotation, inert};
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
    let file = annotated(report.file, runner);
    let title = format!("ebdeploy {}", report.verb.word());
    if let Err(error) = report.result {
        say(&inert(&failure::render(error, COLUMNS)));
        for line in of_error(error, &file, &title) {
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

/// An annotation for each problem of the file, or one for all else.
fn of_error(error: &Error, file: &str, title: &str) -> Vec<String> {
    if let Error::File(config::Error::Invalid { source_file, diagnostics })
    | Error::Refused { source_file, diagnostics } = error
    {
        let one = |diagnostic: &Diagnostic| {
            let Diagnostic { message, span: _, help } = diagnostic;
            let help = help.as_ref().map_or_else(String::new, |help| format!("\nhelp: {help}"));
            let place = place(source_file, diagnostic);
            annotation(Kind::Error, file, place, title, &format!("{message}{help}"))
        };
        return diagnostics.iter().map(one).collect();
    }
    let told = anstream::adapter::strip_str(&failure::render(error, COLUMNS)).to_string();
    let told = told.strip_prefix("error: ").unwrap_or(&told);
    vec![annotation(Kind::Error, file, None, title, told)]
}

/// Where a problem stands. Of several lines it is the first: columns of several lines are refused.
fn place(source: &Source, diagnostic: &Diagnostic) -> Option<Place> {
    let span = within(diagnostic.span.clone()?, &source.text);
    let (before, rest) = source.text.split_at(span.start);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let width = rest.get(..span.len())?.chars().count().max(1);
    Some(Place { line, from: column, to: column + width - 1 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    fn invalid(text: &str) -> Error {
        match config::parse(Path::new("environments/prod.toml"), text) {
            Err(error) => Error::File(error),
            Ok(file) => {
                let (source_file, diagnostics) = (Box::new(file.source), file.diagnostics);
                Error::Refused { source_file, diagnostics }
            }
        }
    }

    #[test]
    fn each_problem_of_a_file_is_an_annotation_of_its_line() {
        let error = invalid(
            "[application]\nname = \"shop\"\n[environment]\nname = \"shop-prod\"\n\
             [capacity]\n  instance-typs = ['t3.small']\nmin = 5\nmax = 3\n",
        );
        let lines = of_error(&error, "environments/prod.toml", "ebdeploy plan");
        assert_snapshot!(lines.join("\n"), @r"
        ::error file=environments/prod.toml,line=6,endLine=6,col=3,endColumn=15,title=ebdeploy plan::unknown field `instance-typs`, expected one of `instance-types`, `min`, `max`%0Ahelp: did you mean `instance-types`?
        ::error file=environments/prod.toml,line=7,endLine=7,col=7,endColumn=7,title=ebdeploy plan::`min` is 5, more than `max`, which is 3%0Ahelp: lower `min` or raise `max`
        ");
    }

    #[test]
    fn another_error_is_an_annotation_of_the_file() {
        let error = Error::Busy("shop-prod".to_owned());
        let lines = of_error(&error, "prod.toml", "ebdeploy apply");
        assert_snapshot!(lines.join("\n"), @"::error file=prod.toml,title=ebdeploy apply::the environment `shop-prod` is busy%0Ahint: run again later, or with `--if-busy wait`");
    }

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
