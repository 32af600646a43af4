//! The way back from a run that failed: planned by a fresh look, shown, carried out, and proved.

use super::failed::Failure;
use super::run::{Course, nothing, stopped};
use super::work::Work;
use crate::apply::{self, Journal};
use crate::cli::IfBusy;
use crate::cloud::ObserveInstances;
use crate::commands::Subject;
use crate::commands::output::Output;
use crate::error::{Error, RollBack, Stays};
use crate::forensics::is_worth_a_look;
use crate::observed::{Instance, Observed};
use crate::plan::{Goal, Plan, Reach, Step, roll_back};
use crate::report;

/// Takes back what a run changed that failed, unless there is nothing to take back, or nobody could
/// answer for it. `before` is what there was before the run.
pub(super) async fn take_back(work: Work<'_>, before: &Observed, course: &mut Course) -> RollBack {
    let Some(failure) = &course.failed else { return RollBack::NotBegun(Stays::Untouched) };
    if let Some(stays) = stays(failure, before) {
        return RollBack::NotBegun(stays);
    }
    let (failed, reach) = (failure.plan.clone(), reach(&failure.journal));
    let is_touched = is_worth_a_look(&failure.source);
    let way = Way { work, before, failed, reach };
    match way.plan().await {
        Ok(Some(back)) if back.is_empty() && !is_touched => RollBack::NotBegun(Stays::Untouched),
        Ok(Some(back)) => way.go(back, course).await,
        Ok(None) => RollBack::NotBegun(Stays::OutOfHand),
        Err(error) => way.cannot_begin(error),
    }
}

/// From where a run failed to what there was before it.
struct Way<'a> {
    work: Work<'a>,
    before: &'a Observed,
    /// What was to be done.
    failed: Box<Plan>,
    /// How far that came.
    reach: Reach,
}

impl Way<'_> {
    /// What must be done, by how the environment is once it is at nothing; `None` where it is not the
    /// one that it was.
    async fn plan(&self) -> Result<Option<Plan>, Error> {
        let now = self.work.subject.observe().await?;
        let now = self.work.when_idle(now, IfBusy::Wait, &mut Journal::default()).await?;
        Ok(self.left(&now, self.runs_former().await))
    }

    /// What there is to take back of what there is now.
    fn left(&self, now: &Observed, runs_former: bool) -> Option<Plan> {
        let reach = Reach { runs_former, ..self.reach };
        roll_back(&self.work.subject.desired, &self.failed, reach, self.before, now)
    }

    /// Every instance tells that it runs the version of before.
    async fn runs_former(&self) -> bool {
        let Subject { cloud, desired, .. } = self.work.subject;
        let environment = self.before.environment.as_ref();
        let former = environment.and_then(|environment| environment.summary.version.as_deref());
        let instances = cloud.instances(desired.environment()).await;
        let Ok(Some(instances)) = instances else { return false };
        let runs = |instance: &Instance| {
            let deployment = instance.deployment.as_ref();
            deployment.is_some_and(|it| it.is_done() && Some(it.version.as_str()) == former)
        };
        !instances.is_empty() && instances.iter().all(runs)
    }

    /// Shows what takes it back, carries that out, and proves it.
    async fn go(&self, back: Plan, course: &mut Course) -> RollBack {
        let Work { subject, output, .. } = self.work;
        let Output { manner, about, .. } = output;
        report::rolling_back(&back, &subject.source.path, *manner, about.as_ref());
        let (plan, journal) = course.back.insert((back, Journal::default()));
        course.record.turn_back();
        let result = match self.work.carry_out(plan, journal, &mut course.record).await {
            Ok(()) => self.prove().await,
            Err(error) => Err(stopped(plan.clone(), journal, error)),
        };
        let (plan, journal) = (Box::new(plan.clone()), Box::new(journal.clone()));
        course.back = None;
        RollBack::Begun { plan, journal, result: result.map_err(Box::new) }
    }

    /// Looks at AWS anew: success is that there is nothing left to take back. That the version of
    /// before was deployed is what carrying it out has proved.
    async fn prove(&self) -> Result<(), Error> {
        match self.left(&self.work.subject.observe().await?, true) {
            Some(left) if left.is_empty() => Ok(()),
            left => Err(Error::NotAsBefore(Box::new(left.unwrap_or_default()))),
        }
    }

    /// It could not even be planned.
    fn cannot_begin(&self, error: Error) -> RollBack {
        let goal = Goal::AsItWas { serving: true };
        let plan = Box::new(Plan { goal, ..nothing(&self.failed.environment) });
        RollBack::Begun { plan, journal: Box::default(), result: Err(Box::new(error)) }
    }
}

/// Why an environment is not to be rolled back, if it is not.
fn stays(failure: &Failure, before: &Observed) -> Option<Stays> {
    let Failure { plan, journal, source, .. } = failure;
    let step = journal.current.and_then(|current| plan.steps.get(current));
    match **source {
        _ if before.environment.is_none() => Some(Stays::New),
        _ if step.is_some_and(Step::follows_success) => Some(Stays::Serving),
        apply::Error::Deadline { .. } => Some(Stays::AtWork),
        apply::Error::Gone { .. } | apply::Error::Lease(_) => Some(Stays::OutOfHand),
        _ => None,
    }
}

fn reach(journal: &Journal) -> Reach {
    let begun = journal.current.map_or(journal.done, |current| current + 1);
    let lowered = journal.fallback.as_ref().map(|fallback| fallback.to);
    Reach { begun, lowered, runs_former: false }
}
