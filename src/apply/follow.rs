//! An environment's log, line after line: each once, in order, none lost.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::cloud::{Observe, Result};
use crate::observed::LogEvent;

/// So many lines are looked at again and again: AWS may show a line later than one that is younger,
/// and dates lines by clocks that do not agree.
const LOOK_BACK: u16 = 50;
/// More lines than this are not looked at again.
const MOST: usize = 4 * LOOK_BACK as usize;

/// How far a log has been read.
///
/// No clock plays a part, neither ours nor AWS's: a line is new when it has not been seen. Dates say
/// only from where on AWS is asked, which is some lines back.
#[derive(Debug, Default)]
pub(super) struct Follow {
    since: Option<Timestamp>,
    /// How often each of the latest lines was seen: two may be alike to the letter.
    seen: BTreeMap<LogEvent, usize>,
    /// There has been a line.
    speaks: bool,
}

impl Follow {
    /// From the beginning: of an environment that is being created.
    pub(super) fn from_start() -> Self {
        Self::default()
    }

    /// From now on: what the log says already has been said.
    pub(super) async fn from_now(cloud: &impl Observe, environment_id: &str) -> Result<Self> {
        let newest = cloud.newest_events(environment_id, LOOK_BACK).await?;
        let since = if newest.len() < usize::from(LOOK_BACK) { None } else { oldest(&newest) };
        let mut follow = Self { since, ..Self::default() };
        if !newest.is_empty() {
            follow.new_lines(cloud, environment_id).await?;
        }
        Ok(follow)
    }

    /// There was never a line, not even of what has just been done.
    pub(super) fn is_silent(&self) -> bool {
        !self.speaks
    }

    /// The lines that are new since the last look, the oldest first.
    pub(super) async fn new_lines(
        &mut self,
        cloud: &impl Observe,
        environment_id: &str,
    ) -> Result<Vec<LogEvent>> {
        let lines = cloud.events(environment_id, self.since).await?;
        let mut counted: BTreeMap<LogEvent, usize> = BTreeMap::new();
        let mut new = Vec::new();
        for line in &lines {
            let count = counted.entry(line.clone()).or_default();
            *count += 1;
            if *count > self.seen.get(line).copied().unwrap_or_default() {
                new.push(line.clone());
            }
        }
        self.speaks |= !lines.is_empty();
        if let Some(first) = lines.len().checked_sub(MOST) {
            // A log that grows and grows is not read from its beginning each time.
            self.since = oldest(&lines[first + MOST - usize::from(LOOK_BACK)..]);
            counted.retain(|line, _| Some(line.at) >= self.since);
        }
        self.seen = counted;
        Ok(new)
    }
}

fn oldest(lines: &[LogEvent]) -> Option<Timestamp> {
    lines.iter().map(|line| line.at).min()
}
