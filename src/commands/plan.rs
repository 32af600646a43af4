//! `ebdeploy plan`

use std::path::Path;

use super::Subject;
use super::output::Output;
use super::saved::save;
use crate::cli;
use crate::error::{Error, exit};
use crate::plan::Plan;
use crate::plan::path::TrafficPath;
use crate::report::{self, Report, Verb};

/// Shows what an apply would do.
pub(super) async fn plan(arguments: &cli::Plan) -> Result<u8, Error> {
    let cli::Plan { file, detailed_exitcode, out: _, output, health_check: _ } = arguments;
    let output = Output::new(output);
    let (planned, result) = match look(arguments, &output).await {
        Ok((plan, path, saved)) => {
            let changes = *detailed_exitcode && !plan.is_empty();
            let code = if changes { exit::CHANGES } else { exit::DONE };
            (Some((plan, path)), saved.map(|()| code))
        }
        Err(error) => (None, Err(error)),
    };
    let (plan, path) = planned.as_ref().map(|(plan, path)| (plan, path)).unzip();
    let told = Report { verb: Verb::Plan, file, plan, path, record: None, result: Ok(exit::DONE) };
    output.conclude(told, result)
}

type Looked = (Plan, TrafficPath, Result<(), Error>);

/// The plan, shown; the way of a request through it; and whether it could be saved.
async fn look(arguments: &cli::Plan, output: &Output) -> Result<Looked, Error> {
    let cli::Plan { file, detailed_exitcode: _, out, output: _, health_check } = arguments;
    output.check()?;
    let subject = Subject::open(file, health_check.into()).await?;
    let observed = subject.observe().await?;
    let plan = subject.plan(&observed)?;
    let path = TrafficPath::of(&subject.desired, &observed, &plan);
    report::plan(&plan, file, output.manner)?;
    let saved = match out {
        Some(path) => keep(&subject, &plan, file, path).await,
        None => Ok(()),
    };
    Ok((plan, path, saved))
}

async fn keep(subject: &Subject, plan: &Plan, file: &Path, path: &Path) -> Result<(), Error> {
    save(subject, plan, file).await?.write(path)?;
    report::saved(path);
    Ok(())
}
