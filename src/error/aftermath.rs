//! What was found out about a run that failed, and what was done about it.

use std::fmt;

use super::Error;
use crate::apply::Journal;
use crate::forensics::Evidence;
use crate::plan::Plan;

/// What followed a failure.
#[derive(Debug, Default)]
pub struct Aftermath {
    /// What was found out about it; nothing, where its error says all that there is.
    pub evidence: Option<Evidence>,
    /// What became of the way back; nothing, where none is wanted.
    pub roll_back: Option<RollBack>,
}

/// What it comes to, in the line that has to be read.
impl fmt::Display for Aftermath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.roll_back {
            None => Ok(()),
            Some(RollBack::NotBegun(_)) => f.write_str("; not rolled back"),
            Some(RollBack::Begun { result: Ok(()), .. }) => f.write_str("; rolled back"),
            Some(RollBack::Begun { result: Err(_), .. }) => f.write_str("; the roll-back failed"),
        }
    }
}

/// What became of the way back to what the environment was before the run.
#[derive(Debug)]
pub enum RollBack {
    /// It was wanted, and not begun.
    NotBegun(Stays),
    /// It was begun.
    Begun {
        /// What it takes back.
        plan: Box<Plan>,
        /// How far it came.
        journal: Box<Journal>,
        /// How it ended: well, when the environment is as it was before.
        result: Result<(), Box<Error>>,
    },
}

/// Why an environment stays as a failure left it, though it was to be rolled back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stays {
    /// There was nothing before.
    #[error("there was no environment before; `ebdeploy destroy` takes away what there is of it")]
    New,
    /// It would interfere with what AWS is doing.
    #[error("AWS is still at work on it, and may yet come to a good end")]
    AtWork,
    /// It is somebody else's by now, or nobody's.
    #[error("it is not this run's to change any more")]
    OutOfHand,
    /// It serves, and what failed comes after that.
    #[error("it serves as the file asks; what failed comes after that")]
    Serving,
    /// Nothing was changed.
    #[error("nothing of it was changed yet")]
    Untouched,
    /// Somebody had no patience.
    #[error("interrupted before that was begun")]
    Interrupted,
}

impl RollBack {
    /// It was begun, and led back.
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Begun { result: Ok(()), .. })
    }

    /// Somebody interrupted it, or kept it from being begun.
    pub fn is_interrupted(&self) -> bool {
        match self {
            Self::NotBegun(stays) => *stays == Stays::Interrupted,
            Self::Begun { result: Err(error), .. } => matches!(**error, Error::Interrupted { .. }),
            Self::Begun { result: Ok(()), .. } => false,
        }
    }
}
