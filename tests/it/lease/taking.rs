//! Taking a lease: races, waiting, taking over.

use std::time::Duration;

use ebdeploy::cloud::ErrorKind;
use ebdeploy::lease::{Error, GRACE};
use tokio::join;
use tokio::time::{Instant, sleep};

use super::{KEY, LENGTH, PATIENCE, held, run, take};
use crate::fake::{Shelf, Trouble};

#[tokio::test(start_paused = true)]
async fn of_two_who_take_a_lease_at_once_one_gets_it() {
    let shelf = Shelf::new();
    let (ann, bob) = (run(&shelf, "ann").await, run(&shelf, "bob").await);
    let (first, second) = join!(take(&ann, Duration::ZERO), take(&bob, Duration::ZERO));
    assert_eq!([first.0.is_ok(), second.0.is_ok()].iter().filter(|taken| **taken).count(), 1);
    assert_eq!(shelf.writes(), 1);
}

#[tokio::test(start_paused = true)]
async fn whoever_holds_it_is_waited_for_and_told_of_once() {
    let shelf = Shelf::new();
    let (ann, bob) = (held(&shelf, "ann").await, run(&shelf, "bob").await);
    let began = Instant::now();
    let working = async {
        sleep(Duration::from_secs(40)).await;
        ann.free().await.unwrap();
    };
    let ((), (taken, told)) = join!(working, take(&bob, PATIENCE));
    taken.unwrap();
    assert_eq!(told, ["held"]);
    assert!(began.elapsed() < Duration::from_secs(46), "it is noticed soon");
}

#[tokio::test(start_paused = true)]
async fn when_the_time_is_over_it_is_said_who_holds_it() {
    let shelf = Shelf::new();
    let (ann, bob) = (held(&shelf, "ann").await, run(&shelf, "bob").await);
    let forever = ann.guard(async {
        std::future::pending::<()>().await;
        Ok::<(), ebdeploy::lease::Lost>(())
    });
    let began = Instant::now();
    let taken = tokio::select! {
        _ = forever => panic!("it is not lost"),
        (taken, _) = take(&bob, PATIENCE) => taken,
    };
    let Err(error @ Error::Held { .. }) = taken else { panic!("{taken:?}") };
    assert_eq!(error.to_string(), "`shop-test` is being applied by ann on laptop (process 7)");
    assert_eq!(began.elapsed(), PATIENCE, "five leases long: it was renewed");
}

#[tokio::test(start_paused = true)]
async fn no_time_is_no_waiting() {
    let shelf = Shelf::new();
    let (_ann, bob) = (held(&shelf, "ann").await, run(&shelf, "bob").await);
    let began = Instant::now();
    let (taken, told) = take(&bob, Duration::ZERO).await;
    assert!(matches!(taken, Err(Error::Held { .. })), "{taken:?}");
    assert_eq!((began.elapsed(), told.len()), (Duration::ZERO, 0), "the error says it");
}

#[tokio::test(start_paused = true)]
async fn the_lease_of_a_dead_run_is_taken_over_when_it_has_ended() {
    let shelf = Shelf::new();
    drop(held(&shelf, "ann").await);
    let bob = run(&shelf, "bob").await;
    let began = Instant::now();
    let (taken, told) = take(&bob, PATIENCE).await;
    taken.unwrap();
    assert_eq!(told, ["held", "taken over"]);
    assert!(began.elapsed() > LENGTH + GRACE);
    assert!(began.elapsed() < LENGTH + GRACE + Duration::from_secs(7));
}

#[tokio::test(start_paused = true)]
async fn one_that_ended_long_ago_keeps_nobody_waiting() {
    let shelf = Shelf::new();
    drop(held(&shelf, "ann").await);
    sleep(Duration::from_hours(1)).await;
    let (taken, told) = take(&run(&shelf, "bob").await, Duration::ZERO).await;
    taken.unwrap();
    assert_eq!(told, ["taken over"]);
}

