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

/// Each looks at the merged settings.
static RULES: &[fn(&Merged<'_>) -> Vec<Broken>] = &[
    environment::sizes,
    environment::subnets,
    balancing::network_protocols,
    balancing::certificates,
    balancing::priorities,
    deployments::splitting,
    deployments::batches,
    deployments::shares,
    deployments::single,
    balancing::layers,
    environment::managed_updates,
    balancing::address_type,
    environment::streaming,
    environment::own_groups,
    balancing::one_check,
];

/// What the file asks for that cannot be combined. What is wrong with the environment's own settings
/// alone, AWS has taken.
pub(super) fn refused(merged: &Merged<'_>) -> Vec<Problem> {
    let problem = |broken: Broken| {
        let Broken { options, message, help } = broken;
        let names = options.iter().map(|(namespace, name)| (namespace.as_str(), name.as_str()));
        let path = merged.path(&names.collect::<Vec<_>>())?;
        Some(Problem::new(path, message, help))
    };
    RULES.iter().flat_map(|rule| rule(merged)).filter_map(problem).collect()
}
