//! Where a plan or a run is told, as the command line says.

use std::path::{Path, PathBuf};
use std::{env, mem};

use tokio::time::Instant;

use super::fleet::Member;
use crate::cli;
use crate::config::Source;
use crate::error::{Error, exit};
use crate::plan::Plan;
use crate::plan::path::TrafficPath;
use crate::report::github::{self, Runner};
use crate::report::{self, About, Fleet, Manner, Report, Reporter, Review, Shape, Verb};

/// How a command tells what it has to tell.
pub(super) struct Output {
    /// On stdout and stderr.
    pub(super) manner: Manner,
    /// Which environment it is about, where there are several.
    pub(super) about: Option<About>,
    began: Instant,
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
        Self { manner, about: None, began: Instant::now(), files: files.collect() }
    }

    /// How one of several environments tells what it has to tell: on the streams alone, and each
    /// time whom it is about.
    pub(super) fn of(&self, about: About) -> Self {
        Self { about: Some(about), files: Vec::new(), ..*self }
    }

    /// A listener for a run that began then; with several, all clocks run since the call began.
    pub(super) fn reporter(&self, began: Instant) -> Box<dyn Reporter> {
        let began = if self.about.is_some() { self.began } else { began };
        report::reporter(self.manner, self.about.as_ref(), began)
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
        let report = Report { result: result.as_ref().copied(), ..told };
        let written = match result {
            // Those that cannot be written have been named.
            Err(Error::Report { .. }) => self.write(&[], |shape| report.render(shape)),
            _ => self.write(&self.files, |shape| report.render(shape)),
        };
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

    /// Tells how it ended: one as one, several together.
    pub(super) fn conclude_members(&self, verb: Verb, members: Vec<Member>) -> Result<u8, Error> {
        match <[Member; 1]>::try_from(members) {
            Ok([mut member]) => {
                let result = mem::replace(&mut member.result, Ok(exit::DONE));
                self.conclude(member.report(verb), result)
            }
            Err(members) => {
                let members: Vec<_> = members.iter().map(|member| member.report(verb)).collect();
                self.conclude_all(&Fleet { verb, members: &members })
            }
        }
    }

    /// Tells how several ended, of which each failure has been told, and returns the exit code.
    pub(super) fn conclude_all(&self, told: &Fleet<'_>) -> Result<u8, Error> {
        report::overview(told, self.manner)?;
        self.write(&self.files, |shape| told.render(shape))?;
        if self.manner == Manner::Github {
            github::tell_all(told, &runner());
        }
        Ok(told.code())
    }

    fn write(
        &self,
        files: &[(Shape, PathBuf)],
        render: impl Fn(Shape) -> String,
    ) -> Result<(), Error> {
        if self.manner == Manner::Markdown {
            report::out(render(Shape::Markdown).trim_end())?;
        }
        files
            .iter()
            .try_for_each(|(shape, path)| report::write(render(*shape), path).map_err(of(path)))
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
