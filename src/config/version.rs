//! `[version]`

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Duration;

/// The application version, and how it reaches the instances.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Version {
    /// The label of an existing application version.
    #[serde(default)]
    pub label: Option<String>,
    /// What the version is made of: a folder, a `.zip`, `.war` or `.jar`, taken from this file's
    /// folder, or an object in S3, `s3://BUCKET/KEY`. Its label follows from what is in it.
    #[serde(default)]
    pub bundle: Option<String>,
    /// What the labels of versions that are made of `bundle` begin with.
    #[serde(default)]
    pub label_prefix: Option<String>,
    /// How many versions the application keeps: after an apply that went well, older ones that no
    /// environment runs are removed.
    #[serde(default)]
    pub keep_versions: Option<u32>,
    /// In which manner instances are updated.
    #[serde(default)]
    pub policy: Option<Policy>,
    /// How many instances at a time: a count, or a percentage such as `30%`.
    #[serde(default)]
    pub batch: Option<String>,
    /// Where the policy splits the traffic: the share of the requests that the new version gets at
    /// first, such as `15%`.
    #[serde(default)]
    pub traffic: Option<String>,
    /// Where the policy splits the traffic: how long that goes on, in whole minutes, before the new
    /// version gets all requests.
    #[serde(default)]
    pub evaluation: Option<Duration>,
}

/// Elastic Beanstalk's deployment policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// All instances at once: fastest, with a short outage.
    AllAtOnce,
    /// Batch after batch.
    Rolling,
    /// Batch after batch, with one batch of new instances first, so that capacity is kept.
    RollingWithAdditionalBatch,
    /// A whole new set of instances.
    Immutable,
    /// A whole new set of instances that gets a part of the traffic first.
    TrafficSplitting,
}

impl Policy {
    /// AWS's name of it (option `DeploymentPolicy`).
    pub fn as_aws(self) -> &'static str {
        match self {
            Self::AllAtOnce => "AllAtOnce",
            Self::Rolling => "Rolling",
            Self::RollingWithAdditionalBatch => "RollingWithAdditionalBatch",
            Self::Immutable => "Immutable",
            Self::TrafficSplitting => "TrafficSplitting",
        }
    }

    /// The policy that AWS means by a name; all at once, when it means none.
    pub fn from_aws(name: &str) -> Self {
        let all = [Self::Rolling, Self::RollingWithAdditionalBatch, Self::Immutable];
        let mut all = all.into_iter().chain([Self::TrafficSplitting]);
        all.find(|policy| policy.as_aws().eq_ignore_ascii_case(name)).unwrap_or(Self::AllAtOnce)
    }

    /// Whether a whole new set of instances takes the place of the old one.
    pub fn replaces(self) -> bool {
        matches!(self, Self::Immutable | Self::TrafficSplitting)
    }

    /// Whether instances are updated in batches.
    pub fn has_batches(self) -> bool {
        matches!(self, Self::Rolling | Self::RollingWithAdditionalBatch)
    }
}