#[tokio::test(start_paused = true)]
async fn where_no_dates_are_told_a_lease_has_ended_when_it_did_not_change_for_as_long() {
    let shelf = Shelf::new();
    shelf.trouble(Trouble::Undated);
    drop(held(&shelf, "ann").await);
    sleep(Duration::from_hours(1)).await;
    let bob = run(&shelf, "bob").await;
    let began = Instant::now();
    take(&bob, PATIENCE).await.0.unwrap();
    assert!(began.elapsed() > LENGTH + GRACE);
}

#[tokio::test(start_paused = true)]
async fn of_many_who_take_over_one_gets_it() {
    let shelf = Shelf::new();
    drop(held(&shelf, "ann").await);
    sleep(Duration::from_hours(1)).await;
    let runs = [run(&shelf, "bob").await, run(&shelf, "cid").await, run(&shelf, "dan").await];
    let [bob, cid, dan] = &runs;
    let none = Duration::ZERO;
    let taken = join!(take(bob, none), take(cid, none), take(dan, none));
    let taken = [taken.0.0.is_ok(), taken.1.0.is_ok(), taken.2.0.is_ok()];
    assert_eq!(taken.iter().filter(|taken| **taken).count(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_was_lost_is_no_lost_race() {
    let shelf = Shelf::new();
    shelf.change(|state| state.lost_answers = 1);
    let ann = held(&shelf, "ann").await;
    assert!(ann.is_held().await);
    ann.confirm().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn nor_is_one_that_was_lost_when_taking_over() {
    let shelf = Shelf::new();
    drop(held(&shelf, "ann").await);
    sleep(Duration::from_hours(1)).await;
    shelf.change(|state| state.lost_answers = 1);
    let bob = held(&shelf, "bob").await;
    bob.confirm().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_may_not_be_written_is_an_error_of_the_call() {
    let shelf = Shelf::new();
    shelf.trouble(Trouble::Unwritable);
    let (taken, _) = take(&run(&shelf, "ann").await, PATIENCE).await;
    let Err(Error::Call(error)) = taken else { panic!("{taken:?}") };
    assert_eq!(error.kind, ErrorKind::AccessDenied);
}

#[tokio::test(start_paused = true)]
async fn a_lease_that_may_not_be_read_is_respected_all_the_same() {
    let shelf = Shelf::new();
    let (ann, bob) = (held(&shelf, "ann").await, run(&shelf, "bob").await);
    shelf.trouble(Trouble::Unreadable);
    let (taken, _) = take(&bob, Duration::from_secs(30)).await;
    let Err(Error::Held { seen, .. }) = taken else { panic!("{taken:?}") };
    assert_eq!(seen.record, None);
    ann.free().await.unwrap();
    take(&bob, Duration::ZERO).await.0.unwrap();
}

#[tokio::test(start_paused = true)]
async fn whoever_was_seen_is_not_passed_over_when_nobody_answers_any_more() {
    let shelf = Shelf::new();
    let (_ann, bob) = (held(&shelf, "ann").await, run(&shelf, "bob").await);
    let out = async {
        sleep(Duration::from_secs(5)).await;
        shelf.trouble(Trouble::Unreachable);
    };
    let ((), (taken, _)) = join!(out, take(&bob, Duration::from_mins(1)));
    assert!(matches!(taken, Err(Error::Held { .. })), "{taken:?}");
}

#[tokio::test(start_paused = true)]
async fn what_is_no_lease_is_left_to_people() {
    let shelf = Shelf::new();
    shelf.change(|state| {
        state.put(KEY, "by hand");
    });
    sleep(Duration::from_hours(1)).await;
    let (taken, _) = take(&run(&shelf, "ann").await, PATIENCE).await;
    let Err(error @ Error::Held { .. }) = taken else { panic!("{taken:?}") };
    let told = "`shop-test` is being applied by somebody who cannot be told";
    assert_eq!(error.to_string(), told);
    assert_eq!(shelf.text(KEY).unwrap(), "by hand");
}
