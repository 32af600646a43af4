//! `ebdeploy unlock`

use super::Subject;
use crate::cli;
use crate::cloud::{Leases, Removed};
use crate::desired::Choices;
use crate::error::{Error, exit};
use crate::lease::{Seen, key};
use crate::report;

/// Its holder may renew a lease while somebody thinks about it: that is the same lease.
const ATTEMPTS: usize = 5;

/// Takes away the lease of a run that cannot give it back.
pub(super) async fn unlock(arguments: &cli::Unlock) -> Result<u8, Error> {
    let cli::Unlock { file, yes } = arguments;
    let subject = Subject::open(file, Choices::default()).await?;
    let environment = subject.desired.environment();
    let key = key(environment);
    let place = subject.cloud.place().await.map_err(Error::unseen)?;
    let read = async || {
        let kept = subject.cloud.read(&place, &key).await.map_err(Error::unseen)?;
        Ok::<_, Error>(kept.map(Seen::from))
    };
    let Some(shown) = read().await? else {
        report::lease_left(environment, false);
        return Ok(exit::DONE);
    };
    report::lease_shown(environment, "is being applied", &shown);
    if !yes {
        confirm(environment).await?;
    }
    let mut seen = shown.clone();
    for _ in 0..ATTEMPTS {
        let Some(edition) = &seen.edition else { break };
        if subject.cloud.remove(&place, &key, edition).await.map_err(Error::unseen)?
            == Removed::Gone
        {
            break;
        }
        match read().await? {
            Some(now) if now.is_same(&shown) => seen = now,
            Some(_) => return Err(Error::OtherLease(environment.to_owned())),
            None => break,
        }
    }
    report::lease_left(environment, true);
    Ok(exit::DONE)
}

async fn confirm(environment: &str) -> Result<(), Error> {
    if !report::can_ask() {
        return Err(Error::NobodyToAsk);
    }
    let question = format!(
        "\nA run that is alive stops before its next step. Remove the lease of {environment}?"
    );
    if report::ask(&question).await? { Ok(()) } else { Err(Error::Declined) }
}
