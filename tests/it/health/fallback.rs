//! Down when nothing passes and yet would serve, up when that will hold.

use ebdeploy::apply::{Error, Journal};
use ebdeploy::desired::namespace;
use ebdeploy::plan::Fallback;
use insta::assert_snapshot;

use super::{PROOF, is_swept, live_path, path, requiring_the_path, without_shadow};
use crate::fake::Fake;
use crate::support::{FILE, converged, desired, look, run, shown};

/// The file asks for one thing more, whose deployment has the check answer so.
fn deployed(more: &str) -> String {
    path("/health", more).replace("[https]", "[version]\nlabel = \"v2\"\n[https]")
}

/// An environment whose new version does not pass the check, and answers otherwise.
async fn broken() -> (Fake, Journal) {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| {
        world.answers.insert("/health".into(), 404);
    });
    let ended = run(&cloud, &desired(&deployed(""))).await;
    ended.result.expect("it serves on the fallback");
    (cloud, ended.journal)
}

#[tokio::test(start_paused = true)]
async fn when_no_target_passes_and_each_would_answer_the_check_is_lowered() {
    let (cloud, journal) = broken().await;
    let looked = [&["UpdateEnvironment"], &PROOF[..]].concat();
    let lowered = [&PROOF[..], &["UpdateEnvironment"]].concat();
    let expected = [looked, lowered].concat();
    assert_eq!(cloud.changes(), expected, "the lower check is tried before it is taken");
    assert!(is_swept(&cloud));
    assert_eq!(live_path(&cloud), "/");
    let fallback = journal.fallback.unwrap();
    assert_eq!(fallback.to, Fallback::AnyAnswer);
    assert_eq!(fallback.check.unwrap().to_string(), "/health answers 200");
    let reason = fallback.targets[0].reason.as_deref();
    assert_eq!(reason, Some("Health checks failed with these codes: [404]"));
}

#[tokio::test(start_paused = true)]
async fn a_target_that_the_load_balancer_still_takes_for_healthy_is_looked_at_anew() {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| {
        world.answers.insert("/health".into(), 500);
        world.answers.insert("/".into(), 500);
        world.stale = true;
    });
    let ended = run(&cloud, &desired(&deployed(""))).await;
    let Err(Error::Unhealthy { targets, .. }) = ended.result else { panic!("{:?}", ended.result) };
    let reason = targets[0].reason.as_deref();
    assert_eq!(reason, Some("Health checks failed with these codes: [500]"));
}

#[tokio::test(start_paused = true)]
async fn whoever_is_content_with_a_warning_needs_one_target_that_passes() {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| {
        world.instances = vec!["i-1".into(), "i-2".into()];
        world.odd.insert("i-2".into(), 503);
        world.health = Some("Yellow".into());
    });
    let text = format!("{}\n[apply]\nhealth = \"warning\"\n", deployed(""));
    run(&cloud, &desired(&text)).await.result.unwrap();
    let strict =
        run(&cloud, &desired(&format!("{}\n[variables]\nA = \"1\"\n", deployed("")))).await;
    assert!(matches!(strict.result, Err(Error::Unhealthy { .. })), "{:?}", strict.result);
}

#[tokio::test(start_paused = true)]
async fn a_new_environment_falls_back_as_well() {
    let (cloud, wanted) = (Fake::empty(), desired(&path("/health", "")));
    cloud.change(|world| {
        world.answers.insert("/health".into(), 301);
    });
    let ended = run(&cloud, &wanted).await;
    ended.result.unwrap();
    assert!(ended.journal.fallback.is_some());
    assert!(ended.told.iter().any(|line| line.starts_with("fell back: `/` answers 200-499")));
    assert!(look(&cloud, &wanted).await.unwrap().may_wait());
}

