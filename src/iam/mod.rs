//! The least IAM policy that a file needs, from what its commands call; and the trust policy by
//! which GitHub Actions gets there without keys.
//!
//! [`table`](self) has a row for each operation that ebdeploy calls: which actions AWS wants for
//! it, and on what. `calls` says which of them a step, a look, a lease takes, and which of those a
//! file can lead to. From both follow the statements.

mod asks;
mod calls;
mod document;
mod downstream;
mod instances;
mod kind;
mod place;
mod refused;
mod row;
mod scope;
mod table;
mod trust;
mod when;

use std::collections::BTreeMap;

use crate::desired::Desired;

pub use calls::{Purpose, operations};
pub use document::{MOST_CHARACTERS, Policy, Statement};
pub use kind::{Kind, kinds};
pub use place::Place;
pub use refused::{Refused, refused};
pub use row::{Grant, Row};
pub use table::TABLE;
pub use trust::{Repository, Restriction, Trust, trust};

/// What of the policy is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    #[default]
    Whole,
    /// What ebdeploy calls itself.
    Calls,
    /// What Elastic Beanstalk does for the caller.
    Downstream,
    /// Nothing of the caller's: what instances do with the role in their profile.
    Instances,
}

/// The least policy with which the commands of a file can be run, in a place.
pub fn policy(desired: &Desired, place: &Place, purpose: Purpose, part: Part) -> Policy {
    let own = || own(desired, place, purpose);
    let downstream = || match purpose {
        Purpose::Look => Vec::new(),
        Purpose::Everything => downstream::statements(desired, place),
    };
    Policy::new(match part {
        Part::Calls => own(),
        Part::Downstream => downstream(),
        Part::Instances => instances::statements(desired, place),
        Part::Whole => together(own(), downstream()),
    })
}

/// Both, without those of our own actions that the others allow anyway.
fn together(own: Vec<Statement>, others: Vec<Statement>) -> Vec<Statement> {
    let mut statements: Vec<_> =
        own.into_iter().filter_map(|statement| statement.beyond(&others)).collect();
    statements.extend(others);
    statements
}

/// What ebdeploy calls itself: a statement for each service and kind of resource.
fn own(desired: &Desired, place: &Place, purpose: Purpose) -> Vec<Statement> {
    let mut grouped: BTreeMap<(&str, &str), (scope::Scope, Vec<&str>)> = BTreeMap::new();
    for operation in operations(desired, purpose) {
        for grant in table::grants(operation).filter(|grant| (grant.when)(desired)) {
            let service = table::service(grant.action);
            let group = grouped.entry((service, grant.on.name()));
            group.or_insert_with(|| (grant.on, Vec::new())).1.push(grant.action);
        }
    }
    let statement = |((service, name), (scope, actions)): (_, (scope::Scope, Vec<&str>))| {
        let sid = format!("{service}{name}");
        let resources = scope.arns(desired, place);
        Statement::allow(sid, actions, resources).when(scope.condition(place))
    };
    grouped.into_iter().map(statement).collect()
}
