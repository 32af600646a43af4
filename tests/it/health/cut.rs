//! Runs that are cut off: nothing of a proof stays for good.

use std::time::Duration;

use ebdeploy::apply::{self, Error, Journal};
use insta::assert_snapshot;
use tokio::time::timeout;

use super::{is_swept, live_path, path};
use crate::support::{FILE, converged, desired, look, run, shown};

#[tokio::test(start_paused = true)]
async fn wherever_a_run_dies_the_next_one_leaves_nothing_of_the_shadow() {
    for calls in 1..8 {
        let (cloud, _) = converged(FILE).await;
        let wanted = desired(&path("/ready", ""));
        let plan = look(&cloud, &wanted).await.unwrap();
        cloud.change(|world| world.dead_after = Some(calls));
        let mut journal = Journal::default();
        let mut emit = |_: apply::Event<'_>| ();
        let dying = apply::apply(&cloud, &wanted, &plan, &mut journal, &mut emit);
        let died = timeout(Duration::from_mins(10), dying).await;
        assert!(died.is_err() == (calls < 7), "the run dies after {calls} calls: {died:?}");
        cloud.change(|world| world.dead_after = None);
        run(&cloud, &wanted).await.result.unwrap();
        assert!(is_swept(&cloud), "after {calls} calls");
        assert_eq!(live_path(&cloud), "/ready");
        assert!(look(&cloud, &wanted).await.unwrap().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_left_behind_is_removed_though_nothing_else_is_to_do() {
    let (cloud, unchanged) = converged(FILE).await;
    let wanted = desired(&path("/ready", ""));
    let plan = look(&cloud, &wanted).await.unwrap();
    cloud.change(|world| world.dead_after = Some(3));
    let mut journal = Journal::default();
    let mut emit = |_: apply::Event<'_>| ();
    let dying = apply::apply(&cloud, &wanted, &plan, &mut journal, &mut emit);
    timeout(Duration::from_mins(10), dying).await.unwrap_err();
    cloud.change(|world| world.dead_after = None);
    assert_snapshot!(shown(&look(&cloud, &unchanged).await.unwrap()), @r"
    shop-test in eu-west-1

    - shadow target group
        target group  ebdeploy-e-1 → (none)
        left behind by a run that was cut off

    1 step: 0 to create, 0 to change, 1 to remove
    ");
    run(&cloud, &unchanged).await.result.unwrap();
    assert!(is_swept(&cloud));
    assert_eq!(live_path(&cloud), "/health");
}

#[tokio::test(start_paused = true)]
async fn whoever_interrupts_a_proof_removes_the_shadow() {
    let (cloud, _) = converged(FILE).await;
    let wanted = desired(&path("/ready", ""));
    let plan = look(&cloud, &wanted).await.unwrap();
    cloud.change(|world| world.slow_looks = 100);
    let mut journal = Journal::default();
    let mut emit = |_: apply::Event<'_>| ();
    let interrupted = apply::apply(&cloud, &wanted, &plan, &mut journal, &mut emit);
    timeout(Duration::from_secs(20), interrupted).await.unwrap_err();
    assert!(!is_swept(&cloud), "the proof is under way");
    apply::tidy(&cloud, "shop-test", &mut journal).await;
    assert!(is_swept(&cloud) && journal.shadow.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_deadline_in_the_middle_of_a_proof_removes_the_shadow() {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| world.slow_looks = 100_000);
    let text = path("/ready", "").replace("grace = \"4m\"", "grace = \"50s\"");
    let wanted = desired(&format!("{text}[apply]\ntimeout = \"51s\"\n"));
    let ended = run(&cloud, &wanted).await;
    let timed_out = matches!(ended.result, Err(Error::Deadline { .. } | Error::Unproved { .. }));
    assert!(timed_out, "{:?}", ended.result);
    assert!(is_swept(&cloud));
}

#[tokio::test(start_paused = true)]
async fn a_shadow_that_somebody_else_sweeps_while_it_is_made_is_made_anew() {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| world.sweepers = 2);
    run(&cloud, &desired(&path("/ready", ""))).await.result.unwrap();
    assert!(is_swept(&cloud));
    assert_eq!(live_path(&cloud), "/ready");
}

#[tokio::test(start_paused = true)]
async fn a_target_group_of_another_hand_is_not_removed_for_its_name() {
    let (cloud, wanted) = converged(FILE).await;
    cloud.change(|world| world.make_foreign_group("ebdeploy-e-1"));
    let ended = run(&cloud, &wanted).await;
    let Err(Error::Missing(message)) = ended.result else { panic!("{:?}", ended.result) };
    assert!(message.contains("does not bear ebdeploy's tag"), "{message}");
    assert!(!is_swept(&cloud));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_fails_in_the_middle_of_a_proof_removes_the_shadow() {
    for call in 0..3 {
        let (cloud, _) = converged(FILE).await;
        cloud.change(|world| world.fail_at = Some(call));
        let ended = run(&cloud, &desired(&path("/ready", ""))).await;
        assert!(matches!(ended.result, Err(Error::Call(_))), "{:?}", ended.result);
        assert!(is_swept(&cloud), "after the failure of call {call}");
        assert_eq!(live_path(&cloud), "/health");
    }
}
