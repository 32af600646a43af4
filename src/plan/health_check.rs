//! The health check of an environment that serves: proved before it is trusted, and, where it was
//! lowered, raised again only when that will hold.

use super::diff::Changes;
use super::fallback::Fallback;
use super::proof::{Proof, asks_otherwise, shadow_name, wanted_group};
use super::{Draft, Step};
use crate::config::{HealthGoal, LoadBalancerType};
use crate::desired::{Desired, OptionKey, Properties, health_option, namespace};
use crate::observed::{Action, Balancer, Environment, TargetGroup, TargetHealth};

/// The options of the default process that decide whether a target passes.
const DECISIVE: [&str; 4] =
    [health_option::PATH, health_option::MATCHER, health_option::PORT, health_option::PROTOCOL];

/// How the changes of the settings are divided, and what comes with them.
#[derive(Debug, Default)]
pub(super) struct HealthCheck {
    /// What is changed at once.
    pub(super) now: Changes,
    /// What waits until the new version runs, which will have to pass it.
    pub(super) after_version: Changes,
    /// What must pass before the check is changed.
    pub(super) proof: Option<Step>,
    /// The way back from the fallback.
    pub(super) back: Option<Step>,
    /// What the environment fell back to.
    pub(super) on_fallback: Option<Fallback>,
}

/// Decides how the health check gets from what it is to what it should be.
pub(super) fn decide(
    desired: &Desired,
    environment: &Environment,
    properties: &Properties,
    changes: Changes,
    deploys: bool,
    draft: &mut Draft,
) -> HealthCheck {
    let fallen = Fallback::taken(desired, environment).filter(|_| touches(&changes, is_lowerable));
    let evidence = evidence(desired, environment, properties, &changes, draft);
    match fallen {
        Some(fallback) if desired.falls_back() => {
            let (held, now) = split(changes, is_lowerable);
            let back = back(environment, held, evidence, draft);
            HealthCheck { now, back, on_fallback: Some(fallback), ..HealthCheck::default() }
        }
        on_fallback => {
            if let Some(fallback) = on_fallback {
                draft.note(format!("the health check is on its fallback: {fallback}"));
            }
            let (after_version, now) =
                if deploys { split(changes, is_decisive) } else { (Changes::default(), changes) };
            let proof = match evidence {
                Evidence::Proof(proof) => Some(Step::ProveHealthCheck(proof)),
                Evidence::None(why) => {
                    draft.note(format!("the new health check is not proved first: {why}"));
                    None
                }
                Evidence::NotNeeded => None,
            };
            HealthCheck { now, after_version, proof, on_fallback, back: None }
        }
    }
}

fn is_lowerable(option: &OptionKey) -> bool {
    let of_process = option.namespace == namespace::DEFAULT_PROCESS;
    (of_process && [health_option::PATH, health_option::MATCHER].contains(&option.name.as_str()))
        || (option.namespace == namespace::APPLICATION
            && option.name == health_option::CLASSIC_CHECK)
}

fn is_decisive(option: &OptionKey) -> bool {
    let of_process = option.namespace == namespace::DEFAULT_PROCESS;
    (of_process && DECISIVE.contains(&option.name.as_str())) || is_lowerable(option)
}

/// The changes are such that a target which passes now might fail.
pub(super) fn is_changed(changes: &Changes) -> bool {
    touches(changes, is_decisive)
}

fn touches(changes: &Changes, of_kind: impl Fn(&OptionKey) -> bool) -> bool {
    let edits = changes.edits.iter().map(|edit| &edit.property.option);
    edits.chain(changes.removals.iter().map(|removal| &removal.option)).any(of_kind)
}

/// The changes of options of some kind, and the others.
fn split(changes: Changes, of_kind: impl Fn(&OptionKey) -> bool) -> (Changes, Changes) {
    let Changes { edits, removals } = changes;
    let (some_edits, edits) = edits.into_iter().partition(|edit| of_kind(&edit.property.option));
    let (some_removals, removals) =
        removals.into_iter().partition(|removal| of_kind(&removal.option));
    (Changes { edits: some_edits, removals: some_removals }, Changes { edits, removals })
}

