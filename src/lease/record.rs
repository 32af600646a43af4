//! What a lease says.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{GRACE, Holder};
use crate::cloud::{Age, Edition, Kept};

/// The version of this shape.
const FORMAT: u32 = 1;

/// What a lease says. Its times are its holder's, for people: whether it has ended is told by
/// `seconds` and the clock of whoever keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Record {
    format: u32,
    /// The environment's name.
    pub environment: String,
    /// Tells this lease from all others.
    pub token: String,
    /// Who holds it.
    pub holder: Holder,
    /// Since when.
    pub since: Timestamp,
    /// Until when, unless it is renewed.
    pub until: Timestamp,
    /// For how long it holds from when it was written.
    pub seconds: u64,
    /// The number of its holder's run.
    pub sequence: Option<u64>,
}

impl Record {
    /// A new lease, of somebody, from now on, for so long.
    pub(super) fn new(
        environment: &str,
        holder: Holder,
        now: Timestamp,
        length: Duration,
        sequence: Option<u64>,
    ) -> Self {
        let record = Self {
            format: FORMAT,
            environment: environment.to_owned(),
            token: format!("{:032x}", fastrand::u128(..)),
            holder,
            since: now,
            until: now,
            seconds: length.as_secs(),
            sequence,
        };
        record.lasting(Duration::ZERO)
    }

    /// The same, so long after it was taken.
    pub(super) fn lasting(&self, held_for: Duration) -> Self {
        let until = held_for + Duration::from_secs(self.seconds);
        let until = SignedDuration::try_from(until).unwrap_or_default();
        Self { until: self.since.saturating_add(until).unwrap_or(self.since), ..self.clone() }
    }

    pub(super) fn text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

/// A lease that somebody holds, as it was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// What it says; nothing, where it cannot be read, or is no lease.
    pub record: Option<Record>,
    /// Which edition of it.
    pub edition: Option<Edition>,
    age: Option<Age>,
}

impl Seen {
    /// A lease of which is known only that there is one.
    pub(super) fn hidden() -> Self {
        Self { record: None, edition: None, age: None }
    }

    /// Until when it holds unless it is renewed, by the clock of whoever keeps it.
    pub fn until(&self) -> Option<Timestamp> {
        let Record { until, seconds, .. } = self.record.as_ref()?;
        let Some(Age { written, .. }) = self.age else { return Some(*until) };
        let length = SignedDuration::from_secs(i64::try_from(*seconds).ok()?);
        written.saturating_add(length).ok()
    }

    /// It is the same lease, though it may have been renewed.
    pub fn is_same(&self, other: &Self) -> bool {
        let token = |seen: &Self| seen.record.as_ref().map(|record| record.token.clone());
        token(self) == token(other) && (token(self).is_some() || self.edition == other.edition)
    }

    /// It has ended, and may be taken over. `unchanged_for` says how long we have seen the same
    /// edition. What is no lease has no end: people remove it.
    pub(super) fn is_over(&self, unchanged_for: Duration) -> bool {
        let Some(Record { seconds, .. }) = &self.record else { return false };
        let length = Duration::from_secs(*seconds).saturating_add(GRACE);
        let age = self.age.map(|Age { written, read }| read.duration_since(written));
        let aged = age.is_some_and(|age| Duration::try_from(age).is_ok_and(|age| age > length));
        aged || unchanged_for > length
    }
}

impl From<Kept> for Seen {
    fn from(Kept { text, edition, age }: Kept) -> Self {
        Self { record: serde_json::from_str(&text).ok(), edition: Some(edition), age }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(age: i64) -> Seen {
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let holder = Holder {
            caller: "arn:aws:iam::123456789012:user/ann".into(),
            user: None,
            host: "laptop".into(),
            process: 7,
            run: None,
        };
        let record = Record::new("shop-prod", holder, now, Duration::from_mins(1), None);
        let age = Age { written: now, read: now + SignedDuration::from_secs(age) };
        Kept { text: record.text(), edition: Edition("1".into()), age: Some(age) }.into()
    }

    #[test]
    fn a_lease_that_was_not_renewed_is_over_a_little_later_than_it_says() {
        assert!(!seen(60).is_over(Duration::ZERO));
        assert!(!seen(62).is_over(Duration::ZERO));
        assert!(seen(63).is_over(Duration::ZERO));
    }

    #[test]
    fn without_a_clock_to_ask_it_is_over_when_nothing_changed_for_as_long() {
        assert!(!seen(0).is_over(Duration::from_secs(62)));
        assert!(seen(0).is_over(Duration::from_secs(63)));
        assert!(!seen(-5).is_over(Duration::ZERO), "a clock that goes backwards ends nothing");
    }

    #[test]
    fn what_is_no_lease_does_not_end() {
        let kept = Kept { text: "{}".into(), edition: Edition("1".into()), age: None };
        assert!(!Seen::from(kept).is_over(Duration::from_secs(100_000)));
    }
}
