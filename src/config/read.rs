//! From a table to a [`Config`], with every key that is wrong.

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue, Deserializer};

use super::Config;
use super::diagnostic::{Diagnostic, Span, nearest};

/// What to do about a file without the keys that every environment needs.
const INCOMPLETE: &str = "add it, or extend a file that has it; a file that is there to be extended is checked with those that extend it";

/// Reads a table into a [`Config`]. serde stops at its first error, so what it stumbled over is
/// taken out and the rest is read again, until nothing is left to stumble over. Of a table that is
/// not whole, what is missing is not told.
pub(super) fn read(
    mut table: Spanned<DeTable<'_>>,
    is_whole: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Config> {
    let mut removed = Vec::new();
    loop {
        let error = match Config::deserialize(Deserializer::from(table.clone())) {
            Ok(config) => return Some(config),
            Err(error) => error,
        };
        let missing_through_us =
            removed.iter().any(|key| error.message().contains(&format!("missing field `{key}`")));
        let missing = error.message().starts_with("missing field");
        if !missing_through_us && (is_whole || !missing) {
            diagnostics.push(from_toml(&error));
        }
        // What the whole file lacks is not mended by taking a key out.
        let span = error.span().filter(|span| *span != table.span());
        let key = span.and_then(|span| remove(table.get_mut(), &span));
        removed.push(key?);
    }
}

/// Takes out the innermost key that the span belongs to, and returns its name.
fn remove(table: &mut DeTable<'_>, span: &Span) -> Option<String> {
    let holds = |outer: &Span| outer.start <= span.start && span.end <= outer.end;
    for (key, value) in table.iter_mut() {
        let on_whole_value = value.span() == *span;
        if let DeValue::Table(inner) = value.get_mut()
            && !on_whole_value
            && let Some(removed) = remove(inner, span)
        {
            return Some(removed);
        }
        // In a list of tables it is one of them, or a key in it, that is at fault.
        if let DeValue::Array(items) = value.get_mut()
            && let Some(removed) = remove_from_list(key.get_ref(), items, span)
        {
            return Some(removed);
        }
        if holds(&key.span()) || holds(&value.span()) {
            let key = key.clone();
            table.remove(&key);
            return Some(key.get_ref().to_string());
        }
    }
    None
}

/// Takes out of a list the table that the span belongs to, or the innermost key in that table, and
/// returns its name.
fn remove_from_list(name: &str, items: &mut DeArray<'_>, span: &Span) -> Option<String> {
    for place in 0..items.len() {
        let Some(item) = items.get_mut(place) else { continue };
        let on_whole_item = item.span() == *span;
        let DeValue::Table(table) = item.get_mut() else { continue };
        if on_whole_item {
            let mut rest = DeArray::new();
            let others = items.iter().enumerate().filter(|(index, _)| *index != place);
            others.for_each(|(_, item)| rest.push(item.clone()));
            *items = rest;
            return Some(name.to_owned());
        }
        if let Some(removed) = remove(table, span) {
            return Some(removed);
        }
    }
    None
}

/// serde's or the parser's words as ours.
pub(super) fn from_toml(error: &toml::de::Error) -> Diagnostic {
    let message = error
        .message()
        .trim()
        .replace('\n', ", ")
        .replace("expected u32", "expected a whole number from 0");
    let help = help_for(&message);
    Diagnostic { help, ..Diagnostic::error(message, error.span()) }
}

/// The next step for a message of serde's: the key that was meant, or the way to write the value.
fn help_for(message: &str) -> Option<String> {
    let words: Vec<_> = message.split('`').skip(1).step_by(2).collect();
    if let (true, ["extends", ..]) = (message.starts_with("unknown field"), &words[..]) {
        return Some("write it above the first table".to_owned());
    }
    if let ["application" | "environment" | "name"] = words[..] {
        return Some(INCOMPLETE.to_owned());
    }
    if message.starts_with("unknown field") || message.starts_with("unknown variant") {
        let (wrong, known) = words.split_first()?;
        return nearest(wrong, known.iter().copied())
            .map(|meant| format!("did you mean `{meant}`?"));
    }
    if message.starts_with("invalid type: string")
        && (message.contains("whole number") || message.contains("expected a bool"))
    {
        return Some("write it without quotes".to_owned());
    }
    if message.starts_with("invalid type: integer") && message.contains("expected a string") {
        return Some("write it in quotes".to_owned());
    }
    None
}
