//! Applying: gates, waits, races, failures and deadlines, on a clock that does not have to be
//! waited for.

use ebdeploy::apply::{Error, Event, Journal, Turn};
use ebdeploy::cloud::ErrorKind;
use ebdeploy::desired::{OptionKey, namespace};
use ebdeploy::observed::Status;

use crate::fake::Fake;
use crate::support::{FILE, converged, desired, look, run};

/// The file with one key more, which restarts nothing.
fn changed() -> String {
    format!("{FILE}\n[capacity]\nmax = 7\n")
}

#[tokio::test(start_paused = true)]
async fn a_new_environment_is_made_in_order_with_the_overlay_last() {
    let (cloud, desired) = (Fake::empty(), desired(FILE));
    run(&cloud, &desired).await.result.unwrap();
    let expected = [
        "CreateApplication",
        "CreateEnvironment",
        "AuthorizeSecurityGroupIngress",
        "CreateRule",
        "CreateRule",
    ];
    assert_eq!(cloud.changes(), expected);
    assert!(look(&cloud, &desired).await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_second_run_changes_nothing() {
    let (cloud, desired) = converged(FILE).await;
    run(&cloud, &desired).await.result.unwrap();
    assert!(cloud.changes().is_empty());
}

#[tokio::test(start_paused = true)]
async fn only_what_differs_is_sent() {
    let (cloud, _) = converged(FILE).await;
    let wanted = desired(&changed());
    run(&cloud, &wanted).await.result.unwrap();
    assert_eq!(cloud.changes(), ["UpdateEnvironment"]);
}

#[tokio::test(start_paused = true)]
async fn settings_go_before_tags_and_tags_before_the_version_each_when_it_is_ready() {
    let (cloud, _) = converged(FILE).await;
    let text = changed()
        .replace("[https]", "tags = { team = \"web\" }\n[version]\nlabel = \"v2\"\n[https]");
    run(&cloud, &desired(&text)).await.result.unwrap();
    let expected = ["UpdateEnvironment", "UpdateTagsForResource", "UpdateEnvironment"];
    assert_eq!(cloud.changes()[..3], expected);
    assert_eq!(cloud.environment().summary.version.as_deref(), Some("v2"));
}

#[tokio::test(start_paused = true)]
async fn another_operation_that_began_meanwhile_is_waited_out() {
    let (cloud, _) = converged(FILE).await;
    let wanted = desired(&changed());
    let plan = look(&cloud, &wanted).await.unwrap();
    cloud.change(|world| {
        world.begin_elsewhere();
    });
    let (mut journal, mut told) = (Journal::default(), false);
    let mut emit = |event: ebdeploy::apply::Event<'_>| {
        if let Event::Waiting { what, .. } = event {
            told |= what.contains("begun elsewhere");
        }
    };
    ebdeploy::apply::apply(&cloud, &wanted, &plan, &mut journal, &mut emit).await.unwrap();
    assert!(told, "it is said what is waited for");
    assert!(look(&cloud, &wanted).await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_update_that_aws_rolled_back_is_a_failure_though_it_ends_ready() {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| world.gives_up = true);
    let ended = run(&cloud, &desired(&changed())).await;
    let Err(Error::Failed { events, .. }) = ended.result else { panic!("{:?}", ended.result) };
    let said: Vec<_> = events.iter().map(|event| event.message.as_str()).collect();
    assert_eq!(said, ["Failed to deploy configuration."]);
    assert_eq!(cloud.environment().summary.status, Status::Ready);
    assert_eq!((ended.journal.done, ended.journal.current), (0, Some(0)));
}

#[tokio::test(start_paused = true)]
async fn each_line_of_the_log_is_told_once_and_in_order() {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| world.looks = 9);
    let ended = run(&cloud, &desired(&changed())).await;
    let lines: Vec<_> = ended.told.iter().filter(|line| line.starts_with("INFO")).collect();
    let expected =
        ["INFO Environment update is starting.", "INFO Environment update completed successfully."];
    assert_eq!(lines, expected);
}

#[tokio::test(start_paused = true)]
async fn two_lines_alike_to_the_letter_are_two_lines() {
    let (cloud, _) = converged(FILE).await;
    let wanted = desired(&changed());
    let plan = look(&cloud, &wanted).await.unwrap();
    let (mut journal, mut told) = (Journal::default(), 0);
    let mut emit = |event: ebdeploy::apply::Event<'_>| match event {
        Event::Waiting { .. } if cloud.changes().len() == 1 => {
            cloud.change(write_twins);
        }
        Event::Log(line) if line.message == TWIN => told += 1,
        _ => {}
    };
    ebdeploy::apply::apply(&cloud, &wanted, &plan, &mut journal, &mut emit).await.unwrap();
    assert_eq!(told, 2);
}

const TWIN: &str = "Added instance to your environment.";

