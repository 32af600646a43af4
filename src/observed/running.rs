//! Which version an environment's instances run, and how far a deployment is.

use serde::Serialize;

use super::Instance;

/// How an instance stands to a version that all are to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runs {
    /// It runs that version.
    Wanted,
    /// It runs another, or that one failed on it.
    Another,
    /// It is just being deployed to, or has told nothing yet.
    Open,
}

impl Instance {
    /// Whether this version runs on it.
    pub fn runs(&self, label: &str) -> Runs {
        match &self.deployment {
            Some(deployment) if deployment.version.is_empty() => Runs::Open,
            Some(deployment) if deployment.is_done() && deployment.version == label => Runs::Wanted,
            Some(deployment) if deployment.is_done() || deployment.has_failed() => Runs::Another,
            Some(_) | None => Runs::Open,
        }
    }

    /// What it runs, in words: `i-1 runs v1`.
    pub fn described(&self) -> String {
        let id = &self.id;
        let Some(deployment) = &self.deployment else { return format!("{id} tells nothing yet") };
        let version = &deployment.version;
        match () {
            () if version.is_empty() => format!("{id} tells no version"),
            () if deployment.is_done() => format!("{id} runs {version}"),
            () if deployment.has_failed() => format!("{id}: {version} failed"),
            () => format!("{id} is getting {version}"),
        }
    }
}

/// How far a deployment is over the instances.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Rollout {
    /// The label that is deployed.
    pub version: String,
    /// How many instances are to run it.
    pub instances: usize,
    /// On how many it runs.
    pub done: usize,
    /// On how many it is just being deployed.
    pub in_progress: usize,
    /// On how many that failed.
    pub failed: usize,
    /// Which batch is being updated, from 1, where there are batches.
    pub batch: Option<usize>,
    /// How many batches there are.
    pub batches: Option<usize>,
    /// What percentage of the requests the new version gets, where traffic is split.
    pub traffic: Option<u32>,
}

impl Rollout {
    /// How many instances have not been begun with.
    pub fn left(&self) -> usize {
        self.instances.saturating_sub(self.done + self.in_progress + self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observed::Deployment;

    fn instance(version: &str, status: &str) -> Instance {
        let deployment = Deployment { id: 1, version: version.into(), status: status.into() };
        Instance { id: "i-1".into(), deployment: Some(deployment), ..Instance::default() }
    }

    #[test]
    fn a_version_runs_where_it_was_deployed_and_that_is_over() {
        assert_eq!(instance("v2", "Deployed").runs("v2"), Runs::Wanted);
        assert_eq!(instance("v1", "Deployed").runs("v2"), Runs::Another);
        assert_eq!(instance("v2", "Failed").runs("v2"), Runs::Another);
        assert_eq!(instance("v1", "In Progress").runs("v2"), Runs::Open);
        assert_eq!(instance("", "Deployed").runs("v2"), Runs::Open);
        assert_eq!(Instance::default().runs("v2"), Runs::Open);
    }

    #[test]
    fn what_has_neither_been_done_nor_begun_is_left() {
        let rollout = Rollout { instances: 6, done: 2, in_progress: 1, ..Rollout::default() };
        assert_eq!(rollout.left(), 3);
        assert_eq!(Rollout { instances: 1, done: 2, ..Rollout::default() }.left(), 0);
    }
}
