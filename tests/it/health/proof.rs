//! A check is tried on a shadow target group before the one that serves gets it.

use ebdeploy::apply::{self, Error, Event, Journal, Turn};
use ebdeploy::desired::namespace;
use ebdeploy::observed::Action;
use insta::assert_snapshot;

use super::{PROOF, is_swept, live_path, path, without_shadow};
use crate::fake::Fake;
use crate::plan::set;
use crate::support::{FILE, Run, converged, desired, look, run, shown};

/// An environment whose file now asks for `/ready`, which answers so.
async fn asked_for_ready(code: u16) -> (Fake, Run) {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| {
        world.answers.insert("/ready".into(), code);
    });
    let ended = run(&cloud, &desired(&path("/ready", ""))).await;
    (cloud, ended)
}

#[tokio::test(start_paused = true)]
async fn a_check_that_every_target_passes_is_taken() {
    let (cloud, ended) = asked_for_ready(200).await;
    ended.result.unwrap();
    assert_eq!(cloud.changes(), [&PROOF[..], &["UpdateEnvironment", "ModifyRule"]].concat());
    assert!(is_swept(&cloud));
    assert_eq!(live_path(&cloud), "/ready");
}

#[tokio::test(start_paused = true)]
async fn a_check_that_a_target_fails_changes_nothing_and_says_why() {
    let (cloud, ended) = asked_for_ready(404).await;
    let Err(Error::Unproved { check, targets }) = ended.result else {
        panic!("{:?}", ended.result)
    };
    assert_eq!(check.to_string(), "/ready answers 200");
    let reason = targets[0].reason.as_deref();
    assert_eq!(reason, Some("Health checks failed with these codes: [404]"));
    assert_eq!(cloud.changes(), PROOF, "the live target group is not touched");
    assert!(is_swept(&cloud));
    assert_eq!(live_path(&cloud), "/health");
}

#[tokio::test(start_paused = true)]
async fn one_instance_that_would_be_lost_is_enough_to_change_nothing() {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| {
        world.instances = vec!["i-1".into(), "i-2".into()];
        world.odd.insert("i-2".into(), 200);
        world.answers.insert("/ready".into(), 500);
    });
    let ended = run(&cloud, &desired(&path("/ready", ""))).await;
    let Err(Error::Unproved { targets, .. }) = ended.result else { panic!("{:?}", ended.result) };
    let failing: Vec<_> = targets.iter().map(|target| target.target.as_str()).collect();
    assert_eq!(failing, ["i-1"]);
}

#[tokio::test(start_paused = true)]
async fn an_instance_that_does_not_serve_anyway_does_not_count() {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| {
        world.instances = vec!["i-1".into(), "i-2".into()];
        world.odd.insert("i-2".into(), 503);
        world.health = Some("Yellow".into());
    });
    let warned = format!("{}[apply]\nhealth = \"warning\"\n", path("/ready", ""));
    run(&cloud, &desired(&warned)).await.result.unwrap();
    assert_eq!(live_path(&cloud), "/ready");
}

#[tokio::test(start_paused = true)]
async fn when_none_passes_the_live_check_all_serve_and_all_must_pass() {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| {
        world.instances = vec!["i-1".into(), "i-2".into()];
        world.answers.insert("/health".into(), 404);
        world.odd.insert("i-2".into(), 404);
    });
    let ended = run(&cloud, &desired(&path("/ready", ""))).await;
    assert!(matches!(ended.result, Err(Error::Unproved { .. })), "{:?}", ended.result);
    cloud.change(|world| world.odd.clear());
    run(&cloud, &desired(&path("/ready", ""))).await.result.unwrap();
}

