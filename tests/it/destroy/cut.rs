//! Wherever a destruction breaks off, the next one finishes it.

use std::time::Duration;

use ebdeploy::apply::{self, Journal};
use tokio::time::timeout;

use super::{end, is_gone, leave_shadow, look};
use crate::support::{FILE, converged};

/// Rule and target group of the shadow, environment, application.
const CALLS: usize = 4;

#[tokio::test(start_paused = true)]
async fn after_a_failure_of_any_call() {
    for call in 0..CALLS {
        let (cloud, desired) = converged(FILE).await;
        cloud.change(|world| {
            leave_shadow(world);
            world.fail_at = Some(call);
        });
        let failed = end(&cloud, &desired, true).await;
        assert!(failed.result.is_err(), "call {call} fails");
        end(&cloud, &desired, true).await.result.unwrap();
        assert!(is_gone(&cloud, &desired, true).await, "after the failure of call {call}");
    }
}

#[tokio::test(start_paused = true)]
async fn after_the_death_of_whoever_made_any_call() {
    for calls in 0..CALLS {
        let (cloud, desired) = converged(FILE).await;
        cloud.change(|world| {
            leave_shadow(world);
            world.dead_after = Some(calls);
        });
        let dead = timeout(Duration::from_mins(1), end(&cloud, &desired, true)).await;
        assert!(dead.is_err(), "it does not get beyond call {calls}");
        cloud.change(|world| world.dead_after = None);
        end(&cloud, &desired, true).await.result.unwrap();
        assert!(is_gone(&cloud, &desired, true).await, "after {calls} calls");
    }
}

#[tokio::test(start_paused = true)]
async fn after_an_interruption_at_any_moment() {
    let mut ends = 0;
    for seconds in 0..20 {
        let (cloud, desired) = converged(FILE).await;
        cloud.change(leave_shadow);
        let plan = look(&cloud, &desired, true).await.unwrap();
        let (mut journal, mut emit) = (Journal::default(), |_: apply::Event<'_>| ());
        let run = apply::apply(&cloud, &desired, &plan, &mut journal, &mut emit);
        ends += usize::from(timeout(Duration::from_secs(seconds), run).await.is_ok());
        let before = cloud.changes();
        end(&cloud, &desired, true).await.result.unwrap();
        assert!(is_gone(&cloud, &desired, true).await, "after {seconds} s: {before:?}");
        let told = cloud.changes().iter().filter(|call| *call == "TerminateEnvironment").count();
        assert_eq!(told, 1, "after {seconds} s");
    }
    assert!((1..20).contains(&ends), "some are cut off, and some are not: {ends}");
}
