//! What a row of the table is.

use super::scope::Scope;
use crate::desired::Desired;

/// An operation, and what it takes.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// As the adapter names it: `elasticbeanstalk:UpdateEnvironment`.
    pub operation: &'static str,
    /// What it takes. Nothing, where AWS asks for no permission.
    pub grants: &'static [Grant],
}

/// An action on something.
#[derive(Clone, Copy, Debug)]
pub struct Grant {
    /// As IAM names it: `elasticbeanstalk:AddTags`.
    pub action: &'static str,
    /// On what.
    pub(super) on: Scope,
    /// Whether it takes that for a file.
    pub(super) when: fn(&Desired) -> bool,
}

pub(super) const fn on(action: &'static str, on: Scope) -> Grant {
    Grant { action, on, when: |_| true }
}

pub(super) const fn when(when: fn(&Desired) -> bool, action: &'static str, on: Scope) -> Grant {
    Grant { action, on, when }
}

pub(super) const fn row(operation: &'static str, grants: &'static [Grant]) -> Row {
    Row { operation, grants }
}
