//! The end of an environment.

mod binary;
mod cut;
mod plan;
mod protected;
mod run;

use ebdeploy::apply::{self, Event, Journal};
use ebdeploy::desired::Desired;
use ebdeploy::observe::remains;
use ebdeploy::plan::{Plan, Problem, destroy};

use crate::fake::{Fake, MadeGroup, World, now};
use crate::support::{Run, told};

/// The plan of a destruction.
async fn look(cloud: &Fake, desired: &Desired, all: bool) -> Result<Plan, Vec<Problem>> {
    let remains = remains(cloud, desired, all, now()).await.expect("the fake answers");
    destroy(desired, &remains, all)
}

/// Plans and destroys; the application too, if all is to go.
async fn end(cloud: &Fake, desired: &Desired, all: bool) -> Run {
    let plan = look(cloud, desired, all).await.unwrap_or_else(|found| panic!("{}", told(&found)));
    let (mut journal, mut told) = (Journal::default(), Vec::new());
    let mut emit = |event: Event<'_>| match event {
        Event::Log(line) => told.push(format!("{} {}", line.severity, line.message)),
        Event::Waiting { what, .. } => told.push(format!("waiting: {what}")),
        _ => {}
    };
    let result = apply::apply(cloud, desired, &plan, &mut journal, &mut emit).await;
    Run { result, journal, told }
}

/// Nothing of it is left.
async fn is_gone(cloud: &Fake, desired: &Desired, all: bool) -> bool {
    look(cloud, desired, all).await.unwrap().is_empty()
}

/// A shadow target group that an interrupted run left behind, with its rule on port 80.
fn leave_shadow(world: &mut World) {
    world.make_foreign_group("ebdeploy-e-1");
    let MadeGroup { group, tags, .. } = world.groups.last_mut().unwrap();
    tags.insert("ebdeploy:environment".into(), "shop-test".into());
    let group = group.arn.clone();
    let balancer = world.balancer();
    let mut rule = balancer.listeners[0].rules[0].clone();
    rule.arn = "rule-of-shadow".into();
    rule.priority = 9;
    rule.action = ebdeploy::observed::Action::Forward { target_groups: vec![group] };
    let tags = rule.tags.get_or_insert_default();
    tags.insert("ebdeploy:rule".into(), "shadow".into());
    balancer.listeners[0].rules.push(rule);
}
