//! How long an environment has to stay healthy.

use ebdeploy::apply::{Error, Event};
use tokio::time::{Duration, Instant};

use super::{Ended, file, running, watched};
use crate::fake::Fake;
use crate::support::desired;

/// Deploys under these keys of `[apply]`; `meanwhile` hears how long it has been waited for
/// stability, at each look.
async fn applied(
    cloud: &Fake,
    keys: &str,
    meanwhile: impl Fn(&Fake, Duration),
) -> (Ended, Duration) {
    let mut stable: Option<Instant> = None;
    let began = Instant::now();
    let file = desired(&format!("{}[apply]\n{keys}\n", file("v2")));
    let ended = watched(cloud, &file, |cloud, event| {
        let Event::Waiting { what, .. } = event else { return };
        if stable.is_some() || what.ends_with("stays healthy") {
            meanwhile(cloud, stable.get_or_insert_with(Instant::now).elapsed());
        }
    });
    (ended.await, began.elapsed())
}

fn healthy(cloud: &Fake, health: &str) {
    cloud.change(|world| world.health = Some(health.into()));
}

#[tokio::test(start_paused = true)]
async fn it_takes_as_long_as_the_file_says() {
    let cloud = running().await;
    let (ended, without) = applied(&cloud, "timeout = \"1h\"", |_, _| ()).await;
    ended.result.unwrap();
    let cloud = running().await;
    let keys = "timeout = \"1h\"\nstable-for = \"10m\"";
    let (ended, with) = applied(&cloud, keys, |_, _| ()).await;
    ended.result.unwrap();
    assert!(with >= without + Duration::from_mins(10), "{without:?} {with:?}");
}

#[tokio::test(start_paused = true)]
async fn a_dip_begins_it_anew() {
    let cloud = running().await;
    let keys = "timeout = \"1h\"\nstable-for = \"10m\"";
    let (ended, took) = applied(&cloud, keys, |cloud, since| {
        let dips = (Duration::from_mins(8)..Duration::from_mins(9)).contains(&since);
        healthy(cloud, if dips { "Yellow" } else { "Green" });
    })
    .await;
    ended.result.unwrap();
    assert!(took >= Duration::from_mins(19), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn one_that_does_not_recover_is_unhealthy() {
    let cloud = running().await;
    let keys = "timeout = \"1h\"\nstable-for = \"10m\"";
    let (ended, _) = applied(&cloud, keys, |cloud, since| {
        healthy(cloud, if since > Duration::from_mins(5) { "Red" } else { "Green" });
    })
    .await;
    let Err(Error::Unhealthy { health, .. }) = ended.result else { panic!("{:?}", ended.result) };
    assert_eq!(health, "Red");
}

#[tokio::test(start_paused = true)]
async fn health_that_comes_and_goes_does_so_until_the_deadline() {
    let cloud = running().await;
    let keys = "timeout = \"40m\"\nstable-for = \"10m\"";
    let (ended, took) = applied(&cloud, keys, |cloud, since| {
        healthy(cloud, if since.as_secs() % 300 < 60 { "Yellow" } else { "Green" });
    })
    .await;
    assert!(matches!(ended.result, Err(Error::Deadline { .. })), "{:?}", ended.result);
    assert!(took >= Duration::from_mins(40), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn it_holds_also_where_there_is_nothing_to_do() {
    let cloud = running().await;
    let file = desired(&format!("{}[apply]\nstable-for = \"3m\"\n", file("v1")));
    let began = Instant::now();
    watched(&cloud, &file, |_, _| ()).await.result.unwrap();
    assert!(began.elapsed() >= Duration::from_mins(3));
}
