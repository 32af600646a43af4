//! Holding a lease: renewing it in time, asking for it before each step, giving it back.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::select;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep, sleep_until, timeout_at};

use super::{Error, Holder, Lost, Record, Seen, key};
use crate::cloud::{self, Condition, Edition, ErrorKind, Leases, Place, Removed, Written};

/// Between two attempts to renew.
const PAUSE: Duration = Duration::from_secs(2);
/// Answers that were lost on the way are told by what is kept; more often than this in a row it is
/// something else.
const ATTEMPTS: usize = 3;

/// What somebody wants a lease for.
#[derive(Clone, Debug)]
pub struct Claim<L> {
    /// Who keeps it.
    pub leases: L,
    /// Where.
    pub place: Place,
    /// The environment's name.
    pub environment: String,
    /// Who wants it.
    pub holder: Holder,
    /// How long it lasts unless it is renewed.
    pub length: Duration,
    /// The number of the run, if a newer one supersedes it.
    pub sequence: Option<u64>,
    /// What time it is, for people.
    pub now: Timestamp,
}

/// A lease that is to be taken, is held, or was lost.
#[derive(Debug)]
pub struct Hold<L> {
    claim: Claim<L>,
    /// Renewing and asking take turns: each needs the edition that the other wrote.
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    record: Record,
    made: Instant,
    taken: Instant,
    /// The edition that is ours.
    edition: Option<Edition>,
    /// A text of ours was sent. Whether it was written is not known until there is an answer.
    sent: bool,
    /// Until then nobody else can have taken it.
    sure_until: Instant,
}

impl State {
    fn renewed(&mut self, edition: Edition, sent: Instant, length: Duration) {
        self.edition = Some(edition);
        self.sure_until = sent + length;
    }
}

/// Why a lease was not renewed.
enum Failure {
    Lost(Lost),
    Call(cloud::Error),
}

impl From<cloud::Error> for Failure {
    fn from(error: cloud::Error) -> Self {
        Self::Call(error)
    }
}

impl<L: Leases> Hold<L> {
    /// Gets ready to take a lease; asks nothing yet.
    pub fn new(claim: Claim<L>) -> Self {
        let Claim { environment, holder, length, sequence, now, .. } = &claim;
        let record = Record::new(environment, holder.clone(), *now, *length, *sequence);
        let now = Instant::now();
        let state =
            State { record, made: now, taken: now, edition: None, sent: false, sure_until: now };
        Self { claim, state: Mutex::new(state) }
    }

    /// What it is wanted for.
    pub fn claim(&self) -> &Claim<L> {
        &self.claim
    }

    /// Does something for as long as the lease is held, and renews it meanwhile. When it is lost
    /// the work ends where it is.
    ///
    /// # Errors
    /// That of the work, or that the lease is lost.
    pub async fn guard<T, E: From<Lost>>(
        &self,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        select! {
            biased;
            lost = self.keep() => Err(lost.into()),
            result = work => result,
        }
    }

    /// Makes sure that the lease is held, and no newer run was announced: before a step.
    ///
    /// # Errors
    /// When it is lost, or that cannot be told.
    pub async fn confirm(&self) -> Result<(), Lost> {
        let newer = async || match self.newer().await {
            Err(Error::Superseded(superseded)) => Err(Failure::Lost(superseded.into())),
            Err(Error::Call(cause)) => Err(Failure::Call(cause)),
            Err(Error::Held { .. }) | Ok(()) => Ok(()),
        };
        tokio::try_join!(self.renew(), self.patiently(newer)).map(|_| ())
    }

    /// Renews the lease in time, until it is lost.
    async fn keep(&self) -> Lost {
        loop {
            let sure_until = self.state.lock().await.sure_until;
            sleep_until(sure_until - self.claim.length * 2 / 3).await;
            let renewed_meanwhile = self.state.lock().await.sure_until > sure_until;
            if !renewed_meanwhile && let Err(lost) = self.renew().await {
                return lost;
            }
        }
    }

    async fn renew(&self) -> Result<(), Lost> {
        self.patiently(async || self.try_to_renew().await).await
    }

    /// Asks again when AWS does not answer, for as long as the lease is surely ours.
    async fn patiently(&self, act: impl AsyncFn() -> Result<(), Failure>) -> Result<(), Lost> {
        let sure_until = self.state.lock().await.sure_until;
        let mut cause = None;
        let acting = async {
            loop {
                match act().await {
                    Ok(()) => return Ok(()),
                    Err(Failure::Lost(lost)) => return Err(lost),
                    Err(Failure::Call(error)) if error.kind == ErrorKind::AccessDenied => {
                        return Err(self.unconfirmed(Some(error)));
                    }
                    Err(Failure::Call(error)) => cause = Some(error),
                }
                sleep(PAUSE).await;
            }
        };
        let acted = timeout_at(sure_until, acting).await;
        acted.unwrap_or_else(|_| Err(self.unconfirmed(cause)))
    }

