//! What the file says of how its environment is guarded: protection, and lints that are not told.

use std::collections::BTreeMap;

use super::{Desired, Impact};
use crate::config::{Allowed, MaxImpact, Protect, Setting};

impl Desired {
    /// What a change may cost, what none may do, and when one may be made.
    pub fn protect(&self) -> Option<&Protect> {
        self.config.protect.as_ref()
    }

    /// Lints that are not told, by id.
    pub fn allowed(&self) -> &BTreeMap<String, Allowed> {
        &self.config.lints
    }

    /// The values that are written in the file for variables and options: the dotted path of each,
    /// its name, and the value.
    pub fn literals(&self) -> impl Iterator<Item = (String, &str, &str)> {
        let variables = self.config.variables.iter();
        let variables =
            variables.map(|(name, setting)| (format!("variables.{name}"), name, setting));
        let options = self.config.options.iter().flat_map(|(namespace, options)| {
            let path = move |name: &String| format!("options.{namespace}.{name}");
            options.iter().map(move |(name, setting)| (path(name), name, setting))
        });
        variables.chain(options).filter_map(|(path, name, setting)| match setting {
            Setting::Text(text) => Some((path, name.as_str(), text.as_str())),
            Setting::List(_)
            | Setting::Env(_)
            | Setting::File(_)
            | Setting::Secret(_)
            | Setting::Reset => None,
        })
    }
}

impl From<MaxImpact> for Impact {
    fn from(level: MaxImpact) -> Self {
        match level {
            MaxImpact::None => Self::None,
            MaxImpact::InPlace => Self::InPlace,
            MaxImpact::AppRestart => Self::AppRestart,
            MaxImpact::Rolling => Self::Rolling,
            MaxImpact::InstancesReplaced => Self::InstancesReplaced,
        }
    }
}
