//! How many calls are under way at once.
//!
//! AWS takes so many calls of a second from an account in a region, for all that it runs there, and
//! does not publish how many of Elastic Beanstalk. Whoever looks at many environments at once would
//! spend that in a blink. So each service gets a few calls at a time, and the SDK's adaptive retries
//! find out the rate beyond which it throttles: a call that is put off keeps its turn, which slows
//! down all others.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Calls of one service that are under way at once: a plan asks no service for more than seven at a
/// time, so that a single one is never held up.
const AT_ONCE: usize = 12;

/// The turns of each service in one region of one account.
#[derive(Clone, Debug, Default)]
pub(super) struct Pace(Arc<Mutex<BTreeMap<&'static str, Arc<Semaphore>>>>);

impl Pace {
    /// Waits for a turn to make a call, which lasts for as long as what is returned is kept.
    pub(super) async fn turn(&self, operation: &'static str) -> Option<OwnedSemaphorePermit> {
        let service = operation.split(':').next().unwrap_or_default();
        let turns = {
            let mut services = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            services.entry(service).or_insert_with(|| Arc::new(Semaphore::new(AT_ONCE))).clone()
        };
        // Nobody closes it.
        turns.acquire_owned().await.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_service_has_turns_of_its_own() {
        let pace = Pace::default();
        let mut held = Vec::new();
        for _ in 0..AT_ONCE {
            held.push(pace.turn("acm:ListCertificates").await);
        }
        let more = pace.turn("acm:DescribeCertificate");
        tokio::select! {
            biased;
            _ = more => panic!("there is one turn too many"),
            _ = pace.turn("ec2:DescribeSubnets") => {}
        }
        held.pop();
        assert!(pace.turn("acm:DescribeCertificate").await.is_some());
    }
}
