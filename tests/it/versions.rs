//! Versions that an application need not keep.

use ebdeploy::desired::Desired;
use ebdeploy::observed::Summary;
use ebdeploy::plan::{OldVersion, Step};

use crate::fake::{Fake, Made};
use crate::support::{FILE, converged, desired, look, run, shown};

/// The file, with a version and how many are kept.
fn keeping(keep: usize, label: &str) -> Desired {
    desired(&format!("{FILE}[version]\nlabel = \"{label}\"\nkeep-versions = {keep}\n"))
}

/// An environment that runs `v5`, of an application that has `v1` to `v5`.
async fn five() -> Fake {
    let (cloud, _) = converged(&format!("{FILE}[version]\nlabel = \"v5\"\n")).await;
    cloud.change(|world| {
        let made = |number: u8| Made { label: format!("v{number}"), looks: 0, fails: false };
        world.versions = (1..=5).map(made).collect();
    });
    cloud
}

fn gone(steps: &[Step]) -> Vec<&str> {
    let of = |step: &Step| match step {
        Step::RemoveVersions { versions, .. } => Some(versions.clone()),
        _ => None,
    };
    let all: Vec<OldVersion> = steps.iter().filter_map(of).flatten().collect();
    let known = ["v1", "v2", "v3", "v4", "v5"];
    known.into_iter().filter(|label| all.iter().any(|old| old.label == *label)).collect()
}

#[tokio::test(start_paused = true)]
async fn all_but_the_newest_go_once_the_environment_serves() {
    let cloud = five().await;
    let plan = look(&cloud, &keeping(2, "v5")).await.unwrap();
    insta::assert_snapshot!(shown(&plan), @r"
    shop-test in eu-west-1

    - 3 old versions
        version                v1 and its bundle → (none)
        version                v2 and its bundle → (none)
        version                v3 and its bundle → (none)
        version.keep-versions  2
        older than those that are kept, and no environment runs them

    1 step: 0 to create, 0 to change, 1 to remove
    ");
    run(&cloud, &keeping(2, "v5")).await.result.unwrap();
    assert_eq!(cloud.versions(), ["v4", "v5"]);
    assert!(look(&cloud, &keeping(2, "v5")).await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn without_the_key_nothing_goes() {
    let cloud = five().await;
    let wishes = desired(&format!("{FILE}[version]\nlabel = \"v5\"\n"));
    assert!(look(&cloud, &wishes).await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_another_environment_runs_stays_and_what_is_to_run_as_well() {
    let cloud = five().await;
    let own = cloud.environment().summary;
    cloud.change(|world| {
        let (id, name) = ("e-2".to_owned(), "shop-beta".to_owned());
        world.neighbours = vec![Summary { id, name, version: Some("v2".into()), ..own }];
    });
    // Back to the oldest of all.
    let plan = look(&cloud, &keeping(1, "v1")).await.unwrap();
    assert_eq!(gone(&plan.steps), ["v3", "v4"]);
}

#[tokio::test(start_paused = true)]
async fn one_that_is_still_to_be_made_is_the_newest() {
    let cloud = five().await;
    let plan = look(&cloud, &keeping(2, "v6")).await.unwrap();
    assert_eq!(gone(&plan.steps), ["v1", "v2", "v3", "v4"], "v5 runs, v6 will");
}

#[tokio::test(start_paused = true)]
async fn what_is_deployed_elsewhere_after_the_plan_was_made_stays() {
    let cloud = five().await;
    let wishes = keeping(2, "v5");
    let plan = look(&cloud, &wishes).await.unwrap();
    let own = cloud.environment().summary;
    cloud.change(|world| {
        let (id, name) = ("e-2".to_owned(), "shop-beta".to_owned());
        world.neighbours = vec![Summary { id, name, version: Some("v1".into()), ..own }];
    });
    let mut journal = ebdeploy::apply::Journal::default();
    ebdeploy::apply::apply(&cloud, &wishes, &plan, &mut journal, &mut |_| ()).await.unwrap();
    assert_eq!(cloud.versions(), ["v1", "v4", "v5"]);
}

#[tokio::test(start_paused = true)]
async fn nothing_goes_while_the_new_version_is_not_well() {
    let cloud = five().await;
    cloud.change(|world| world.health = Some("Red".into()));
    run(&cloud, &keeping(1, "v6")).await.result.unwrap_err();
    assert_eq!(cloud.versions().len(), 5);
}
