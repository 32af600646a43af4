//! What became of each step of a run, and what the environment's log said meanwhile: kept while the
//! run goes on, for the report at its end.

use std::time::Duration;

use super::plural;
use crate::apply::Event;
use crate::observed::LogEvent;
use crate::plan::Fallback;

/// So many lines of the log are kept, the newest.
const MOST_LINES: usize = 1000;

/// What became of a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fate {
    /// It was not begun.
    #[default]
    NotBegun,
    /// It was begun, and nobody knows.
    Begun,
    /// It is done, and took so long.
    Done(Duration),
    /// It failed.
    Failed,
    /// It was tried, and so many targets did not pass.
    NotPassed(usize),
}

impl Fate {
    /// In words.
    pub(super) fn words(self) -> String {
        match self {
            Self::NotBegun => "not begun".to_owned(),
            Self::Begun => "begun".to_owned(),
            Self::Done(took) => format!("done in {} s", took.as_secs()),
            Self::Failed => "failed".to_owned(),
            Self::NotPassed(targets) => format!("{} did not pass", plural(targets, "target")),
        }
    }
}

/// What a run told.
#[derive(Clone, Debug, Default)]
pub struct Record {
    fates: Vec<Fate>,
    /// Of the way back, once that is begun.
    back: Option<Vec<Fate>>,
    log: Vec<LogEvent>,
    fallback: Option<Fallback>,
}

impl Record {
    /// Takes down what happens.
    pub fn note(&mut self, event: &Event<'_>) {
        match *event {
            Event::Started(turn) => self.become_of(turn.index, Fate::Begun),
            Event::Done(turn, took) => self.become_of(turn.index, Fate::Done(took)),
            Event::Failed(turn, _) => self.become_of(turn.index, Fate::Failed),
            Event::NotPassed(turn, targets) => {
                self.become_of(turn.index, Fate::NotPassed(targets.len()));
            }
            Event::FellBack { to, targets: _ } => self.fallback = Some(to),
            Event::Log(line) => {
                if self.log.len() == MOST_LINES {
                    self.log.remove(0);
                }
                self.log.push(line.clone());
            }
            Event::Progress { .. } | Event::Uploading { .. } | Event::Waiting { .. } => {}
        }
    }

    /// From now on steps are those of the way back.
    pub fn turn_back(&mut self) {
        self.back = Some(Vec::new());
    }

    /// What became of a step of the way back.
    pub fn fate_back(&self, index: usize) -> Fate {
        self.back.as_ref().and_then(|fates| fates.get(index)).copied().unwrap_or_default()
    }

    /// What became of the step with this number, from 0.
    pub fn fate(&self, index: usize) -> Fate {
        self.fates.get(index).copied().unwrap_or_default()
    }

    /// The lines of the environment's log, the oldest first.
    pub fn log(&self) -> &[LogEvent] {
        &self.log
    }

    /// What the health check was lowered to in this run.
    pub fn fallback(&self) -> Option<Fallback> {
        self.fallback
    }

    fn become_of(&mut self, index: usize, fate: Fate) {
        let fates = self.back.as_mut().unwrap_or(&mut self.fates);
        if fates.len() <= index {
            fates.resize(index + 1, Fate::NotBegun);
        }
        fates[index] = fate;
    }
}
