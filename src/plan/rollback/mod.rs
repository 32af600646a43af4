//! The way back of a run that failed: the inverse of the steps that it began, and of nothing else.
//!
//! What is compared is the environment as it was observed before the run with how it is now, so what AWS
//! has rolled back by itself is not done twice, and what another hand changed meanwhile elsewhere is not
//! touched. The steps come in the reverse order: each state on the way back is one that was passed
//! on the way there.
//!
//! Assumed: that a platform version of the same branch can be gone back to as long as AWS lists it,
//! and that deploying the label which an environment has already brings it to every instance anew
//! (Elastic Beanstalk developer guide, "Deployment policies and settings": how a failed rolling
//! deployment is brought to an end).

mod rules;
mod settings;

use std::collections::BTreeMap;

use super::diff::Changes;
use super::{Draft, Fallback, Goal, Note, Plan, Step, TagEdit, health_check};
use crate::config::HealthGoal;
use crate::desired::{Desired, namespace};
use crate::observed::{Environment, Observed};

/// How far a run came before it failed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reach {
    /// How many of its steps were begun.
    pub begun: usize,
    /// What it lowered the health check to, if it did.
    pub lowered: Option<Fallback>,
    /// Every instance is known to run the version that ran before.
    pub runs_former: bool,
}

/// Decides how to get back to what an environment was before a run: from the plan that was carried
/// out, and the environment as it was `before` that and is `now`. Nothing is left to do where it is
/// back already. A creation has no way back: `None`.
pub fn roll_back(
    desired: &Desired,
    failed: &Plan,
    reach: Reach,
    before: &Observed,
    now: &Observed,
) -> Option<Plan> {
    let former = before.environment.as_ref()?;
    let current = now.environment.as_ref()?;
    if former.summary.id != current.summary.id {
        return None; // One of another id is another environment, made since.
    }
    let begun = &failed.steps[..reach.begun.min(failed.steps.len())];
    let mut draft = Draft::default();
    let settings = settings::back(begun, reach.lowered, former, current, &mut draft);
    let replaced = settings.as_ref().is_some_and(replaces_target_group);
    let rules = rules::back(desired.environment(), begun, former, current, replaced, &mut draft);
    draft.steps.extend(health_check::sweep(current));
    draft.steps.extend(rules.before);
    version(begun, reach, current, &mut draft);
    draft.steps.extend(tags(begun, former, current));
    draft.steps.extend(settings);
    draft.steps.extend(platform(begun, former, current));
    draft.steps.extend(begun.iter().rev().filter_map(|step| restored(step, former, current)));
    draft.steps.extend(rules.after);
    draft.notes.extend(begun.iter().filter_map(stays).map(Note));
    let may_be_empty = is_empty(former);
    let was_serving = served(former, desired.health(), may_be_empty);
    if was_serving {
        let looks_anew = health_check::look_anew(desired, current, &draft.steps);
        draft.steps.extend(looks_anew);
    } else {
        let health = &former.summary.health;
        draft.note(format!("it was {health} before this run, so its health is not waited for"));
    }
    let Draft { steps, notes, .. } = draft;
    Some(Plan {
        environment: failed.environment.clone(),
        region: failed.region.clone(),
        steps,
        notes,
        may_be_empty,
        goal: Goal::AsItWas { serving: was_serving },
        ..Plan::default()
    })
}

/// What stays of a step that is not taken back, where that matters. A step that is new is to say so
/// here, or to have its way back above.
fn stays(step: &Step) -> Option<String> {
    match step {
        // It may serve others by now, and nothing answers on it where no listener stands.
        Step::OpenHttpsPort { .. } => {
            Some("port 443 stays open in the load balancer's security group".to_owned())
        }
        // They are taken back.
        Step::DeployVersion { .. }
        | Step::UpdateTags { .. }
        | Step::UpdateSettings { .. }
        | Step::ReturnToPathCheck { .. }
        | Step::UpdatePlatform { .. }
        | Step::RestoreHealthCheck { .. }
        | Step::RestoreListener { .. }
        | Step::LiftExemption { .. }
        | Step::RedirectToHttps { .. }
        // They change nothing of the environment; versions are kept for the next run.
        | Step::CreateApplication { .. }
        | Step::UploadBundle(_)
        | Step::CreateVersion { .. }
        | Step::SweepShadow { .. }
        | Step::ProveHealthCheck(_)
        | Step::LookAnew { .. }
        // They come once it serves, or leave nothing to go back to.
        | Step::RemoveVersions { .. }
        | Step::CreateEnvironment(_)
        | Step::TerminateEnvironment(_)
        | Step::DeleteApplication { .. } => None,
    }
}

