//! Several environments at once: whose turn it is.

use std::cell::Cell;

use tokio::select;
use tokio::sync::{Semaphore, SemaphorePermit, SetOnce};

use super::cut::{cut_off, interrupted};
use super::many::Hand;
use crate::cli;
use crate::error::{Error, Unbegun};
use crate::waves;

/// Works on all of them, so many at once, each after those that come first.
pub(super) async fn work(hands: &mut [Hand], arguments: &cli::Apply) {
    let names: Vec<_> = hands.iter().map(|hand| hand.planned.plan.environment.clone()).collect();
    let turns = Turns {
        arguments,
        free: Semaphore::new(usize::from(arguments.parallel)),
        ended: hands.iter().map(|_| SetOnce::new()).collect(),
        failed: Cell::new(None),
        names,
    };
    let all = hands.iter_mut().enumerate().map(|(place, hand)| turns.one(place, hand));
    select! {
        biased;
        () = interrupted() => {}
        _ = waves::all(all) => return,
    }
    let cut_short = hands.iter_mut().filter(|hand| hand.result.is_none()).map(async |hand| {
        let begun = hand.progress.cloud.is_some();
        let error = if begun {
            cut_off(&mut hand.progress, &hand.output).await
        } else {
            Error::NotBegun(Unbegun::Interrupted)
        };
        hand.end(Err(error)).await;
    });
    waves::all(cut_short).await;
}

/// What those who are worked on at once have in common.
struct Turns<'a> {
    arguments: &'a cli::Apply,
    free: Semaphore,
    /// Whether each came to a good end, once it has ended.
    ended: Vec<SetOnce<bool>>,
    /// The first that failed.
    failed: Cell<Option<usize>>,
    names: Vec<String>,
}

impl Turns<'_> {
    async fn one(&self, place: usize, hand: &mut Hand) {
        // It is held until all is told: the next one speaks after that.
        let turn = self.turn(&hand.after).await;
        let result = match &turn {
            Ok(_) => hand.run(&self.arguments.terms).await,
            Err(unbegun) => Err(Error::NotBegun(unbegun.clone())),
        };
        // An environment that serves on its fallback is applied, and others may rely on it.
        let good = matches!(result, Ok(()) | Err(Error::OnFallback { .. }));
        if !good && self.failed.get().is_none() {
            self.failed.set(Some(place));
        }
        hand.end(result).await;
        let _ = self.ended[place].set(good);
    }

    /// Waits for those that come first, and for a turn.
    async fn turn(&self, after: &[usize]) -> Result<SemaphorePermit<'_>, Unbegun> {
        for first in after {
            if !*self.ended[*first].wait().await {
                return Err(Unbegun::After(self.names[*first].clone()));
            }
        }
        // Nobody closes it.
        let turn = self.free.acquire().await.map_err(|_| Unbegun::Interrupted)?;
        match self.failed.get() {
            Some(failed) if self.arguments.stop_on_failure => {
                Err(Unbegun::Failed(self.names[failed].clone()))
            }
            _ => Ok(turn),
        }
    }
}
