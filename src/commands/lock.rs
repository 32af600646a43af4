//! The lease of a run: taking it, and giving it back.

use std::env;
use std::path::Path;

use jiff::Timestamp;
use tokio::time::{Instant, timeout};

use super::Subject;
use super::output::Output;
use crate::apply::Event;
use crate::aws::Aws;
use crate::cli::Locking;
use crate::cloud::{ErrorKind, Leases, Place};
use crate::config::Lock;
use crate::error::Error;
use crate::lease::{self, Claim, Hold, Holder, Told, run_url};
use crate::report::{self, Manner, Reporter};

/// Whoever interrupts a run does not wait longer for the lease to be given back.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(15);

/// Gets ready to take a lease, if one is wanted.
pub(super) async fn claim(
    subject: &Subject,
    locking: &Locking,
    file: &Path,
    manner: Manner,
) -> Result<Option<Hold<Aws>>, Error> {
    let lock = if locking.no_lock { Lock::Off } else { subject.desired.lock() };
    if lock == Lock::Off {
        return if locking.sequence.is_some() { Err(Error::NoSequence) } else { Ok(None) };
    }
    let leases = subject.cloud.clone();
    match leases.place().await {
        Ok(place) => Ok(Some(Hold::new(Claim {
            environment: subject.desired.environment().to_owned(),
            holder: holder(&place),
            length: locking.lock_lease,
            sequence: locking.sequence,
            now: Timestamp::now(),
            leases,
            place,
        }))),
        Err(error) => without(subject, file, lease::Error::Call(error), manner).map(|()| None),
    }
}

/// Takes a lease, waiting for whoever holds it; `false` where there is none to be had and the file
/// does without.
pub(super) async fn take(
    hold: &Hold<Aws>,
    subject: &Subject,
    locking: &Locking,
    file: &Path,
    output: &Output,
) -> Result<bool, Error> {
    let manner = output.manner;
    let environment = subject.desired.environment();
    let began = Instant::now();
    let mut waiting: Option<Box<dyn Reporter>> = None;
    let mut tell = |told: Told<'_>| match told {
        Told::Held(_) | Told::TakenOver(_) => {
            waiting = None;
            report::lease_told(environment, told, manner);
        }
        Told::Waiting { seen, elapsed } => {
            let who = seen.record.as_ref().map(|record| record.holder.to_string());
            let who = who.unwrap_or_else(|| "somebody else".to_owned());
            let what = format!("`{environment}` is being applied by {who}");
            let reporter = waiting.get_or_insert_with(|| output.reporter(began));
            reporter.report(Event::Waiting { what: &what, elapsed });
        }
    };
    let taken = async {
        hold.announce().await?;
        hold.take(locking.lock_timeout, &mut tell).await
    };
    match taken.await {
        Ok(()) => Ok(true),
        Err(error) => {
            drop(waiting);
            without(subject, file, error, manner).map(|()| false)
        }
    }
}

/// Goes on without a lease, if that is what the file wants where there is none to be had.
fn without(
    subject: &Subject,
    file: &Path,
    error: lease::Error,
    manner: Manner,
) -> Result<(), Error> {
    match error {
        lease::Error::Call(error) if error.kind == ErrorKind::Credentials => {
            Err(Error::unseen(error))
        }
        // Whoever asks for patience can be asked again; whoever says no says it again.
        lease::Error::Call(error)
            if subject.desired.lock() == Lock::Optional && error.kind != ErrorKind::Throttled =>
        {
            report::no_lease(subject.desired.environment(), &error, manner);
            Ok(())
        }
        error => Err(Error::Lease { file: file.to_owned(), source: Box::new(error) }),
    }
}

/// Gives a lease back, however the run ended.
pub(super) async fn free(hold: &Hold<Aws>) {
    if let Ok(Err(error)) = timeout(PATIENCE, hold.free()).await {
        report::lease_kept(&hold.claim().environment, &error);
    }
}

fn holder(place: &Place) -> Holder {
    let variable = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    Holder {
        caller: place.caller.clone(),
        user: variable("USER").or_else(|| variable("LOGNAME")),
        host: rustix::system::uname().nodename().to_string_lossy().into_owned(),
        process: std::process::id(),
        run: run_url(variable),
    }
}
