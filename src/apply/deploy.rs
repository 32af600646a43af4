//! A version's way to the instances: begun, watched, and proved on each of them. That AWS took it on
//! and said no word of an error proves nothing.

use std::time::Duration;

use tokio::time::Instant;
use tokio::try_join;

use super::health::is_passing;
use super::rollout::Watch;
use super::{Error, Run};
use crate::cloud::{Change, Observe};
use crate::config::Policy;
use crate::observed::{Instance, Runs, Status};

/// What instances say of themselves comes by their health agents, every ten seconds (developer guide,
/// "The Elastic Beanstalk health agent"), and the environment's label may lag as well. Assumed: what
/// is not true after so long is not true.
const LAG: Duration = Duration::from_mins(1);

impl<C: Observe + Change> Run<'_, C> {
    /// Deploys a version, and waits until every instance runs it.
    pub(super) async fn deploy(
        &mut self,
        environment_id: &str,
        version: &str,
        policy: Policy,
    ) -> Result<(), Error> {
        let watch = Watch::begin(self.cloud, self.environment, version, policy).await?;
        self.watch = watch;
        let updated = self.update_version(environment_id, version).await;
        self.watch = None;
        if matches!(updated, Err(Error::Failed { .. })) {
            // Part of the tale, where it can be had.
            let running = self.cloud.instances(self.environment).await;
            self.journal.instances = running.ok().flatten().unwrap_or_default();
        }
        updated?;
        self.until_running(environment_id, version).await
    }

    /// Waits until the environment and each of its instances run a version. Where health reporting is
    /// basic, instances do not say what they run: then the environment's label is all that there is.
    pub(super) async fn until_running(
        &mut self,
        environment_id: &str,
        version: &str,
    ) -> Result<(), Error> {
        self.journal.waiting_for = format!("every instance of `{}` runs it", self.environment);
        let began = Instant::now();
        loop {
            let environment = self.cloud.environment(self.environment);
            let (summary, instances) =
                match try_join!(environment, self.cloud.instances(self.environment)) {
                    Err(error) if is_passing(error.kind) => {
                        self.pause().await;
                        continue;
                    }
                    looked => looked?,
                };
            let Some(summary) = summary.filter(|summary| summary.id == environment_id) else {
                return Err(self.gone(Status::Terminated, Vec::new()));
            };
            let instances = instances.unwrap_or_default();
            let labelled = summary.version.as_deref() == Some(version);
            let all = |runs| instances.iter().filter(move |one| one.runs(version) == runs);
            let settled = labelled && all(Runs::Wanted).count() == instances.len();
            if settled && summary.status == Status::Ready {
                return Ok(());
            }
            // Somebody else may be at it by now.
            let idle = summary.status == Status::Ready;
            if idle && !labelled && self.overtaken {
                // They deployed another one, which is no failure of ours: the proof says so.
                return Ok(());
            }
            if idle && !labelled && began.elapsed() >= LAG {
                return Err(self.reverted(version, summary.version));
            }
            let lagging = all(Runs::Another).next().is_none() && began.elapsed() < self.grace;
            if idle && labelled && began.elapsed() >= LAG && !lagging {
                return Err(self.mixed(version, instances));
            }
            self.pause().await;
        }
    }

    fn reverted(&mut self, wanted: &str, runs: Option<String>) -> Error {
        let environment = self.environment.to_owned();
        let events = std::mem::take(&mut self.story);
        Error::Reverted { environment, wanted: wanted.to_owned(), runs, events }
    }

    fn mixed(&mut self, version: &str, instances: Vec<Instance>) -> Error {
        self.journal.instances = instances;
        Error::Mixed { environment: self.environment.to_owned(), version: version.to_owned() }
    }
}
