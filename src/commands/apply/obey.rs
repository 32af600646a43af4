//! Carrying out a plan that was agreed to, whatever it is for.

use tokio::time::Instant;

use super::run::{Course, stopped};
use crate::apply;
use crate::aws::Aws;
use crate::commands::Subject;
use crate::commands::output::Output;
use crate::error::Error;
use crate::lease::Hold;
use crate::plan::Plan;

/// Carries out a plan for as long as the lease is held, where there is one, and tells of it.
pub(in crate::commands) async fn obey(
    Subject { cloud, desired, .. }: &Subject,
    output: &Output,
    began: Instant,
    lease: Option<&Hold<Aws>>,
    plan: &Plan,
    course: &mut Course,
) -> Result<(), Error> {
    let Course { plan: agreed, journal, record, .. } = course;
    *agreed = Some(plan.clone());
    let fence = async || match lease {
        Some(lease) => lease.confirm().await,
        None => Ok(()),
    };
    let mut reporter = output.reporter(began);
    let mut emit = |event: apply::Event<'_>| {
        record.note(&event);
        reporter.report(event);
    };
    let applied = apply::apply_fenced(cloud, desired, plan, fence, journal, &mut emit).await;
    reporter.finish();
    applied.map_err(|error| stopped(plan.clone(), journal, error))
}
