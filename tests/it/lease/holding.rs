//! Holding a lease: renewing it, losing it, giving it back.

use std::time::Duration;

use ebdeploy::apply::{self, Event, Journal, Turn};
use ebdeploy::cloud::ErrorKind;
use ebdeploy::lease::{Hold, Lost};
use serde_json::Value;
use tokio::join;
use tokio::time::{Instant, sleep, timeout};

use super::{KEY, LENGTH, held, run, take};
use crate::fake::{Fake, Shelf, Trouble};
use crate::support::{FILE, desired, look};

/// Work that takes so long.
async fn work(duration: Duration) -> Result<(), Lost> {
    sleep(duration).await;
    Ok(())
}

/// Makes an environment under a lease, doing something whenever something happens.
async fn apply(
    hold: &Hold<&Shelf>,
    mut on: impl FnMut(Event<'_>),
) -> (Result<(), apply::Error>, Vec<String>, Journal) {
    let (cloud, desired) = (Fake::empty(), desired(FILE));
    let plan = look(&cloud, &desired).await.unwrap();
    let mut journal = Journal::default();
    let fence = async || hold.confirm().await;
    let applied = apply::apply_fenced(&cloud, &desired, &plan, fence, &mut journal, &mut on);
    let applied = hold.guard(applied).await;
    (applied, cloud.changes(), journal)
}

#[tokio::test(start_paused = true)]
async fn a_lease_is_renewed_for_as_long_as_the_work_takes() {
    let shelf = Shelf::new();
    let ann = held(&shelf, "ann").await;
    let others = async {
        for _ in 0..50 {
            sleep(Duration::from_mins(1)).await;
            let (taken, _) = take(&run(&shelf, "bob").await, Duration::ZERO).await;
            assert!(taken.is_err(), "ann holds it");
        }
    };
    let (worked, ()) = join!(ann.guard(work(Duration::from_mins(51))), others);
    worked.unwrap();
    assert!(shelf.writes() < 80, "{} writes in 51 min", shelf.writes());
}

#[tokio::test(start_paused = true)]
async fn a_run_whose_lease_was_taken_stops_before_its_next_step() {
    let shelf = Shelf::new();
    let ann = held(&shelf, "ann").await;
    let (applied, changes, journal) = apply(&ann, |event| {
        if let Event::Done(Turn { index: 0, .. }, _) = event {
            shelf.change(|state| {
                let mut other: Value = serde_json::from_str(&state.kept[KEY].content).unwrap();
                other["token"] = "another".into();
                other["holder"]["user"] = "bob".into();
                state.put(KEY, &other.to_string());
            });
        }
    })
    .await;
    let Err(apply::Error::Lease(lost @ Lost::Taken { .. })) = applied else {
        panic!("{applied:?}")
    };
    let told = "the lease of `shop-test` is lost: bob on laptop (process 7) took it over";
    assert_eq!(lost.to_string(), told);
    assert_eq!(changes, ["CreateApplication"]);
    assert_eq!((journal.done, journal.current), (1, None));
    ann.free().await.unwrap();
    assert!(shelf.text(KEY).is_some(), "it is not ours to remove");
}

#[tokio::test(start_paused = true)]
async fn a_run_whose_lease_was_removed_stops_before_its_next_step() {
    let shelf = Shelf::new();
    let ann = held(&shelf, "ann").await;
    let (applied, changes, _) = apply(&ann, |event| {
        if let Event::Done(Turn { index: 1, .. }, _) = event {
            shelf.change(|state| state.kept.clear());
        }
    })
    .await;
    assert!(matches!(applied, Err(apply::Error::Lease(Lost::Removed { .. }))), "{applied:?}");
    assert_eq!(changes, ["CreateApplication", "CreateEnvironment"]);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_keeps_its_lease_is_applied_to_its_end() {
    let shelf = Shelf::new();
    let ann = held(&shelf, "ann").await;
    let (applied, changes, _) = apply(&ann, |_| {}).await;
    applied.unwrap();
    assert_eq!(changes.len(), 5);
    ann.free().await.unwrap();
    assert_eq!(shelf.text(KEY), None);
}

#[tokio::test(start_paused = true)]
async fn work_ends_where_it_is_when_its_lease_is_lost_meanwhile() {
    let shelf = Shelf::new();
    let ann = held(&shelf, "ann").await;
    let removed = async {
        sleep(Duration::from_secs(100)).await;
        shelf.change(|state| state.kept.clear());
    };
    let began = Instant::now();
    let guarded = async {
        let worked = ann.guard(work(Duration::from_hours(1))).await;
        (worked, began.elapsed())
    };
    let ((worked, elapsed), ()) = join!(guarded, removed);
    assert!(matches!(worked, Err(Lost::Removed { .. })), "{worked:?}");
    assert!(elapsed < Duration::from_secs(100) + LENGTH / 2, "{elapsed:?}");
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_renewed_is_given_up_before_others_may_take_it() {
    let shelf = Shelf::new();
    let ann = held(&shelf, "ann").await;
    shelf.trouble(Trouble::Unreachable);
    let began = Instant::now();
    let worked = ann.guard(work(Duration::from_hours(1))).await;
    let Err(Lost::Unconfirmed { cause: Some(cause), .. }) = worked else { panic!("{worked:?}") };
    assert_eq!((cause.kind, began.elapsed()), (ErrorKind::Unreachable, LENGTH));
    shelf.trouble(None);
    let (taken, _) = take(&run(&shelf, "bob").await, Duration::ZERO).await;
    assert!(taken.is_err(), "by its own clock it has not ended yet");
}

#[tokio::test(start_paused = true)]
async fn an_outage_shorter_than_the_lease_ends_nothing() {
    let shelf = Shelf::new();
    let ann = held(&shelf, "ann").await;
    let outage = async {
        sleep(Duration::from_secs(30)).await;
        shelf.trouble(Trouble::Unreachable);
        sleep(Duration::from_secs(80)).await;
        shelf.trouble(None);
    };
    let (worked, ()) = join!(ann.guard(work(Duration::from_mins(20))), outage);
    worked.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_renewal_whose_answer_was_lost_is_a_renewal() {
    let shelf = Shelf::new();
    let ann = held(&shelf, "ann").await;
    shelf.change(|state| state.lost_answers = 2);
    ann.guard(work(Duration::from_mins(10))).await.unwrap();
    ann.free().await.unwrap();
    assert_eq!(shelf.text(KEY), None);
}

#[tokio::test(start_paused = true)]
async fn a_lease_whose_taking_was_interrupted_is_given_back() {
    let shelf = Shelf::new();
    shelf.trouble(Trouble::Hanging);
    let ann = run(&shelf, "ann").await;
    let cut = timeout(Duration::from_secs(1), take(&ann, Duration::ZERO)).await;
    assert!(cut.is_err(), "there is no answer");
    shelf.trouble(None);
    assert!(shelf.text(KEY).is_some(), "and yet it is written");
    ann.free().await.unwrap();
    assert_eq!(shelf.text(KEY), None);
}

#[tokio::test(start_paused = true)]
async fn so_is_one_whose_renewal_was_interrupted() {
    let shelf = Shelf::new();
    let ann = held(&shelf, "ann").await;
    shelf.trouble(Trouble::Hanging);
    let cut = timeout(Duration::from_secs(1), ann.confirm()).await;
    assert!(cut.is_err(), "there is no answer");
    shelf.trouble(None);
    ann.free().await.unwrap();
    assert_eq!(shelf.text(KEY), None);
}

#[tokio::test(start_paused = true)]
async fn whoever_did_not_get_a_lease_gives_none_back() {
    let shelf = Shelf::new();
    let (_ann, bob) = (held(&shelf, "ann").await, run(&shelf, "bob").await);
    assert!(take(&bob, Duration::ZERO).await.0.is_err());
    bob.free().await.unwrap();
    assert!(shelf.text(KEY).unwrap().contains("ann"));
}
