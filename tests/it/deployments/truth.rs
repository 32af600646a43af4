//! What counts as a success, and what only looks like one.

use ebdeploy::apply::{Error, Event};
use ebdeploy::observed::Status;
use ebdeploy::plan::{Note, Plan, Step};
use tokio::time::{Duration, Instant};

use super::{all_is_well, deployed, file, running, tells, watched};
use crate::fake::{Fake, Twist};
use crate::support::{converged, desired, look};

fn described(instances: &[ebdeploy::observed::Instance]) -> Vec<String> {
    instances.iter().map(ebdeploy::observed::Instance::described).collect()
}

/// The call that was made last.
fn request(cloud: &Fake) -> String {
    let mut request = None;
    cloud.change(|world| {
        let mut log = world.log.iter().rev();
        request = log.find_map(|line| line.request_id.clone());
    });
    request.unwrap()
}

fn says(cloud: &Fake, severity: &str, message: &str, request: Option<&str>) {
    cloud.change(|world| world.line(severity, message, request));
}

#[tokio::test(start_paused = true)]
async fn a_deployment_is_done_when_every_instance_runs_the_version() {
    let cloud = running().await;
    let ended = deployed(&cloud, |_, _| ()).await;
    ended.result.unwrap();
    assert!(look(&cloud, &desired(&file("v2"))).await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn instances_that_run_different_versions_are_no_success_whatever_the_label_says() {
    let cloud = running().await;
    tells(&cloud, "i-2", "v1", "Deployed");
    let ended = deployed(&cloud, |_, _| ()).await;
    assert!(matches!(ended.result, Err(Error::Mixed { .. })), "{:?}", ended.result);
    assert_eq!(described(&ended.journal.instances), ["i-1 runs v2", "i-2 runs v1"]);
    assert_eq!((ended.journal.done, ended.journal.current), (0, Some(0)));
}

#[tokio::test(start_paused = true)]
async fn an_instance_on_which_it_failed_is_no_success_though_no_event_says_so() {
    let cloud = running().await;
    tells(&cloud, "i-2", "v2", "Failed");
    let line = "[Instance: i-2] Command failed on instance. Return code: 1 Output: (none).";
    let ended = deployed(&cloud, |cloud, event| {
        if let Event::Started(_) = event {
            says(cloud, "ERROR", line, None);
        }
    });
    let ended = ended.await;
    assert!(matches!(ended.result, Err(Error::Mixed { .. })), "{:?}", ended.result);
    assert_eq!(described(&ended.journal.instances), ["i-1 runs v2", "i-2: v2 failed"]);
}

#[tokio::test(start_paused = true)]
async fn an_error_of_an_instance_that_names_no_call_is_no_failure_where_all_run_the_version() {
    let cloud = running().await;
    let line = "[Instance: i-2] Command failed on instance. Return code: 1 Output: (none).";
    let ended = deployed(&cloud, |cloud, event| {
        if let Event::Started(_) = event {
            says(cloud, "ERROR", line, None);
            says(cloud, "ERROR", "Failed to deploy application.", Some("another-call"));
        }
    });
    ended.await.result.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_instances_say_may_lag_behind() {
    let cloud = running().await;
    tells(&cloud, "i-1", "v1", "Deployed");
    tells(&cloud, "i-2", "v2", "In Progress");
    let mut proving = None;
    let ended = deployed(&cloud, |cloud, event| {
        let Event::Waiting { what, .. } = event else { return };
        if what.starts_with("every instance") {
            let since = *proving.get_or_insert_with(Instant::now);
            if since.elapsed() > Duration::from_secs(30) {
                all_is_well(cloud);
            }
        }
    });
    ended.await.result.unwrap();
    assert!(proving.is_some(), "it is said what is waited for");
}

#[tokio::test(start_paused = true)]
async fn one_that_is_launched_meanwhile_is_waited_for_and_one_that_is_gone_is_not() {
    let cloud = running().await;
    tells(&cloud, "i-3", "", "In Progress");
    let mut looks = 0;
    let ended = deployed(&cloud, |cloud, event| {
        let Event::Waiting { what, .. } = event else { return };
        if what.starts_with("every instance") {
            looks += 1;
            cloud.change(|world| {
                world.instances = vec!["i-2".into(), "i-3".into()];
            });
            if looks == 30 {
                all_is_well(cloud);
            }
        } else {
            cloud.change(|world| world.instances = vec!["i-1".into(), "i-2".into(), "i-3".into()]);
        }
    });
    ended.await.result.unwrap();
    assert!(looks >= 30, "{looks}");
}

#[tokio::test(start_paused = true)]
async fn one_that_never_tells_what_it_runs_is_named_when_its_time_is_over() {
    let cloud = running().await;
    tells(&cloud, "i-2", "", "");
    let ended = deployed(&cloud, |_, _| ()).await;
    assert!(matches!(ended.result, Err(Error::Mixed { .. })), "{:?}", ended.result);
    assert_eq!(described(&ended.journal.instances), ["i-1 runs v2", "i-2 tells no version"]);
}

#[tokio::test(start_paused = true)]
async fn a_label_that_is_the_old_one_again_is_no_success_though_all_is_ready() {
    let cloud = running().await;
    cloud.change(|world| world.twist = Some(Twist::GoesBack));
    let ended = deployed(&cloud, |_, _| ()).await;
    let Err(Error::Reverted { wanted, runs, events, .. }) = ended.result else {
        panic!("{:?}", ended.result)
    };
    assert_eq!((wanted.as_str(), runs.as_deref()), ("v2", Some("v1")));
    let said: Vec<_> = events.iter().map(|line| line.message.as_str()).collect();
    let story = ["Environment update is starting.", "Environment update completed successfully."];
    assert_eq!(said, story);
}

#[tokio::test(start_paused = true)]
async fn that_somebody_else_deployed_another_one_since_is_not_told_as_a_roll_back_by_aws() {
    let cloud = running().await;
    cloud.change(|world| world.twist = Some(Twist::GoesBack));
    let mut once = false;
    let ended = deployed(&cloud, |cloud, event| {
        if let Event::Log(line) = event
            && line.message.contains("is starting")
            && !std::mem::replace(&mut once, true)
        {
            says(cloud, "INFO", "Environment update is starting.", Some("somebody-elses"));
        }
    });
    ended.await.result.unwrap();
    assert_eq!(cloud.environment().summary.version.as_deref(), Some("v1"), "the proof says so");
}

#[tokio::test(start_paused = true)]
async fn that_the_environment_was_reverted_is_a_failure_without_any_error() {
    let cloud = running().await;
    let text = "The environment was reverted to the previous configuration setting.";
    let mut once = false;
    let ended = deployed(&cloud, |cloud, event| {
        if let Event::Log(line) = event
            && line.request_id.is_some()
            && !std::mem::replace(&mut once, true)
        {
            says(cloud, "INFO", text, Some(&request(cloud)));
        }
    });
    let Err(Error::Failed { events, .. }) = ended.await.result else { panic!("it failed") };
    assert_eq!(events.iter().map(|line| line.message.as_str()).collect::<Vec<_>>(), [text]);
}

#[tokio::test(start_paused = true)]
async fn what_every_instance_runs_is_told_of_a_deployment_that_failed() {
    let cloud = running().await;
    cloud.change(|world| world.gives_up = true);
    tells(&cloud, "i-1", "v2", "Deployed");
    let ended = deployed(&cloud, |_, _| ()).await;
    assert!(matches!(ended.result, Err(Error::Failed { .. })), "{:?}", ended.result);
    assert_eq!(described(&ended.journal.instances), ["i-1 runs v2", "i-2 runs v1"]);
}

#[tokio::test(start_paused = true)]
async fn an_error_that_comes_after_the_environment_is_ready_is_a_failure() {
    let cloud = running().await;
    cloud.change(|world| world.twist = Some(Twist::Silent));
    let mut ready = 0;
    let ended = deployed(&cloud, |cloud, event| {
        let is_ready = cloud.environment().summary.status == Status::Ready;
        if let Event::Waiting { .. } = event
            && is_ready
            && cloud.changes() == ["UpdateEnvironment"]
        {
            ready += 1;
            if ready == 3 {
                says(cloud, "ERROR", "Failed to deploy application.", Some(&request(cloud)));
            }
        }
    });
    let ended = ended.await;
    assert!(matches!(ended.result, Err(Error::Failed { .. })), "{:?}", ended.result);
}

#[tokio::test(start_paused = true)]
async fn an_update_that_ends_without_a_word_is_done_all_the_same() {
    let cloud = running().await;
    cloud.change(|world| world.twist = Some(Twist::Silent));
    deployed(&cloud, |_, _| ()).await.result.unwrap();
}

#[tokio::test(start_paused = true)]
async fn ready_before_the_update_has_begun_is_not_its_end() {
    let cloud = running().await;
    cloud.change(|world| {
        world.begins_after = 8;
        world.gives_up = true;
    });
    let ended = deployed(&cloud, |_, _| ()).await;
    assert!(matches!(ended.result, Err(Error::Failed { .. })), "{:?}", ended.result);
}

#[tokio::test(start_paused = true)]
async fn another_environment_of_the_same_name_is_not_taken_for_it() {
    for when in ["deploys", "every instance", "gets healthy"] {
        let cloud = running().await;
        cloud.change(|world| world.health = Some("Yellow".into()));
        tells(&cloud, "i-2", "v2", "In Progress");
        let ended = deployed(&cloud, |cloud, event| {
            let Event::Waiting { what, .. } = event else { return };
            if what.contains("every instance") && when == "gets healthy" {
                all_is_well(cloud);
            }
            if what.contains(when) {
                cloud.change(|world| world.environment.as_mut().unwrap().summary.id = "e-2".into());
            }
        });
        let ended = ended.await;
        assert!(matches!(ended.result, Err(Error::Gone { .. })), "{when}: {:?}", ended.result);
    }
}

fn notes(plan: &Plan) -> Vec<&str> {
    plan.notes.iter().map(|Note(note)| note.as_str()).collect()
}

#[tokio::test(start_paused = true)]
async fn where_instances_do_not_say_what_they_run_that_is_said() {
    let cloud = running().await;
    cloud.change(|world| {
        world.told.basic = true;
        crate::plan::set(world, ebdeploy::desired::namespace::HEALTH, "SystemType", "basic");
    });
    let plan = look(&cloud, &desired(&file("v2"))).await.unwrap();
    assert!(notes(&plan)[0].starts_with("health reporting is basic"), "{:?}", notes(&plan));
    let ended = deployed(&cloud, |_, _| ()).await;
    ended.result.unwrap();
    assert_eq!(ended.progress, []);
}

#[tokio::test(start_paused = true)]
async fn instances_that_run_something_else_than_the_label_says_are_a_difference() {
    let (cloud, file) = converged(&file("v1")).await;
    cloud.change(|world| world.instances = vec!["i-1".into(), "i-2".into()]);
    tells(&cloud, "i-2", "v2", "Deployed");
    let plan = look(&cloud, &file).await.unwrap();
    let [Step::DeployVersion { before, after, .. }, ..] = &plan.steps[..] else {
        panic!("{:?}", plan.steps)
    };
    assert_eq!((before.as_deref(), after.as_str()), (Some("v1"), "v1"));
    assert_eq!(notes(&plan), ["the environment's label is `v1`, but i-2 runs v2"]);
    let ended = watched(&cloud, &file, |cloud, event| {
        if let Event::Log(_) = event {
            all_is_well(cloud);
        }
    });
    ended.await.result.unwrap();
    assert!(look(&cloud, &file).await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_instance_that_is_just_being_launched_is_no_difference() {
    let (cloud, file) = converged(&file("v1")).await;
    for (version, status) in [("", ""), ("v2", "In Progress"), ("v1", "In Progress")] {
        tells(&cloud, "i-1", version, status);
        assert!(look(&cloud, &file).await.unwrap().is_empty(), "{version} {status}");
    }
}