#[tokio::test(start_paused = true)]
async fn instances_that_join_meanwhile_are_tried_as_well() {
    let (cloud, _) = converged(FILE).await;
    let wanted = desired(&path("/ready", ""));
    let plan = look(&cloud, &wanted).await.unwrap();
    cloud.change(|world| {
        world.answers.insert("/ready".into(), 200);
        world.odd.insert("i-new".into(), 404);
    });
    let mut emit = |event: Event<'_>| {
        if let Event::Waiting { .. } = event {
            cloud.change(|world| {
                if !world.groups.is_empty() && world.instances.len() == 1 {
                    // It passes the live check, and not the new one.
                    world.instances.push("i-late".into());
                }
            });
        }
    };
    cloud.change(|world| world.slow_looks = 3);
    let mut journal = Journal::default();
    apply::apply(&cloud, &wanted, &plan, &mut journal, &mut emit).await.unwrap();
    let registrations = cloud.changes().iter().filter(|call| *call == "RegisterTargets").count();
    assert_eq!(registrations, 2);
    assert!(is_swept(&cloud));
}

#[tokio::test(start_paused = true)]
async fn a_shadow_that_somebody_else_sweeps_is_made_anew() {
    let (cloud, _) = converged(FILE).await;
    let wanted = desired(&path("/ready", ""));
    let plan = look(&cloud, &wanted).await.unwrap();
    let mut swept = 0;
    let mut emit = |event: Event<'_>| {
        if matches!(event, Event::Waiting { .. }) && swept < 3 {
            swept += 1;
            cloud.change(crate::fake::World::sweep_groups);
        }
    };
    cloud.change(|world| world.slow_looks = 5);
    let mut journal = Journal::default();
    apply::apply(&cloud, &wanted, &plan, &mut journal, &mut emit).await.unwrap();
    let made = cloud.changes().iter().filter(|call| *call == "CreateTargetGroup").count();
    assert!(swept > 0 && made > 1, "{swept} were swept, {made} were made");
    assert!(is_swept(&cloud));
}

