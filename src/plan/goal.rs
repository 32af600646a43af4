//! What a plan is for.

use serde::Serialize;

use super::{Plan, Step};

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

impl Plan {
    /// Why a step is done, where what it changes does not say so by itself. What is taken back is
    /// taken back because the run failed.
    pub fn reason(&self, step: &Step) -> Option<&'static str> {
        let by_its_own_calls =
            matches!(step, Step::RestoreHealthCheck { .. } | Step::RestoreListener { .. });
        let taken_back = by_its_own_calls && matches!(self.goal, Goal::AsItWas { .. });
        step.reason().filter(|_| !taken_back)
    }
}
