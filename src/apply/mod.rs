//! Carries out a plan, and decides nothing: what each step does stands in the step. One step after
//! another, each when the environment is ready for it; the first that fails is the last.

mod event;
mod follow;
mod health;
mod overlay;
mod step;
mod wait;

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::cloud::{self, Change, Observe};
use crate::desired::Desired;
use crate::observed::{LogEvent, Status};
use crate::plan::Plan;

pub use event::{Emit, Event};

/// Why a run did not end as it should.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A call failed.
    #[error(transparent)]
    Call(#[from] cloud::Error),
    /// AWS took an update on, and gave it up.
    #[error("AWS gave up the update of `{environment}`")]
    Failed {
        /// The environment's name.
        environment: String,
        /// The events that say why, the oldest first.
        events: Vec<LogEvent>,
    },
    /// The environment went away meanwhile.
    #[error("the environment `{environment}` is {}", format!("{status:?}").to_lowercase())]
    Gone {
        /// Its name.
        environment: String,
        /// What it is doing.
        status: Status,
    },
    /// Something that the plan counts on is not there.
    #[error("{0}")]
    Missing(String),
    /// Time is up, and AWS goes on.
    #[error("the deadline of {} min passed while {waiting_for}", limit.as_secs() / 60)]
    Deadline {
        /// How long there was.
        limit: Duration,
        /// What was waited for.
        waiting_for: String,
    },
    /// All is as planned, but the environment does not serve as it should.
    #[error("the environment `{environment}` is {health}")]
    Unhealthy {
        /// Its name.
        environment: String,
        /// `Red`, …
        health: String,
        /// AWS's words for why, and the state of each target that does not serve.
        causes: Vec<String>,
    },
}

/// How far a run came: steps before `current` are done, those after it were not begun.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Journal {
    /// How many steps are done.
    pub done: usize,
    /// The number of the step that was begun last, if it is not done.
    pub current: Option<usize>,
    /// What is being waited for.
    pub waiting_for: String,
}

/// A run: whom it speaks to, whom it tells, and what it knows of the environment.
struct Run<'a, C> {
    cloud: &'a C,
    emit: Emit<'a>,
    journal: &'a mut Journal,
    environment: &'a str,
    began: Instant,
}

/// Carries out a plan, up to an environment that serves.
///
/// `journal` tells how far it came, also when this future is dropped half-way.
///
/// # Errors
/// The first thing that went wrong. Running again finishes what was begun.
pub async fn apply(
    cloud: &(impl Observe + Change),
    desired: &Desired,
    plan: &Plan,
    journal: &mut Journal,
    emit: Emit<'_>,
) -> Result<(), Error> {
    let began = Instant::now();
    let limit = desired.timeout();
    let mut run = Run { cloud, emit, journal, environment: &plan.environment, began };
    let work = async {
        for (index, step) in plan.steps.iter().enumerate() {
            run.step(index, plan.steps.len(), step).await?;
        }
        run.until_healthy(desired).await
    };
    let result = timeout_at(began + limit, work).await;
    result.unwrap_or_else(|_| {
        Err(Error::Deadline { limit, waiting_for: journal.waiting_for.clone() })
    })
}

/// Waits until an environment is at nothing, telling what it is at meanwhile.
///
/// # Errors
/// When it goes away, or the time is up.
pub async fn until_idle(
    cloud: &impl Observe,
    desired: &Desired,
    environment_id: &str,
    journal: &mut Journal,
    emit: Emit<'_>,
) -> Result<(), Error> {
    let began = Instant::now();
    let limit = desired.timeout();
    let mut run = Run { cloud, emit, journal, environment: desired.environment(), began };
    let result = timeout_at(began + limit, run.until_idle(environment_id)).await;
    result.unwrap_or_else(|_| {
        Err(Error::Deadline { limit, waiting_for: journal.waiting_for.clone() })
    })
}
