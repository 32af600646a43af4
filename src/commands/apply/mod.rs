//! `ebdeploy apply`

mod back;
mod cut;
mod failed;
mod many;
mod order;
pub(super) mod run;
mod turns;
pub(super) mod work;

use std::path::Path;

use super::Subject;
use super::output::Output;
use super::saved::Asked;
use crate::cli;
use crate::error::Error;
use crate::report::Verb;
use run::{Progress, Run, to_its_end};

/// Makes environments as their files say, and proves it.
pub(super) async fn apply(arguments: &cli::Apply) -> Result<u8, Error> {
    let output = Output::new(&arguments.terms.output);
    match &arguments.files[..] {
        [path] => alone(arguments, &output, path).await,
        _ => many::apply(arguments, &output).await,
    }
}

async fn alone(arguments: &cli::Apply, output: &Output, path: &Path) -> Result<u8, Error> {
    let run = async |progress: &mut Progress| begin(arguments, output, path, progress).await;
    to_its_end(Verb::Apply, output, path, run).await
}

async fn begin(
    arguments: &cli::Apply,
    output: &Output,
    path: &Path,
    progress: &mut Progress,
) -> Result<(), Error> {
    output.check()?;
    let asked = Asked::read(path, (&arguments.terms.health_check).into())?;
    let file = progress.file.insert(asked.file(path).to_owned());
    let subject = Subject::open(file, asked.choices).await?.with_bundle().await?;
    asked.belongs(&subject, path).await?;
    let run = Run { terms: &arguments.terms, output, path, asked: &asked, agreed: None };
    run.go(&subject, progress).await
}
