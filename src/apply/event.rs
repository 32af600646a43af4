//! What a run tells while it runs. Data: how it looks is the report's business.

use std::time::Duration;

use super::Error;
use crate::observed::{LogEvent, Rollout, TargetHealth};
use crate::plan::{Fallback, Step};

/// A step's turn.
#[derive(Clone, Copy, Debug)]
pub struct Turn<'a> {
    /// Its number, from 0.
    pub index: usize,
    /// How many steps there are.
    pub total: usize,
    /// Which.
    pub step: &'a Step,
}

/// Something that happened.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A step begins.
    Started(Turn<'a>),
    /// A step is done, in that time.
    Done(Turn<'a>, Duration),
    /// A step failed, and why.
    Failed(Turn<'a>, &'a Error),
    /// These targets did not pass a check that was tried: what hung on it is left as it is.
    NotPassed(Turn<'a>, &'a [TargetHealth]),
    /// No target passes the health check: it is being lowered.
    FellBack {
        /// To what.
        to: Fallback,
        /// Those that did not pass.
        targets: &'a [TargetHealth],
    },
    /// An archive is on its way.
    Uploading {
        /// How many of its bytes are there.
        sent: u64,
        /// How many it has.
        total: u64,
    },
    /// A deployment is further than it was.
    Progress {
        /// How far.
        rollout: &'a Rollout,
        /// Since the run began.
        elapsed: Duration,
    },
    /// The environment's log has a new line.
    Log(&'a LogEvent),
    /// Nothing new; what is waited for, and since when.
    Waiting {
        /// In words.
        what: &'a str,
        /// Since the run began.
        elapsed: Duration,
    },
}

/// Whoever listens.
pub type Emit<'a> = &'a mut dyn FnMut(Event<'_>);
