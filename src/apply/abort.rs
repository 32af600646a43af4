//! Giving up an update that a run had AWS begin, when somebody interrupts the run.
//!
//! Elastic Beanstalk takes back what it changed of the configuration, and just stops deploying a
//! version: instances that have it keep it (developer guide, "Aborting environment updates"). Once
//! an update cannot be aborted any more, it goes on.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::timeout;

use super::{Emit, Error, Journal, Run};
use crate::cloud::{self, Change, Observe, ObserveInstances};
use crate::desired::Desired;
use crate::observed::{Status, Summary};

/// Nobody waits longer until AWS has given an update up.
const LONGEST: Duration = Duration::from_mins(15);

/// What came of having an update given up.
#[derive(Debug)]
pub enum Aborted {
    /// AWS gave it up.
    Ended {
        /// The label of the version that the environment has.
        version: Option<String>,
        /// `Green`, …
        health: String,
        /// How many instances run which version, where that is told.
        instances: BTreeMap<String, usize>,
    },
    /// There is nothing under way that can be given up.
    Nothing,
    /// AWS does not give it up.
    Refused(cloud::Error),
    /// AWS was told to, and nobody waited until it had.
    Begun,
    /// AWS was told to, and it cannot be told what came of it.
    Unseen(Box<Error>),
}

impl Aborted {
    /// AWS goes on with what it was doing.
    pub fn goes_on(&self) -> bool {
        matches!(self, Self::Nothing | Self::Refused(_))
    }
}

/// Has AWS give up the update that a run had begun, if it can be, and waits until it has.
/// `journal` says whether one is under way; what others began is not touched.
pub async fn abort(
    cloud: &(impl Observe + Change),
    desired: &Desired,
    environment: &str,
    journal: &mut Journal,
    outcome: &mut Aborted,
    emit: Emit<'_>,
) {
    *outcome = Aborted::Nothing;
    if !journal.under_way {
        return;
    }
    let summary = match cloud.environment(environment).await {
        Ok(Some(summary)) if summary.abortable => summary,
        Ok(_) => return,
        Err(error) => {
            *outcome = Aborted::Refused(error);
            return;
        }
    };
    let mut run = Run::new(cloud, desired, environment, journal, emit);
    run.journal.waiting_for = format!("`{environment}` gives up its update");
    let log = run.follow(&summary.id).await;
    if let Err(error) = cloud.abort_update(&summary.id).await {
        // It ended between the look and the call.
        let late = error.message.contains(NOTHING_PENDING);
        *outcome = if late { Aborted::Nothing } else { Aborted::Refused(error) };
        return;
    }
    *outcome = Aborted::Begun;
    let ended = async {
        run.until_ready(&summary, log?).await?;
        Ok::<_, Error>(cloud.environment(environment).await?)
    };
    let Ok(ended) = timeout(LONGEST, ended).await else { return };
    journal.under_way = false;
    *outcome = match ended {
        Ok(Some(Summary { version, health, .. })) => {
            Aborted::Ended { version, health, instances: counted(cloud, environment).await }
        }
        Ok(None) => Aborted::Unseen(Box::new(Error::Gone {
            environment: environment.to_owned(),
            status: Status::Terminated,
        })),
        Err(error) => Aborted::Unseen(Box::new(error)),
    };
}

/// AWS's words where there is nothing to abort, as recorded in public reports.
const NOTHING_PENDING: &str = "Must be pending deployment";

impl<C: Observe> Run<'_, C> {
    async fn until_ready(
        &mut self,
        summary: &Summary,
        mut log: super::follow::Follow,
    ) -> Result<(), Error> {
        loop {
            match self.look(&summary.id, &mut log).await?.status {
                Some(Status::Ready) => return Ok(()),
                Some(status @ (Status::Terminating | Status::Terminated)) => {
                    return Err(Error::Gone { environment: summary.name.clone(), status });
                }
                Some(Status::Launching | Status::Updating) | None => self.pause().await,
            }
        }
    }
}

/// How many instances run which version; nothing where health is not reported in detail.
async fn counted(cloud: &impl ObserveInstances, environment: &str) -> BTreeMap<String, usize> {
    let instances = match cloud.instances(environment).await {
        Ok(instances) => instances.unwrap_or_default(),
        Err(_) => Vec::new(),
    };
    let mut counted = BTreeMap::new();
    for deployment in instances.into_iter().filter_map(|instance| instance.deployment) {
        *counted.entry(deployment.version).or_default() += 1;
    }
    counted
}
