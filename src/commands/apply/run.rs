//! One environment's run: wait for its lease, plan, ask, carry out, prove.

use std::path::{Path, PathBuf};

use tokio::select;

use super::cut::{cut_off, give_back, interrupted};
use super::failed::Failure;
use super::work::Work;
use crate::apply::{self, Journal};
use crate::aws::Aws;
use crate::cli;
use crate::commands::fleet::Member;
use crate::commands::output::{Output, Planned};
use crate::commands::review::Purpose;
use crate::commands::saved::Asked;
use crate::commands::{Subject, lock};
use crate::desired::Desired;
use crate::error::{Error, exit};
use crate::lease::{Hold, Lost};
use crate::plan::Plan;
use crate::plan::path::TrafficPath;
use crate::report::{self, Manner, Record, Verb};

/// How far a run came: known also when it is cut off.
#[derive(Debug, Default)]
pub(in crate::commands) struct Progress {
    /// The file that says what the environment should be, which a saved plan names.
    pub(in crate::commands) file: Option<PathBuf>,
    /// Whom the run speaks to.
    pub(in crate::commands) cloud: Option<Aws>,
    /// What keeps others from applying the same environment.
    pub(in crate::commands) lease: Option<Hold<Aws>>,
    /// An interruption has AWS give up what is under way: the wishes of the file, where that is so.
    pub(in crate::commands) abort: Option<Desired>,
    pub(in crate::commands) course: Course,
}

/// What became of the plan.
#[derive(Debug, Default)]
pub(in crate::commands) struct Course {
    /// What was planned, whether it is carried out or not.
    pub(in crate::commands) planned: Option<Planned>,
    /// What is carried out, once that is agreed.
    pub(in crate::commands) plan: Option<Plan>,
    /// Why gates that refuse the plan were overridden, if they were.
    pub(in crate::commands) overridden: Option<String>,
    pub(in crate::commands) journal: Journal,
    pub(in crate::commands) record: Record,
    /// How it failed, once it has.
    pub(in crate::commands) failed: Option<Failure>,
    /// What takes it back, once that is begun, and how far that came.
    pub(in crate::commands) back: Option<(Plan, Journal)>,
}

/// Takes the lease, and does the work under it. It is left in `progress`, to be given back.
pub(in crate::commands) async fn leased(
    subject: &Subject,
    locking: &cli::Locking,
    file: &Path,
    output: &Output,
    progress: &mut Progress,
    work: impl AsyncFnOnce(Option<&Hold<Aws>>, &mut Course) -> Result<(), Error>,
) -> Result<(), Error> {
    let Progress { file: _, cloud, lease, abort: _, course } = progress;
    *cloud = Some(subject.cloud.clone());
    *lease = lock::claim(subject, locking, file, output.manner).await?;
    let held = match lease {
        Some(lease) if lock::take(lease, subject, locking, file, output).await? => Some(&*lease),
        _ => None,
    };
    let work = work(held, course);
    let Some(lease) = held else { return work.await };
    // Once it is lost somebody else may be at work: what is left standing is theirs to remove.
    let ended = lease.guard(async { Ok::<_, Lost>(work.await) }).await;
    ended.unwrap_or_else(|lost| {
        let (plan, journal) = course.current();
        let plan = plan.cloned().unwrap_or_else(|| nothing(subject.desired.environment()));
        let lost = stopped(plan, journal, lost.into());
        Err(course.end(lost))
    })
}

/// Runs to the end, or to an interruption, gives back what the run holds, and tells how it ended.
pub(in crate::commands) async fn to_its_end(
    verb: Verb,
    output: &Output,
    path: &Path,
    run: impl AsyncFnOnce(&mut Progress) -> Result<(), Error>,
) -> Result<u8, Error> {
    let mut progress = Progress::default();
    let result = select! {
        biased;
        () = interrupted() => None,
        result = run(&mut progress) => Some(result),
    };
    let result = match result {
        Some(result) => result,
        None => Err(cut_off(&mut progress, output).await),
    };
    give_back(&mut progress).await;
    let Progress { file, course, .. } = progress;
    let Course { planned, plan, record, overridden, .. } = course;
    let file = file.unwrap_or_else(|| path.to_owned());
    let member = Member { file, planned, record: Some(record), overridden, result: Ok(exit::DONE) };
    let result = result.map(|()| exit::DONE);
    let result = output.conclude(member.report(verb), result);
    if output.manner == Manner::Json {
        report::outcome_json(None, plan.as_ref(), member.overridden.as_deref(), &result)?;
    }
    result
}

