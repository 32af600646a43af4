//! A place for leases, with a clock of its own that has nothing to do with ours.

use std::cell::RefCell;
use std::collections::BTreeMap;

use ebdeploy::cloud::{
    Age, Condition, Edition, ErrorKind, Kept, Leases, Place, Removed, Result, Written,
};
use jiff::{SignedDuration, Timestamp};
use tokio::task::yield_now;
use tokio::time::Instant;

use super::error;

/// Where leases are kept, by several who want them.
pub(crate) struct Shelf(RefCell<State>);

/// What is kept, and what will go wrong next.
pub(crate) struct State {
    pub(crate) kept: BTreeMap<String, Text>,
    /// So many writes take place, though the writer is told that they did not: the answer was lost,
    /// and a second attempt refused.
    pub(crate) lost_answers: usize,
    pub(crate) trouble: Option<Trouble>,
    pub(crate) writes: usize,
    editions: usize,
    began: Instant,
}

/// What is wrong with it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Writes take place, and are never answered.
    Hanging,
    /// Nobody answers.
    Unreachable,
    /// Nothing may be written.
    Unwritable,
    /// Nothing may be read.
    Unreadable,
    /// No dates are told.
    Undated,
}

#[derive(Clone)]
pub(crate) struct Text {
    pub(crate) content: String,
    edition: usize,
    written: Timestamp,
}

impl Shelf {
    pub(crate) fn new() -> Self {
        Self(RefCell::new(State {
            kept: BTreeMap::new(),
            lost_answers: 0,
            trouble: None,
            writes: 0,
            editions: 0,
            began: Instant::now(),
        }))
    }

    /// Does something by another hand.
    pub(crate) fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.0.borrow_mut());
    }

    /// Something goes wrong from now on, or nothing any more.
    pub(crate) fn trouble(&self, trouble: impl Into<Option<Trouble>>) {
        self.change(|state| state.trouble = trouble.into());
    }

    pub(crate) fn text(&self, key: &str) -> Option<String> {
        self.0.borrow().kept.get(key).map(|kept| kept.content.clone())
    }

    pub(crate) fn writes(&self) -> usize {
        self.0.borrow().writes
    }

    /// Lets others come between, as a network does.
    async fn reached(&self, operation: &'static str) -> Result<()> {
        yield_now().await;
        let kind = match (self.0.borrow().trouble, operation) {
            (Some(Trouble::Unreachable), _) => ErrorKind::Unreachable,
            (Some(Trouble::Unwritable), "s3:PutObject")
            | (Some(Trouble::Unreadable), "s3:GetObject") => ErrorKind::AccessDenied,
            _ => return Ok(()),
        };
        Err(error(operation, kind, "the test wants this to fail"))
    }
}

impl State {
    /// Far from ours, and going on as ours does.
    fn now(&self) -> Timestamp {
        let start: Timestamp = "1999-12-31T23:59:00Z".parse().unwrap();
        start + SignedDuration::try_from(self.began.elapsed()).unwrap()
    }

    pub(crate) fn put(&mut self, key: &str, text: &str) -> Edition {
        self.editions += 1;
        let (edition, written) = (self.editions, self.now());
        self.kept.insert(key.to_owned(), Text { content: text.to_owned(), edition, written });
        Edition(edition.to_string())
    }

    fn is(&self, key: &str, edition: &Edition) -> bool {
        self.kept.get(key).is_some_and(|kept| kept.edition.to_string() == edition.0)
    }
}

impl Leases for &Shelf {
    async fn place(&self) -> Result<Place> {
        let caller = "arn:aws:iam::123456789012:user/ann".to_owned();
        Ok(Place { account: "123456789012".into(), bucket: "bucket".into(), caller })
    }

    async fn read(&self, _: &Place, key: &str) -> Result<Option<Kept>> {
        self.reached("s3:GetObject").await?;
        let state = self.0.borrow();
        Ok(state.kept.get(key).map(|kept| Kept {
            text: kept.content.clone(),
            edition: Edition(kept.edition.to_string()),
            age: (state.trouble != Some(Trouble::Undated))
                .then(|| Age { written: kept.written, read: state.now() }),
        }))
    }

    async fn write(
        &self,
        _: &Place,
        key: &str,
        text: &str,
        condition: Condition<'_>,
    ) -> Result<Written> {
        self.reached("s3:PutObject").await?;
        let (written, hangs) = {
            let mut state = self.0.borrow_mut();
            let holds = match condition {
                Condition::Absent => !state.kept.contains_key(key),
                Condition::Is(edition) => state.is(key, edition),
            };
            if !holds {
                return Ok(Written::Refused);
            }
            let edition = state.put(key, text);
            state.writes += 1;
            let lost = state.lost_answers > 0;
            state.lost_answers = state.lost_answers.saturating_sub(1);
            let written = if lost { Written::Refused } else { Written::As(edition) };
            (written, state.trouble == Some(Trouble::Hanging))
        };
        if hangs {
            std::future::pending::<()>().await;
        }
        Ok(written)
    }

    async fn remove(&self, _: &Place, key: &str, edition: &Edition) -> Result<Removed> {
        self.reached("s3:DeleteObject").await?;
        let mut state = self.0.borrow_mut();
        if !state.is(key, edition) {
            return Ok(Removed::Refused);
        }
        state.kept.remove(key);
        Ok(Removed::Gone)
    }
}
