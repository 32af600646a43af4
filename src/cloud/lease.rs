//! Where leases are kept: small texts in one bucket of the account, each written only on a
//! condition.

use jiff::Timestamp;

use super::Result;

/// Texts that are written, changed and removed on a condition, so that of several who try one comes
/// first.
#[expect(async_fn_in_trait, reason = "one runtime, one thread: no Send bound is wanted")]
pub trait Leases {
    /// Who is asking, and where leases of the account and region are kept.
    async fn place(&self) -> Result<Place>;
    /// What is kept under a key.
    async fn read(&self, place: &Place, key: &str) -> Result<Option<Kept>>;
    /// Writes a text if the condition holds.
    async fn write(
        &self,
        place: &Place,
        key: &str,
        text: &str,
        condition: Condition<'_>,
    ) -> Result<Written>;
    /// Removes what is kept under a key, if it is this edition.
    async fn remove(&self, place: &Place, key: &str, edition: &Edition) -> Result<Removed>;
}

/// Where leases are kept, and who looks there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The account, which must be the bucket's owner: anybody can make a bucket of that name where
    /// the account has none.
    pub account: String,
    /// The bucket.
    pub bucket: String,
    /// The caller's ARN.
    pub caller: String,
}

/// One state of what is kept under a key: no two are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition(pub String);

/// What is kept under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The text.
    pub text: String,
    /// Its edition.
    pub edition: Edition,
    /// How long ago it was written, when it was read; by the clock of whoever keeps it, with which
    /// no other clock is compared.
    pub age: Option<Age>,
}

/// When something was written and when it was read, by one clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Age {
    /// When it was written.
    pub written: Timestamp,
    /// When it was read.
    pub read: Timestamp,
}

/// On what condition a text is written.
#[derive(Clone, Copy, Debug)]
pub enum Condition<'a> {
    /// There is none.
    Absent,
    /// There is this edition.
    Is(&'a Edition),
}

/// What became of a text that was to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// It is written, as this edition.
    As(Edition),
    /// The condition did not hold. An answer that was lost on the way looks the same: what is there
    /// then is what was to be written.
    Refused,
}

/// What became of a text that was to be removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removed {
    /// It is gone.
    Gone,
    /// There is another edition, or none any more.
    Refused,
}