/// What one run is about.
pub(in crate::commands) struct Run<'a> {
    pub(in crate::commands) terms: &'a cli::Terms,
    pub(in crate::commands) output: &'a Output,
    /// As on the command line: the file, or the plan that was saved.
    pub(in crate::commands) path: &'a Path,
    pub(in crate::commands) asked: &'a Asked,
    /// What was shown and agreed to before, beside those of other environments.
    pub(in crate::commands) agreed: Option<&'a Plan>,
}

impl Run<'_> {
    /// Takes the lease, and does the rest under it.
    pub(in crate::commands) async fn go(
        &self,
        subject: &Subject,
        progress: &mut Progress,
    ) -> Result<(), Error> {
        let (locking, file) = (&self.terms.locking, self.asked.file(self.path));
        let aborts = self.terms.failing.abort_on_interrupt;
        progress.abort = aborts.then(|| subject.desired.clone());
        let work = async |held: Option<&Hold<Aws>>, course: &mut Course| {
            self.carry_out(subject, held, course).await
        };
        leased(subject, locking, file, self.output, progress, work).await
    }

    /// Plans, asks, carries out, and proves.
    async fn carry_out(
        &self,
        subject: &Subject,
        lease: Option<&Hold<Aws>>,
        course: &mut Course,
    ) -> Result<(), Error> {
        let cli::Terms { if_busy, gates, .. } = self.terms;
        let work = Work::begin(subject, self.output, lease);
        let Course { planned, journal, overridden, .. } = &mut *course;
        let observed = work.when_idle(subject.observe().await?, *if_busy, journal).await?;
        let plan = subject.plan(&observed)?;
        let review = subject.review(&plan, &observed, gates, Purpose::Apply);
        if self.agreed.is_none() {
            self.output.remark(&subject.source, &review);
            report::planned(&plan, &subject.source, self.output.manner, &review)?;
            report::overridden(&review, gates.overridden.as_deref());
        }
        let Planned { plan, review, .. } = planned.insert(Planned {
            path: Some(TrafficPath::of(&subject.desired, &observed, &plan)),
            plan,
            source: subject.source.clone(),
            review,
        });
        self.asked.agrees(subject, plan, self.path).await?;
        subject.pass(plan, review, gates)?;
        overridden.clone_from(&review.overridden);
        self.agree(subject, plan).await?;
        let plan = plan.clone();
        if let Err(error) = work.obey(&plan, course).await {
            return Err(self.fail(work, &observed, course, error).await);
        }
        let Course { journal, overridden, .. } = course;
        prove(subject, &plan, journal).await?;
        if !plan.is_empty() {
            let (file, manner) = (self.asked.file(self.path), self.output.manner);
            report::applied(&plan, file, manner, overridden.as_deref());
        }
        Ok(())
    }

    /// Somebody agrees to the plan, or has done so before.
    async fn agree(&self, subject: &Subject, plan: &Plan) -> Result<(), Error> {
        let cli::Terms { yes, gates, .. } = self.terms;
        match self.agreed {
            // What somebody did meanwhile, such as the application, need not be done again.
            Some(agreed) if plan.is_within(agreed) => Ok(()),
            Some(_) => Err(Error::Moved(Box::new(plan.clone()))),
            // Whoever saved a plan has approved it.
            None if plan.is_empty() || *yes || self.asked.saved.is_some() => Ok(()),
            None => confirm(subject, plan, gates).await,
        }
    }
}

pub(in crate::commands) fn nothing(environment: &str) -> Plan {
    Plan { environment: environment.to_owned(), ..Plan::default() }
}

pub(in crate::commands) fn stopped(plan: Plan, journal: &Journal, error: apply::Error) -> Error {
    let (plan, journal) = (Box::new(plan), Box::new(journal.clone()));
    Error::Apply { plan, journal, source: Box::new(error), aftermath: Box::default() }
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
pub(in crate::commands) async fn prove(
    subject: &Subject,
    plan: &Plan,
    journal: &Journal,
) -> Result<(), Error> {
    let left = if plan.is_empty() { plan.clone() } else { subject.look().await? };
    if !left.may_wait() {
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
