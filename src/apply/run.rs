//! What a run knows while it goes on.

use std::time::Duration;

use tokio::time::Instant;

use super::rollout::Watch;
use super::{Emit, Journal};
use crate::bundle::Bundle;
use crate::config::HealthGoal;
use crate::desired::Desired;
use crate::observed::{LogEvent, TargetHealth};
use crate::plan::Proof;

/// A run: whom it speaks to, whom it tells, and what it knows of the environment.
pub(super) struct Run<'a, C> {
    pub(super) cloud: &'a C,
    pub(super) emit: Emit<'a>,
    pub(super) journal: &'a mut Journal,
    pub(super) environment: &'a str,
    pub(super) bundle: Option<&'a Bundle>,
    pub(super) began: Instant,
    /// What health counts as success.
    pub(super) goal: HealthGoal,
    /// How long instances may take to pass a check.
    pub(super) grace: Duration,
    /// The health check that was proved last, until it is set.
    pub(super) proved: Option<Proof>,
    /// What was wanted of a look at every target: nobody passes whom the load balancer takes for
    /// healthy.
    pub(super) failing: Vec<TargetHealth>,
    /// The id of the environment, once something was done to it: another of its name is another
    /// environment.
    pub(super) id: Option<String>,
    /// The deployment that is going on.
    pub(super) watch: Option<Watch>,
    /// What the log said of the operation that was begun last.
    pub(super) story: Vec<LogEvent>,
    /// Somebody else's operation began after that one.
    pub(super) overtaken: bool,
    /// The application was restarted in place, and no target has been checked since for certain.
    pub(super) restarted: bool,
}

impl<'a, C> Run<'a, C> {
    pub(super) fn new(
        cloud: &'a C,
        desired: &'a Desired,
        environment: &'a str,
        journal: &'a mut Journal,
        emit: Emit<'a>,
    ) -> Self {
        let (began, goal, grace) = (Instant::now(), desired.health(), desired.grace());
        Self {
            cloud,
            emit,
            journal,
            environment,
            bundle: desired.bundle(),
            began,
            goal,
            grace,
            proved: None,
            failing: Vec::new(),
            id: None,
            watch: None,
            story: Vec::new(),
            overtaken: false,
            restarted: false,
        }
    }
}
