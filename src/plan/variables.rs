//! The application's variables as they will stand: those of the file, and those that the environment
//! has besides.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::Problem;
use super::diff::Changes;
use crate::config::fault;
use crate::desired::{
    MOST_VARIABLE_BYTES, OptionKey, Properties, Property, namespace, variable_bytes,
};
use crate::observed::{Environment, Settings};

/// How much of their room the variables take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize)]
pub struct VariableBytes {
    /// What they will take when the plan is carried out, with those that the file does not name.
    pub used: usize,
    /// What all of them may take together.
    pub most: usize,
}

/// A variable has a value or is a secret that instances fetch: where the file says the one, the
/// other goes. What Elastic Beanstalk makes of both is not documented, so both never stand; and
/// that one update may set the one option and remove the other is assumed, since they are two.
pub(super) fn replaced(properties: &Properties, settings: &Settings) -> Vec<(String, OptionKey)> {
    let set = properties.set.iter().map(|Property { path, option, .. }| (path, option));
    let removed = properties.removed.iter().map(|(path, option)| (path, option));
    let twin = |(path, option): (&String, &OptionKey)| Some((path.clone(), option.twin()?));
    let stands = |option: &OptionKey| settings.get(option).is_some_and(Option::is_some);
    set.chain(removed).filter_map(twin).filter(|(_, option)| stands(option)).collect()
}

/// The variables that will stand by value, each with the bytes that it takes.
fn standing<'a>(settings: &'a Settings, properties: &'a Properties) -> BTreeMap<&'a str, usize> {
    let is_plain = |option: &OptionKey| option.namespace == namespace::VARIABLES;
    let mut bytes: BTreeMap<&str, usize> = BTreeMap::new();
    for (option, value) in settings.iter().filter(|(option, _)| is_plain(option)) {
        let value = value.as_deref().unwrap_or_default();
        bytes.insert(&option.name, variable_bytes(&option.name, value));
    }
    for (_, option) in properties.removed.iter().filter(|(_, option)| is_plain(option)) {
        bytes.remove(option.name.as_str());
    }
    for property in properties.set.iter().filter(|property| is_plain(&property.option)) {
        bytes.insert(&property.option.name, property.variable_bytes());
    }
    bytes
}

/// What they come to. Without an environment, the file's alone.
fn used(environment: Option<&Environment>, properties: &Properties) -> usize {
    let none = Settings::new();
    let settings = environment.map_or(&none, |environment| &environment.settings);
    standing(settings, properties).values().sum()
}

/// What is to be told of their room, where some of them change.
pub(super) fn told(
    environment: &Environment,
    properties: &Properties,
    changes: &Changes,
) -> Option<VariableBytes> {
    changes.options().any(OptionKey::is_variable).then(|| VariableBytes {
        used: used(Some(environment), properties),
        most: MOST_VARIABLE_BYTES,
    })
}

/// The same of a new environment.
pub(super) fn told_of_new(properties: &Properties) -> Option<VariableBytes> {
    let some = properties.set.iter().any(|property| property.option.is_variable());
    some.then(|| VariableBytes { used: used(None, properties), most: MOST_VARIABLE_BYTES })
}

/// Variables that the file does not name count as well: Elastic Beanstalk's limit is on all of
/// them.
pub(super) fn refuse(environment: &Environment, properties: &Properties) -> Result<(), Problem> {
    let total = used(Some(environment), properties);
    let is_plain = |property: &Property| property.option.namespace == namespace::VARIABLES;
    if total <= MOST_VARIABLE_BYTES || !properties.set.iter().any(is_plain) {
        return Ok(());
    }
    let message = format!(
        "with those that the file does not name, the variables have {total} bytes together; Elastic \
         Beanstalk takes {MOST_VARIABLE_BYTES}"
    );
    let help = "take away what is not needed: `NAME = { reset = true }`, or all that the file does not name: \
                [unmanaged] `variables = \"prune\"`";
    Err(Problem::new(&fault::VARIABLES_TOO_LARGE, "variables", message).with_help(help))
}
