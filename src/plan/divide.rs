//! One change of settings, divided where AWS does not take it in one update.
//!
//! An immutable update cannot go together with other changes: "If you attempt to change resource
//! settings (for example, load balancer settings) and concurrently perform an immutable update,
//! Elastic Beanstalk returns an error" (developer guide, "Immutable environment updates", which says
//! to do it in two). A new version never goes together with settings, for the same reason: it is a
//! step of its own, after them.

use super::diff::Changes;
use super::merged::Merged;
use super::{Edit, Step};
use crate::config::Policy;
use crate::desired::namespace::{COMMAND, ROLLING};
use crate::desired::{Impact, OptionKey, Properties};
use crate::observed::Settings;

/// The steps that change settings: one, two where the instances are replaced by an immutable update
/// and something else changes as well, or none.
pub(super) fn settings(
    environment: &str,
    changes: Changes,
    properties: &Properties,
    now: &Settings,
) -> Vec<Step> {
    let nothing = Properties::default();
    // The manner may be what is being changed: which of the two counts, AWS does not say.
    let manners = [Merged::new(&nothing, now), Merged::new(properties, now)];
    let immutable = |impact: Impact| manners.iter().any(|manner| is_immutable(manner, impact));
    let edits = changes.edits.iter().map(|edit| (&edit.property.option, edit.property.impact));
    let removals = changes.removals.iter().map(|removal| (&removal.option, removal.impact));
    // Options of one namespace are validated together.
    let apart: Vec<String> = edits
        .chain(removals)
        .filter(|(_, impact)| immutable(*impact))
        .map(|(option, _)| option.namespace.clone())
        .collect();
    let is_apart = |option: &OptionKey| apart.contains(&option.namespace);
    let Changes { edits, removals } = changes;
    let (late_edits, edits) =
        edits.into_iter().partition(|Edit { property, .. }| is_apart(&property.option));
    let (late_removals, removals) =
        removals.into_iter().partition(|removal| is_apart(&removal.option));
    let parts =
        [Changes { edits, removals }, Changes { edits: late_edits, removals: late_removals }];
    let step = |Changes { edits, removals }| Step::UpdateSettings {
        environment: environment.to_owned(),
        edits,
        removals,
    };
    parts.into_iter().filter(|part| !part.is_empty()).map(step).collect()
}

/// A change of this cost is brought about by an immutable update. That those which only restart the
/// application follow the deployment policy is assumed: the guide speaks of instances alone.
fn is_immutable(manner: &Merged<'_>, impact: Impact) -> bool {
    match impact {
        Impact::AppRestart | Impact::Rolling => {
            Policy::from_aws(&manner.value(COMMAND, "DeploymentPolicy")).replaces()
        }
        Impact::InstancesReplaced => manner.is(ROLLING, "RollingUpdateType", "Immutable"),
        Impact::None | Impact::InPlace | Impact::EnvironmentReplaced | Impact::Destroyed => false,
    }
}