/// Elastic Beanstalk replaces the target group of a process whose port or protocol changes.
fn replaces_target_group(step: &Step) -> bool {
    let Step::UpdateSettings { environment: _, edits, removals } = step else { return false };
    Changes { edits: edits.clone(), removals: removals.clone() }
        .touch(namespace::DEFAULT_PROCESS, &["Port", "Protocol"])
}

/// The smallest group of instances had none.
fn is_empty(former: &Environment) -> bool {
    former.setting("aws:autoscaling:asg", "MinSize").is_some_and(|size| size.trim() == "0")
}

/// It was as healthy as the file wants it.
fn served(former: &Environment, goal: HealthGoal, may_be_empty: bool) -> bool {
    match former.summary.health.as_str() {
        "Green" => true,
        "Yellow" => goal != HealthGoal::Ok,
        "Grey" => may_be_empty,
        _ => goal == HealthGoal::Any,
    }
}

/// Versions that were made are kept: they harm nobody, and the next run need not make them again.
fn version(begun: &[Step], reach: Reach, current: &Environment, draft: &mut Draft) {
    let deployed = begun.iter().rev().find_map(|step| match step {
        Step::DeployVersion { environment, before, after, policy, impact } => {
            Some((environment, before, after, *policy, *impact))
        }
        _ => None,
    });
    let Some((environment, former, failed, policy, impact)) = deployed else { return };
    let Some(label) = former else {
        draft.note(format!(
            "it ran no version before `{failed}`, so there is none to go back to; deploy one that works"
        ));
        return;
    };
    if reach.runs_former && current.summary.version.as_ref() == Some(label) {
        return; // The deployment ended before it reached any instance, or AWS took it back.
    }
    draft.steps.push(Step::DeployVersion {
        environment: environment.clone(),
        before: Some(failed.clone()),
        after: label.clone(),
        policy,
        impact,
    });
}

fn platform(begun: &[Step], former: &Environment, current: &Environment) -> Option<Step> {
    let was_moved = begun.iter().any(|step| matches!(step, Step::UpdatePlatform { .. }));
    let after = former.summary.platform.clone()?;
    let before = current.summary.platform.clone();
    (was_moved && before.as_ref() != Some(&after)).then(|| Step::UpdatePlatform {
        environment: current.summary.id.clone(),
        before,
        after,
    })
}

fn tags(begun: &[Step], former: &Environment, current: &Environment) -> Option<Step> {
    let keys = begun.iter().filter_map(|step| match step {
        Step::UpdateTags { arn: _, edits } => Some(edits.keys()),
        _ => None,
    });
    let edit = |key: &String| {
        let (before, after) = (current.tags.get(key).cloned(), former.tags.get(key).cloned());
        (before != after).then(|| (key.clone(), TagEdit { before, after }))
    };
    let edits: BTreeMap<_, _> = keys.flatten().filter_map(edit).collect();
    (!edits.is_empty()).then(|| Step::UpdateTags { arn: current.summary.arn.clone(), edits })
}

/// What was changed by the load balancer's own calls, unless the thing itself is another by now.
fn restored(step: &Step, former: &Environment, current: &Environment) -> Option<Step> {
    match step {
        Step::RestoreHealthCheck { target_group, .. } => {
            let check = |environment: &Environment| {
                let group = environment.balancer.as_ref()?.default_target_group()?;
                let check = group.check.clone();
                (group.arn == *target_group).then_some((check.path?, check.matcher?))
            };
            let (before, after) = (check(current)?, check(former)?);
            let target_group = target_group.clone();
            (before != after).then_some(Step::RestoreHealthCheck { target_group, before, after })
        }
        Step::RestoreListener { listener, .. } => {
            let terms = |environment: &Environment| {
                let found = environment.balancer.as_ref()?.listener(443)?;
                let terms = (found.certificate.clone()?, found.policy.clone()?);
                (found.arn == *listener).then_some(terms)
            };
            let (before, after) = (terms(current)?, terms(former)?);
            let listener = listener.clone();
            (before != after).then_some(Step::RestoreListener { listener, before, after })
        }
        _ => None,
    }
}
