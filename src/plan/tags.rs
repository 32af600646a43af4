//! The environment's tags. Those that the file does not name are left alone, unless it says otherwise.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Step, unmanaged};
use crate::config::Stray;
use crate::desired::Desired;
use crate::observed::Environment;

/// A tag's value before and after; `None` where there is no such tag.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
pub struct TagEdit {
    /// What it is.
    pub before: Option<String>,
    /// What it shall be.
    pub after: Option<String>,
}

/// The tags of a new environment.
pub(super) fn of_new(desired: &Desired) -> BTreeMap<String, String> {
    let tags = desired.tags().into_iter();
    tags.filter_map(|(key, value)| Some((key.to_owned(), value?.to_owned()))).collect()
}

/// The step to the tags that the file asks for, if some differ.
pub(super) fn update(desired: &Desired, environment: &Environment) -> Option<Step> {
    let prunes = desired.unmanaged().tags == Stray::Prune;
    let strays = unmanaged::tags(desired, environment).filter(|_| prunes).map(|key| (key, None));
    let edits: BTreeMap<_, _> = desired
        .tags()
        .into_iter()
        .chain(strays)
        .map(|(key, after)| {
            (
                key.to_owned(),
                TagEdit {
                    before: environment.tags.get(key).cloned(),
                    after: after.map(str::to_owned),
                },
            )
        })
        .filter(|(_, edit)| edit.before != edit.after)
        .collect();
    (!edits.is_empty()).then(|| Step::UpdateTags { arn: environment.summary.arn.clone(), edits })
}
