//! From a table to a [`Config`], with every key that is wrong.

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue, Deserializer};

use super::diagnostic::{Diagnostic, Span, nearest};
use super::{Config, Fault, fault};

/// Before this, a message of ours says what is wrong; from it on, what to do about it.
const CURE: &str = ": write ";

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
            diagnostics.push(of_value(&error));
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

/// What is no TOML, in the parser's words.
pub(super) fn of_syntax(error: &toml::de::Error) -> Diagnostic {
    Diagnostic::error(&fault::TOML_SYNTAX, words(error), error.span())
}

/// What is TOML and yet no file of ours, in serde's words or those of a type.
fn of_value(error: &toml::de::Error) -> Diagnostic {
    let message = words(error);
    let fault = fault_of(&message);
    let (message, own) = match message.split_once(CURE) {
        Some((message, cure)) => (message.to_owned(), Some(format!("write {cure}"))),
        None => (message, None),
    };
    let help = own.or_else(|| help_for(&message));
    let problem = Diagnostic::error(fault, message, error.span());
    match help {
        Some(help) => problem.with_help(help),
        None => problem,
    }
}

fn words(error: &toml::de::Error) -> String {
    let message = error.message().trim().replace('\n', ", ");
    message.replace("expected u32", "expected a whole number from 0")
}

/// serde tells the kinds of its errors apart by their first words alone.
fn fault_of(message: &str) -> &'static Fault {
    let kinds = [
        ("unknown field", &fault::UNKNOWN_KEY),
        ("missing field", &fault::MISSING_KEY),
        ("unknown variant", &fault::UNKNOWN_WORD),
        ("invalid type", &fault::WRONG_TYPE),
    ];
    let known = kinds.into_iter().find(|(words, _)| message.starts_with(words));
    known.map_or(&fault::VALUE_FORM, |(_, fault)| fault)
}

/// The next step for a message of serde's: the key that was meant, or the way to write the value.
fn help_for(message: &str) -> Option<String> {
    let words: Vec<_> = message.split('`').skip(1).step_by(2).collect();
    if let (true, ["extends", ..]) = (message.starts_with("unknown field"), &words[..]) {
        return Some("write it above the first table".to_owned());
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