    async fn try_to_renew(&self) -> Result<(), Failure> {
        let Claim { leases, place, environment, length, .. } = &self.claim;
        let key = key(environment);
        let mut state = self.state.lock().await;
        for _ in 0..ATTEMPTS {
            let Some(edition) = state.edition.clone() else { break };
            let sent = Instant::now();
            let text = state.record.lasting(sent - state.taken).text();
            match leases.write(place, &key, &text, Condition::Is(&edition)).await? {
                Written::As(edition) => {
                    state.renewed(edition, sent, *length);
                    return Ok(());
                }
                Written::Refused => match leases.read(place, &key).await? {
                    // Written, though the answer was lost and the next attempt refused.
                    Some(kept) if kept.text == text => {
                        state.renewed(kept.edition, sent, *length);
                        return Ok(());
                    }
                    kept => state.edition = Some(self.still_ours(&state.record, kept)?),
                },
            }
        }
        Err(Failure::Lost(self.unconfirmed(None)))
    }

    /// The edition that is kept, if it is one of ours.
    fn still_ours(&self, ours: &Record, kept: Option<cloud::Kept>) -> Result<Edition, Failure> {
        let environment = self.claim.environment.clone();
        let Some(kept) = kept else { return Err(Failure::Lost(Lost::Removed { environment })) };
        let Seen { record, edition: Some(edition), .. } = Seen::from(kept) else {
            return Err(Failure::Lost(Lost::Removed { environment }));
        };
        if record.as_ref().is_some_and(|record| record.token == ours.token) {
            return Ok(edition);
        }
        Err(Failure::Lost(Lost::Taken { environment, record: record.map(Box::new) }))
    }

    /// Tries once to take the lease: where there is none, or over an edition that has ended.
    pub(super) async fn try_to_take(&self, over: Option<&Edition>) -> cloud::Result<bool> {
        let Claim { leases, place, environment, length, .. } = &self.claim;
        let mut state = self.state.lock().await;
        let condition = over.map_or(Condition::Absent, Condition::Is);
        let sent = Instant::now();
        let since = SignedDuration::try_from(sent - state.made).unwrap_or_default();
        state.record.since = self.claim.now + since;
        state.taken = sent;
        state.sent = true;
        let text = state.record.lasting(Duration::ZERO).text();
        let written = leases.write(place, &key(environment), &text, condition).await?;
        let Written::As(edition) = written else { return Ok(false) };
        state.renewed(edition, sent, *length);
        Ok(true)
    }

    /// Takes a lease that is seen to be ours: the answer to its writing was lost. When it was
    /// written is not known, so it is renewed at once.
    pub(super) async fn recognise(&self, seen: &Seen) -> bool {
        let mut state = self.state.lock().await;
        let token = seen.record.as_ref().map(|record| &record.token);
        if token != Some(&state.record.token) {
            return false;
        }
        state.edition.clone_from(&seen.edition);
        state.sure_until = Instant::now() + self.claim.length;
        drop(state);
        self.try_to_renew().await.is_ok()
    }

    /// It was taken, and is not given back yet.
    pub async fn is_held(&self) -> bool {
        self.state.lock().await.edition.is_some()
    }

    /// Gives the lease back, if it is held, or may be: an interruption may have come before the
    /// answer.
    ///
    /// # Errors
    /// When a call fails. The lease then ends by itself.
    pub async fn free(&self) -> cloud::Result<()> {
        let Claim { leases, place, environment, .. } = &self.claim;
        let key = key(environment);
        let mut state = self.state.lock().await;
        if !state.sent {
            return Ok(());
        }
        let mut ours = state.edition.take();
        for _ in 0..ATTEMPTS {
            if let Some(edition) = &ours
                && leases.remove(place, &key, edition).await? == Removed::Gone
            {
                break;
            }
            let kept = leases.read(place, &key).await?;
            let Ok(edition) = self.still_ours(&state.record, kept) else { break };
            ours = Some(edition);
        }
        state.sent = false;
        Ok(())
    }

    fn unconfirmed(&self, cause: Option<cloud::Error>) -> Lost {
        Lost::Unconfirmed { environment: self.claim.environment.clone(), cause }
    }
}
