//! Exit codes. `docs/exit-codes.md` says what each means to a pipeline.

use super::{Error, RollBack};
use crate::{apply, scaffold};

/// Done, or nothing to do.
pub const DONE: u8 = 0;
/// Failed.
pub const FAILED: u8 = 1;
/// `plan --detailed-exitcode`: there are changes.
pub const CHANGES: u8 = 2;
/// Applied, and serving on the fallback health check.
pub const FALLBACK: u8 = 3;
/// AWS changed since the plan was made.
pub const MOVED: u8 = 4;
/// The deadline passed; AWS goes on.
pub const DEADLINE: u8 = 5;
/// Applied, but AWS is not as the file says; destroyed, but not gone.
pub const NOT_CONVERGED: u8 = 6;
/// The command line is wrong.
pub const USAGE: u8 = 64;
/// Interrupted.
pub const INTERRUPTED: u8 = 130;

/// From good to bad.
const BY_GRAVITY: [u8; 9] =
    [DONE, CHANGES, FALLBACK, MOVED, NOT_CONVERGED, DEADLINE, FAILED, USAGE, INTERRUPTED];

/// The worst of several: that of a call that is about several environments.
pub fn worst(codes: impl IntoIterator<Item = u8>) -> u8 {
    let gravity = |code: &u8| BY_GRAVITY.iter().position(|known| known == code);
    codes.into_iter().max_by_key(gravity).unwrap_or(DONE)
}

impl Error {
    /// The process's exit code.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::NobodyToAsk
            | Self::NobodyToAnswer(_)
            | Self::NobodyToName(_)
            | Self::OtherName { .. }
            | Self::NoSuchId(_)
            | Self::Scaffold(scaffold::Error::NobodyToAsk) => USAGE,
            Self::Apply { source, .. } if matches!(**source, apply::Error::Deadline { .. }) => {
                DEADLINE
            }
            Self::Apply { aftermath, .. }
                if aftermath.roll_back.as_ref().is_some_and(RollBack::is_interrupted) =>
            {
                INTERRUPTED
            }
            Self::File(_)
            | Self::Refused { .. }
            | Self::Saved(_)
            | Self::Gated { .. }
            | Self::Linted { .. }
            | Self::Unreachable(_)
            | Self::Observe(_)
            | Self::NoEnvironment(_)
            | Self::Unknown { .. }
            | Self::NotPromoted(_)
            | Self::NotDescribed(_)
            | Self::Worker(_)
            | Self::Occupied(_)
            | Self::NoInstance { .. }
            | Self::NoLogsYet(_)
            | Self::Logs(_)
            | Self::Busy(_)
            | Self::NotBegun(_)
            | Self::Lease { .. }
            | Self::NoSequence
            | Self::OtherLease(_)
            | Self::Declined
            | Self::Unanswered
            | Self::NotNamed(_)
            | Self::Apply { .. }
            | Self::Scaffold(_)
            | Self::Report { .. }
            | Self::Output(_) => FAILED,
            Self::OnFallback { .. } => FALLBACK,
            Self::Moved(_) | Self::NotAsSaved { .. } => MOVED,
            Self::NotConverged(_) | Self::NotAsBefore(_) | Self::NotGone(_) => NOT_CONVERGED,
            Self::Interrupted { .. } => INTERRUPTED,
        }
    }
}
