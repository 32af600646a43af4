//! What can be done, in the order in which it is done.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Edit, Ending, OldVersion, Proof, Removal, RuleChange, StoredBundle, TagEdit, Upload};
use crate::config::Policy;
use crate::desired::{Impact, Property};

/// One thing to do, with all that it takes.
///
/// A step that concerns the load balancer of an environment which does not exist yet cannot name
/// it: such a step has `None` where the id will be, and it is looked up when the environment
/// stands.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
#[serde(tag = "step", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum Step {
    /// Creates the application.
    CreateApplication {
        /// Its name.
        application: String,
    },
    /// Uploads a source bundle, unless it is there already.
    UploadBundle(Upload),
    /// Makes a version of it, and waits until AWS has processed that.
    CreateVersion {
        /// The application's name.
        application: String,
        /// The version's label.
        label: String,
        /// Where its bundle is; in the account's own bucket, where only a key is known.
        bundle: StoredBundle,
    },
    /// Creates the environment.
    CreateEnvironment(NewEnvironment),
    /// Removes the exemption rules for as long as an update replaces the target group that they
    /// forward to.
    LiftExemption {
        /// The rules' ARNs.
        rules: Vec<String>,
    },
    /// Moves the environment to another version of its platform, or another branch.
    UpdatePlatform {
        /// The environment's id.
        environment: String,
        /// The ARN of the platform version that it has.
        before: Option<String>,
        /// The one that it gets.
        after: String,
    },
    /// Changes option settings: only those that differ.
    UpdateSettings {
        /// The environment's id.
        environment: String,
        /// Options to be set.
        edits: Vec<Edit>,
        /// Options to be taken away.
        removals: Vec<Removal>,
    },
    /// Changes the environment's tags.
    UpdateTags {
        /// The environment's ARN.
        arn: String,
        /// By key.
        edits: BTreeMap<String, TagEdit>,
    },
    /// Deploys an application version.
    DeployVersion {
        /// The environment's id.
        environment: String,
        /// The label that it runs.
        before: Option<String>,
        /// The label that it shall run.
        after: String,
        /// In which manner.
        policy: Policy,
        /// By the deployment policy.
        impact: Impact,
    },
    /// Removes the shadow target group that an interrupted run left behind, and its rule.
    SweepShadow {
        /// The ARN of the load balancer that it hangs on.
        balancer: Option<String>,
        /// The shadow's name.
        shadow: String,
        /// Its ARN.
        target_group: String,
    },
    /// Tries a health check on a shadow target group: the steps after it are done only if every
    /// target that serves passes.
    ProveHealthCheck(Proof),
    /// Has every target checked anew, on a shadow target group: after a restart the load balancer
    /// would go by what it knew before, for as many checks as it takes to change its mind.
    LookAnew {
        /// The environment's id.
        environment: String,
    },
    /// Takes the health check back from its fallback, if every target that serves passes it on a
    /// shadow target group. If not, the environment stays as it is.
    ReturnToPathCheck {
        /// The environment's id.
        environment: String,
        /// Options to be set.
        edits: Vec<Edit>,
        /// What must pass first; nothing where nobody can be hurt, or the caller wants no proof.
        proof: Option<Proof>,
    },
    /// Gives the target group the health check that Elastic Beanstalk's own settings speak of.
    RestoreHealthCheck {
        /// The target group's ARN.
        target_group: String,
        /// Path and codes that it has.
        before: (String, String),
        /// Path and codes that it gets.
        after: (String, String),
    },
    /// Gives the 443 listener the certificate and policy that Elastic Beanstalk's own settings
    /// speak of.
    RestoreListener {
        /// The listener's ARN.
        listener: String,
        /// Certificate and TLS policy that it has.
        before: (String, String),
        /// Certificate and TLS policy that it gets.
        after: (String, String),
    },
    /// Lets port 443 of the load balancer be reached, where it cannot be yet.
    OpenHttpsPort {
        /// The security group that Elastic Beanstalk made.
        group: Option<String>,
        /// The ranges of addresses that port 80 serves.
        sources: Vec<String>,
    },
    /// Makes the rules on port 80 as they should be: the exempt paths are served, the rest is
    /// redirected.
    RedirectToHttps {
        /// The ARN of the listener on port 80.
        listener: Option<String>,
        /// The ARN of the certificate that must stand on port 443 before anybody is sent there.
        certificate: Option<String>,
        /// In order.
        changes: Vec<RuleChange>,
    },
    /// Removes old versions that no environment runs, once the environment serves.
    RemoveVersions {
        /// The application's name.
        application: String,
        /// How many of the newest it keeps.
        keep: usize,
        /// The oldest first.
        versions: Vec<OldVersion>,
    },
    /// Ends the environment, with all that Elastic Beanstalk made for it.
    TerminateEnvironment(Ending),
    /// Deletes the application.
    DeleteApplication {
        /// Its name.
        application: String,
        /// The labels of its versions, which go with it; their source bundles do not.
        versions: Vec<String>,
        /// The names of its saved configurations, which go with it.
        configurations: Vec<String>,
    },
}

