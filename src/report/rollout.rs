//! A deployment's progress, and what instances run, in words.

use super::plural;
use crate::observed::{Instance, Rollout};

/// `3 of 6 instances, 2 in progress, batch 2/3`: what matters first, for narrow terminals.
pub(super) fn progress(rollout: &Rollout) -> String {
    let Rollout { version: _, instances, done, in_progress, failed, batch, batches, traffic } =
        rollout;
    let some = |count: usize, what: &str| (count > 0).then(|| format!("{count} {what}"));
    let batch = batch.map(|batch| match batches {
        Some(batches) => format!("batch {batch}/{batches}"),
        None => format!("batch {batch}"),
    });
    let parts = [
        Some(format!("{done} of {}", plural(*instances, "instance"))),
        some(*failed, "failed"),
        some(*in_progress, "in progress"),
        batch,
        traffic.map(|percent| format!("{percent}% of requests")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What each instance runs, a line each.
pub(super) fn running(instances: &[Instance]) -> impl Iterator<Item = String> + '_ {
    instances.iter().map(Instance::described)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_there_is_nothing_of_is_not_told() {
        let begun = Rollout { instances: 1, ..Rollout::default() };
        assert_eq!(progress(&begun), "0 of 1 instance");
        let whole = Rollout {
            instances: 6,
            done: 3,
            in_progress: 2,
            batch: Some(2),
            batches: Some(3),
            ..Rollout::default()
        };
        assert_eq!(progress(&whole), "3 of 6 instances, 2 in progress, batch 2/3");
        let split = Rollout { done: 1, traffic: Some(15), ..begun };
        assert_eq!(progress(&split), "1 of 1 instance, 15% of requests");
    }

    /// A terminal of 60 columns has 49 beside the clock.
    #[test]
    fn a_large_deployment_fits_a_narrow_terminal() {
        let large = Rollout {
            instances: 240,
            done: 120,
            in_progress: 24,
            batch: Some(6),
            batches: Some(10),
            ..Rollout::default()
        };
        assert!(progress(&large).len() <= 49, "{}", progress(&large));
    }
}
