//! `ebdeploy apply`

use tokio::signal::unix::{SignalKind, signal};

use super::{caller, load, look};
use crate::apply::{Journal, apply as carry_out, until_idle};
use crate::aws::{self, Aws};
use crate::cli::{self, IfBusy};
use crate::config::Source;
use crate::desired::Desired;
use crate::error::{Error, exit};
use crate::observed::Status;
use crate::plan::Plan;
use crate::report::{self, Format};

/// Makes an environment as its file says, and proves it.
pub(super) async fn apply(arguments: &cli::Apply) -> Result<u8, Error> {
    let mut progress = (None, Journal::default());
    let result = tokio::select! {
        biased;
        () = interrupted() => None,
        result = run(arguments, &mut progress) => Some(result),
    };
    let (plan, journal) = progress;
    let result = result.unwrap_or_else(|| {
        Err(Error::Interrupted { plan: plan.clone().map(Box::new), journal: Box::new(journal) })
    });
    if arguments.json {
        report::outcome_json(plan.as_ref(), &result)?;
    }
    result.map(|()| exit::DONE)
}

/// The plan, once there is one, and how far it came: known also when the run is cut off.
type Progress = (Option<Plan>, Journal);

async fn run(arguments: &cli::Apply, (agreed, journal): &mut Progress) -> Result<(), Error> {
    let cli::Apply { file, yes, if_busy, json } = arguments;
    let format = if *json { Format::Json } else { Format::Human };
    let (desired, source) = load(file, caller)?;
    let cloud = aws::connect(desired.region()).await?;
    let plan = when_idle(&cloud, &desired, &source, *if_busy, format, journal).await?;
    report::plan(&plan, file, format)?;
    if !plan.is_empty() && !yes {
        confirm(&cloud, &desired, &source, &plan).await?;
    }
    let plan = agreed.insert(plan);
    let mut reporter = report::reporter(format);
    let applied =
        carry_out(&cloud, &desired, plan, journal, &mut |event| reporter.report(event)).await;
    reporter.finish();
    applied.map_err(|source| stopped(plan.clone(), journal, source))?;
    if plan.is_empty() {
        return Ok(());
    }
    prove(&cloud, &desired, &source).await?;
    if format == Format::Human {
        report::say(&format!(
            "Applied: {} in {} is as {} says.",
            plan.environment,
            plan.region,
            file.display()
        ));
    }
    Ok(())
}

/// The plan for an environment that is at nothing else: what is about to change cannot be compared with.
async fn when_idle(
    cloud: &Aws,
    desired: &Desired,
    source: &Source,
    if_busy: IfBusy,
    format: Format,
    journal: &mut Journal,
) -> Result<Plan, Error> {
    let (observed, plan) = look(cloud, desired, source).await?;
    let busy =
        observed.environment.filter(|environment| environment.summary.status != Status::Ready);
    let Some(environment) = busy else { return Ok(plan) };
    if if_busy == IfBusy::Fail {
        return Err(Error::Busy(environment.summary.name));
    }
    let mut reporter = report::reporter(format);
    let waited = until_idle(cloud, desired, &environment.summary.id, journal, &mut |event| {
        reporter.report(event);
    })
    .await;
    reporter.finish();
    waited.map_err(|source| stopped(Plan { steps: Vec::new(), ..plan }, journal, source))?;
    look(cloud, desired, source).await.map(|(_, plan)| plan)
}

fn stopped(plan: Plan, journal: &Journal, source: crate::apply::Error) -> Error {
    let (plan, journal) = (Box::new(plan), Box::new(journal.clone()));
    Error::Apply { plan, journal, source: Box::new(source) }
}

/// Asks, and makes sure that what was agreed to still holds.
async fn confirm(
    cloud: &Aws,
    desired: &Desired,
    source: &Source,
    plan: &Plan,
) -> Result<(), Error> {
    if !report::can_ask() {
        return Err(Error::NobodyToAsk);
    }
    if !report::ask(&format!("\nApply this to {}?", plan.environment))? {
        return Err(Error::Declined);
    }
    let (_, now) = look(cloud, desired, source).await?;
    if now == *plan { Ok(()) } else { Err(Error::Moved(Box::new(now))) }
}

/// Looks at AWS anew: success is a plan with nothing in it.
async fn prove(cloud: &Aws, desired: &Desired, source: &Source) -> Result<(), Error> {
    let (_, plan) = look(cloud, desired, source).await?;
    if plan.is_empty() { Ok(()) } else { Err(Error::NotConverged(Box::new(plan))) }
}

/// Ctrl-C, or a CI system that cancels the job.
async fn interrupted() {
    let Ok(mut terminated) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated.recv() => {}
    }
}
