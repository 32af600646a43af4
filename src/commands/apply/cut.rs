//! A run that somebody interrupts.

use tokio::select;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::Instant;

use super::run::{Course, Progress};
use crate::apply::{self, Aborted, Event, Journal};
use crate::commands::lock;
use crate::commands::output::Output;
use crate::error::Error;
use crate::plan::Plan;

impl Course {
    /// What is being carried out, if anything is, and how far that came: the plan, or the way back.
    pub(super) fn current(&mut self) -> (Option<&Plan>, &mut Journal) {
        match &mut self.back {
            Some((plan, journal)) => (Some(plan), journal),
            None => (self.plan.as_ref(), &mut self.journal),
        }
    }
}

/// What an interrupted run left standing is removed, and what AWS is doing for it given up where that
/// is wanted; unless whoever interrupted has no patience for that either.
pub(in crate::commands) async fn cut_off(progress: &mut Progress, output: &Output) -> Error {
    let Progress { cloud, abort, course, .. } = progress;
    let (plan, journal) = course.current();
    let plan = plan.cloned().map(Box::new);
    let mut aborted = None;
    if let (Some(cloud), Some(plan)) = (cloud, &plan) {
        select! {
            () = interrupted() => {}
            () = apply::tidy(cloud, &plan.environment, journal) => {}
        }
        if let Some(desired) = abort {
            let outcome = aborted.insert(Box::new(Aborted::Nothing));
            let mut reporter = output.reporter(Instant::now());
            let mut emit = |event: Event<'_>| reporter.report(event);
            let name = plan.environment.as_str();
            select! {
                biased;
                () = interrupted() => {}
                () = apply::abort(cloud, desired, name, journal, outcome, &mut emit) => {}
            }
            reporter.finish();
        }
    }
    let journal = Box::new(journal.clone());
    let error = Error::Interrupted { plan, journal, aborted };
    course.end(error)
}

/// Gives the lease back, if there is one, unless whoever interrupts has no patience for that.
pub(in crate::commands) async fn give_back(progress: &mut Progress) {
    if let Some(lease) = progress.lease.take() {
        select! {
            () = interrupted() => {}
            () = lock::free(&lease) => {}
        }
    }
}

/// Ctrl-C, or a CI system that cancels the job.
pub(in crate::commands) async fn interrupted() {
    let Ok(mut terminated) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated.recv() => {}
    }
}
