//! A policy document, as IAM takes it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

/// What IAM takes in a managed policy, white space aside (IAM user guide, "IAM and AWS STS
/// quotas").
pub const MOST_CHARACTERS: usize = 6144;
/// The version of the policy language.
pub(super) const VERSION: &str = "2012-10-17";

/// An Amazon resource name, or a pattern of some.
pub(super) type Arn = String;

/// A policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Policy {
    version: &'static str,
    /// In the order of their ids.
    pub statement: Vec<Statement>,
}

/// Some actions on some resources.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Statement {
    /// Tells what it is for.
    pub sid: String,
    effect: &'static str,
    /// Sorted.
    pub action: BTreeSet<String>,
    /// Sorted.
    pub resource: BTreeSet<Arn>,
    /// When it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
}

/// Keys that must have values, by operator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Condition(BTreeMap<&'static str, BTreeMap<&'static str, Vec<String>>>);

impl Policy {
    pub(super) fn new(mut statement: Vec<Statement>) -> Self {
        statement.sort_by(|a, b| a.sid.cmp(&b.sid));
        Self { version: VERSION, statement }
    }

    /// Each action that is allowed, once.
    pub fn actions(&self) -> BTreeSet<&str> {
        self.statement.iter().flat_map(|each| &each.action).map(String::as_str).collect()
    }

    /// How many characters IAM counts.
    pub fn characters(&self) -> usize {
        let text = serde_json::to_string(self).unwrap_or_default();
        text.chars().filter(|c| !c.is_whitespace()).count()
    }

    /// As it is pasted.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

impl Statement {
    pub(super) fn allow(
        sid: impl Into<String>,
        actions: impl IntoIterator<Item = impl Into<String>>,
        resources: impl IntoIterator<Item = impl Into<Arn>>,
    ) -> Self {
        Self {
            sid: sid.into(),
            effect: "Allow",
            action: actions.into_iter().map(Into::into).collect(),
            resource: resources.into_iter().map(Into::into).collect(),
            condition: None,
        }
    }

    /// What of it others do not allow; nothing, where they allow all of it.
    pub(super) fn beyond(mut self, others: &[Self]) -> Option<Self> {
        let allowed = |action: &str, resource: &str| {
            others.iter().any(|other| other.allows(action, resource))
        };
        self.action
            .retain(|action| !self.resource.iter().all(|resource| allowed(action, resource)));
        (!self.action.is_empty()).then_some(self)
    }

    fn allows(&self, action: &str, resource: &str) -> bool {
        let any = |patterns: &BTreeSet<String>, text: &str| {
            patterns.iter().any(|pattern| covers(pattern, text))
        };
        self.condition.is_none() && any(&self.action, action) && any(&self.resource, resource)
    }

    pub(super) fn when(self, condition: Option<Condition>) -> Self {
        Self { condition, ..self }
    }
}

/// Whatever the one pattern matches, the other does as well: a `*` matches a `*`.
fn covers(pattern: &str, narrower: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else { return pattern == narrower };
    let Some(rest) = narrower.strip_prefix(head) else { return false };
    let ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
    ends.into_iter().any(|at| covers(tail, &rest[at..]))
}

impl Condition {
    pub(super) fn equals(key: &'static str, value: &str) -> Self {
        Self::of("StringEquals", key, [value.to_owned()])
    }

    pub(super) fn of(
        operator: &'static str,
        key: &'static str,
        values: impl IntoIterator<Item = String>,
    ) -> Self {
        let values = values.into_iter().collect();
        Self(BTreeMap::from([(operator, BTreeMap::from([(key, values)]))]))
    }

    pub(super) fn and(mut self, other: Self) -> Self {
        for (operator, keys) in other.0 {
            self.0.entry(operator).or_default().extend(keys);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_covers_those_that_are_narrower() {
        for (pattern, narrower) in [
            ("*", "arn:aws:ec2:*:*:subnet/*"),
            ("ec2:Describe*", "ec2:DescribeSubnets"),
            ("targetgroup/awseb-*", "targetgroup/awseb-*/*"),
            ("loadbalancer/*awseb-*", "loadbalancer/app/awseb-x/1"),
        ] {
            assert!(covers(pattern, narrower), "{pattern} {narrower}");
        }
        for (pattern, broader) in [
            ("targetgroup/awseb-*/*", "targetgroup/awseb-*"),
            ("ec2:DescribeSubnets", "ec2:Describe*"),
            ("a*b", "ab*"),
        ] {
            assert!(!covers(pattern, broader), "{pattern} {broader}");
        }
    }
}
