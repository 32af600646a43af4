//! `ebdeploy apply`

mod many;
mod order;
mod run;

use std::path::Path;

use tokio::select;

use super::Subject;
use super::fleet::Member;
use super::output::Output;
use super::saved::Asked;
use crate::cli;
use crate::error::{Error, exit};
use crate::report::{self, Manner, Verb};
use run::{Course, Progress, Run, cut_off, give_back, interrupted};

/// Makes environments as their files say, and proves it.
pub(super) async fn apply(arguments: &cli::Apply) -> Result<u8, Error> {
    let output = Output::new(&arguments.output);
    match &arguments.files[..] {
        [path] => alone(arguments, &output, path).await,
        _ => many::apply(arguments, &output).await,
    }
}

async fn alone(arguments: &cli::Apply, output: &Output, path: &Path) -> Result<u8, Error> {
    let mut progress = Progress::default();
    let result = select! {
        biased;
        () = interrupted() => None,
        result = begin(arguments, output, path, &mut progress) => Some(result),
    };
    let result = match result {
        Some(result) => result,
        None => Err(cut_off(&mut progress).await),
    };
    give_back(&mut progress).await;
    let Progress { file, course, .. } = progress;
    let Course { planned, plan, record, overridden, .. } = course;
    let file = file.unwrap_or_else(|| path.to_owned());
    let member = Member { file, planned, record: Some(record), overridden, result: Ok(exit::DONE) };
    let result = result.map(|()| exit::DONE);
    let result = output.conclude(member.report(Verb::Apply), result);
    if output.manner == Manner::Json {
        report::outcome_json(None, plan.as_ref(), member.overridden.as_deref(), &result)?;
    }
    result
}

async fn begin(
    arguments: &cli::Apply,
    output: &Output,
    path: &Path,
    progress: &mut Progress,
) -> Result<(), Error> {
    output.check()?;
    let asked = Asked::read(path, (&arguments.health_check).into())?;
    let file = progress.file.insert(asked.file(path).to_owned());
    let subject = Subject::open(file, asked.choices).await?.with_bundle().await?;
    asked.belongs(&subject, path).await?;
    let run = Run { arguments, output, path, asked: &asked, agreed: None };
    run.go(&subject, progress).await
}
