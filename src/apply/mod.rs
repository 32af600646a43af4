//! Carries out a plan, and decides nothing: what each step does stands in the step. One step after
//! another, each when the environment is ready for it; the first that fails is the last.

mod abort;
mod deploy;
mod event;
mod fallback;
mod follow;
mod health;
mod old_versions;
mod overlay;
mod rollout;
mod run;
mod shadow;
mod step;
mod terminate;
mod verdict;
mod version;
mod wait;

use std::time::Duration;

use tokio::time::{timeout, timeout_at};

use crate::bundle;
use crate::cloud::{self, Change, Observe};
use crate::desired::Desired;
use crate::lease::Lost;
use crate::observed::{Check, Instance, LogEvent, Status, TargetHealth};
use crate::plan::{Fallback, Goal, Plan};

pub use abort::{Aborted, abort};
pub use event::{Emit, Event, Turn};
use run::Run;

/// Whoever interrupts a run does not wait longer.
const TIDY: Duration = Duration::from_secs(15);

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
    /// AWS took a termination on, and something of the environment is still there.
    #[error("AWS could not terminate all of `{environment}`")]
    Stays {
        /// The environment's name.
        environment: String,
        /// The events that say why, the oldest first.
        events: Vec<LogEvent>,
    },
    /// AWS could not process a version's bundle.
    #[error("AWS could not process the version `{label}`")]
    Unprocessed {
        /// Its label.
        label: String,
        /// The events that say why, the oldest first.
        events: Vec<LogEvent>,
    },
    /// The bundle cannot be packed, or is not what it was.
    #[error(transparent)]
    Bundle(#[from] bundle::Error),
    /// The environment went away meanwhile.
    #[error("the environment `{environment}` is {}", format!("{status:?}").to_lowercase())]
    Gone {
        /// Its name.
        environment: String,
        /// What it is doing.
        status: Status,
    },
    /// AWS took a deployment on, and the environment runs what it ran before.
    #[error(
        "`{wanted}` does not run: AWS went back to {}",
        runs.as_deref().map_or("what was there before".to_owned(), |label| format!("`{label}`"))
    )]
    Reverted {
        /// The environment's name.
        environment: String,
        /// The label that was to run.
        wanted: String,
        /// The label that the environment has.
        runs: Option<String>,
        /// What AWS's events say of it, the oldest first.
        events: Vec<LogEvent>,
    },
    /// The environment has the label that was asked for, and instances run something else.
    #[error("not every instance of `{environment}` runs `{version}`")]
    Mixed {
        /// Its name.
        environment: String,
        /// The label that all were to run.
        version: String,
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
        /// AWS's words for why.
        causes: Vec<String>,
        /// The check of its target group.
        check: Option<Box<Check>>,
        /// The targets that do not serve.
        targets: Vec<TargetHealth>,
    },
    /// Somebody else may be applying the environment by now, or a newer run is about to.
    #[error(transparent)]
    Lease(#[from] Lost),
    /// A health check was tried, and would take somebody out of service.
    #[error(
        "the health check was not changed: not every target that serves passes the new one, `{check}`"
    )]
    Unproved {
        /// The check.
        check: Check,
        /// Those that do not pass it.
        targets: Vec<TargetHealth>,
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
    /// What each instance runs after a deployment that failed, where they tell.
    pub instances: Vec<Instance>,
    /// An update that this run had AWS begin has not ended yet.
    pub under_way: bool,
    /// The shadow target group that stands just now.
    pub shadow: Option<Shadow>,
    /// The health check was lowered, or could not be raised.
    pub fallback: Option<OnFallback>,
}

/// A shadow target group, and the load balancer that it hangs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shadow {
    /// The load balancer's ARN, if it still hangs on one.
    pub balancer: Option<String>,
    /// The target group's name.
    pub name: String,
}

/// An environment that serves on its fallback health check, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnFallback {
    /// The check that the file asks for, where the load balancer tells.
    pub check: Option<Check>,
    /// What it was lowered to.
    pub to: Fallback,
    /// The targets that do not pass it.
    pub targets: Vec<TargetHealth>,
}

/// Carries out a plan, up to an environment that serves, or is gone.
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
    apply_fenced(cloud, desired, plan, async || Ok(()), journal, emit).await
}

/// The same, as long as `fence` lets it: that is asked before each step, and before what may follow
/// them.
///
/// # Errors
/// As [`apply`]; and what the fence says.
pub async fn apply_fenced(
    cloud: &(impl Observe + Change),
    desired: &Desired,
    plan: &Plan,
    fence: impl AsyncFn() -> Result<(), Lost>,
    journal: &mut Journal,
    emit: Emit<'_>,
) -> Result<(), Error> {
    let limit = desired.timeout();
    let mut run = Run::new(cloud, desired, &plan.environment, journal, emit);
    let deadline = run.began + limit;
    let work = async {
        let mut serves = matches!(plan.goal, Goal::Gone | Goal::AsItWas { serving: false });
        for (index, step) in plan.steps.iter().enumerate() {
            fence().await?;
            if step.follows_success() && !serves {
                run.until_serving(desired, plan).await?;
                serves = true;
                if run.journal.fallback.is_some() {
                    return Ok(());
                }
                fence().await?;
            }
            run.step(index, plan, step).await?;
        }
        if serves {
            return Ok(());
        }
        if !plan.is_empty() {
            fence().await?;
        }
        run.until_serving(desired, plan).await
    };
    if let Ok(result) = timeout_at(deadline, work).await {
        return result;
    }
    let waiting_for = journal.waiting_for.clone();
    tidy(cloud, &plan.environment, journal).await;
    Err(Error::Deadline { limit, waiting_for })
}

/// Removes what a run that was cut off left standing, if it takes no long time. What stays is
/// removed by the next run.
pub async fn tidy(cloud: &(impl Observe + Change), environment: &str, journal: &mut Journal) {
    let Some(shadow) = &journal.shadow else { return };
    let swept = timeout(TIDY, shadow::sweep(cloud, environment, shadow)).await;
    if matches!(swept, Ok(Ok(()))) {
        journal.shadow = None;
    }
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
    let limit = desired.timeout();
    let mut run = Run::new(cloud, desired, desired.environment(), journal, emit);
    let result = timeout_at(run.began + limit, run.until_idle(environment_id)).await;
    result.unwrap_or_else(|_| {
        Err(Error::Deadline { limit, waiting_for: journal.waiting_for.clone() })
    })
}
