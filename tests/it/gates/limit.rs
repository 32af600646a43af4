//! What a plan may cost, and when it may be applied.

use ebdeploy::config::MaxImpact;
use ebdeploy::gates::{Held, Refusal, refusals, untimely};
use ebdeploy::observe::observe;
use ebdeploy::observed::Observed;
use ebdeploy::plan::{Plan, plan};
use jiff::SignedDuration;

use crate::fake::now;
use crate::support::{FILE, converged, desired};

/// A size, which is changed in place, and a variable, which restarts the application.
const CHANGED: &str = "[capacity]\nmax = 7\n[variables]\nAPI_TOKEN = \"hunter2\"\n";

async fn judged(lines: &str, limit: Option<MaxImpact>) -> (Plan, Vec<Refusal>) {
    let (cloud, _) = converged(FILE).await;
    let wanted = desired(&format!("{FILE}{CHANGED}{lines}\n"));
    let observed = observe(&cloud, &wanted, now()).await.unwrap();
    let plan = plan(&wanted, &observed).unwrap();
    let refused = refusals(&plan, &wanted, &observed, limit);
    (plan, refused)
}

#[tokio::test(start_paused = true)]
async fn only_what_is_too_dear_is_named_and_no_secret_is() {
    let (_, refused) = judged("[protect]\nmax-impact = \"in-place\"", None).await;
    let held = Held { step: 0, what: vec!["variables.API_TOKEN (none) → (secret)".to_owned()] };
    let message = "no change may cost more than `in-place`, and this costs app restart";
    let path = Some("protect.max-impact".to_owned());
    assert_eq!(
        refused,
        [Refusal { gate: "max-impact", path, message: message.to_owned(), held: vec![held] }]
    );
    let (_, refused) = judged("[protect]\nmax-impact = \"none\"", None).await;
    assert_eq!(refused[0].held[0].what.len(), 2, "{refused:?}");
    for level in ["app-restart", "rolling", "instances-replaced"] {
        let (_, refused) = judged(&format!("[protect]\nmax-impact = \"{level}\""), None).await;
        assert_eq!(refused, [], "{level}");
    }
}

#[tokio::test(start_paused = true)]
async fn of_two_limits_the_stricter_holds_and_is_the_one_that_is_named() {
    let cases = [
        ("app-restart", MaxImpact::None, Some(None)),
        ("none", MaxImpact::AppRestart, Some(Some("protect.max-impact"))),
        ("in-place", MaxImpact::InPlace, Some(Some("protect.max-impact"))),
        ("app-restart", MaxImpact::Rolling, None),
    ];
    for (file, flag, named) in cases {
        let (_, refused) = judged(&format!("[protect]\nmax-impact = \"{file}\""), Some(flag)).await;
        let by = refused.first().map(|refusal| refusal.path.as_deref());
        assert_eq!(by, named, "{file} and {flag:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn without_gates_nothing_is_refused() {
    let (plan, refused) = judged("", None).await;
    assert!(!plan.is_empty() && refused.is_empty());
}

#[tokio::test(start_paused = true)]
async fn windows_are_judged_by_the_time_at_which_aws_was_looked_at() {
    let lines = "[protect]\nwindows = [{ days = [\"mon-thu\"], from = \"09:00\", to = \"17:00\" }]\ntime-zone = \"Europe/Berlin\"";
    let (plan, refused) = judged(lines, None).await;
    assert_eq!(refused, [], "a plan can be looked at any time");
    let wanted = desired(&format!("{FILE}{lines}\n"));
    // It is Sunday; Monday morning is 21 hours later.
    let at = |hours: i64| Observed {
        at: now() + SignedDuration::from_hours(hours),
        ..Observed::default()
    };
    let untimely_at = |hours: i64| untimely(&plan, &wanted, &at(hours));
    let refused = untimely_at(0).expect("it is Sunday");
    assert_eq!(
        refused.message,
        "it is Sun 2026-11-22 13:00 in Europe/Berlin, outside every change window; the next opens on Mon 2026-11-23 at 09:00"
    );
    assert_eq!(refused.held.len(), plan.steps.len(), "every step is held");
    assert_eq!(untimely_at(21), None);
    assert_eq!(untimely(&Plan::default(), &wanted, &at(0)), None, "there is nothing to hold");
}
