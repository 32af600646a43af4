//! `[apply]`

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Duration;

/// How `ebdeploy apply` goes about it.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Apply {
    /// How long the whole run may take before it stops waiting.
    pub timeout: Duration,
    /// What health of the environment counts as success.
    pub health: HealthGoal,
    /// How long the environment has to stay that healthy without a break before the run is a
    /// success.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stable_for: Option<Duration>,
    /// Whether it takes the environment's lease, so that nobody else applies it meanwhile.
    pub lock: Lock,
    /// What becomes of an environment whose update fails.
    pub on_failure: OnFailure,
    /// Environments that come first, by name, when they are applied by the same call.
    pub depends_on: Vec<String>,
}

impl Default for Apply {
    fn default() -> Self {
        Self {
            timeout: Duration::minutes(30),
            health: HealthGoal::Ok,
            stable_for: None,
            lock: Lock::Optional,
            on_failure: OnFailure::Stop,
            depends_on: Vec::new(),
        }
    }
}

/// What health of the environment counts as success.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HealthGoal {
    /// Green.
    #[default]
    Ok,
    /// Green or yellow.
    Warning,
    /// Whatever it is.
    Any,
}

/// Whether a run takes the environment's lease.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Lock {
    /// It does, or fails.
    Required,
    /// It does where it can, and says where it cannot.
    #[default]
    Optional,
    /// It does not.
    Off,
}

/// What becomes of an environment whose update fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OnFailure {
    /// It stays where the failure left it.
    #[default]
    Stop,
    /// What the run changed is taken back.
    RollBack,
}

impl OnFailure {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Stop, Self::RollBack];

    /// As it is written in the file and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::RollBack => "roll-back",
        }
    }
}