/// An environment to be created.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
pub struct NewEnvironment {
    /// The application's name.
    pub application: String,
    /// The environment's name.
    pub environment: String,
    /// The first label of its domain name.
    pub cname: Option<String>,
    /// The ARN of its platform version.
    pub platform: String,
    /// The label of the version that it runs.
    pub version: Option<String>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// Its option settings.
    pub properties: Vec<Property>,
}

impl Step {
    /// What it costs: as much as its dearest edit.
    pub fn impact(&self) -> Impact {
        match self {
            // Nobody's request meets a shadow.
            Self::CreateApplication { .. }
            | Self::UploadBundle(_)
            | Self::CreateVersion { .. }
            | Self::CreateEnvironment(_)
            | Self::UpdateTags { .. }
            | Self::SweepShadow { .. }
            | Self::ProveHealthCheck(_)
            | Self::LookAnew { .. }
            | Self::RemoveVersions { .. }
            | Self::TerminateEnvironment(Ending { begun: true, .. }) => Impact::None,
            Self::TerminateEnvironment(_) | Self::DeleteApplication { .. } => Impact::Destroyed,
            Self::UpdatePlatform { .. } => Impact::InstancesReplaced,
            Self::DeployVersion { impact, .. } => *impact,
            Self::UpdateSettings { edits, removals, .. } => {
                let edits = edits.iter().map(|edit| edit.property.impact);
                edits
                    .chain(removals.iter().map(|removal| removal.impact))
                    .max()
                    .unwrap_or(Impact::None)
            }
            Self::LiftExemption { .. }
            | Self::ReturnToPathCheck { .. }
            | Self::RestoreHealthCheck { .. }
            | Self::RestoreListener { .. }
            | Self::OpenHttpsPort { .. }
            | Self::RedirectToHttps { .. } => Impact::InPlace,
        }
    }

    /// It has been begun already, and is only waited for.
    pub fn is_awaited(&self) -> bool {
        matches!(self, Self::TerminateEnvironment(Ending { begun: true, .. }))
    }

    /// It is done once the environment serves as it should, and only then.
    pub fn follows_success(&self) -> bool {
        matches!(self, Self::RemoveVersions { .. })
    }

    /// The application is restarted on instances that stay, and stay behind the load balancer.
    pub fn restarts_in_place(&self) -> bool {
        matches!(self.impact(), Impact::AppRestart | Impact::Rolling)
    }

    /// Why it is done, where what it changes does not say so by itself.
    pub fn reason(&self) -> Option<&'static str> {
        match self {
            Self::LiftExemption { .. } => Some(
                "the update replaces the target group that these rules forward to, and could not delete it",
            ),
            Self::RestoreHealthCheck { .. } | Self::RestoreListener { .. } => Some(
                "changed behind Elastic Beanstalk's back: its settings say otherwise, and it would not notice",
            ),
            Self::OpenHttpsPort { .. } => Some(
                "Elastic Beanstalk does not open port 443 for certain; asked and done if it is closed",
            ),
            Self::SweepShadow { .. } => Some("left behind by a run that was cut off"),
            Self::ProveHealthCheck(_) => Some(
                "on a shadow target group that gets no requests; what follows is done only if every target \
                 that serves passes",
            ),
            Self::LookAnew { .. } => Some(
                "on a shadow target group: after a restart the load balancer's own checks lag behind",
            ),
            Self::ReturnToPathCheck { proof: Some(_), .. } => Some(
                "the environment serves on its fallback check; it returns if every target that serves passes \
                 on a shadow target group, and else stays as it is",
            ),
            Self::ReturnToPathCheck { proof: None, .. } => {
                Some("the environment serves on its fallback check")
            }
            Self::DeployVersion { before, after, .. } if before.as_ref() == Some(after) => Some(
                "instances run something else than the environment's label says: it is deployed again",
            ),
            Self::TerminateEnvironment(Ending { begun: true, .. }) => {
                Some("AWS is at it already; it is waited for")
            }
            Self::RemoveVersions { .. } => {
                Some("older than those that are kept, and no environment runs them")
            }
            Self::TerminateEnvironment(_)
            | Self::DeleteApplication { .. }
            | Self::CreateApplication { .. }
            | Self::UploadBundle(_)
            | Self::CreateVersion { .. }
            | Self::CreateEnvironment(_)
            | Self::UpdatePlatform { .. }
            | Self::UpdateSettings { .. }
            | Self::UpdateTags { .. }
            | Self::DeployVersion { .. }
            | Self::RedirectToHttps { .. } => None,
        }
    }
}
