//! The lease: whoever applies an environment holds it, and nobody else applies that environment
//! meanwhile.
//!
//! It is a text in the account's own bucket, written only where there is none, so that of two who
//! try one comes first. It ends by itself, and its holder renews it in time: a holder that died
//! keeps others waiting only until then. Two rules make that safe without comparing clocks of two
//! machines:
//!
//! - Others take a lease for ended by one clock alone: that of whoever keeps it, which dates both
//!   the writing and the reading. Where it tells no dates, by their own: the text has not changed
//!   for as long as it says.
//! - The holder counts from *before* it sent the text, so it stops before others may begin.
//!
//! What is left of clocks is that they run at the same pace, for which there is [`GRACE`].

mod hold;
mod holder;
mod record;
mod sequence;
mod wait;

use std::time::Duration;

use crate::cloud;

pub use hold::{Claim, Hold};
pub use holder::{Holder, run_url};
pub use record::{Record, Seen};
pub use sequence::{Announcement, Superseded};
pub use wait::Told;

/// How much longer than a lease says it is left alone: dates are whole seconds, and clocks differ
/// a little in pace.
pub const GRACE: Duration = Duration::from_secs(2);

/// The key of an environment's lease. A name has letters, digits and hyphens only.
pub fn key(environment: &str) -> String {
    format!("ebdeploy/leases/{environment}.json")
}

/// Why a lease could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Somebody else holds it.
    #[error("`{environment}` is being applied by {}", by(seen.record.as_ref()))]
    Held {
        /// The environment's name.
        environment: String,
        /// The lease.
        seen: Box<Seen>,
        /// How long it was waited for.
        waited: Duration,
    },
    /// A newer run was here.
    #[error(transparent)]
    Superseded(#[from] Superseded),
    /// A call failed.
    #[error(transparent)]
    Call(#[from] cloud::Error),
}

/// Why a run does not hold its lease any more.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Lost {
    /// It ended, and somebody else took it.
    #[error("the lease of `{environment}` is lost: {} took it over", by(record.as_deref()))]
    Taken {
        /// The environment's name.
        environment: String,
        /// The lease that there is now.
        record: Option<Box<Record>>,
    },
    /// Somebody removed it.
    #[error("the lease of `{environment}` is lost: somebody removed it")]
    Removed {
        /// The environment's name.
        environment: String,
    },
    /// It could not be renewed in time, so somebody else may have taken it.
    #[error(
        "the lease of `{environment}` may be lost: it could not be renewed in time{}",
        cause.as_ref().map(|cause| format!(": {cause}")).unwrap_or_default()
    )]
    Unconfirmed {
        /// The environment's name.
        environment: String,
        /// What kept it from being renewed.
        cause: Option<cloud::Error>,
    },
    /// A newer run was announced.
    #[error(transparent)]
    Superseded(#[from] Superseded),
}

fn by(record: Option<&Record>) -> String {
    record.map_or_else(
        || "somebody who cannot be told".to_owned(),
        |record| record.holder.to_string(),
    )
}
