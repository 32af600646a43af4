//! What a change costs those who use the environment.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Ordered from cheap to dear, so that the dearest edit decides for its step.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Impact {
    /// Nobody notices.
    None,
    /// Applied where it stands.
    InPlace,
    /// The application is restarted on each instance.
    AppRestart,
    /// Instances are updated batch after batch.
    Rolling,
    /// Instances are replaced.
    InstancesReplaced,
    /// The environment is replaced. No plan has such a step: it is what a refusal speaks of.
    EnvironmentReplaced,
    /// The environment is gone.
    Destroyed,
}

impl Impact {
    /// What AWS's `ChangeSeverity` of an option means, if it means anything to us.
    ///
    /// Source: Elastic Beanstalk API reference, `ConfigurationOptionDescription`.
    pub fn from_severity(severity: &str) -> Option<Self> {
        match severity {
            "NoInterruption" => Some(Self::InPlace),
            "RestartApplicationServer" => Some(Self::AppRestart),
            "RestartEnvironment" => Some(Self::InstancesReplaced),
            _ => None,
        }
    }
}

impl fmt::Display for Impact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "no impact",
            Self::InPlace => "in place",
            Self::AppRestart => "app restart",
            Self::Rolling => "rolling",
            Self::InstancesReplaced => "instances replaced",
            Self::EnvironmentReplaced => "environment replaced",
            Self::Destroyed => "destroyed",
        })
    }
}
