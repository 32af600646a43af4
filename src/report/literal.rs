//! Values as TOML, each in one line.

use std::fmt::Write;

use toml::Value;

use super::text::is_hidden;

/// A value.
pub(super) fn value(value: &Value) -> String {
    match value {
        Value::String(text) => string(text),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(self::value).collect::<Vec<_>>().join(", "))
        }
        Value::Table(table) if table.is_empty() => "{}".to_owned(),
        Value::Table(table) => {
            let entry =
                |(name, value): (&String, _)| format!("{} = {}", key(name), self::value(value));
            format!("{{ {} }}", table.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => {
            value.to_string()
        }
    }
}

/// A key, in quotes where it needs them.
pub(super) fn key(name: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !name.is_empty() && name.chars().all(is_bare) { name.to_owned() } else { string(name) }
}

/// Several keys, from a table to one in it.
pub(super) fn keys(names: &[String]) -> String {
    names.iter().map(|name| key(name)).collect::<Vec<_>>().join(".")
}

/// A text in quotes, in which nothing is hidden.
fn string(text: &str) -> String {
    let mut shown = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => shown.extend(['\\', character]),
            '\n' => shown.push_str("\\n"),
            '\t' => shown.push_str("\\t"),
            '\r' => shown.push_str("\\r"),
            character if is_hidden(character) => {
                let _ = write!(shown, "\\U{:08x}", u32::from(character));
            }
            character => shown.push(character),
        }
    }
    shown.push('"');
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use toml::Table;

    proptest! {
        #[test]
        fn any_value_under_any_key_reads_as_itself_and_is_one_line(name in any::<String>(), text in any::<String>(), number in any::<i64>(), real in any::<f32>()) {
            let inner = Table::from_iter([(name.clone(), Value::from(text.clone()))]);
            let items = vec![Value::from(text), Value::from(number), Value::from(true), Value::from(f64::from(real)), Value::Table(inner)];
            let all = Value::Array(items);
            let written = format!("{} = {}", key(&name), value(&all));
            prop_assert!(!written.contains(char::is_control));
            prop_assert_eq!(written.parse::<Table>().unwrap().remove(&name), Some(all));
        }
    }
}
