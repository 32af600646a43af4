//! What a plan may not do: the file's `[protect]`, and what the caller adds to it. Pure: a function
//! of the plan, the wishes, and what was observed, its time included.
//!
//! A gate says no, and changes nothing about the plan. What it says no to is named step by step.

mod change;
mod deny;
mod destroy;
mod health;
mod https;
mod platform;
mod window;

use serde::Serialize;

use crate::config::{LoadBalancerType, MaxImpact};
use crate::desired::{Desired, Impact};
use crate::observed::{Environment, Observed, Rule};
use crate::plan::Plan;
use change::changes;

pub use deny::{kinds, misnamed};
pub use window::{Closed, closed};

/// A gate that says no to a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Refusal {
    /// Which: `max-impact`, `windows`, `destroy`, or the kind of change that is denied.
    pub gate: &'static str,
    /// The dotted path of the file's key that says so; nothing where the command line does.
    pub path: Option<String>,
    /// What it says, as a fragment without a full stop.
    pub message: String,
    /// What it says no to.
    pub held: Vec<Held>,
}

/// A step that a gate says no to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Held {
    /// Its number in the plan, from 0.
    pub step: usize,
    /// What of it, in words; the step as a whole when there is none.
    pub what: Vec<String>,
}

/// What kinds of change look at, beside the change.
#[derive(Clone, Copy, Debug)]
struct View<'a> {
    desired: &'a Desired,
    observed: &'a Observed,
}

impl<'a> View<'a> {
    /// The kind of load balancer.
    fn kind(&self) -> LoadBalancerType {
        let environment = self.observed.environment.as_ref();
        let has = environment.and_then(Environment::load_balancer);
        has.or_else(|| self.desired.load_balancer()).unwrap_or_default()
    }

    /// The rules on port 80, as they are.
    fn rules(&self) -> impl Iterator<Item = &'a Rule> + Clone {
        let environment = self.observed.environment.as_ref();
        let balancer = environment.and_then(|environment| environment.balancer.as_ref());
        let listener = balancer.and_then(|balancer| balancer.listener(80));
        listener.into_iter().flat_map(|listener| &listener.rules)
    }
}

/// The gates that say no to a plan, whenever it would be applied. Of the caller's limit and the
/// file's, the stricter holds.
pub fn refusals(
    plan: &Plan,
    desired: &Desired,
    observed: &Observed,
    limit: Option<MaxImpact>,
) -> Vec<Refusal> {
    let dear = too_dear(plan, desired, limit);
    let view = View { desired, observed };
    let destroyed = destroy::protected(plan, &view);
    dear.into_iter().chain(destroyed).chain(denied(plan, view)).collect()
}

/// The gate that says no to applying a plan at the time at which AWS was looked at.
pub fn untimely(plan: &Plan, desired: &Desired, observed: &Observed) -> Option<Refusal> {
    let closed = closed(desired, observed.at)?;
    let begins = plan.steps.iter().enumerate().filter(|(_, step)| !step.is_awaited());
    let held: Vec<_> = begins.map(|(step, _)| Held { step, what: Vec::new() }).collect();
    let path = Some("protect.windows".to_owned());
    let message = closed.to_string();
    (!held.is_empty()).then_some(Refusal { gate: "windows", path, message, held })
}

fn too_dear(plan: &Plan, desired: &Desired, limit: Option<MaxImpact>) -> Option<Refusal> {
    let of_file = desired.protect().and_then(|protect| protect.max_impact);
    let level = of_file.into_iter().chain(limit).min()?;
    let most = Impact::from(level);
    let dear = plan.steps.iter().enumerate().filter(|(_, step)| step.impact() > most);
    let held: Vec<_> = dear
        .map(|(index, step)| {
            let changes = changes(step).into_iter();
            let dear = changes.filter(|change| change.impact().is_none_or(|cost| cost > most));
            Held { step: index, what: dear.map(|change| change.describe()).collect() }
        })
        .collect();
    if held.is_empty() {
        return None;
    }
    let path = (of_file == Some(level)).then(|| "protect.max-impact".to_owned());
    let who = if path.is_some() { "" } else { "with `--max-impact` " };
    let level = level.as_str();
    let message =
        format!("{who}no change may cost more than `{level}`, and this costs {}", plan.impact());
    Some(Refusal { gate: "max-impact", path, message, held })
}

fn denied<'a>(plan: &'a Plan, view: View<'a>) -> impl Iterator<Item = Refusal> + 'a {
    let denied = view.desired.protect().into_iter().flat_map(|protect| &protect.deny);
    denied.enumerate().filter_map(move |(index, id)| {
        let kind = deny::kind(id)?;
        let of_kind = |(step, of): (usize, &crate::plan::Step)| {
            let what: Vec<_> = changes(of)
                .iter()
                .filter(|change| (kind.is)(change, &view))
                .map(change::Change::describe)
                .collect();
            (!what.is_empty()).then_some(Held { step, what })
        };
        let held: Vec<_> = plan.steps.iter().enumerate().filter_map(of_kind).collect();
        (!held.is_empty()).then(|| Refusal {
            gate: kind.id,
            path: Some(format!("protect.deny[{index}]")),
            message: format!("`{id}` is denied: {}", kind.means),
            held,
        })
    })
}