/// The way back from the fallback; none where it could take a live service down.
fn back(
    environment: &Environment,
    held: Changes,
    evidence: Evidence,
    draft: &mut Draft,
) -> Option<Step> {
    let proof = match evidence {
        Evidence::Proof(proof) => Some(proof),
        Evidence::NotNeeded => None,
        Evidence::None(why) => {
            draft.note(format!(
                "the health check stays on its fallback, since the one of the file cannot be proved first: {why}; \
                 `--require-path-check` takes it all the same"
            ));
            return None;
        }
    };
    let environment = environment.summary.id.clone();
    Some(Step::ReturnToPathCheck { environment, edits: held.edits, proof })
}

/// What there can be to show that a new check will pass.
enum Evidence {
    /// It takes none: the live check is not changed, nobody can be hurt, or the caller wants none.
    NotNeeded,
    /// A shadow target group.
    Proof(Proof),
    /// Nothing, and why.
    None(&'static str),
}

fn evidence(
    desired: &Desired,
    environment: &Environment,
    properties: &Properties,
    changes: &Changes,
    draft: &mut Draft,
) -> Evidence {
    if !desired.proves_checks() {
        return Evidence::NotNeeded;
    }
    let decisive = is_changed(changes);
    let balancer = environment.balancer.as_ref();
    let group = balancer.and_then(|balancer| Some((balancer, balancer.default_target_group()?)));
    match (environment.load_balancer(), group) {
        (Some(LoadBalancerType::Application), _) if environment.is_shared() => {
            if decisive {
                Evidence::None("the load balancer is shared")
            } else {
                Evidence::NotNeeded
            }
        }
        (Some(LoadBalancerType::Application), Some((balancer, group))) => {
            let wanted = wanted_group(properties, group);
            if !asks_otherwise(group, &wanted) {
                return Evidence::NotNeeded;
            }
            if is_empty(group) {
                draft.note("the new health check is not proved first: there are no instances");
                return Evidence::NotNeeded;
            }
            Evidence::Proof(Proof::new(environment, balancer, wanted))
        }
        (Some(LoadBalancerType::Classic), _) if decisive => {
            Evidence::None("a classic load balancer cannot try a check beside the live one")
        }
        (Some(LoadBalancerType::Network), _) if decisive => {
            Evidence::None("a network load balancer checks connections")
        }
        _ => Evidence::NotNeeded,
    }
}

fn is_empty(group: &TargetGroup) -> bool {
    group.targets.as_ref().is_some_and(|targets| targets.iter().all(TargetHealth::is_leaving))
}

impl Proof {
    fn new(environment: &Environment, balancer: &Balancer, wanted: TargetGroup) -> Self {
        let TargetGroup { arn: _, protocol, port, vpc, check, targets: _ } = wanted;
        let forwards = |port| {
            let listener = balancer.listener(port)?;
            match &listener.default_action {
                Action::Forward { target_groups } => {
                    Some((listener.arn.clone(), target_groups.clone()))
                }
                Action::Redirect(_) | Action::Other(_) => None,
            }
        };
        let (listener, serving) = [80, 443].into_iter().find_map(forwards).unwrap_or_default();
        Self {
            balancer: balancer.arn.clone(),
            listener,
            serving,
            shadow: shadow_name(&environment.summary.id),
            protocol,
            port,
            vpc,
            check,
        }
    }
}

/// After a restart in place every target is checked anew, unless it has been since.
pub(super) fn look_anew(
    desired: &Desired,
    environment: &Environment,
    steps: &[Step],
) -> Option<Step> {
    let restarted = steps.iter().rposition(Step::restarts_in_place)?;
    let proved = steps.iter().rposition(|step| matches!(step, Step::ProveHealthCheck(_)));
    let of_kind = environment.load_balancer() == Some(LoadBalancerType::Application);
    let wanted = desired.proves_checks() && desired.health() != HealthGoal::Any;
    (wanted
        && of_kind
        && !environment.is_shared()
        && proved.is_none_or(|proved| proved < restarted))
    .then(|| Step::LookAnew { environment: environment.summary.id.clone() })
}

/// What an interrupted run left behind goes first.
pub(super) fn sweep(environment: &Environment) -> Option<Step> {
    let balancer = environment.balancer.as_ref()?;
    let target_group = balancer.shadow.clone()?;
    Some(Step::SweepShadow {
        balancer: Some(balancer.arn.clone()),
        shadow: shadow_name(&environment.summary.id),
        target_group,
    })
}
