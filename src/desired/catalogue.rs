//! What is known of Elastic Beanstalk's options, offline: `catalogue.json`, one row an option.
//!
//! Sources: AWS's "General options for all environments" and platform-specific options, recorded
//! `DescribeConfigurationOptions` answers, and published probes of the live API. Where a row has no
//! `impact`, AWS has never been seen to say; such a change is taken to replace instances.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{Impact, OptionKey, Secret, Value};
use crate::config::LoadBalancerType;

/// One option. A `*` at the end of the namespace, or as name, stands for any.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Row {
    namespace: String,
    option: String,
    #[serde(default)]
    kind: Kind,
    #[serde(default)]
    pub(super) default: Option<String>,
    #[serde(default)]
    values: Vec<String>,
    #[serde(default)]
    values_by_load_balancer: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    case_sensitive: bool,
    #[serde(default)]
    min: Option<i64>,
    #[serde(default)]
    max: Option<i64>,
    #[serde(default)]
    max_length: Option<usize>,
    #[serde(default)]
    pattern: Option<String>,
    #[serde(default)]
    impact: Option<Impact>,
    #[serde(default)]
    create_only: bool,
    #[serde(default)]
    secret: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    #[default]
    Text,
    Number,
    Flag,
    Set,
    Json,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("catalogue.json"))
        .expect("the embedded catalogue is tested to be well-formed")
});

/// The row of an option: the one that names it most exactly.
pub(super) fn find(option: &OptionKey) -> Option<&'static Row> {
    let named = |row: &&Row| row.option == option.name || row.option == "*";
    let of_namespace = ROWS.iter().filter(|row| row.matches_namespace(&option.namespace));
    of_namespace.filter(named).min_by_key(|row| (row.namespace.ends_with('*'), row.option == "*"))
}

/// What changing an option costs.
pub fn impact(option: &OptionKey) -> Impact {
    find(option).and_then(|row| row.impact).unwrap_or(Impact::InstancesReplaced)
}

/// Whether an option can be given only when the environment is created.
pub fn create_only(option: &OptionKey) -> bool {
    find(option).is_some_and(|row| row.create_only)
}

/// Whether there is such an option, as far as is known.
pub fn is_known(option: &OptionKey) -> bool {
    find(option).is_some()
}

/// The value that an option has when nobody gives it one.
pub fn default_of(option: &OptionKey) -> Option<Value> {
    let row = find(option)?;
    row.default.as_deref().map(|default| shape(option, default))
}

/// A text in the shape in which the option's values are compared.
pub fn shape(option: &OptionKey, text: &str) -> Value {
    let plain = || Value::Text(text.to_owned());
    let Some(row) = find(option) else { return plain() };
    match row.kind {
        _ if row.secret => Value::Secret(Secret::new(text)),
        Kind::Flag => Value::Flag(true).read(text),
        Kind::Number => Value::Number(0).read(text),
        Kind::Set => Value::Set([].into()).read(text),
        Kind::Json => Value::Json(serde_json::Value::Null).read(text),
        Kind::Text if row.values.is_empty() || row.case_sensitive => plain(),
        Kind::Text => Value::Word(text.to_owned()),
    }
}

/// Namespaces and, of one of them, names: to find the one that was meant.
pub(super) fn namespaces() -> impl Iterator<Item = &'static str> {
    ROWS.iter().map(|row| row.namespace.as_str())
}

/// The names of a namespace's options.
pub(super) fn names(namespace: &str) -> impl Iterator<Item = &'static str> {
    ROWS.iter().filter(move |row| row.matches_namespace(namespace)).map(|row| row.option.as_str())
}

impl Row {
    fn matches_namespace(&self, namespace: &str) -> bool {
        match self.namespace.strip_suffix('*') {
            Some(prefix) => namespace.len() > prefix.len() && namespace.starts_with(prefix),
            None => self.namespace == namespace,
        }
    }

    /// What is wrong with a value, for a load balancer of this kind.
    pub(super) fn problem(&self, value: &Value, balancer: LoadBalancerType) -> Option<String> {
        let text = value.to_aws();
        if matches!(value, Value::Secret(_)) || text.is_empty() {
            return None;
        }
        let of_balancer = self.values_by_load_balancer.get(balancer.as_aws());
        let values = of_balancer.unwrap_or(&self.values);
        let same = |known: &String| {
            if self.case_sensitive { *known == text } else { known.eq_ignore_ascii_case(&text) }
        };
        if self.kind != Kind::Set && !values.is_empty() && !values.iter().any(same) {
            return Some(format!("`{text}` is none of its values: {}", values.join(", ")));
        }
        match (self.kind, value) {
            (Kind::Flag, Value::Flag(_)) | (Kind::Json, Value::Json(_)) => None,
            (Kind::Flag, _) => Some(format!("`{text}` is neither `true` nor `false`")),
            (Kind::Number, Value::Number(number)) => self.out_of_range(*number),
            (Kind::Number, _) => Some(format!("`{text}` is no whole number")),
            (Kind::Json, _) => Some("this is no JSON document".to_owned()),
            (Kind::Text | Kind::Set, _) => self.misshapen(&text),
        }
    }

    fn out_of_range(&self, number: i64) -> Option<String> {
        let least = self
            .min
            .filter(|min| number < *min)
            .map(|min| format!("{number} is less than {min}, its least value"));
        least.or_else(|| {
            self.max
                .filter(|max| number > *max)
                .map(|max| format!("{number} is more than {max}, its greatest value"))
        })
    }

    fn misshapen(&self, text: &str) -> Option<String> {
        if let Some(most) = self.max_length.filter(|most| text.chars().count() > *most) {
            return Some(format!("it is longer than {most} characters"));
        }
        let pattern = self.pattern.as_ref()?;
        let matches = regex_lite::Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text));
        (!matches).then(|| format!("`{text}` does not have the form {pattern}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_well_formed_and_stands_once() {
        let keys: std::collections::BTreeSet<_> =
            ROWS.iter().map(|row| (&row.namespace, &row.option)).collect();
        assert_eq!(keys.len(), ROWS.len());
        for row in ROWS.iter() {
            if let Some(pattern) = &row.pattern {
                assert!(regex_lite::Regex::new(pattern).is_ok(), "{pattern}");
            }
        }
    }

    #[test]
    fn every_default_is_a_value_that_its_row_allows() {
        for row in ROWS.iter().filter(|row| !row.option.contains('*')) {
            let Some(default) = &row.default else { continue };
            let value = shape(&OptionKey::new(&row.namespace, &row.option), default);
            assert_eq!(
                row.problem(&value, LoadBalancerType::Application),
                None,
                "{} {}",
                row.namespace,
                row.option
            );
        }
    }

    #[test]
    fn an_exact_row_comes_before_one_for_any_name() {
        let option = OptionKey::new("aws:elbv2:listener:443", "SSLPolicy");
        assert_eq!(find(&option).map(|row| row.namespace.as_str()), Some("aws:elbv2:listener:*"));
        let option = OptionKey::new("aws:elbv2:listener:default", "Protocol");
        assert_eq!(
            find(&option).map(|row| row.namespace.as_str()),
            Some("aws:elbv2:listener:default")
        );
    }
}
