//! A run that failed: what there is to find out about that, and the way back where it is wanted.

use jiff::Timestamp;
use tokio::time::Instant;

use super::obey::Obedience;
use super::run::{Course, Run, nothing, stopped, when_idle};
use crate::apply::{self, Event, Journal};
use crate::aws::Aws;
use crate::cli::IfBusy;
use crate::cloud::ObserveInstances;
use crate::commands::Subject;
use crate::commands::output::Output;
use crate::config::OnFailure;
use crate::error::{Aftermath, Error, RollBack, Stays};
use crate::forensics::{Evidence, Mask, gather, is_worth_a_look};
use crate::lease::Hold;
use crate::observed::{Instance, Observed};
use crate::plan::{Goal, Plan, Reach, Step, roll_back};
use crate::probe::Network;
use crate::report;

/// How a run failed.
#[derive(Debug)]
pub(in crate::commands) struct Failure {
    /// What was to be done.
    plan: Box<Plan>,
    /// How far it came.
    journal: Box<Journal>,
    /// Why no further.
    source: Box<apply::Error>,
    /// What was found out about it.
    evidence: Option<Evidence>,
    /// It is to be taken back.
    is_taken_back: bool,
}

impl Failure {
    fn after(self, roll_back: Option<RollBack>) -> Error {
        let Self { plan, journal, source, evidence, is_taken_back: _ } = self;
        Error::Apply {
            plan,
            journal,
            source,
            aftermath: Box::new(Aftermath { evidence, roll_back }),
        }
    }
}

impl Course {
    /// How a run ends that is ended by this: where it failed before, as what became of the way back.
    pub(super) fn end(&mut self, error: Error) -> Error {
        let Some(failure) = self.failed.take() else { return error };
        let stays = match error {
            Error::Interrupted { .. } => Stays::Interrupted,
            _ => Stays::OutOfHand,
        };
        let roll_back = match self.back.take() {
            Some((plan, journal)) => {
                let (plan, journal) = (Box::new(plan), Box::new(journal));
                Some(RollBack::Begun { plan, journal, result: Err(Box::new(error)) })
            }
            None => failure.is_taken_back.then_some(RollBack::NotBegun(stays)),
        };
        failure.after(roll_back)
    }
}

/// A run that failed, and the way back from there.
pub(super) struct Way<'a> {
    pub(super) subject: &'a Subject,
    /// What there was before the run.
    pub(super) before: &'a Observed,
    pub(super) began: Instant,
    pub(super) lease: Option<&'a Hold<Aws>>,
}

