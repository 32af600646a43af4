//! `[protect]`

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Window;

/// What a change of this environment may cost, what none may do, and when one may be made.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Protect {
    /// The dearest impact that a plan may have.
    pub max_impact: Option<MaxImpact>,
    /// Kinds of change that no plan may have.
    pub deny: Vec<String>,
    /// When something may be applied; at any time when none is named.
    pub windows: Vec<Window>,
    /// The time zone of the windows, by its IANA name: `Europe/Berlin`, or `UTC`.
    pub time_zone: Option<String>,
}

/// What a change may cost those who use the environment, from cheap to dear.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum MaxImpact {
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
}

impl MaxImpact {
    /// All of them, from cheap to dear.
    pub const ALL: [Self; 5] =
        [Self::None, Self::InPlace, Self::AppRestart, Self::Rolling, Self::InstancesReplaced];

    /// As it is written in the file and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::InPlace => "in-place",
            Self::AppRestart => "app-restart",
            Self::Rolling => "rolling",
            Self::InstancesReplaced => "instances-replaced",
        }
    }
}
