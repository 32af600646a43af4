//! Deployments of versions: what counts as one, how far one is, and what is said of one that is none.

mod log;
mod progress;
mod stable;
mod truth;

use ebdeploy::apply::{self, Error, Event, Journal};
use ebdeploy::desired::Desired;
use ebdeploy::observed::Rollout;

use crate::fake::Fake;
use crate::support::{FILE, converged, desired, look};

/// The file with this version.
fn file(version: &str) -> String {
    format!("{FILE}[version]\nlabel = \"{version}\"\n")
}

/// An environment of two instances that runs `v1`.
async fn running() -> Fake {
    let (cloud, _) = converged(&file("v1")).await;
    cloud.change(|world| world.instances = vec!["i-1".into(), "i-2".into()]);
    cloud
}

/// How a run ended.
struct Ended {
    result: Result<(), Error>,
    journal: Journal,
    progress: Vec<Rollout>,
}

/// Plans and applies; `meanwhile` is told of all that happens.
async fn watched(
    cloud: &Fake,
    desired: &Desired,
    mut meanwhile: impl FnMut(&Fake, &Event<'_>),
) -> Ended {
    let plan = look(cloud, desired).await.unwrap();
    let (mut journal, mut progress) = (Journal::default(), Vec::new());
    let mut emit = |event: Event<'_>| {
        meanwhile(cloud, &event);
        if let Event::Progress { rollout, .. } = event {
            progress.push(rollout.clone());
        }
    };
    let result = apply::apply(cloud, desired, &plan, &mut journal, &mut emit).await;
    Ended { result, journal, progress }
}

async fn deployed(cloud: &Fake, meanwhile: impl FnMut(&Fake, &Event<'_>)) -> Ended {
    watched(cloud, &desired(&file("v2")), meanwhile).await
}

/// What an instance says of what was deployed to it last.
fn tells(cloud: &Fake, instance: &str, version: &str, status: &str) {
    cloud.change(|world| {
        let deployment = (version.to_owned(), status.to_owned());
        world.told.deployments.insert(instance.to_owned(), deployment);
    });
}

/// Every instance runs what the environment's label says.
fn all_is_well(cloud: &Fake) {
    cloud.change(|world| world.told.deployments.clear());
}
