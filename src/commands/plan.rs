//! `ebdeploy plan`

use std::path::Path;

use super::Subject;
use super::output::{Output, Planned};
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
        Ok((planned, passed)) => {
            let changes = *detailed_exitcode && !planned.plan.is_empty();
            let code = if changes { exit::CHANGES } else { exit::DONE };
            (Some(planned), passed.map(|()| code))
        }
        Err(error) => (None, Err(error)),
    };
    let told = Report::new(Verb::Plan, file);
    let told = planned.iter().fold(told, |told, planned| planned.add(told));
    output.conclude(told, result)
}

type Looked = (Planned, Result<(), Error>);

/// The plan, shown; and whether it may be carried out, and could be saved.
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
    output.remark(&subject.source, &review);
    report::plan(&plan, &subject.source, output.manner, &review)?;
    report::overridden(&review, gates.overridden.as_deref());
    let passed = match (subject.pass(&plan, &review, gates), out) {
        (Ok(()), Some(path)) => keep(&subject, &approved, file, path).await,
        (passed, _) => passed,
    };
    Ok((Planned { plan, path, source: subject.source, review }, passed))
}

async fn keep(subject: &Subject, plan: &Plan, file: &Path, path: &Path) -> Result<(), Error> {
    save(subject, plan, file).await?.write(path)?;
    report::saved(path);
    Ok(())
}
