//! Variables and tags that the environment has and the file does not name: `[unmanaged]` says what
//! comes of them.

use super::Draft;
use crate::config::Stray;
use crate::desired::{Desired, OptionKey, Properties};
use crate::observed::{Environment, Observed, is_own_tag};

/// What the keys of tags of ours begin with.
const OURS: &str = "ebdeploy:";

/// Variables to be taken away, for a file that wants that.
pub(super) fn pruned(
    desired: &Desired,
    observed: &Observed,
    properties: &Properties,
) -> Vec<(String, OptionKey)> {
    let prunes = desired.unmanaged().variables == Stray::Prune;
    let Some(environment) = observed.environment.as_ref().filter(|_| prunes) else {
        return Vec::new();
    };
    let strays = variables(environment, observed, properties);
    strays.map(|option| (format!("variables.{}", option.name), option.clone())).collect()
}

/// Variables that the environment has and the file does not speak of. What somebody set can be
/// taken away, and nothing else can (Elastic Beanstalk API reference, `UserDefined` of
/// `ConfigurationOptionDescription`): platforms bring variables of their own.
fn variables<'a>(
    environment: &'a Environment,
    observed: &'a Observed,
    properties: &'a Properties,
) -> impl Iterator<Item = &'a OptionKey> {
    let set = environment.settings.iter().filter(|(_, value)| value.is_some());
    let named = |option: &OptionKey| {
        let mut spoken = properties.set.iter().map(|property| &property.option);
        let removed = properties.removed.iter().map(|(_, option)| option);
        spoken.any(|spoken| is_same(spoken, option))
            || removed.into_iter().any(|spoken| is_same(spoken, option))
    };
    set.map(|(option, _)| option)
        .filter(|option| option.is_variable() && !observed.platforms_own.contains(*option))
        .filter(move |option| !named(option))
}

/// The same variable, by value or by reference.
fn is_same(spoken: &OptionKey, option: &OptionKey) -> bool {
    spoken == option || spoken.twin().as_ref() == Some(option)
}

/// Tags that the environment has and the file does not name.
pub(super) fn tags<'a>(
    desired: &'a Desired,
    environment: &'a Environment,
) -> impl Iterator<Item = &'a str> {
    let named = desired.tags();
    let keys = environment.tags.keys().map(String::as_str);
    let stray = |key: &&str| is_own_tag(key) && !key.starts_with(OURS);
    keys.filter(move |key| !named.contains_key(key)).filter(stray)
}

/// Variables are to be told of, so that it must be known which of them the platform brings.
pub fn tells_of_variables(desired: &Desired, observed: &Observed) -> bool {
    let warns = desired.unmanaged().variables == Stray::Warn;
    observed.environment.as_ref().filter(|_| warns).is_some_and(|environment| {
        let properties = super::properties(desired, observed);
        variables(environment, observed, &properties).next().is_some()
    })
}

/// Names what is kept, for a file that wants to know. A variable's value is told to nobody.
pub(super) fn warn(
    desired: &Desired,
    observed: &Observed,
    environment: &Environment,
    properties: &Properties,
    draft: &mut Draft,
) {
    let unmanaged = desired.unmanaged();
    if unmanaged.variables == Stray::Warn {
        let strays = variables(environment, observed, properties);
        note("variables", strays.map(|option| option.name.as_str()), draft);
    }
    if unmanaged.tags == Stray::Warn {
        note("tags", tags(desired, environment), draft);
    }
}

fn note<'a>(what: &str, names: impl Iterator<Item = &'a str>, draft: &mut Draft) {
    let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
    if !names.is_empty() {
        draft.note(format!("{what} that the file does not name: {}", names.join(", ")));
    }
}
