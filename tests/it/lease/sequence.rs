//! The numbers of runs: the newest goes on, older ones stop.

use std::time::Duration;

use ebdeploy::lease::{Error, Lost};
use tokio::join;
use tokio::time::{Instant, sleep};

use super::{PATIENCE, held, numbered, take};
use crate::fake::{Shelf, Trouble};

const NOW: Duration = Duration::ZERO;

#[tokio::test(start_paused = true)]
async fn a_newer_run_stops_an_older_one_before_its_next_step() {
    let shelf = Shelf::new();
    let older = numbered(&shelf, "ann", Some(41)).await;
    older.announce().await.unwrap();
    take(&older, NOW).await.0.unwrap();
    older.confirm().await.unwrap();
    let newer = numbered(&shelf, "bob", Some(42)).await;
    newer.announce().await.unwrap();
    let lost = older.confirm().await.unwrap_err();
    let told = "run 41 of `shop-test` is superseded by run 42, of bob on laptop (process 7)";
    assert_eq!(lost.to_string(), told);
    older.free().await.unwrap();
    take(&newer, NOW).await.0.unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_older_run_does_not_begin_after_a_newer_one_though_that_is_over() {
    let shelf = Shelf::new();
    let newer = numbered(&shelf, "bob", Some(42)).await;
    newer.announce().await.unwrap();
    take(&newer, NOW).await.0.unwrap();
    newer.free().await.unwrap();
    let older = numbered(&shelf, "ann", Some(41)).await;
    let refused = older.announce().await;
    assert!(matches!(refused, Err(Error::Superseded(_))), "{refused:?}");
}

#[tokio::test(start_paused = true)]
async fn a_run_may_be_run_again_under_its_number() {
    let shelf = Shelf::new();
    for number in [41, 42, 42, 43] {
        let run = numbered(&shelf, "ann", Some(number)).await;
        run.announce().await.unwrap();
        take(&run, NOW).await.0.unwrap();
        run.free().await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn an_older_run_stops_waiting_when_a_newer_one_comes() {
    let shelf = Shelf::new();
    let _other = held(&shelf, "cid").await;
    let older = numbered(&shelf, "ann", Some(41)).await;
    older.announce().await.unwrap();
    let newer = async {
        sleep(Duration::from_secs(20)).await;
        numbered(&shelf, "bob", Some(42)).await.announce().await.unwrap();
    };
    let began = Instant::now();
    let ((taken, _), ()) = join!(take(&older, PATIENCE), newer);
    assert!(matches!(taken, Err(Error::Superseded(_))), "{taken:?}");
    assert!(began.elapsed() < Duration::from_secs(30));
}

#[tokio::test(start_paused = true)]
async fn of_many_who_announce_themselves_at_once_the_newest_stays() {
    let shelf = Shelf::new();
    let runs = [
        numbered(&shelf, "ann", Some(3)).await,
        numbered(&shelf, "bob", Some(1)).await,
        numbered(&shelf, "cid", Some(2)).await,
    ];
    let _ = join!(runs[0].announce(), runs[1].announce(), runs[2].announce());
    let kept = shelf.text("ebdeploy/leases/shop-test.sequence.json").unwrap();
    assert!(kept.contains("\"sequence\": 3"), "{kept}");
}

#[tokio::test(start_paused = true)]
async fn a_run_without_a_number_is_superseded_by_none() {
    let shelf = Shelf::new();
    numbered(&shelf, "bob", Some(42)).await.announce().await.unwrap();
    let run = held(&shelf, "ann").await;
    run.announce().await.unwrap();
    run.confirm().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_number_that_cannot_be_asked_for_stops_a_run_in_time() {
    let shelf = Shelf::new();
    let run = numbered(&shelf, "ann", Some(1)).await;
    run.announce().await.unwrap();
    take(&run, NOW).await.0.unwrap();
    shelf.trouble(Trouble::Unreadable);
    let lost = run.confirm().await;
    assert!(matches!(lost, Err(Lost::Unconfirmed { .. })), "{lost:?}");
}
