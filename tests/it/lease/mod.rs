//! Leases, on a clock that does not have to be waited for.

mod holding;
mod sequence;
mod taking;

use std::time::Duration;

use ebdeploy::cloud::Leases;
use ebdeploy::lease::{self, Claim, Hold, Holder, Told};

use crate::fake::{Shelf, now};

const KEY: &str = "ebdeploy/leases/shop-test.json";
const LENGTH: Duration = Duration::from_mins(2);
const PATIENCE: Duration = Duration::from_mins(10);

/// A run of somebody, and its number.
async fn numbered<'a>(shelf: &'a Shelf, user: &str, sequence: Option<u64>) -> Hold<&'a Shelf> {
    let place = shelf.place().await.unwrap();
    let holder = Holder {
        caller: place.caller.clone(),
        user: Some(user.to_owned()),
        host: "laptop".into(),
        process: 7,
        run: Some(format!("https://ci.example.com/{user}")),
    };
    Hold::new(Claim {
        leases: shelf,
        place,
        environment: "shop-test".into(),
        holder,
        length: LENGTH,
        sequence,
        now: now(),
    })
}

/// A run of somebody.
async fn run<'a>(shelf: &'a Shelf, user: &str) -> Hold<&'a Shelf> {
    numbered(shelf, user, None).await
}

/// Takes a lease, and returns what was told meanwhile.
async fn take(
    hold: &Hold<&Shelf>,
    patience: Duration,
) -> (Result<(), lease::Error>, Vec<&'static str>) {
    let mut told = Vec::new();
    let mut tell = |event: Told<'_>| match event {
        Told::Held(_) => told.push("held"),
        Told::TakenOver(_) => told.push("taken over"),
        Told::Waiting { .. } => {}
    };
    let taken = hold.take(patience, &mut tell).await;
    (taken, told)
}

/// A lease that somebody holds.
async fn held<'a>(shelf: &'a Shelf, user: &str) -> Hold<&'a Shelf> {
    let hold = run(shelf, user).await;
    take(&hold, Duration::ZERO).await.0.unwrap();
    hold
}
