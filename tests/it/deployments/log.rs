//! The environment's log, whose dates are not to be relied on.

use ebdeploy::apply::Event;
use ebdeploy::observed::LogEvent;
use jiff::{SignedDuration, Timestamp};

use super::{deployed, running};
use crate::fake::{Fake, now};

/// A line of this date.
fn dated(cloud: &Fake, at: Timestamp, message: &str) {
    let (severity, message) = ("INFO".to_owned(), message.to_owned());
    cloud.change(|world| {
        let there = world.log.iter().any(|line| line.at == at && line.message == message);
        if !there {
            world.log.push(LogEvent { at, severity, message, request_id: None });
        }
    });
}

/// The lines that are told of a deployment, while `meanwhile` happens at each of our looks.
async fn told(cloud: &Fake, mut meanwhile: impl FnMut(&Fake)) -> Vec<String> {
    let mut told = Vec::new();
    let ended = deployed(cloud, |cloud, event| match event {
        Event::Log(line) => told.push(line.message.clone()),
        Event::Waiting { .. } if !cloud.changes().is_empty() => meanwhile(cloud),
        _ => {}
    });
    ended.await.result.unwrap();
    told
}

const WHOLE: [&str; 2] =
    ["Environment update is starting.", "Environment update completed successfully."];

#[tokio::test(start_paused = true)]
async fn a_line_that_is_dated_ahead_hides_none_that_comes_after_it() {
    let cloud = running().await;
    dated(&cloud, now() + SignedDuration::from_hours(2), "dated ahead");
    assert_eq!(told(&cloud, |_| ()).await, WHOLE);
    let cloud = running().await;
    let told = told(&cloud, |cloud| dated(cloud, now() + SignedDuration::from_hours(2), "ahead"));
    assert_eq!(told.await, ["Environment update is starting.", "ahead", WHOLE[1]]);
}

#[tokio::test(start_paused = true)]
async fn a_line_that_is_dated_long_ago_and_comes_late_is_told() {
    let cloud = running().await;
    let told = told(&cloud, |cloud| dated(cloud, now() - SignedDuration::from_hours(2), "late"));
    assert_eq!(told.await, ["late", WHOLE[0], WHOLE[1]]);
}

#[tokio::test(start_paused = true)]
async fn of_a_log_that_grows_and_grows_each_line_is_told_once() {
    let cloud = running().await;
    for number in 0..300 {
        dated(&cloud, now() - SignedDuration::from_secs(900 - number), "long ago");
    }
    cloud.change(|world| world.looks = 9);
    let mut number = 0;
    let told = told(&cloud, |cloud| {
        for _ in 0..40 {
            number += 1;
            let at = now() + SignedDuration::from_secs(100 + number / 7);
            dated(cloud, at, &format!("line {number}"));
        }
    });
    let told = told.await;
    let lines: Vec<_> = told.iter().filter(|line| line.starts_with("line")).collect();
    let expected: Vec<_> = (1..=lines.len()).map(|number| format!("line {number}")).collect();
    assert_eq!(lines, expected.iter().collect::<Vec<_>>());
    assert!(lines.len() > 250, "{}", lines.len());
    assert!(!told.contains(&"long ago".to_owned()));
}
