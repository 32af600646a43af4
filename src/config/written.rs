//! What files say together, key by key.

use serde::Deserialize;
use toml::de::{DeString, DeTable, DeValue, ValueDeserializer};
use toml::{Spanned, Value};

use super::merge::is_value;
use super::shown::HIDDEN;
use super::source::Source;

/// A key of the merged file, or a table of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// The names that lead to it, outermost first.
    pub names: Vec<String>,
    /// Its dotted path.
    pub path: String,
    /// Its value, with what looks like a secret blotted out; nothing, for a table that keys are
    /// written in.
    pub value: Option<Value>,
}

/// All keys and tables of a merged table.
pub(super) fn list(source: &Source, table: &DeTable<'_>) -> Vec<Written> {
    let mut written = Vec::new();
    add(source, table, &mut Vec::new(), &mut written);
    written
}

fn add(source: &Source, table: &DeTable<'_>, names: &mut Vec<String>, written: &mut Vec<Written>) {
    let mut keys: Vec<_> = table.iter().collect();
    keys.sort_by_key(|(key, _)| key.span().start);
    for (key, value) in keys {
        names.push(key.get_ref().to_string());
        let path = names.join(".");
        match value.get_ref() {
            DeValue::Table(inner) if !is_value(names) => {
                written.push(Written { names: names.clone(), path, value: None });
                add(source, inner, names, written);
            }
            _ => {
                let value = Some(blotted(source, value));
                written.push(Written { names: names.clone(), path, value });
            }
        }
        names.pop();
    }
}

/// A value as it may be shown.
fn blotted(source: &Source, value: &Spanned<DeValue<'_>>) -> Value {
    let span = value.span();
    let text = source.text_of(&span);
    match value.get_ref() {
        _ if text.secrets.contains(&text.within(&span)) => Value::from(HIDDEN),
        DeValue::Table(table) => {
            let shown = |(key, value): (&Spanned<DeString<'_>>, _)| {
                (key.get_ref().to_string(), blotted(source, value))
            };
            Value::Table(table.iter().map(shown).collect())
        }
        DeValue::Array(items) => {
            Value::Array(items.iter().map(|item| blotted(source, item)).collect())
        }
        // A number that is too large for TOML is told of elsewhere.
        _ => Value::deserialize(ValueDeserializer::from(value.clone()))
            .unwrap_or_else(|_| Value::from("")),
    }
}
