//! Gates: what a plan may not do, and what they say then.

mod binary;
mod deny;
mod limit;

use ebdeploy::gates::{Refusal, kinds, refusals};
use ebdeploy::observe::observe;
use ebdeploy::plan::plan;

use crate::fake::{Fake, World, now};
use crate::support::{converged, desired};

/// The file, with every kind of change denied.
fn guarded(text: &str) -> String {
    let ids: Vec<_> = kinds().map(|(id, _)| format!("{id:?}")).collect();
    format!("{text}\n[protect]\ndeny = [{}]\n", ids.join(", "))
}

/// What is refused of the way from one file to another.
async fn refused(before: &str, change: impl FnOnce(&mut World), after: &str) -> Vec<Refusal> {
    let (cloud, _) = converged(before).await;
    cloud.change(change);
    judged(&cloud, after).await
}

async fn judged(cloud: &Fake, text: &str) -> Vec<Refusal> {
    let wanted = desired(&guarded(text));
    let observed = observe(cloud, &wanted, now()).await.unwrap();
    let plan = plan(&wanted, &observed).unwrap();
    assert!(!plan.is_empty(), "something is to be done");
    refusals(&plan, &wanted, &observed, None)
}

/// The kinds that are refused, and nothing else.
fn names(refusals: &[Refusal]) -> Vec<&str> {
    refusals.iter().map(|refusal| refusal.gate).collect()
}

/// What of a plan is meant, in words.
fn words(refusals: &[Refusal]) -> Vec<&str> {
    let held = refusals.iter().flat_map(|refusal| &refusal.held);
    held.flat_map(|held| &held.what).map(String::as_str).collect()
}
