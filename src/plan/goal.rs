//! What a plan is for.

use serde::Serialize;

/// What a plan makes of an environment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Goal {
    /// What its file says.
    #[default]
    AsTheFileSays,
    /// Nothing.
    Gone,
}

impl Goal {
    /// The command that brings it about.
    pub fn command(self) -> &'static str {
        match self {
            Self::AsTheFileSays => "ebdeploy apply",
            Self::Gone => "ebdeploy destroy",
        }
    }
}
