//! What a plan is for.

use serde::Serialize;

/// What a plan makes of an environment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum Goal {
    /// What its file says.
    #[default]
    AsTheFileSays,
    /// What it was before a run that failed.
    AsItWas {
        /// It served then, and is to serve again.
        serving: bool,
    },
    /// Nothing.
    Gone,
}

impl Goal {
    /// The command that brings it about.
    pub fn command(self) -> &'static str {
        match self {
            Self::AsTheFileSays | Self::AsItWas { .. } => "ebdeploy apply",
            Self::Gone => "ebdeploy destroy",
        }
    }
}
