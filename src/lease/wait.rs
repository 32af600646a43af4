//! Waiting for a lease that somebody else holds.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::{Error, Hold, Seen, key};
use crate::cloud::{self, Edition, ErrorKind, Leases};

/// A short run of somebody else is not waited for much longer than it takes.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// Between two looks a lease may be given back and taken again, though hardly so often.
const MISSES: usize = 5;

/// What is told while a lease is waited for.
#[derive(Clone, Copy, Debug)]
pub enum Told<'a> {
    /// Somebody holds it: told once for each who does.
    Held(&'a Seen),
    /// It is waited for.
    Waiting {
        /// Who holds it.
        seen: &'a Seen,
        /// For how long by now.
        elapsed: Duration,
    },
    /// Its holder let it end, and it was taken over.
    TakenOver(&'a Seen),
}

/// What one look at a lease found.
enum Look {
    /// It is taken.
    Taken,
    /// It is taken over from a holder who let it end.
    Over(Seen),
    /// Somebody holds it.
    Held(Seen),
    /// Whoever held it gave it back, or somebody else took it.
    Missed,
}

impl<L: Leases> Hold<L> {
    /// Takes the lease, waiting for so long until whoever holds it gives it back or lets it end.
    ///
    /// # Errors
    /// When it is still held then, a newer run was announced meanwhile, or a call fails before it is
    /// known that somebody holds it. Once that is known it is never passed over.
    pub async fn take(
        &self,
        patience: Duration,
        tell: &mut dyn FnMut(Told<'_>),
    ) -> Result<(), Error> {
        let began = Instant::now();
        let mut wait = Wait::default();
        loop {
            match self.look(&mut wait).await {
                Ok(Look::Taken) => return self.newer().await,
                Ok(Look::Over(seen)) => {
                    tell(Told::TakenOver(&seen));
                    return self.newer().await;
                }
                Ok(Look::Held(seen)) => wait.saw(seen),
                Ok(Look::Missed) if wait.misses < MISSES => {
                    wait.misses += 1;
                    continue;
                }
                Err(error) if !wait.refused => return Err(error.into()),
                Ok(Look::Missed) | Err(_) => {}
            }
            wait.misses = 0;
            self.newer().await.or_else(passing)?;
            let seen = wait.seen.get_or_insert_with(Seen::hidden);
            let elapsed = began.elapsed();
            if elapsed >= patience {
                let environment = self.claim().environment.clone();
                let seen = Box::new(seen.clone());
                return Err(Error::Held { environment, seen, waited: patience });
            }
            if !std::mem::replace(&mut wait.told, true) {
                tell(Told::Held(seen));
            }
            tell(Told::Waiting { seen, elapsed });
            wait.pause = (wait.pause * 3 / 2).clamp(FIRST_PAUSE, LONGEST_PAUSE);
            sleep_until((Instant::now() + wait.pause).min(began + patience)).await;
        }
    }

    async fn look(&self, wait: &mut Wait) -> cloud::Result<Look> {
        let claim = self.claim();
        // Most leases are free, so the first look is an attempt. Later ones ask whether it is.
        if wait.seen.is_none() && self.try_to_take(None).await? {
            return Ok(Look::Taken);
        }
        wait.refused = true;
        let seen = match claim.leases.read(&claim.place, &key(&claim.environment)).await {
            // There is one that may not be read; or there is none by now, which S3 tells only to
            // those who may list the bucket.
            Err(error) if error.kind == ErrorKind::AccessDenied => {
                let taken = self.try_to_take(None).await?;
                return Ok(if taken { Look::Taken } else { Look::Held(Seen::hidden()) });
            }
            Err(error) => return Err(error),
            Ok(None) => {
                let taken = wait.seen.is_some() && self.try_to_take(None).await?;
                return Ok(if taken { Look::Taken } else { Look::Missed });
            }
            Ok(Some(kept)) => Seen::from(kept),
        };
        if self.recognise(&seen).await {
            return Ok(Look::Taken);
        }
        if !seen.is_over(wait.unchanged_for(&seen)) {
            return Ok(Look::Held(seen));
        }
        let taken = self.try_to_take(seen.edition.as_ref()).await?;
        Ok(if taken { Look::Over(seen) } else { Look::Missed })
    }
}

/// What is known of who holds a lease.
#[derive(Default)]
struct Wait {
    /// There was a lease already.
    refused: bool,
    seen: Option<Seen>,
    /// That was told.
    told: bool,
    /// The edition that was seen last, and since when.
    same: Option<(Option<Edition>, Instant)>,
    misses: usize,
    pause: Duration,
}

impl Wait {
    fn saw(&mut self, seen: Seen) {
        self.told &= self.seen.as_ref().is_some_and(|before| before.is_same(&seen));
        if self.same.as_ref().is_none_or(|(edition, _)| *edition != seen.edition) {
            self.same = Some((seen.edition.clone(), Instant::now()));
        }
        self.seen = Some(seen);
    }

    fn unchanged_for(&self, seen: &Seen) -> Duration {
        let same = self.same.as_ref().filter(|(edition, _)| *edition == seen.edition);
        same.map_or(Duration::ZERO, |(_, since)| since.elapsed())
    }
}

/// Whether a newer run was announced can be asked again at the next look.
fn passing(error: Error) -> Result<(), Error> {
    match error {
        Error::Call(_) => Ok(()),
        error @ (Error::Held { .. } | Error::Superseded(_)) => Err(error),
    }
}
