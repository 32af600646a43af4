//! The one comparison of options: declared against observed.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::desired::{
    Impact, OptionKey, Properties, Property, Secret, Value, default_of, is_secret_option, namespace,
};
use crate::observed::Settings;

/// A property that is not as declared.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
pub struct Edit {
    /// What it should be.
    #[serde(flatten)]
    pub property: Property,
    /// What it is, if it is anything.
    #[schemars(with = "Option<String>")]
    pub before: Option<Value>,
}

/// An option that is to fall back to its default.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
pub struct Removal {
    /// The file's key.
    pub path: String,
    /// Which option.
    #[schemars(with = "String")]
    pub option: OptionKey,
    /// What it is.
    #[schemars(with = "String")]
    pub before: Value,
    /// What taking it away costs.
    pub impact: Impact,
}

impl Removal {
    /// It is a variable, which gets its value in the other way by one of these edits.
    pub fn is_replaced(&self, edits: &[Edit]) -> bool {
        let twin = self.option.twin();
        twin.is_some_and(|twin| edits.iter().any(|edit| edit.property.option == twin))
    }
}

/// All that differs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Options to be set.
    pub edits: Vec<Edit>,
    /// Options to be taken away.
    pub removals: Vec<Removal>,
}

impl Changes {
    /// Nothing differs.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty() && self.removals.is_empty()
    }

    /// An option is to be set or taken away.
    pub fn touch(&self, namespace: &str, names: &[&str]) -> bool {
        self.options()
            .any(|option| option.namespace == namespace && names.contains(&option.name.as_str()))
    }

    /// All options to be set or taken away.
    pub fn options(&self) -> impl Iterator<Item = &OptionKey> {
        let edited = self.edits.iter().map(|edit| &edit.property.option);
        edited.chain(self.removals.iter().map(|removal| &removal.option))
    }
}

/// What must change for `settings` to be as declared; nothing when they are. What AWS says of an
/// option's cost comes before what the catalogue says.
pub fn diff(
    declared: &Properties,
    settings: &Settings,
    impacts: &BTreeMap<OptionKey, Impact>,
) -> Changes {
    let cost = |option: &OptionKey, known: Impact| impacts.get(option).copied().unwrap_or(known);
    let edit = |property: &Property| {
        let has = settings.get(&property.option);
        let before = has.cloned().flatten().map(|text| property.value.read(&text));
        let nothing_either_way = before.is_none() && property.value.to_aws().is_empty();
        if before.as_ref() == Some(&property.value)
            || nothing_either_way
            || is_masked(before.as_ref())
            || (has == Some(&None) && is_default(property))
        {
            return None;
        }
        let impact = cost(&property.option, property.impact);
        let before = before.map(|before| blotted(&property.option, before));
        Some(Edit { property: Property { impact, ..property.clone() }, before })
    };
    let removal = |(path, option): &(String, OptionKey)| {
        let before = settings.get(option).cloned().flatten().filter(|text| !text.is_empty())?;
        if default_of(option).is_some_and(|default| default.read(&before) == default) {
            return None;
        }
        let impact = cost(option, crate::desired::impact_of(option));
        Some(Removal {
            path: path.clone(),
            option: option.clone(),
            before: shown(option, before),
            impact,
        })
    };
    Changes {
        edits: declared.set.iter().filter_map(edit).collect(),
        removals: declared.removed.iter().filter_map(removal).collect(),
    }
}

/// An option that AWS lists without a value has its default.
///
/// Source: recorded `DescribeConfigurationSettings` answers (`eb_options.json`): `MatcherHTTPCode`
/// is listed so, while the target group expects 200.
fn is_default(Property { option, value, .. }: &Property) -> bool {
    default_of(option).is_some_and(|default| value.read(&default.to_aws()) == *value)
}

/// AWS answers some secrets with asterisks: nobody can tell whether they differ.
fn is_masked(before: Option<&Value>) -> bool {
    matches!(before, Some(Value::Secret(secret)) if secret.is_masked())
}

/// What looks like a secret is not shown, whatever the file says now.
pub(super) fn blotted(option: &OptionKey, before: Value) -> Value {
    let OptionKey { namespace, name, .. } = option;
    match before {
        Value::Text(text) if is_secret_option(namespace, name, &text) => {
            Value::Secret(Secret::new(text))
        }
        before => before,
    }
}

/// A variable that another hand set may be a secret.
pub(super) fn shown(option: &OptionKey, text: String) -> Value {
    if option.namespace == namespace::VARIABLES {
        Value::Secret(Secret::new(text))
    } else {
        Value::Text(text)
    }
}