#[tokio::test(start_paused = true)]
async fn a_shadow_that_is_swept_again_and_again_ends_the_run_with_the_reason() {
    let (cloud, _) = converged(FILE).await;
    let wanted = desired(&path("/ready", ""));
    let plan = look(&cloud, &wanted).await.unwrap();
    let mut emit = |event: Event<'_>| {
        if let Event::Waiting { .. } = event {
            cloud.change(crate::fake::World::sweep_groups);
        }
    };
    cloud.change(|world| world.slow_looks = 100_000);
    let mut journal = Journal::default();
    let ended = apply::apply(&cloud, &wanted, &plan, &mut journal, &mut emit).await;
    let error = ended.unwrap_err().to_string();
    assert!(error.contains("sweeps the shadow target group again and again"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn what_was_proved_before_somebody_elses_operation_is_proved_again() {
    let (cloud, _) = converged(FILE).await;
    let wanted = desired(&path("/ready", ""));
    let plan = look(&cloud, &wanted).await.unwrap();
    let mut begun = false;
    let mut emit = |event: Event<'_>| {
        if let Event::Done(Turn { index: 0, .. }, _) = event {
            begun = true;
            cloud.change(crate::fake::World::begin_elsewhere);
        }
    };
    let mut journal = Journal::default();
    apply::apply(&cloud, &wanted, &plan, &mut journal, &mut emit).await.unwrap();
    assert!(begun);
    let proofs = cloud.changes().iter().filter(|call| *call == "CreateTargetGroup").count();
    assert_eq!(proofs, 2);
}

#[tokio::test(start_paused = true)]
async fn a_version_is_deployed_before_the_check_that_it_will_have_to_pass() {
    let (cloud, _) = converged(FILE).await;
    let text = path("/ready", "").replace("[https]", "[version]\nlabel = \"v2\"\n[https]");
    assert_snapshot!(shown(&look(&cloud, &desired(&text)).await.unwrap()), @r"
    shop-test in eu-west-1

    ~ version                                                            app restart
        version.label  v2
    ? proof of the health check
        health-check  /ready answers 200, over HTTP on port 80
        on a shadow target group that gets no requests; what follows is done
        only if every target that serves passes
    ~ settings                                                              in place
        health-check.path  /health → /ready
    ~ redirect on port 80                                                   in place
        rule exempt-1  /health: served over HTTP → /ready: served over HTTP

    4 steps: 0 to create, 3 to change, 0 to remove; dearest impact: app restart
    ");
}

#[tokio::test(start_paused = true)]
async fn a_check_that_is_given_back_is_proved_too() {
    let (cloud, wanted) = converged(FILE).await;
    cloud.change(|world| {
        world.balancer().target_groups[0].check.path = Some("/".into());
        world.answers.insert("/health".into(), 503);
    });
    let ended = run(&cloud, &wanted).await;
    assert!(matches!(ended.result, Err(Error::Unproved { .. })), "{:?}", ended.result);
    assert_eq!(cloud.changes(), PROOF);
}

#[tokio::test(start_paused = true)]
async fn how_often_is_asked_needs_no_proof() {
    let (cloud, _) = converged(FILE).await;
    let text =
        format!("{FILE}[options.\"{}\"]\nHealthCheckInterval = 30\n", namespace::DEFAULT_PROCESS);
    run(&cloud, &desired(&text)).await.result.unwrap();
    assert_eq!(cloud.changes(), ["UpdateEnvironment"]);
}

#[tokio::test(start_paused = true)]
async fn whoever_wants_no_proof_gets_none() {
    let (cloud, _) = converged(FILE).await;
    run(&cloud, &without_shadow(&path("/ready", ""))).await.result.unwrap();
    assert_eq!(cloud.changes(), ["UpdateEnvironment", "ModifyRule"]);
}

#[tokio::test(start_paused = true)]
async fn without_instances_there_is_nothing_to_prove_on() {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| world.instances.clear());
    let wanted = desired(&path("/ready", ""));
    assert_snapshot!(shown(&look(&cloud, &wanted).await.unwrap()), @r"
    shop-test in eu-west-1

    ~ settings                                                              in place
        health-check.path  /health → /ready
    ~ redirect on port 80                                                   in place
        rule exempt-1  /health: served over HTTP → /ready: served over HTTP

    2 steps: 0 to create, 2 to change, 0 to remove; dearest impact: in place
    note: the new health check is not proved first: there are no instances
    ");
    run(&cloud, &wanted).await.result.unwrap();
}

#[tokio::test(start_paused = true)]
async fn where_traffic_is_split_the_targets_of_both_groups_must_pass() {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| {
        let second = ebdeploy::observed::TargetGroup {
            arn: "second".into(),
            ..world.balancer().target_groups[0].clone()
        };
        world.balancer().target_groups.push(second);
        world.balancer().listeners[0].default_action =
            Action::Forward { target_groups: vec!["target-group".into(), "second".into()] };
        world.of_second = vec!["i-canary".into()];
        world.answers.insert("/ready".into(), 200);
    });
    let wanted = desired(&path("/ready", ""));
    let plan = look(&cloud, &wanted).await.unwrap();
    cloud.change(|world| world.odd_on_shadow = Some(("i-canary".into(), 500)));
    let mut journal = Journal::default();
    let ended = apply::apply(&cloud, &wanted, &plan, &mut journal, &mut |_| ()).await;
    let Err(Error::Unproved { targets, .. }) = ended else { panic!("{ended:?}") };
    assert_eq!(targets[0].target, "i-canary");
}

#[tokio::test(start_paused = true)]
async fn on_a_shared_load_balancer_nothing_is_tried_and_that_is_said() {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| {
        set(world, namespace::ENVIRONMENT, "LoadBalancerIsShared", "true");
        world.balancer().target_groups[0].check.path = Some("/of-somebody-else".into());
    });
    let https = "[https]\ncertificate = \"shop.example.com\"\n";
    let wanted = desired(&path("/ready", "").replace(https, ""));
    let plan = shown(&look(&cloud, &wanted).await.unwrap());
    assert!(plan.contains("not proved first: the load balancer is shared"), "{plan}");
    assert!(!plan.contains("proof of the health check"), "{plan}");
    let unchanged = desired(&FILE.replace(https, ""));
    let plan = look(&cloud, &unchanged).await.unwrap();
    assert!(plan.is_empty(), "the group of somebody else is left alone: {plan:?}");
}