#[tokio::test(start_paused = true)]
async fn a_fallen_back_environment_is_shown_as_such_and_not_as_drift() {
    let (cloud, _) = broken().await;
    let plan = look(&cloud, &desired(&deployed(""))).await.unwrap();
    assert_eq!(plan.on_fallback, Some(Fallback::AnyAnswer));
    assert_snapshot!(shown(&plan), @r"
    shop-test in eu-west-1

    ~ health check, back from its fallback                                  in place
        health-check.path     / → /health
        health-check.matcher  200-499 → 200
        the environment serves on its fallback check; it returns if every target
        that serves passes on a shadow target group, and else stays as it is

    1 step: 0 to create, 1 to change, 0 to remove; dearest impact: in place
    ");
}

#[tokio::test(start_paused = true)]
async fn it_stays_on_the_fallback_as_long_as_the_check_would_not_pass() {
    let (cloud, _) = broken().await;
    cloud.change(|world| world.changes.clear());
    let ended = run(&cloud, &desired(&deployed(""))).await;
    ended.result.unwrap();
    assert_eq!(cloud.changes(), PROOF, "the live check is not touched");
    assert!(ended.told.contains(&"not passed".to_owned()));
    assert_eq!(ended.journal.fallback.unwrap().targets[0].target, "i-1");
    assert_eq!(live_path(&cloud), "/");
}

#[tokio::test(start_paused = true)]
async fn what_else_is_to_do_is_done_before_the_return_is_tried() {
    let (cloud, _) = broken().await;
    cloud.change(|world| world.changes.clear());
    let text = format!("{}[capacity]\nmax = 7\n", deployed(""));
    run(&cloud, &desired(&text)).await.result.unwrap();
    assert_eq!(cloud.changes(), [&["UpdateEnvironment"], &PROOF[..]].concat());
}

#[tokio::test(start_paused = true)]
async fn it_returns_when_every_target_passes_again() {
    let (cloud, _) = broken().await;
    cloud.change(|world| {
        world.answers.clear();
        world.changes.clear();
    });
    let wanted = desired(&deployed(""));
    let ended = run(&cloud, &wanted).await;
    ended.result.unwrap();
    assert_eq!(cloud.changes(), [&PROOF[..], &["UpdateEnvironment"]].concat());
    assert!(ended.journal.fallback.is_none());
    assert_eq!(live_path(&cloud), "/health");
    assert!(look(&cloud, &wanted).await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn nothing_is_lowered_where_the_file_or_the_caller_wants_no_fallback() {
    for wanted in [desired(&deployed("fallback = \"none\"")), requiring_the_path(&deployed(""))] {
        let (cloud, _) = converged(FILE).await;
        cloud.change(|world| {
            world.answers.insert("/health".into(), 404);
        });
        let ended = run(&cloud, &wanted).await;
        let Err(Error::Unhealthy { targets, .. }) = ended.result else {
            panic!("{:?}", ended.result)
        };
        assert_eq!(targets.len(), 1);
        assert_eq!(cloud.changes(), [&["UpdateEnvironment"], &PROOF[..]].concat());
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_lowered_where_nobody_would_answer() {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| {
        world.answers.insert("/health".into(), 503);
        world.answers.insert("/".into(), 503);
    });
    let ended = run(&cloud, &desired(&deployed(""))).await;
    assert!(matches!(ended.result, Err(Error::Unhealthy { .. })), "{:?}", ended.result);
    let looked = [&["UpdateEnvironment"], &PROOF[..]].concat();
    assert_eq!(cloud.changes(), [&looked[..], &PROOF[..]].concat());
    assert_eq!(live_path(&cloud), "/health");
}

#[tokio::test(start_paused = true)]
async fn nothing_is_lowered_while_one_target_passes() {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| {
        world.instances = vec!["i-1".into(), "i-2".into()];
        world.odd.insert("i-2".into(), 404);
    });
    let ended = run(&cloud, &desired(&deployed(""))).await;
    assert!(matches!(ended.result, Err(Error::Unhealthy { .. })), "{:?}", ended.result);
    assert_eq!(cloud.changes(), [&["UpdateEnvironment"], &PROOF[..]].concat());
}

#[tokio::test(start_paused = true)]
async fn nothing_is_lowered_in_a_run_that_had_nothing_to_do() {
    let (cloud, wanted) = converged(FILE).await;
    cloud.change(|world| {
        world.answers.insert("/health".into(), 404);
    });
    let ended = run(&cloud, &wanted).await;
    assert!(matches!(ended.result, Err(Error::Unhealthy { .. })), "{:?}", ended.result);
    assert_eq!(cloud.changes(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn whoever_wants_no_shadow_has_it_lowered_where_the_targets_answer() {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| {
        world.answers.insert("/health".into(), 404);
    });
    run(&cloud, &without_shadow(&deployed(""))).await.result.unwrap();
    assert_eq!(cloud.changes(), ["UpdateEnvironment", "UpdateEnvironment"]);
    assert_eq!(live_path(&cloud), "/");
}

#[tokio::test(start_paused = true)]
async fn whoever_requires_the_path_check_gets_it_or_a_failure() {
    let (cloud, _) = broken().await;
    cloud.change(|world| world.changes.clear());
    let wanted = requiring_the_path(&deployed(""));
    let ended = run(&cloud, &wanted).await;
    assert!(matches!(ended.result, Err(Error::Unproved { .. })), "{:?}", ended.result);
    assert_eq!(cloud.changes(), PROOF);
    cloud.change(|world| world.answers.clear());
    run(&cloud, &wanted).await.result.unwrap();
    assert_eq!(live_path(&cloud), "/health");
}

#[tokio::test(start_paused = true)]
async fn an_environment_that_may_be_empty_is_healthy_without_instances() {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| {
        world.instances.clear();
        world.health = Some("Grey".into());
    });
    let sized = |min: u32| format!("{}[capacity]\nmin = {min}\nmax = 2\n", deployed(""));
    run(&cloud, &desired(&sized(0))).await.result.unwrap();
    let ended = run(&cloud, &desired(&sized(1))).await;
    assert!(matches!(ended.result, Err(Error::Unhealthy { .. })), "{:?}", ended.result);
    let lowered = cloud.environment().settings;
    let check = ebdeploy::desired::OptionKey::new(namespace::DEFAULT_PROCESS, "HealthCheckPath");
    assert_eq!(lowered[&check].as_deref(), Some("/health"), "there is nobody to lower it for");
}
