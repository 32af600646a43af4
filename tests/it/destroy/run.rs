//! Destroying: what is told to AWS, what is waited for, and how it can end.

use std::time::Duration;

use ebdeploy::apply::Error;
use ebdeploy::observed::Status;

use super::{end, is_gone, leave_shadow};
use crate::fake::World;
use crate::support::{FILE, converged, desired, look};

#[tokio::test(start_paused = true)]
async fn it_is_told_once_and_gone_in_the_end() {
    let (cloud, desired) = converged(FILE).await;
    let ended = end(&cloud, &desired, false).await;
    ended.result.unwrap();
    assert_eq!(cloud.changes(), ["TerminateEnvironment"]);
    assert!(ended.told.contains(&"INFO terminateEnvironment completed successfully.".to_owned()));
    assert!(is_gone(&cloud, &desired, false).await);
    let anew = look(&cloud, &desired).await.unwrap();
    assert!(format!("{:?}", anew.steps).contains("CreateEnvironment"), "a plan would make it anew");
}

#[tokio::test(start_paused = true)]
async fn shadow_environment_and_application_go_in_this_order() {
    let (cloud, desired) = converged(FILE).await;
    cloud.change(leave_shadow);
    end(&cloud, &desired, true).await.result.unwrap();
    let expected = ["DeleteRule", "DeleteTargetGroup", "TerminateEnvironment", "DeleteApplication"];
    assert_eq!(cloud.changes(), expected);
    assert!(is_gone(&cloud, &desired, true).await);
}

#[tokio::test(start_paused = true)]
async fn a_shadow_that_outlived_its_environment_goes_too() {
    let (cloud, desired) = converged(FILE).await;
    cloud.change(|world| {
        leave_shadow(world);
        world.environment = None;
    });
    end(&cloud, &desired, false).await.result.unwrap();
    assert_eq!(cloud.changes(), ["DeleteTargetGroup"]);
    assert!(is_gone(&cloud, &desired, false).await);
}

#[tokio::test(start_paused = true)]
async fn a_termination_that_somebody_else_began_is_waited_for() {
    let (cloud, desired) = converged(FILE).await;
    cloud.change(|world| {
        leave_shadow(world);
        world.looks = 5;
        world.begin_termination();
    });
    end(&cloud, &desired, false).await.result.unwrap();
    assert_eq!(cloud.changes(), ["DeleteTargetGroup"], "and the shadow goes after it");
    assert!(is_gone(&cloud, &desired, false).await);
}

#[tokio::test(start_paused = true)]
async fn one_that_begins_elsewhere_after_the_plan_is_as_good() {
    let (cloud, desired) = converged(FILE).await;
    let plan = super::look(&cloud, &desired, false).await.unwrap();
    cloud.change(|world| {
        world.looks = 5;
        world.begin_termination();
    });
    let mut journal = ebdeploy::apply::Journal::default();
    ebdeploy::apply::apply(&cloud, &desired, &plan, &mut journal, &mut |_| ()).await.unwrap();
    assert!(cloud.changes().is_empty());
    assert!(is_gone(&cloud, &desired, false).await);
}

#[tokio::test(start_paused = true)]
async fn an_update_that_began_meanwhile_is_waited_out() {
    let (cloud, desired) = converged(FILE).await;
    let plan = super::look(&cloud, &desired, false).await.unwrap();
    cloud.change(World::begin_elsewhere);
    let mut journal = ebdeploy::apply::Journal::default();
    ebdeploy::apply::apply(&cloud, &desired, &plan, &mut journal, &mut |_| ()).await.unwrap();
    assert_eq!(cloud.changes(), ["TerminateEnvironment"]);
    assert!(is_gone(&cloud, &desired, false).await);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_deleted_is_a_failure_with_awss_reasons_and_can_be_tried_again() {
    let (cloud, desired) = converged(FILE).await;
    cloud.change(|world| world.gives_up = true);
    let ended = end(&cloud, &desired, true).await;
    let Err(Error::Stays { events, .. }) = ended.result else { panic!("{:?}", ended.result) };
    assert_eq!(events.len(), 1);
    assert!(events[0].message.contains("[AWSEBLoadBalancerSecurityGroup]"), "{events:?}");
    assert_eq!(cloud.environment().summary.status, Status::Ready);
    assert_eq!((ended.journal.done, ended.journal.current), (0, Some(0)), "the application stays");
    end(&cloud, &desired, true).await.result.unwrap();
    assert!(is_gone(&cloud, &desired, true).await);
}

#[tokio::test(start_paused = true)]
async fn a_termination_that_never_begins_is_no_success() {
    let (cloud, desired) = converged(FILE).await;
    let plan = super::look(&cloud, &desired, false).await.unwrap();
    let mut journal = ebdeploy::apply::Journal::default();
    let mut emit = |event: ebdeploy::apply::Event<'_>| {
        if let ebdeploy::apply::Event::Waiting { what, .. } = event
            && what.contains("being terminated")
        {
            cloud.change(|world| {
                world.environment.as_mut().unwrap().summary.status = Status::Ready;
                world.looks = 100;
            });
        }
    };
    cloud.change(|world| world.looks = 100);
    let ended = ebdeploy::apply::apply(&cloud, &desired, &plan, &mut journal, &mut emit).await;
    assert!(matches!(&ended, Err(Error::Stays { events, .. }) if events.is_empty()), "{ended:?}");
}

#[tokio::test(start_paused = true)]
async fn the_deadline_ends_the_waiting_and_another_run_goes_on_where_aws_is() {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| world.looks = 100);
    let desired = desired(&format!("{FILE}grace = \"1m\"\n[apply]\ntimeout = \"2m\"\n"));
    let ended = end(&cloud, &desired, false).await;
    let Err(Error::Deadline { waiting_for, limit }) = ended.result else {
        panic!("{:?}", ended.result)
    };
    assert_eq!(limit, Duration::from_mins(2));
    assert_eq!(waiting_for, "`shop-test` is being terminated");
    cloud.change(|world| world.busy_for = 3);
    end(&cloud, &desired, false).await.result.unwrap();
    assert_eq!(cloud.changes(), ["TerminateEnvironment"], "told once");
    assert!(is_gone(&cloud, &desired, false).await);
}

#[tokio::test(start_paused = true)]
async fn throttled_looks_end_nothing() {
    let (cloud, desired) = converged(FILE).await;
    let plan = super::look(&cloud, &desired, false).await.unwrap();
    cloud.change(|world| world.throttled = 7);
    let mut journal = ebdeploy::apply::Journal::default();
    ebdeploy::apply::apply(&cloud, &desired, &plan, &mut journal, &mut |_| ()).await.unwrap();
    assert!(is_gone(&cloud, &desired, false).await);
}
