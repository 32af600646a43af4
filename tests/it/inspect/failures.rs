//! What there is to find out about an update that failed.

use ebdeploy::diagnose::Finding;
use ebdeploy::forensics::{Evidence, LONGEST, Mask, gather};
use ebdeploy::observed::Status;
use tokio::time::Instant;

use crate::fake::{Fake, Web, now};
use crate::support::{FILE, converged};

async fn gathered(cloud: &Fake, file: &str, mask: &Mask) -> Evidence {
    let desired = crate::support::desired(file);
    gather(cloud, &Web::default(), &desired, mask, now(), &mut |_, _| ()).await
}

fn ids(evidence: &Evidence) -> Vec<&'static str> {
    evidence.findings.iter().map(|Finding { id, .. }| *id).collect()
}

/// An environment whose instance is not well, and says this in its logs.
async fn ill(log: &str) -> Fake {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| {
        world.answers.insert("/health".into(), 502);
        world.told.instance_health.insert("i-1".into(), "Severe".into());
        world.told.logs.insert("i-1".into(), log.into());
    });
    cloud
}

#[tokio::test(start_paused = true)]
async fn instances_targets_logs_and_what_they_mean_are_found_out() {
    let cloud = ill("/var/log/web.stdout.log\nModuleNotFoundError: No module named 'shop'").await;
    let evidence = gathered(&cloud, FILE, &Mask::default()).await;
    assert_eq!(ids(&evidence), ["module-missing", "application-down"]);
    let line = "i-1: ModuleNotFoundError: No module named 'shop'";
    assert_eq!(evidence.findings[0].evidence, [line]);
    assert_eq!(evidence.instances[0].id, "i-1");
    assert_eq!(evidence.targets[0].code.as_deref(), Some("Target.ResponseCodeMismatch"));
    assert!(evidence.logs[0].text.contains("No module named"), "{:?}", evidence.logs);
    assert_eq!(evidence.unseen, []);
}

#[tokio::test(start_paused = true)]
async fn what_the_platform_calls_an_error_is_told_and_what_it_means() {
    let log = "----\n/var/log/eb-engine.log\n----\n\
               2026/11/24 13:05:11.000000 [INFO] Executing instruction: InstallDependency\n\
               2026/11/24 13:05:12.000000 [ERROR] An error occurred during execution of command \
               [app-deploy] - [InstallDependency]. Stop running the command.\n";
    let evidence = gathered(&ill(log).await, FILE, &Mask::default()).await;
    assert_eq!(evidence.deployment.len(), 1);
    assert!(evidence.deployment[0].starts_with("i-1 eb-engine.log: "), "{:?}", evidence.deployment);
    assert_eq!(ids(&evidence)[0], "install-failed");
}

#[tokio::test(start_paused = true)]
async fn a_secret_that_a_log_holds_is_not_in_what_was_found_out() {
    let log = "connecting with hunter2\nTOKEN=of-another DB=postgres://ann:geheim@db/shop\n\
               sh: 1: hunter2: not found";
    let file = format!("{FILE}\n[variables]\nX = {{ env = \"API_TOKEN\" }}\n");
    let (there, _) = converged(&file).await;
    let desired = crate::support::desired(&file);
    let observed = ebdeploy::observe::observe(&there, &desired, now()).await.unwrap();
    let evidence = gathered(&ill(log).await, FILE, &Mask::of(&desired, &observed)).await;
    let told = format!("{evidence:?}{}", serde_json::to_string(&evidence).unwrap());
    for secret in ["hunter2", "of-another", "geheim"] {
        assert!(!told.contains(secret), "{secret}: {told}");
    }
    assert!(told.contains("connecting with (secret)"), "{told}");
    assert_eq!(ids(&evidence)[0], "command-not-found", "it is known all the same");
}

#[tokio::test(start_paused = true)]
async fn instances_that_hand_in_no_logs_are_not_waited_for_longer_than_so() {
    let cloud = ill("said in time").await;
    cloud.change(|world| world.instances.push("i-2".into()));
    let began = Instant::now();
    let evidence = gathered(&cloud, FILE, &Mask::default()).await;
    assert!(began.elapsed() <= LONGEST, "{:?}", began.elapsed());
    let logs: Vec<_> = evidence.logs.iter().map(|log| log.instance.as_str()).collect();
    assert_eq!(logs, ["i-1"], "what was handed in is kept");
}

#[tokio::test(start_paused = true)]
async fn what_may_not_be_looked_at_is_told_and_keeps_nothing_else_from_being_found() {
    let cloud = ill("unread").await;
    cloud.change(|world| {
        world.told.denied = ["elasticbeanstalk:RequestEnvironmentInfo"].into();
    });
    let evidence = gathered(&cloud, FILE, &Mask::default()).await;
    let [unseen] = &evidence.unseen[..] else { panic!("{:?}", evidence.unseen) };
    assert_eq!(unseen.part, "the instances' logs");
    assert!(unseen.reason.contains("RequestEnvironmentInfo"), "{}", unseen.reason);
    assert_eq!(ids(&evidence), ["application-down"]);
}

#[tokio::test(start_paused = true)]
async fn while_aws_is_at_work_no_logs_are_asked_for() {
    let cloud = ill("unread").await;
    cloud.change(|world| {
        world.environment.as_mut().unwrap().summary.status = Status::Updating;
    });
    let evidence = gathered(&cloud, FILE, &Mask::default()).await;
    assert!(evidence.logs.is_empty());
    assert!(evidence.unseen[0].reason.contains("AWS is still at work"), "{:?}", evidence.unseen);
    cloud.change(|world| assert_eq!(world.told.asked_for_logs, 0));
}

#[tokio::test(start_paused = true)]
async fn of_a_long_log_the_end_is_kept() {
    let log = format!("{}the last line", "a line like any other\n".repeat(4000));
    let evidence = gathered(&ill(&log).await, FILE, &Mask::default()).await;
    let text = &evidence.logs[0].text;
    assert!(text.len() < 33_000 && text.ends_with("the last line"), "{}", text.len());
    assert!(text.starts_with("… ") && text.contains(" bytes before this\n"), "{text}");
}
