//! Where a plan or a run is told, as the command line says.

use std::env;
use std::path::{Path, PathBuf};

use crate::cli;
use crate::config::Source;
use crate::error::Error;
use crate::plan::Plan;
use crate::plan::path::TrafficPath;
use crate::report::github::{self, Runner};
use crate::report::{self, Manner, Report, Review, Shape};

/// How a command tells what it has to tell.
pub(super) struct Output {
    /// On stdout and stderr.
    pub(super) manner: Manner,
    files: Vec<(Shape, PathBuf)>,
}

/// A plan, and what is told beside it.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) plan: Plan,
    /// The way of a request through it.
    pub(super) path: TrafficPath,
    /// The file's text, which remarks are about.
    pub(super) source: Source,
    /// What lints and gates say.
    pub(super) review: Review,
}

impl Planned {
    /// The same, with what it is told with.
    pub(super) fn add<'a>(&'a self, report: Report<'a>) -> Report<'a> {
        let Self { plan, path, source, review } = self;
        Report { plan: Some(plan), path: Some(path), review: Some((source, review)), ..report }
    }
}

impl Output {
    pub(super) fn new(arguments: &cli::Output) -> Self {
        let cli::Output { format, json, reports } = arguments;
        let manner = match format {
            _ if *json => Manner::Json,
            cli::Format::Human => Manner::Human,
            cli::Format::Json => Manner::Json,
            cli::Format::Markdown => Manner::Markdown,
            cli::Format::Github => Manner::Github,
        };
        let files = reports.iter().map(|report| (report.shape.into(), report.file.clone()));
        Self { manner, files: files.collect() }
    }

    /// Makes sure that the reports can be written, before anything is done.
    pub(super) fn check(&self) -> Result<(), Error> {
        self.files.iter().try_for_each(|(_, path)| report::check(path).map_err(of(path)))
    }

    /// Tells what lints remark beside a plan: GitHub at the end, at the lines that are meant.
    pub(super) fn remark(&self, source: &Source, review: &Review) {
        if self.manner != Manner::Github {
            report::remarks_beside(source, review);
        }
    }

    /// Tells how it ended, and returns that: where a job's log was told of an error, as its exit
    /// code alone.
    pub(super) fn conclude(
        &self,
        told: Report<'_>,
        result: Result<u8, Error>,
    ) -> Result<u8, Error> {
        let written = self.write(&Report { result: result.as_ref().copied(), ..told });
        let result = match (result, written) {
            (result, Ok(())) => result,
            (Ok(_), Err(error)) => Err(error),
            (Err(error), Err(unwritten)) => {
                report::failure(&unwritten);
                Err(error)
            }
        };
        if self.manner != Manner::Github {
            return result;
        }
        github::tell(&Report { result: result.as_ref().copied(), ..told }, &runner());
        Ok(result.unwrap_or_else(|error| error.exit_code()))
    }

    fn write(&self, told: &Report<'_>) -> Result<(), Error> {
        if self.manner == Manner::Markdown {
            report::out(told.render(Shape::Markdown).trim_end())?;
        }
        // Those that cannot be written have been named.
        if matches!(told.result, Err(Error::Report { .. })) {
            return Ok(());
        }
        self.files
            .iter()
            .try_for_each(|(shape, path)| report::write(told, *shape, path).map_err(of(path)))
    }
}

fn of(path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    move |source| Error::Report { path: path.to_owned(), source }
}

fn runner() -> Runner {
    let path = |name: &str| env::var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from);
    Runner {
        workspace: path("GITHUB_WORKSPACE"),
        summary: path("GITHUB_STEP_SUMMARY"),
        output: path("GITHUB_OUTPUT"),
    }
}

impl From<cli::Shape> for Shape {
    fn from(shape: cli::Shape) -> Self {
        match shape {
            cli::Shape::Human => Self::Human,
            cli::Shape::Json => Self::Json,
            cli::Shape::Markdown => Self::Markdown,
            cli::Shape::Html => Self::Html,
        }
    }
}
