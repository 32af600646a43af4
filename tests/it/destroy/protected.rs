//! Who may not be destroyed, and why.

use ebdeploy::gates::{Refusal, refusals, untimely};
use ebdeploy::observe::remains;
use ebdeploy::plan::destroy;

use crate::fake::{World, now};
use crate::support::{FILE, converged, desired};

/// What gates say of the destruction of an environment that is as the first file says.
async fn judged(made_of: &str, change: impl FnOnce(&mut World), text: &str) -> Vec<Refusal> {
    let (cloud, _) = converged(made_of).await;
    cloud.change(change);
    let wanted = desired(text);
    let remains = remains(&cloud, &wanted, true, now()).await.unwrap();
    let plan = destroy(&wanted, &remains, true).unwrap();
    let observed = &remains.observed;
    let timely = untimely(&plan, &wanted, observed);
    refusals(&plan, &wanted, observed, None).into_iter().chain(timely).collect()
}

/// Gate and key of each.
async fn gates(text: &str) -> Vec<(&'static str, Option<String>)> {
    let refused = judged(text, |_| (), text).await;
    refused.into_iter().map(|refusal| (refusal.gate, refusal.path)).collect()
}

fn named(name: &str) -> String {
    FILE.replace("shop-test", name)
}

#[tokio::test(start_paused = true)]
async fn whoever_says_nothing_may_be_destroyed_unless_it_is_in_production() {
    assert_eq!(gates(FILE).await, []);
    let by_name = [("destroy", Some("environment.name".to_owned()))];
    assert_eq!(gates(&named("shop-prod")).await, by_name);
    assert_eq!(gates(&named("shopLive")).await, by_name);
    let tagged = FILE.replace("[https]", "tags = { Stage = \"production\" }\n[https]");
    assert_eq!(gates(&tagged).await, [("destroy", Some("environment.tags.Stage".to_owned()))]);
}

#[tokio::test(start_paused = true)]
async fn the_file_has_the_last_word() {
    let protected = format!("{FILE}[protect]\ndestroy = true\n");
    assert_eq!(gates(&protected).await, [("destroy", Some("protect.destroy".to_owned()))]);
    let free = format!("{}[protect]\ndestroy = false\n", named("shop-prod"));
    assert_eq!(gates(&free).await, []);
}

#[tokio::test(start_paused = true)]
async fn a_tag_that_only_aws_has_protects_as_well() {
    let tag = |world: &mut World| {
        let tags = &mut world.environment.as_mut().unwrap().tags;
        tags.insert("env".into(), "prod".into());
    };
    let refused = judged(FILE, tag, FILE).await;
    assert_eq!(refused.len(), 1);
    assert_eq!((refused[0].gate, &refused[0].path), ("destroy", &None));
    assert!(refused[0].message.contains("the tag `env`"), "{}", refused[0].message);
}

#[tokio::test(start_paused = true)]
async fn environment_and_application_are_named_in_what_is_refused() {
    let text = named("shop-prod");
    let refused = judged(&text, |_| (), &text).await;
    let held: Vec<_> = refused[0].held.iter().map(|held| (held.step, &held.what[..])).collect();
    assert_eq!(
        held,
        [(0, &["shop-prod is gone".to_owned()][..]), (1, &["shop is gone".to_owned()])]
    );
}

#[tokio::test(start_paused = true)]
async fn the_dearest_impact_and_change_windows_hold_for_it_too() {
    let text = format!(
        "{FILE}[protect]\nmax-impact = \"instances-replaced\"\n\
         windows = [{{ days = [\"mon\"], from = \"09:00\", to = \"10:00\" }}]\ntime-zone = \"UTC\"\n"
    );
    let gates: Vec<_> = gates(&text).await.into_iter().map(|(gate, _)| gate).collect();
    assert_eq!(gates, ["max-impact", "windows"]);
}

#[tokio::test(start_paused = true)]
async fn waiting_for_what_is_going_already_destroys_nothing() {
    let (cloud, _) = converged(&named("shop-prod")).await;
    cloud.change(World::begin_termination);
    let wanted = desired(&format!(
        "{}[protect]\nwindows = [{{ days = [\"mon\"], from = \"09:00\", to = \"10:00\" }}]\ntime-zone = \"UTC\"\n",
        named("shop-prod")
    ));
    let remains = remains(&cloud, &wanted, false, now()).await.unwrap();
    let plan = destroy(&wanted, &remains, false).unwrap();
    assert!(!plan.is_empty());
    assert_eq!(refusals(&plan, &wanted, &remains.observed, None), []);
    assert_eq!(untimely(&plan, &wanted, &remains.observed), None);
}
