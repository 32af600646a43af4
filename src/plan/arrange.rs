//! A place for our rules among those of other hands, and what brings ours there.

use std::collections::{BTreeMap, BTreeSet};

use super::rule::{RuleChange, RuleContent, RuleSpec};
use crate::observed::{Action, Listener, Rule};

/// Elastic Load Balancing: the priority that comes last.
pub(super) const LAST_PRIORITY: u32 = 50_000;

/// What must happen to the rules, and the foreign priority before which they stand, if that is not
/// the end.
pub(super) struct Settled {
    /// In the order in which they are made.
    pub(super) changes: Vec<RuleChange>,
    /// The priority of the rule of another hand before which ours stand.
    pub(super) before: Option<u32>,
}

/// Finds a place for the wanted rules, and what brings ours there. `None` when there is no place.
pub(super) fn settle(
    specs: &[(String, RuleContent)],
    listener: &Listener,
    role: impl Fn(&Rule) -> Option<String>,
) -> Option<Settled> {
    let (place, before) = place(specs.len(), listener, &|rule| role(rule).is_some())?;
    let mut ours: BTreeMap<String, &Rule> = BTreeMap::new();
    let mut changes = Vec::new();
    let mut surplus = Vec::new();
    let wanted: BTreeSet<_> = specs.iter().map(|(role, _)| role.as_str()).collect();
    for rule in &listener.rules {
        let Some(role) = role(rule) else { continue };
        if !wanted.contains(role.as_str()) || ours.contains_key(&role) {
            surplus.push(RuleChange::Delete {
                rule: rule.arn.clone(),
                role,
                before: rule.describe(),
            });
        } else {
            ours.insert(role, rule);
        }
    }
    for spec in number(specs.to_vec(), place) {
        let Some(standing) = ours.get(&spec.role) else {
            changes.push(RuleChange::Create(spec));
            continue;
        };
        let RuleSpec { role, priority, content } = spec;
        if standing.priority != priority {
            changes.push(RuleChange::Move {
                rule: standing.arn.clone(),
                role: role.clone(),
                before: standing.priority,
                after: priority,
            });
        }
        if !standing.content().is_some_and(|has| content.is(&has)) {
            changes.push(RuleChange::Modify {
                rule: standing.arn.clone(),
                role,
                before: standing.describe(),
                after: content,
            });
        }
    }
    // Surplus rules go first: their priorities may be needed.
    surplus.extend(changes);
    Some(Settled { changes: surplus, before })
}

/// Gives rules consecutive priorities, of which `last` is the last.
pub(super) fn number(specs: Vec<(String, RuleContent)>, last: u32) -> Vec<RuleSpec> {
    let count = u32::try_from(specs.len()).unwrap_or(u32::MAX);
    let numbered = specs.into_iter().zip((last + 1).saturating_sub(count)..);
    numbered.map(|((role, content), priority)| RuleSpec { role, priority, content }).collect()
}

/// The last of as many consecutive priorities as are needed, none of which is another hand's: the
/// highest there are, or, where another hand's rule would forward requests first, the lowest before
/// that rule.
fn place(
    count: usize,
    listener: &Listener,
    ours: &dyn Fn(&Rule) -> bool,
) -> Option<(u32, Option<u32>)> {
    let count = u32::try_from(count).ok()?;
    let taken: BTreeSet<u32> =
        listener.rules.iter().filter(|rule| !ours(rule)).map(|rule| rule.priority).collect();
    let free = |last: &u32| (last + 1 - count..=*last).all(|priority| !taken.contains(&priority));
    match first_forward(listener, ours) {
        None => (count..=LAST_PRIORITY).rev().find(free).map(|last| (last, None)),
        Some(first) => (count..first).find(free).map(|last| (last, Some(first))),
    }
}

/// The priority of the first rule of another hand that forwards.
pub(super) fn first_forward(listener: &Listener, ours: &dyn Fn(&Rule) -> bool) -> Option<u32> {
    let forwards = |rule: &&Rule| !ours(rule) && matches!(rule.action, Action::Forward { .. });
    listener.rules.iter().filter(forwards).map(|rule| rule.priority).min()
}
