//! What a run tells while it runs. Data: how it looks is the report's business.

use std::time::Duration;

use super::Error;
use crate::observed::LogEvent;
use crate::plan::Step;

/// Something that happened.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A step begins.
    Started {
        /// Its number, from 0.
        index: usize,
        /// How many there are.
        total: usize,
        /// Which.
        step: &'a Step,
    },
    /// A step is done.
    Done {
        /// Its number, from 0.
        index: usize,
        /// How many there are.
        total: usize,
        /// Which.
        step: &'a Step,
        /// How long it took.
        took: Duration,
    },
    /// A step failed.
    Failed {
        /// Its number, from 0.
        index: usize,
        /// Which.
        step: &'a Step,
        /// Why.
        error: &'a Error,
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
