//! An environment's log, line after line: each once, in order, none lost.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::cloud::{Observe, Result};
use crate::observed::LogEvent;

/// AWS may show a line a little later than one that is younger, so each look goes back a little.
const OVERLAP: SignedDuration = SignedDuration::from_secs(60);

/// How far a log has been read. Times are AWS's: the local clock plays no part.
#[derive(Debug, Default)]
pub(super) struct Follow {
    newest: Option<Timestamp>,
    /// How often each of the latest lines was seen: two may be alike to the letter.
    seen: BTreeMap<LogEvent, usize>,
}

impl Follow {
    /// From the beginning: of an environment that is being created.
    pub(super) fn from_start() -> Self {
        Self::default()
    }

    /// From now on: what the log says already has been said.
    pub(super) async fn from_now(cloud: &impl Observe, environment_id: &str) -> Result<Self> {
        let mut follow = Self {
            newest: cloud.newest_event(environment_id).await?.map(|event| event.at),
            ..Self::default()
        };
        if follow.newest.is_some() {
            follow.new_lines(cloud, environment_id).await?;
        }
        Ok(follow)
    }

    /// There was never a line, not even of what has just been done.
    pub(super) fn is_silent(&self) -> bool {
        self.newest.is_none()
    }

    /// The lines that are new since the last look, the oldest first.
    pub(super) async fn new_lines(
        &mut self,
        cloud: &impl Observe,
        environment_id: &str,
    ) -> Result<Vec<LogEvent>> {
        let since = self.newest.map(|newest| newest - OVERLAP);
        let lines = cloud.events(environment_id, since).await?;
        let mut counted: BTreeMap<LogEvent, usize> = BTreeMap::new();
        let mut new = Vec::new();
        for line in lines {
            let count = counted.entry(line.clone()).or_default();
            *count += 1;
            if *count > self.seen.get(&line).copied().unwrap_or_default() {
                self.newest = self.newest.max(Some(line.at));
                new.push(line);
            }
        }
        self.seen = counted;
        Ok(new)
    }
}
