//! What options cannot be combined, one row each. What can be done in two updates is not refused but
//! [divided](super::divide).
//!
//! Sources: probes of the live API's validation, and the developer guide, as named in each row. Two
//! rules stand elsewhere: that a load balancer's type cannot change is an attribute of the option,
//! and that one update must not both set an option and take it away is a check of the file.

mod balancing;
mod deployments;
mod environment;

use super::Problem;
use super::merged::Merged;
use crate::config::Fault;
use crate::config::fault::{
    MIN_ABOVE_MAX, NO_SUBNET, NOT_OF_POLICY, OPTIONS_CONFLICT, TRAFFIC_SPLITTING,
};

/// A combination that AWS refuses.
struct Broken {
    /// The options that it is about; the problem is told at the file's key of the first of them that
    /// has one.
    options: Vec<(String, String)>,
    message: String,
    help: &'static str,
}

fn broken(options: &[(&str, &str)], message: impl Into<String>, help: &'static str) -> Broken {
    let own = |(namespace, name): &(&str, &str)| ((*namespace).to_owned(), (*name).to_owned());
    Broken { options: options.iter().map(own).collect(), message: message.into(), help }
}

/// Looks at the merged settings.
type Rule = fn(&Merged<'_>) -> Vec<Broken>;

/// Each with what is wrong where it is broken.
static RULES: &[(&Fault, Rule)] = &[
    (&MIN_ABOVE_MAX, environment::sizes),
    (&NO_SUBNET, environment::subnets),
    (&OPTIONS_CONFLICT, balancing::network_protocols),
    (&OPTIONS_CONFLICT, balancing::certificates),
    (&OPTIONS_CONFLICT, balancing::priorities),
    (&TRAFFIC_SPLITTING, deployments::splitting),
    (&NOT_OF_POLICY, deployments::batches),
    (&NOT_OF_POLICY, deployments::shares),
    (&OPTIONS_CONFLICT, deployments::single),
    (&OPTIONS_CONFLICT, balancing::layers),
    (&OPTIONS_CONFLICT, environment::managed_updates),
    (&OPTIONS_CONFLICT, balancing::address_type),
    (&OPTIONS_CONFLICT, environment::streaming),
    (&OPTIONS_CONFLICT, environment::own_groups),
    (&OPTIONS_CONFLICT, balancing::one_check),
];

/// What the file asks for that cannot be combined. What is wrong with the environment's own settings
/// alone, AWS has taken.
pub(super) fn refused(merged: &Merged<'_>) -> Vec<Problem> {
    let problem = |fault: &'static Fault, broken: Broken| {
        let Broken { options, message, help } = broken;
        let names = options.iter().map(|(namespace, name)| (namespace.as_str(), name.as_str()));
        let path = merged.path(&names.collect::<Vec<_>>())?;
        Some(Problem::new(fault, path, message).with_help(help))
    };
    let broken =
        RULES.iter().flat_map(|(fault, rule)| rule(merged).into_iter().map(|one| (*fault, one)));
    broken.filter_map(|(fault, broken)| problem(fault, broken)).collect()
}
