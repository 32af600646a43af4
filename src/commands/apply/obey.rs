//! Carrying out a plan that was agreed to, whatever it is for.

use tokio::time::Instant;

use super::run::{Course, stopped};
use crate::apply::{self, Event, Journal};
use crate::aws::Aws;
use crate::commands::Subject;
use crate::commands::output::Output;
use crate::error::Error;
use crate::lease::Hold;
use crate::plan::Plan;
use crate::report::Record;

/// Carries out a plan for as long as the lease is held, where there is one, and tells of it.
pub(in crate::commands) async fn obey(
    subject: &Subject,
    output: &Output,
    began: Instant,
    lease: Option<&Hold<Aws>>,
    plan: &Plan,
    course: &mut Course,
) -> Result<(), Error> {
    let Course { plan: agreed, journal, record, .. } = course;
    *agreed = Some(plan.clone());
    let obeyed = Obedience { subject, output, began, lease };
    let ended = obeyed.carry_out(plan, journal, record).await;
    ended.map_err(|error| stopped(plan.clone(), journal, error))
}

/// For whom a plan is carried out, and who is told.
pub(super) struct Obedience<'a> {
    pub(super) subject: &'a Subject,
    pub(super) output: &'a Output,
    pub(super) began: Instant,
    pub(super) lease: Option<&'a Hold<Aws>>,
}

impl Obedience<'_> {
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
}
