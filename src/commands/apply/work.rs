//! What a run does at an environment: it waits until that is at nothing else, and carries out what
//! was agreed to.

use tokio::time::Instant;

use super::run::{Course, nothing, stopped};
use crate::apply::{self, Event, Journal};
use crate::aws::Aws;
use crate::cli::IfBusy;
use crate::commands::Subject;
use crate::commands::output::Output;
use crate::error::Error;
use crate::lease::Hold;
use crate::observed::{Observed, Status, Summary};
use crate::plan::Plan;
use crate::report::Record;

/// A run at an environment: which, since when, under which lease, and who is told.
#[derive(Clone, Copy)]
pub(in crate::commands) struct Work<'a> {
    pub(in crate::commands) subject: &'a Subject,
    pub(in crate::commands) output: &'a Output,
    pub(in crate::commands) began: Instant,
    /// What keeps others from the environment, where anything does.
    pub(in crate::commands) lease: Option<&'a Hold<Aws>>,
}

impl<'a> Work<'a> {
    /// It begins now.
    pub(in crate::commands) fn begin(
        subject: &'a Subject,
        output: &'a Output,
        lease: Option<&'a Hold<Aws>>,
    ) -> Self {
        Self { subject, output, began: Instant::now(), lease }
    }

    /// Carries out a plan that was agreed to, whatever it is for.
    pub(in crate::commands) async fn obey(
        &self,
        plan: &Plan,
        course: &mut Course,
    ) -> Result<(), Error> {
        let Course { plan: agreed, journal, record, .. } = course;
        *agreed = Some(plan.clone());
        let ended = self.carry_out(plan, journal, record).await;
        ended.map_err(|error| stopped(plan.clone(), journal, error))
    }

    /// Carries out a plan for as long as the lease is held, where there is one, and tells of it.
    pub(super) async fn carry_out(
        &self,
        plan: &Plan,
        journal: &mut Journal,
        record: &mut Record,
    ) -> Result<(), apply::Error> {
        let Subject { cloud, desired, .. } = self.subject;
        let fence = async || match self.lease {
            Some(lease) => lease.confirm().await,
            None => Ok(()),
        };
        let mut reporter = self.output.reporter(self.began);
        let mut emit = |event: Event<'_>| {
            record.note(&event);
            reporter.report(event);
        };
        let applied = apply::apply_fenced(cloud, desired, plan, fence, journal, &mut emit).await;
        reporter.finish();
        applied
    }

    /// What there is, once the environment is at nothing else: what is about to change cannot be
    /// compared with.
    pub(super) async fn when_idle(
        &self,
        observed: Observed,
        if_busy: IfBusy,
        journal: &mut Journal,
    ) -> Result<Observed, Error> {
        let summary = observed.environment.as_ref().map(|environment| &environment.summary);
        let Some(busy) = summary.filter(|summary| summary.status != Status::Ready) else {
            return Ok(observed);
        };
        let waited = self.until_idle(busy, if_busy, journal).await?;
        waited.map_err(|error| stopped(nothing(&busy.name), journal, error))?;
        self.subject.observe().await
    }

    /// Waits until an environment that is busy is at nothing, unless nobody wants to wait: that is
    /// the outer error.
    pub(in crate::commands) async fn until_idle(
        &self,
        busy: &Summary,
        if_busy: IfBusy,
        journal: &mut Journal,
    ) -> Result<Result<(), apply::Error>, Error> {
        if if_busy == IfBusy::Fail {
            return Err(Error::Busy(busy.name.clone()));
        }
        let Subject { cloud, desired, .. } = self.subject;
        let mut reporter = self.output.reporter(self.began);
        let mut emit = |event: Event<'_>| reporter.report(event);
        let waited = apply::until_idle(cloud, desired, &busy.id, journal, &mut emit).await;
        reporter.finish();
        Ok(waited)
    }
}