/// Two lines of the same moment, once.
fn write_twins(world: &mut crate::fake::World) {
    if !world.log.iter().any(|line| line.message == TWIN) {
        world.line("INFO", TWIN, None);
        let twin = world.log.last().unwrap().clone();
        world.log.push(twin);
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_of_another_call_is_not_this_runs_failure() {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| world.line("ERROR", "somebody else's", Some("another-request")));
    run(&cloud, &desired(&changed())).await.result.unwrap();
}

#[tokio::test(start_paused = true)]
async fn health_that_comes_and_goes_meanwhile_is_no_failure() {
    let (cloud, _) = converged(FILE).await;
    let wanted = desired(&changed());
    let plan = look(&cloud, &wanted).await.unwrap();
    let mut journal = Journal::default();
    let mut emit = |event: ebdeploy::apply::Event<'_>| {
        if let Event::Started(Turn { index: 0, .. }) = event {
            let transition = "Environment health has transitioned from Ok to Severe.";
            cloud.change(|world| world.line("ERROR", transition, None));
        }
    };
    ebdeploy::apply::apply(&cloud, &wanted, &plan, &mut journal, &mut emit).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn throttled_looks_end_nothing() {
    let (cloud, _) = converged(FILE).await;
    let wanted = desired(&changed());
    let plan = look(&cloud, &wanted).await.unwrap();
    cloud.change(|world| world.throttled = 7);
    let mut journal = Journal::default();
    ebdeploy::apply::apply(&cloud, &wanted, &plan, &mut journal, &mut |_| ()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_deadline_ends_the_waiting_and_says_what_for() {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| world.looks = 100_000);
    let text =
        format!("{FILE}grace = \"1m\"\n[apply]\ntimeout = \"10m\"\n[variables]\nMODE = \"new\"\n");
    let ended = run(&cloud, &desired(&text)).await;
    let Err(Error::Deadline { waiting_for, .. }) = ended.result else {
        panic!("{:?}", ended.result)
    };
    assert_eq!(waiting_for, "`shop-test` takes its new settings");
}

#[tokio::test(start_paused = true)]
async fn a_failure_leaves_a_tale_of_what_was_done_and_another_run_finishes() {
    let (cloud, desired) = (Fake::empty(), desired(FILE));
    cloud.change(|world| world.fail_at = Some(3));
    let ended = run(&cloud, &desired).await;
    let Err(Error::Call(error)) = ended.result else { panic!("{:?}", ended.result) };
    assert_eq!(error.kind, ErrorKind::Other);
    assert_eq!((ended.journal.done, ended.journal.current), (3, Some(3)));
    run(&cloud, &desired).await.result.unwrap();
    assert!(look(&cloud, &desired).await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_run_cut_off_half_way_is_finished_by_the_next() {
    let (cloud, desired) = (Fake::empty(), desired(FILE));
    let plan = look(&cloud, &desired).await.unwrap();
    let mut journal = Journal::default();
    let mut emit = |_: ebdeploy::apply::Event<'_>| ();
    let cut = ebdeploy::apply::apply(&cloud, &desired, &plan, &mut journal, &mut emit);
    let cut = tokio::time::timeout(std::time::Duration::from_secs(3), cut).await;
    assert!(cut.is_err(), "it is not done yet");
    assert_eq!((journal.done, journal.current), (1, Some(1)));
    let environment = cloud.environment().summary;
    assert_eq!(environment.status, Status::Launching, "AWS goes on");
    ebdeploy::apply::until_idle(&cloud, &desired, &environment.id, &mut journal, &mut |_| ())
        .await
        .unwrap();
    run(&cloud, &desired).await.result.unwrap();
    assert!(look(&cloud, &desired).await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_environment_that_does_not_get_healthy_is_a_failure_with_its_causes() {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| {
        world.health = Some("Red".into());
        world.answers.insert("/health".into(), 404);
        world.answers.insert("/".into(), 500);
    });
    let ended = run(&cloud, &desired(&changed())).await;
    let waited = "waiting: `shop-test` gets healthy: Red, 0 of 1 target healthy: ";
    assert!(ended.told.iter().any(|line| line.starts_with(waited)), "{:?}", ended.told);
    let Err(Error::Unhealthy { health, causes, targets, .. }) = ended.result else {
        panic!("{:?}", ended.result)
    };
    assert_eq!(health, "Red");
    assert_eq!(causes, ["None of the instances are sending data."]);
    let reasons: Vec<_> = targets.iter().filter_map(|target| target.reason.as_deref()).collect();
    assert_eq!(reasons, ["Health checks failed with these codes: [404]"]);
}

#[tokio::test(start_paused = true)]
async fn whoever_asks_for_no_health_is_not_kept_waiting_for_it() {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| world.health = Some("Red".into()));
    let text = format!("{}\n[apply]\nhealth = \"any\"\n", changed());
    run(&cloud, &desired(&text)).await.result.unwrap();
}

#[tokio::test(start_paused = true)]
async fn nobody_is_redirected_to_a_port_that_does_not_have_the_certificate() {
    let (cloud, desired) = (Fake::empty(), desired(FILE));
    let plan = look(&cloud, &desired).await.unwrap();
    let mut journal = Journal::default();
    let mut emit = |event: ebdeploy::apply::Event<'_>| {
        if let Event::Done(Turn { index: 2, .. }, _) = event {
            cloud.change(|world| world.balancer().listeners[1].certificate = None);
        }
    };
    let ended = ebdeploy::apply::apply(&cloud, &desired, &plan, &mut journal, &mut emit).await;
    assert!(matches!(ended, Err(Error::Missing(_))), "{ended:?}");
    assert!(!cloud.changes().contains(&"CreateRule".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn what_another_hand_set_stays() {
    let (cloud, _) = converged(FILE).await;
    let foreign = OptionKey::new(namespace::VARIABLES, "SET_BY_HAND");
    cloud.change(|world| {
        let environment = world.environment.as_mut().unwrap();
        environment.settings.insert(foreign.clone(), Some("1".into()));
        environment.tags.insert("owner".into(), "somebody".into());
    });
    run(&cloud, &desired(&changed())).await.result.unwrap();
    let environment = cloud.environment();
    assert_eq!(environment.settings[&foreign].as_deref(), Some("1"));
    assert_eq!(environment.tags["owner"], "somebody");
}
