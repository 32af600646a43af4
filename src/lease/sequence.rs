//! The numbers of runs: one that a newer one has overtaken does no more.

use serde::{Deserialize, Serialize};

use super::{Claim, Error, Hold};
use crate::cloud::{self, Condition, Edition, Leases, Removed, Written};

/// Two who write at once come one after the other; more often than this it is something else.
const ATTEMPTS: usize = 10;

/// The newest run of an environment. It stays when the run is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Announcement {
    /// Its number.
    pub sequence: u64,
    /// Whose run it is, in words.
    pub who: String,
    /// Where the CI system shows it.
    pub run: Option<String>,
}

/// A run that a newer one has overtaken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "run {mine} of `{environment}` is superseded by run {}, of {}",
    newest.sequence, newest.who
)]
pub struct Superseded {
    /// The environment's name.
    pub environment: String,
    /// The number of the run that is overtaken.
    pub mine: u64,
    /// The newer one.
    pub newest: Announcement,
}

fn key(environment: &str) -> String {
    format!("ebdeploy/leases/{environment}.sequence.json")
}

impl<L: Leases> Hold<L> {
    /// Tells all older runs of the environment that this one is there, if it has a number.
    ///
    /// # Errors
    /// When a newer one was announced, or a call fails.
    pub async fn announce(&self) -> Result<(), Error> {
        let claim = self.claim();
        let Some(mine) = claim.sequence else { return Ok(()) };
        let (who, run) = (claim.holder.to_string(), claim.holder.run.clone());
        let announcement = Announcement { sequence: mine, who, run };
        let text = serde_json::to_string_pretty(&announcement).unwrap_or_default();
        let mut before: Option<Edition> = None;
        for _ in 0..ATTEMPTS {
            let condition = before.as_ref().map_or(Condition::Absent, Condition::Is);
            let key = key(&claim.environment);
            let written = claim.leases.write(&claim.place, &key, &text, condition).await?;
            if matches!(written, Written::As(_)) {
                return Ok(());
            }
            before = match self.newest().await? {
                Some((newest, _)) if newest.sequence == mine => return Ok(()),
                Some((newest, edition)) => {
                    self.compare(mine, newest)?;
                    Some(edition)
                }
                None => None,
            };
        }
        Err(Error::Call(cloud::Error {
            operation: "s3:PutObject",
            code: None,
            message: "others wrote the number of the newest run each time".to_owned(),
            request_id: None,
            kind: cloud::ErrorKind::Other,
        }))
    }

    /// Forgets the newest run of an environment that is gone, unless one came that is newer than this.
    ///
    /// # Errors
    /// When a call fails.
    pub async fn forget(&self) -> cloud::Result<()> {
        let Claim { leases, place, environment, sequence, .. } = self.claim();
        for _ in 0..ATTEMPTS {
            let Some((newest, edition)) = self.newest().await? else { break };
            let is_newer = sequence.is_some_and(|mine| newest.sequence > mine);
            if is_newer || leases.remove(place, &key(environment), &edition).await? == Removed::Gone
            {
                break;
            }
        }
        Ok(())
    }

    /// Looks whether a newer run was announced.
    pub(super) async fn newer(&self) -> Result<(), Error> {
        let Some(mine) = self.claim().sequence else { return Ok(()) };
        match self.newest().await? {
            Some((newest, _)) => Ok(self.compare(mine, newest)?),
            None => Ok(()),
        }
    }

    fn compare(&self, mine: u64, newest: Announcement) -> Result<(), Superseded> {
        if newest.sequence <= mine {
            return Ok(());
        }
        Err(Superseded { environment: self.claim().environment.clone(), mine, newest })
    }

    /// The newest run. What cannot be understood is older than any.
    async fn newest(&self) -> cloud::Result<Option<(Announcement, Edition)>> {
        let claim = self.claim();
        let kept = claim.leases.read(&claim.place, &key(&claim.environment)).await?;
        Ok(kept.map(|kept| {
            let none = || Announcement { sequence: 0, who: String::new(), run: None };
            (serde_json::from_str(&kept.text).unwrap_or_else(|_| none()), kept.edition)
        }))
    }
}
