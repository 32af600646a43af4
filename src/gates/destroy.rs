//! Whether an environment may be destroyed: what the file says, or else what names say.

use super::change::{Change, changes};
use super::{Held, Refusal, View};
use crate::desired::production_tag;
use crate::plan::Plan;

/// The gate that says no to a plan in which an environment or application goes.
pub(super) fn protected(plan: &Plan, view: &View<'_>) -> Option<Refusal> {
    let gone = |(step, of)| {
        let gone = changes(of).into_iter().filter(|change| matches!(change, Change::Gone(_)));
        let what: Vec<_> = gone.map(|change| change.describe()).collect();
        (!what.is_empty()).then_some(Held { step, what })
    };
    let held: Vec<_> = plan.steps.iter().enumerate().filter_map(gone).collect();
    let (path, message) = reason(view).filter(|_| !held.is_empty())?;
    Some(Refusal { gate: "destroy", path, message, held })
}

/// Where the file says that it is protected, and what.
fn reason(view: &View<'_>) -> Option<(Option<String>, String)> {
    let written = view.desired.protect().and_then(|protect| protect.destroy);
    if let Some(protected) = written {
        let message = "the environment is protected: it may not be destroyed".to_owned();
        return protected.then(|| (Some("protect.destroy".to_owned()), message));
    }
    let by_name = |who: &str| {
        format!(
            "{who} says that it is in production: without `destroy = false` in [protect] it may not be destroyed"
        )
    };
    if let Some(path) = view.desired.production() {
        let who = if path == "environment.name" { "its name" } else { "its tag" };
        return Some((Some(path), by_name(who)));
    }
    let has = &view.observed.environment.as_ref()?.tags;
    let tag = production_tag(has)?;
    Some((None, by_name(&format!("the tag `{tag}`, which the environment has in AWS,"))))
}
