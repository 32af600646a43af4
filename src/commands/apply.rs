//! `ebdeploy apply`

use tokio::select;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::Instant;

use super::{Subject, lock};
use crate::apply::{self, Journal, until_idle};
use crate::aws::Aws;
use crate::cli::{self, IfBusy};
use crate::error::{Error, exit};
use crate::lease::{Hold, Lost};
use crate::observed::{Observed, Status};
use crate::plan::Plan;
use crate::report::{self, Format};

/// Makes an environment as its file says, and proves it.
pub(super) async fn apply(arguments: &cli::Apply) -> Result<u8, Error> {
    let mut progress = Progress::default();
    let result = select! {
        biased;
        () = interrupted() => None,
        result = run(arguments, &mut progress) => Some(result),
    };
    let result = match result {
        Some(result) => result,
        None => Err(cut_off(&mut progress).await),
    };
    if let Some(lease) = &progress.lease {
        select! {
            () = interrupted() => {}
            () = lock::free(lease) => {}
        }
    }
    if arguments.json {
        report::outcome_json(progress.plan.as_ref(), &result)?;
    }
    result.map(|()| exit::DONE)
}

/// How far a run came: known also when it is cut off.
#[derive(Debug, Default)]
struct Progress {
    /// Whom the run speaks to.
    cloud: Option<Aws>,
    /// What keeps others from applying the same environment.
    lease: Option<Hold<Aws>>,
    /// What is carried out, once that is agreed.
    plan: Option<Plan>,
    journal: Journal,
}

/// What an interrupted run left standing is removed, unless whoever interrupted has no patience for
/// that either.
async fn cut_off(progress: &mut Progress) -> Error {
    let Progress { cloud, lease: _, plan, journal } = progress;
    if let (Some(cloud), Some(plan)) = (cloud, &plan) {
        select! {
            () = interrupted() => {}
            () = apply::tidy(cloud, &plan.environment, journal) => {}
        }
    }
    let plan = plan.clone().map(Box::new);
    Error::Interrupted { plan, journal: Box::new(journal.clone()) }
}

async fn run(arguments: &cli::Apply, progress: &mut Progress) -> Result<(), Error> {
    let cli::Apply { file, health_check, locking, .. } = arguments;
    let format = if arguments.json { Format::Json } else { Format::Human };
    let subject = Subject::open(file, health_check.into()).await?;
    let Progress { cloud, lease, plan, journal } = progress;
    *cloud = Some(subject.cloud.clone());
    *lease = lock::claim(&subject, locking, file, format).await?;
    let held = match lease {
        Some(lease) if lock::take(lease, &subject, locking, file, format).await? => Some(&*lease),
        _ => None,
    };
    let work = carry_out(arguments, &subject, held, plan, journal);
    let Some(lease) = held else { return work.await };
    // Once it is lost somebody else may be at work: what is left standing is theirs to remove.
    let ended = lease.guard(async { Ok::<_, Lost>(work.await) }).await;
    ended.unwrap_or_else(|lost| {
        let plan = plan.clone().unwrap_or_else(|| nothing(subject.desired.environment()));
        Err(stopped(plan, journal, lost.into()))
    })
}

/// Plans, asks, carries out, and proves.
async fn carry_out(
    arguments: &cli::Apply,
    subject: &Subject,
    lease: Option<&Hold<Aws>>,
    agreed: &mut Option<Plan>,
    journal: &mut Journal,
) -> Result<(), Error> {
    let cli::Apply { file, yes, if_busy, json, .. } = arguments;
    let format = if *json { Format::Json } else { Format::Human };
    let began = Instant::now();
    let observed = when_idle(subject, *if_busy, format, began, journal).await?;
    let plan = subject.plan(&observed)?;
    report::planned(&plan, file, format)?;
    if !plan.is_empty() && !yes {
        confirm(subject, &plan).await?;
    }
    let plan = agreed.insert(plan);
    let Subject { cloud, desired, .. } = subject;
    let fence = async || match lease {
        Some(lease) => lease.confirm().await,
        None => Ok(()),
    };
    let mut reporter = report::reporter(format, began);
    let mut emit = |event: apply::Event<'_>| reporter.report(event);
    let applied = apply::apply_fenced(cloud, desired, plan, fence, journal, &mut emit).await;
    reporter.finish();
    applied.map_err(|error| stopped(plan.clone(), journal, error))?;
    prove(subject, plan, journal).await?;
    if !plan.is_empty() {
        report::applied(plan, file, format);
    }
    Ok(())
}

/// What there is, once the environment is at nothing else: what is about to change cannot be
/// compared with.
async fn when_idle(
    subject: &Subject,
    if_busy: IfBusy,
    format: Format,
    began: Instant,
    journal: &mut Journal,
) -> Result<Observed, Error> {
    let observed = subject.observe().await?;
    let environment = observed.environment.as_ref().map(|environment| environment.summary.clone());
    let Some(busy) = environment.filter(|summary| summary.status != Status::Ready) else {
        return Ok(observed);
    };
    if if_busy == IfBusy::Fail {
        return Err(Error::Busy(busy.name));
    }
    let Subject { cloud, desired, .. } = subject;
    let mut reporter = report::reporter(format, began);
    let mut emit = |event: apply::Event<'_>| reporter.report(event);
    let waited = until_idle(cloud, desired, &busy.id, journal, &mut emit).await;
    reporter.finish();
    waited.map_err(|error| stopped(nothing(&busy.name), journal, error))?;
    subject.observe().await
}

fn nothing(environment: &str) -> Plan {
    Plan { environment: environment.to_owned(), ..Plan::default() }
}

fn stopped(plan: Plan, journal: &Journal, error: apply::Error) -> Error {
    let (plan, journal) = (Box::new(plan), Box::new(journal.clone()));
    Error::Apply { plan, journal, source: Box::new(error) }
}

/// Asks, and makes sure that what was agreed to still holds.
async fn confirm(subject: &Subject, plan: &Plan) -> Result<(), Error> {
    if !report::can_ask() {
        return Err(Error::NobodyToAsk);
    }
    if !report::ask(&format!("\nApply this to {}?", plan.environment)).await? {
        return Err(Error::Declined);
    }
    let now = subject.look().await?;
    if now == *plan { Ok(()) } else { Err(Error::Moved(Box::new(now))) }
}

/// Looks at AWS anew: success is a plan with nothing in it. A way back from the fallback may be left
/// in it, which is no full success.
async fn prove(subject: &Subject, plan: &Plan, journal: &Journal) -> Result<(), Error> {
    let left = if plan.is_empty() { plan.clone() } else { subject.look().await? };
    if !left.only_returns() {
        return Err(Error::NotConverged(Box::new(left)));
    }
    match left.on_fallback {
        Some(fallback) => {
            let (plan, journal) = (Box::new(plan.clone()), Box::new(journal.clone()));
            Err(Error::OnFallback { plan, journal, fallback })
        }
        None => Ok(()),
    }
}

/// Ctrl-C, or a CI system that cancels the job.
async fn interrupted() {
    let Ok(mut terminated) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated.recv() => {}
    }
}