impl Run<'_> {
    /// Finds out what there is about a failure, and takes back what the run changed where that is
    /// wanted.
    pub(super) async fn fail(&self, way: &Way<'_>, course: &mut Course, error: Error) -> Error {
        let Error::Apply { plan, journal, mut source, .. } = error else { return error };
        let desired = &way.subject.desired;
        let wanted = self.terms.failing.on_failure.unwrap_or(desired.on_failure());
        let is_taken_back = wanted == OnFailure::RollBack;
        let mask = Mask::of(desired, way.before);
        hide(&mask, &mut source);
        let is_seen = is_worth_a_look(&source);
        let failure = Failure { plan, journal, source, evidence: None, is_taken_back };
        let failure = course.failed.insert(failure);
        if is_seen {
            failure.evidence = Some(self.look_into(way, &mask).await);
        }
        let roll_back = if is_taken_back { Some(self.take_back(way, course).await) } else { None };
        match course.failed.take() {
            Some(failure) => failure.after(roll_back),
            // Nobody else takes it.
            None => Error::Interrupted { plan: None, journal: Box::default(), aborted: None },
        }
    }

    async fn look_into(&self, way: &Way<'_>, mask: &Mask) -> Evidence {
        let Subject { cloud, desired, .. } = way.subject;
        let mut reporter = self.output.reporter(way.began);
        let mut waiting = |outstanding: usize, _| {
            let noun = if outstanding == 1 { "instance" } else { "instances" };
            let what = format!("what went wrong is looked into: the logs of {outstanding} {noun}");
            reporter.report(Event::Waiting { what: &what, elapsed: way.began.elapsed() });
        };
        let evidence = gather(cloud, &Network, desired, mask, Timestamp::now(), &mut waiting).await;
        reporter.finish();
        evidence
    }

    /// Plans the way back by a fresh look, shows it, carries it out, and proves it.
    async fn take_back(&self, way: &Way<'_>, course: &mut Course) -> RollBack {
        let Some(failure) = &course.failed else { return RollBack::NotBegun(Stays::Untouched) };
        if let Some(stays) = stays(failure, way.before) {
            return RollBack::NotBegun(stays);
        }
        let (failed, reach) = (failure.plan.clone(), reach(&failure.journal));
        let is_touched = is_worth_a_look(&failure.source);
        let Way { subject, began, lease, .. } = *way;
        let back = match way.back(self, &failed, reach).await {
            Ok(Some(back)) if back.is_empty() && !is_touched => {
                return RollBack::NotBegun(Stays::Untouched);
            }
            Ok(Some(back)) => back,
            Ok(None) => return RollBack::NotBegun(Stays::OutOfHand),
            Err(error) => {
                let goal = Goal::AsItWas { serving: true };
                let plan = Box::new(Plan { goal, ..nothing(&failed.environment) });
                return RollBack::Begun {
                    plan,
                    journal: Box::default(),
                    result: Err(Box::new(error)),
                };
            }
        };
        let Output { manner, about, .. } = self.output;
        report::rolling_back(&back, &subject.source.path, *manner, about.as_ref());
        let (plan, journal) = course.back.insert((back, Journal::default()));
        course.record.turn_back();
        let obeyed = Obedience { subject, output: self.output, began, lease };
        let ended = obeyed.carry_out(plan, journal, &mut course.record).await;
        let result = match ended {
            Ok(()) => way.prove(&failed, reach).await,
            Err(error) => Err(stopped(plan.clone(), journal, error)),
        };
        let (plan, journal) = (Box::new(plan.clone()), Box::new(journal.clone()));
        course.back = None;
        RollBack::Begun { plan, journal, result: result.map_err(Box::new) }
    }
}

impl Way<'_> {
    /// What must be done, by how the environment is once it is at nothing; `None` where it is not the
    /// one that it was.
    async fn back(
        &self,
        run: &Run<'_>,
        failed: &Plan,
        reach: Reach,
    ) -> Result<Option<Plan>, Error> {
        let mut journal = Journal::default();
        let now = self.subject.observe().await?;
        let now = when_idle(self.subject, now, IfBusy::Wait, run.output, &mut journal).await?;
        let reach = Reach { runs_former: self.runs_former().await, ..reach };
        Ok(roll_back(&self.subject.desired, failed, reach, self.before, &now))
    }

    /// Every instance tells that it runs the version of before.
    async fn runs_former(&self) -> bool {
        let environment = self.before.environment.as_ref();
        let former = environment.and_then(|environment| environment.summary.version.as_deref());
        let instances = self.subject.cloud.instances(self.subject.desired.environment()).await;
        let Ok(Some(instances)) = instances else { return false };
        let runs = |instance: &Instance| {
            let deployment = instance.deployment.as_ref();
            deployment.is_some_and(|it| it.is_done() && Some(it.version.as_str()) == former)
        };
        !instances.is_empty() && instances.iter().all(runs)
    }

    /// Looks at AWS anew: success is that there is nothing left to take back. That the version of
    /// before was deployed is what carrying it out has proved.
    async fn prove(&self, failed: &Plan, reach: Reach) -> Result<(), Error> {
        let now = self.subject.observe().await?;
        let reach = Reach { runs_former: true, ..reach };
        let left = roll_back(&self.subject.desired, failed, reach, self.before, &now);
        match left {
            Some(left) if left.is_empty() => Ok(()),
            left => Err(Error::NotAsBefore(Box::new(left.unwrap_or_default()))),
        }
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

/// AWS's words may quote what an application wrote.
fn hide(mask: &Mask, error: &mut apply::Error) {
    if let apply::Error::Failed { events, .. } | apply::Error::Reverted { events, .. } = error {
        for event in events {
            event.message = mask.known(&event.message);
        }
    }
}
