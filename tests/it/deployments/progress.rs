//! How far a deployment is.

use ebdeploy::apply::Event;
use ebdeploy::desired::namespace::COMMAND;
use ebdeploy::observed::{Action, Rollout};

use super::{deployed, running, tells};
use crate::fake::Fake;
use crate::plan::set;

fn says(cloud: &Fake, message: &str) {
    cloud.change(|world| world.line("INFO", message, None));
}

/// What happens, one thing a look.
async fn in_turn(cloud: &Fake, stages: &[&dyn Fn(&Fake)]) -> Vec<Rollout> {
    cloud.change(|world| world.looks = 20);
    let mut stages = stages.iter();
    let ended = deployed(cloud, |cloud, event| {
        if let Event::Waiting { what, .. } = event
            && what.contains("deploys")
            && let Some(stage) = stages.next()
        {
            stage(cloud);
        }
    });
    let ended = ended.await;
    ended.result.unwrap();
    ended.progress
}

#[tokio::test(start_paused = true)]
async fn batches_and_instances_are_counted_as_they_go_on() {
    let cloud = running().await;
    for instance in ["i-1", "i-2"] {
        tells(&cloud, instance, "v1", "Deployed");
    }
    let batch = |number: usize, what: &str| format!("Batch {number}: {what}");
    let starting = |number: usize| {
        batch(number, &format!("Starting application deployment on instance(s) [i-{number}]."))
    };
    let begins = |number: usize| {
        move |cloud: &Fake| {
            tells(cloud, &format!("i-{number}"), "v2", "In Progress");
            says(cloud, &starting(number));
        }
    };
    let ends = |number: usize| {
        move |cloud: &Fake| {
            tells(cloud, &format!("i-{number}"), "v2", "Deployed");
            says(cloud, &batch(number, "Completed application deployment."));
        }
    };
    let told = in_turn(&cloud, &[&begins(1), &ends(1), &begins(2), &ends(2)]).await;
    let rollout = |done, in_progress, batch| Rollout {
        version: "v2".into(),
        instances: 2,
        done,
        in_progress,
        failed: 0,
        batch: Some(batch),
        batches: Some(2),
        traffic: None,
    };
    let expected = [rollout(0, 1, 1), rollout(1, 0, 1), rollout(1, 1, 2), rollout(2, 0, 2)];
    assert_eq!(told, expected, "each state once");
}

#[tokio::test(start_paused = true)]
async fn new_instances_and_their_share_of_the_traffic_are_told() {
    let cloud = running().await;
    cloud.change(|world| set(world, COMMAND, "DeploymentPolicy", "TrafficSplitting"));
    for instance in ["i-1", "i-2"] {
        tells(&cloud, instance, "v1", "Deployed");
    }
    let launch = |cloud: &Fake| {
        cloud.change(|world| world.instances.extend(["i-3".into(), "i-4".into()]));
        tells(cloud, "i-4", "v2", "In Progress");
        says(cloud, "Added instances [i-3, i-4] to your environment.");
    };
    let split = |percent: u32| {
        move |cloud: &Fake| {
            tells(cloud, "i-4", "v2", "Deployed");
            cloud.change(|world| {
                let http = &mut world.balancer().listeners[0];
                let groups = ["target-group".to_owned(), "second".to_owned()];
                http.weights =
                    [(groups[0].clone(), 100 - percent), (groups[1].clone(), percent)].into();
                http.default_action = Action::Forward { target_groups: groups.into() };
            });
            says(cloud, "Waiting.");
        }
    };
    let end = |cloud: &Fake| {
        cloud.change(|world| {
            let http = &mut world.balancer().listeners[0];
            let groups = vec!["target-group".to_owned()];
            http.weights = [(groups[0].clone(), 1)].into();
            http.default_action = Action::Forward { target_groups: groups };
            world.instances = vec!["i-3".into(), "i-4".into()];
        });
    };
    let told = in_turn(&cloud, &[&launch, &split(15), &split(100), &end]).await;
    let seen: Vec<_> = told.iter().map(|told| (told.done, told.instances, told.traffic)).collect();
    assert_eq!(seen, [(1, 2, None), (2, 2, Some(15)), (2, 2, Some(100))]);
}

#[tokio::test(start_paused = true)]
async fn instances_are_asked_when_there_is_news_and_else_now_and_then() {
    let cloud = running().await;
    cloud.change(|world| world.looks = 40);
    let mut looks = 0;
    let ended = deployed(&cloud, |_, event| {
        looks += usize::from(matches!(event, Event::Waiting { .. }));
    });
    ended.await.result.unwrap();
    let mut asked = 0;
    cloud.change(|world| asked = world.told.asked_instances);
    assert!(looks > 40 && asked < looks / 3, "{asked} of {looks}");
}
