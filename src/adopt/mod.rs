//! The smallest file that describes an environment that runs: only what is not as it would be
//! anyway. Pure.
//!
//! It is proved by a plan that is empty: what the plan would change after all is [left
//! out](Draft::leave), and told.

mod draft;
mod fresh;
mod options;
mod revise;
mod tables;

use std::collections::BTreeMap;

use crate::desired::{Access, OptionKey, namespace};
use crate::observed::{Certificate, Environment};

pub use draft::{Draft, Entry, Left, Table};
pub use fresh::{Fresh, fresh};

/// What is known of the environment that is described.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The environment, its settings and tags.
    pub environment: &'a Environment,
    /// Its region.
    pub region: &'a str,
    /// How it was looked at, where that is the caller's to say.
    pub access: &'a Access,
    /// The certificate of its 443 listener, if it has one that could be looked at.
    pub certificate: Option<&'a Certificate>,
}

/// Describes an environment.
pub fn describe(known: &Known<'_>) -> Draft {
    let mut draft = Draft::default();
    tables::describe(known, &mut draft);
    options::describe(known.environment, &mut draft);
    draft
}

impl Draft {
    /// The values that `{ env = "NAME" }` stands for in it: those that the environment has.
    pub fn callers(&self, environment: &Environment) -> BTreeMap<String, String> {
        let value = |name: &String| {
            let option = OptionKey::new(namespace::VARIABLES, name);
            Some((name.clone(), environment.settings.get(&option)?.clone()?))
        };
        self.gaps.iter().filter_map(value).collect()
    }
}
