//! `ebdeploy plan`

use std::path::Path;

use super::Subject;
use super::output::Output;
use super::review::Purpose;
use super::saved::save;
use crate::cli;
use crate::error::{Error, exit};
use crate::gates::untimely;
use crate::plan::path::TrafficPath;
use crate::plan::{Note, Plan};
use crate::report::{self, Report, Verb};

/// Shows what an apply would do.
pub(super) async fn plan(arguments: &cli::Plan) -> Result<u8, Error> {
    let cli::Plan { file, detailed_exitcode, output, .. } = arguments;
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
    let (verb, result_yet) = (Verb::Plan, Ok(exit::DONE));
    let told =
        Report { verb, file, plan, path, record: None, overridden: None, result: result_yet };
    output.conclude(told, result)
}

type Looked = (Plan, TrafficPath, Result<(), Error>);

/// The plan, shown; the way of a request through it; and whether it could be saved.
async fn look(arguments: &cli::Plan, output: &Output) -> Result<Looked, Error> {
    let cli::Plan { file, detailed_exitcode: _, out, gates, output: _, health_check } = arguments;
    output.check()?;
    let subject = Subject::open(file, health_check.into()).await?;
    let observed = subject.observe().await?;
    let mut plan = subject.plan(&observed)?;
    let approved = plan.clone();
    if let Some(untimely) = untimely(&plan, &subject.desired, &observed) {
        plan.notes.push(Note(format!("an apply would be refused now: {}", untimely.message)));
    }
    let path = TrafficPath::of(&subject.desired, &observed, &plan);
    let review = subject.review(&plan, &observed, gates, Purpose::Look);
    report::remarks_beside(&subject.source, &review);
    report::plan(&plan, &subject.source, output.manner, &review)?;
    report::overridden(&review, gates.overridden.as_deref());
    let kept = match (subject.pass(&plan, &review, gates), out) {
        (Ok(()), Some(path)) => keep(&subject, &approved, file, path).await,
        (passed, _) => passed,
    };
    Ok((plan, path, kept))
}

async fn keep(subject: &Subject, plan: &Plan, file: &Path, path: &Path) -> Result<(), Error> {
    save(subject, plan, file).await?.write(path)?;
    report::saved(path);
    Ok(())
}
