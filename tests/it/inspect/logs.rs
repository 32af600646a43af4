//! The instances' logs.

use std::collections::BTreeSet;

use ebdeploy::logs::{Error, pull};

use super::told;
use crate::fake::Web;
use crate::support::{FILE, converged};

fn ids(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

#[tokio::test(start_paused = true)]
async fn logs_of_an_earlier_request_are_not_taken_for_new_ones() {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| {
        world.told.logs.insert("i-1".into(), "hello".into());
    });
    let pulled =
        pull(&cloud, &Web::default(), "e-1", &ids(&["i-1"]), &mut |_, _| ()).await.unwrap();
    assert!(pulled.failures.is_empty());
    assert_eq!(pulled.logs[0].text, "true: hello");
}

#[tokio::test(start_paused = true)]
async fn an_instance_that_hands_in_none_is_waited_for_and_named() {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| {
        world.told.logs.insert("i-1".into(), "hello".into());
    });
    let both = ids(&["i-1", "i-2"]);
    let mut waited = Vec::new();
    let mut waiting = |outstanding, _| waited.push(outstanding);
    let pulled = pull(&cloud, &Web::default(), "e-1", &both, &mut waiting).await.unwrap();
    assert_eq!(pulled.logs.len(), 1);
    assert!(matches!(&pulled.failures[..], [Error::Missing(missing, _)] if missing == &["i-2"]));
    assert_eq!((waited[0], waited[1]), (2, 1));
}

#[tokio::test(start_paused = true)]
async fn a_log_that_cannot_be_read_is_told_without_its_address() {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| {
        world.told.logs.insert("i-1".into(), "gone".into());
    });
    let pulled =
        pull(&cloud, &Web::default(), "e-1", &ids(&["i-1"]), &mut |_, _| ()).await.unwrap();
    let failure = pulled.failures[0].to_string();
    assert_eq!(failure, "the log of i-1 cannot be read: it answered 403");
    assert!(!format!("{:?}", pulled.failures).contains("hunter2"));
}

#[tokio::test(start_paused = true)]
async fn the_doctor_tells_why_there_are_no_logs() {
    let (cloud, desired) = converged(FILE).await;
    cloud.change(|world| {
        world.answers.insert("/health".into(), 500);
        world.told.denied = ["elasticbeanstalk:RequestEnvironmentInfo"].into();
    });
    let told = told(&cloud, &desired, &Web::default()).await;
    assert!(
        told.contains("note: not looked at: the logs: elasticbeanstalk:RequestEnvironmentInfo"),
        "{told}"
    );
}
