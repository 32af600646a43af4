//! `ebdeploy apply`

use std::path::PathBuf;

use tokio::select;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::Instant;

use super::output::{Output, Planned};
use super::review::Purpose;
use super::saved::Asked;
use super::{Subject, lock};
use crate::apply::{self, Journal, until_idle};
use crate::aws::Aws;
use crate::cli::{self, IfBusy};
use crate::error::{Error, exit};
use crate::lease::{Hold, Lost};
use crate::observed::{Observed, Status};
use crate::plan::Plan;
use crate::plan::path::TrafficPath;
use crate::report::{self, Manner, Record, Report, Verb};

/// Makes an environment as its file says, and proves it.
pub(super) async fn apply(arguments: &cli::Apply) -> Result<u8, Error> {
    let output = Output::new(&arguments.output);
    let mut progress = Progress::default();
    let result = select! {
        biased;
        () = interrupted() => None,
        result = run(arguments, &output, &mut progress) => Some(result),
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
    let Progress { file, course, .. } = &progress;
    let Course { planned, plan, record, overridden, .. } = course;
    let (record, overridden) = (Some(record), overridden.as_deref());
    let told = Report::new(Verb::Apply, file.as_ref().unwrap_or(&arguments.file));
    let told = Report { record, overridden, ..told };
    let told = planned.iter().fold(told, |told, planned| planned.add(told));
    let result = output.conclude(told, result.map(|()| exit::DONE));
    if output.manner == Manner::Json {
        report::outcome_json(plan.as_ref(), overridden, &result)?;
    }
    result
}

/// How far a run came: known also when it is cut off.
#[derive(Debug, Default)]
struct Progress {
    /// The file that says what the environment should be, which a saved plan names.
    file: Option<PathBuf>,
    /// Whom the run speaks to.
    cloud: Option<Aws>,
    /// What keeps others from applying the same environment.
    lease: Option<Hold<Aws>>,
    course: Course,
}

/// What became of the plan.
#[derive(Debug, Default)]
struct Course {
    /// What was planned, whether it is carried out or not.
    planned: Option<Planned>,
    /// What is carried out, once that is agreed.
    plan: Option<Plan>,
    /// Why gates that refuse the plan were overridden, if they were.
    overridden: Option<String>,
    journal: Journal,
    record: Record,
}

/// What an interrupted run left standing is removed, unless whoever interrupted has no patience for
/// that either.
async fn cut_off(progress: &mut Progress) -> Error {
    let Progress { cloud, course: Course { plan, journal, .. }, .. } = progress;
    if let (Some(cloud), Some(plan)) = (cloud, &plan) {
        select! {
            () = interrupted() => {}
            () = apply::tidy(cloud, &plan.environment, journal) => {}
        }
    }
    let plan = plan.clone().map(Box::new);
    Error::Interrupted { plan, journal: Box::new(journal.clone()) }
}

async fn run(
    arguments: &cli::Apply,
    output: &Output,
    progress: &mut Progress,
) -> Result<(), Error> {
    let cli::Apply { file: path, health_check, locking, .. } = arguments;
    let manner = output.manner;
    output.check()?;
    let asked = Asked::read(path, health_check.into())?;
    let Progress { file, cloud, lease, course } = progress;
    let file = file.insert(asked.file(path).to_owned());
    let subject = Subject::open(file, asked.choices).await?;
    asked.belongs(&subject, path).await?;
    *cloud = Some(subject.cloud.clone());
    *lease = lock::claim(&subject, locking, file, manner).await?;
    let held = match lease {
        Some(lease) if lock::take(lease, &subject, locking, file, manner).await? => Some(&*lease),
        _ => None,
    };
    let work = carry_out(arguments, output, &asked, &subject, held, course);
    let Some(lease) = held else { return work.await };
    // Once it is lost somebody else may be at work: what is left standing is theirs to remove.
    let ended = lease.guard(async { Ok::<_, Lost>(work.await) }).await;
    ended.unwrap_or_else(|lost| {
        let plan = course.plan.clone();
        let plan = plan.unwrap_or_else(|| nothing(subject.desired.environment()));
        Err(stopped(plan, &course.journal, lost.into()))
    })
}

/// Plans, asks, carries out, and proves.
async fn carry_out(
    arguments: &cli::Apply,
    output: &Output,
    asked: &Asked,
    subject: &Subject,
    lease: Option<&Hold<Aws>>,
    course: &mut Course,
) -> Result<(), Error> {
    let cli::Apply { file: path, yes, if_busy, gates, .. } = arguments;
    let manner = output.manner;
    let began = Instant::now();
    let observed = when_idle(subject, *if_busy, manner, began, &mut course.journal).await?;
    let plan = subject.plan(&observed)?;
    let review = subject.review(&plan, &observed, gates, Purpose::Apply);
    output.remark(&subject.source, &review);
    report::planned(&plan, &subject.source, manner, &review)?;
    report::overridden(&review, gates.overridden.as_deref());
    let Course { planned, plan: agreed, journal, record, overridden } = course;
    let Planned { plan, review, .. } = planned.insert(Planned {
        path: TrafficPath::of(&subject.desired, &observed, &plan),
        plan,
        source: subject.source.clone(),
        review,
    });
    asked.agrees(subject, plan, path).await?;
    subject.pass(plan, review, gates)?;
    overridden.clone_from(&review.overridden);
    // Whoever saved a plan has approved it.
    if !plan.is_empty() && !yes && asked.saved.is_none() {
        confirm(subject, plan, gates).await?;
    }
    let plan = agreed.insert(plan.clone());
    let Subject { cloud, desired, .. } = subject;
    let fence = async || match lease {
        Some(lease) => lease.confirm().await,
        None => Ok(()),
    };
    let mut reporter = report::reporter(manner, began);
    let mut emit = |event: apply::Event<'_>| {
        record.note(&event);
        reporter.report(event);
    };
    let applied = apply::apply_fenced(cloud, desired, plan, fence, journal, &mut emit).await;
    reporter.finish();
    applied.map_err(|error| stopped(plan.clone(), journal, error))?;
    prove(subject, plan, journal).await?;
    if !plan.is_empty() {
        report::applied(plan, asked.file(path), manner, overridden.as_deref());
    }
    Ok(())
}

/// What there is, once the environment is at nothing else: what is about to change cannot be
/// compared with.
async fn when_idle(
    subject: &Subject,
    if_busy: IfBusy,
    manner: Manner,
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
    let mut reporter = report::reporter(manner, began);
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
async fn confirm(subject: &Subject, plan: &Plan, gates: &cli::Gates) -> Result<(), Error> {
    if !report::can_ask() {
        return Err(Error::NobodyToAsk);
    }
    if !report::ask(&format!("\nApply this to {}?", plan.environment)).await? {
        return Err(Error::Declined);
    }
    let observed = subject.observe().await?;
    let now = subject.plan(&observed)?;
    if now != *plan {
        return Err(Error::Moved(Box::new(now)));
    }
    // A change window may have closed meanwhile.
    subject.pass(&now, &subject.review(&now, &observed, gates, Purpose::Apply), gates)
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
