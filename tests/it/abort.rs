//! Giving up an update that was interrupted.

use ebdeploy::apply::{self, Aborted, Event, Journal};
use ebdeploy::desired::Desired;
use ebdeploy::plan::Plan;
use tokio::select;

use crate::fake::Fake;
use crate::support::{FILE, converged, desired, look};

/// Begins a plan, and interrupts it once AWS is at work on it.
async fn cut_off(cloud: &Fake, wanted: &Desired, plan: &Plan, journal: &mut Journal) {
    cloud.change(|world| world.looks = usize::MAX);
    let begun = tokio::sync::Notify::new();
    let mut emit = |event: Event<'_>| {
        if matches!(event, Event::Log(line) if line.message.contains("is starting")) {
            begun.notify_one();
        }
    };
    select! {
        _ = apply::apply(cloud, wanted, plan, journal, &mut emit) => panic!("it does not end"),
        () = begun.notified() => {}
    }
}

async fn aborted(cloud: &Fake, wanted: &Desired, journal: &mut Journal) -> Aborted {
    let mut outcome = Aborted::Begun;
    apply::abort(cloud, wanted, wanted.environment(), journal, &mut outcome, &mut |_| {}).await;
    outcome
}

#[tokio::test(start_paused = true)]
async fn an_update_that_the_run_began_is_given_up_and_waited_for() {
    let versioned = format!("{FILE}\n[version]\nlabel = \"v1\"\n");
    let (cloud, _) = converged(&versioned).await;
    let wanted = desired(&format!("{versioned}[capacity]\nmax = 7\n"));
    let plan = look(&cloud, &wanted).await.unwrap();
    let mut journal = Journal::default();
    cut_off(&cloud, &wanted, &plan, &mut journal).await;
    let outcome = aborted(&cloud, &wanted, &mut journal).await;
    let Aborted::Ended { health, instances, .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!((health.as_str(), instances["v1"]), ("Green", 1));
    assert_eq!(cloud.changes(), ["UpdateEnvironment", "AbortEnvironmentUpdate"]);
    assert_eq!(cloud.environment().setting("aws:autoscaling:asg", "MaxSize"), None);
    assert!(!journal.under_way);
}

#[tokio::test(start_paused = true)]
async fn what_others_began_is_never_given_up() {
    let (cloud, wanted) = converged(FILE).await;
    cloud.change(|world| {
        world.begin_elsewhere();
        world.environment.as_mut().unwrap().summary.abortable = true;
    });
    let outcome = aborted(&cloud, &wanted, &mut Journal::default()).await;
    assert!(matches!(outcome, Aborted::Nothing), "{outcome:?}");
    assert!(cloud.changes().is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_aws_calls_not_abortable_is_not_asked_for() {
    let (cloud, _) = converged(FILE).await;
    let wanted = desired(&format!("{FILE}\n[capacity]\nmax = 7\n"));
    let plan = look(&cloud, &wanted).await.unwrap();
    let mut journal = Journal::default();
    cut_off(&cloud, &wanted, &plan, &mut journal).await;
    cloud.change(|world| world.environment.as_mut().unwrap().summary.abortable = false);
    let outcome = aborted(&cloud, &wanted, &mut journal).await;
    assert!(outcome.goes_on(), "{outcome:?}");
    assert_eq!(cloud.changes(), ["UpdateEnvironment"]);
}
