//! A run that failed: what there is to find out about that, and what became of the way back where it
//! is wanted.

use jiff::Timestamp;

use super::back::take_back;
use super::run::{Course, Run};
use super::work::Work;
use crate::apply::{self, Event, Journal};
use crate::commands::Subject;
use crate::config::OnFailure;
use crate::error::{Aftermath, Error, RollBack, Stays};
use crate::forensics::{Evidence, Mask, gather, is_worth_a_look};
use crate::observed::Observed;
use crate::plan::Plan;
use crate::probe::Network;

/// How a run failed.
#[derive(Debug)]
pub(in crate::commands) struct Failure {
    /// What was to be done.
    pub(super) plan: Box<Plan>,
    /// How far it came.
    pub(super) journal: Box<Journal>,
    /// Why no further.
    pub(super) source: Box<apply::Error>,
    /// What was found out about it.
    evidence: Option<Evidence>,
    /// It is to be taken back.
    is_taken_back: bool,
}

impl Failure {
    fn after(self, roll_back: Option<RollBack>) -> Error {
        let Self { plan, journal, source, evidence, is_taken_back: _ } = self;
        let aftermath = Box::new(Aftermath { evidence, roll_back });
        Error::Apply { plan, journal, source, aftermath }
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

impl Run<'_> {
    /// Finds out what there is about a failure, and takes back what the run changed where that is
    /// wanted. `before` is what there was before the run.
    pub(super) async fn fail(
        &self,
        work: Work<'_>,
        before: &Observed,
        course: &mut Course,
        error: Error,
    ) -> Error {
        let Error::Apply { plan, journal, mut source, .. } = error else { return error };
        let desired = &work.subject.desired;
        let wanted = self.terms.failing.on_failure.unwrap_or(desired.on_failure());
        let is_taken_back = wanted == OnFailure::RollBack;
        let mask = Mask::of(desired, before);
        hide(&mask, &mut source);
        let is_seen = is_worth_a_look(&source);
        let failure = Failure { plan, journal, source, evidence: None, is_taken_back };
        // It is left in the course meanwhile, for whoever interrupts this.
        let failure = course.failed.insert(failure);
        if is_seen {
            failure.evidence = Some(look_into(work, &mask).await);
        }
        let roll_back =
            if is_taken_back { Some(take_back(work, before, course).await) } else { None };
        match course.failed.take() {
            Some(failure) => failure.after(roll_back),
            // Nobody else takes it.
            None => Error::Interrupted { plan: None, journal: Box::default(), aborted: None },
        }
    }
}

/// What there is to find out about a failure.
async fn look_into(Work { subject, output, began, .. }: Work<'_>, mask: &Mask) -> Evidence {
    let Subject { cloud, desired, .. } = subject;
    let mut reporter = output.reporter(began);
    let mut waiting = |outstanding: usize, _| {
        let noun = if outstanding == 1 { "instance" } else { "instances" };
        let what = format!("what went wrong is looked into: the logs of {outstanding} {noun}");
        reporter.report(Event::Waiting { what: &what, elapsed: began.elapsed() });
    };
    let evidence = gather(cloud, &Network, desired, mask, Timestamp::now(), &mut waiting).await;
    reporter.finish();
    evidence
}

/// AWS's words may quote what an application wrote.
fn hide(mask: &Mask, error: &mut apply::Error) {
    if let apply::Error::Failed { events, .. } | apply::Error::Reverted { events, .. } = error {
        for event in events {
            event.message = mask.known(&event.message);
        }
    }
}
