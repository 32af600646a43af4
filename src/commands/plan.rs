//! `ebdeploy plan`

use super::Subject;
use super::output::Output;
use crate::cli;
use crate::error::{Error, exit};
use crate::plan::Plan;
use crate::plan::path::TrafficPath;
use crate::report::{self, Report, Verb};

/// Shows what an apply would do.
pub(super) async fn plan(arguments: &cli::Plan) -> Result<u8, Error> {
    let cli::Plan { file, detailed_exitcode, output, health_check: _ } = arguments;
    let output = Output::new(output);
    let looked = look(arguments, &output).await;
    let (planned, result) = match looked {
        Ok((plan, path)) => {
            let changes = *detailed_exitcode && !plan.is_empty();
            let shown = report::plan(&plan, file, output.manner);
            let code = if changes { exit::CHANGES } else { exit::DONE };
            (Some((plan, path)), shown.map(|()| code).map_err(Error::from))
        }
        Err(error) => (None, Err(error)),
    };
    let (plan, path) = planned.as_ref().map(|(plan, path)| (plan, path)).unzip();
    let told = Report { verb: Verb::Plan, file, plan, path, record: None, result: Ok(exit::DONE) };
    output.conclude(told, result)
}

async fn look(arguments: &cli::Plan, output: &Output) -> Result<(Plan, TrafficPath), Error> {
    output.check()?;
    let subject = Subject::open(&arguments.file, (&arguments.health_check).into()).await?;
    let observed = subject.observe().await?;
    let plan = subject.plan(&observed)?;
    let path = TrafficPath::of(&subject.desired, &observed, &plan);
    Ok((plan, path))
}
