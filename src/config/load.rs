//! From a path to a [`File`], with every problem of the text at once.

use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue, Deserializer};

use super::Config;
use super::check;
use super::diagnostic::{Diagnostic, Span, nearest};
use super::source::Source;

/// A file that could be read: its contents, its text, and what is wrong with it so far.
#[derive(Clone, Debug)]
pub struct File {
    /// What it says, without the keys that could not be read.
    pub config: Config,
    /// Where it says so.
    pub source: Source,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

/// Why a file cannot be worked with.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The operating system would not hand it out.
    #[error("cannot read `{}`", path.display())]
    Unreadable {
        /// As written on the command line.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It is not UTF-8 or TOML, or does not say which environment it is about.
    #[error("`{}` cannot be understood", source_file.path.display())]
    Invalid {
        /// Its text.
        source_file: Box<Source>,
        /// What is wrong with it, by position.
        diagnostics: Vec<Diagnostic>,
    },
}

/// Reads a file and checks what can be checked of its tables alone.
///
/// # Errors
/// When there is nothing to go on with. What else is wrong stands in the file's diagnostics.
pub fn load(path: &Path) -> Result<File, Error> {
    let unreadable = |source| Error::Unreadable { path: path.to_owned(), source };
    let bytes = fs::read(path).map_err(unreadable)?;
    match String::from_utf8(bytes) {
        Ok(text) => parse(path, &text),
        Err(error) => Err(not_utf8(path, &error)),
    }
}

/// Checks the text of a file.
///
/// # Errors
/// As [`load`].
pub fn parse(path: &Path, text: &str) -> Result<File, Error> {
    let mut source = Source::new(path.to_owned(), text.to_owned());
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut diagnostics: Vec<_> = errors.iter().map(from_toml).collect();
    source.locate(table.get_ref());
    let config = if diagnostics.is_empty() {
        read(table, &mut diagnostics)
    } else {
        source.locate_secrets();
        None
    };
    if let Some(config) = &config {
        diagnostics.extend(check::all(config, &source));
    }
    diagnostics.sort_by_key(Diagnostic::position);
    match config {
        Some(config) => Ok(File { config, source, diagnostics }),
        None => Err(Error::Invalid { source_file: Box::new(source), diagnostics }),
    }
}

/// Reads the table into a [`Config`]. serde stops at its first error, so what it stumbled over is
/// taken out and the rest is read again, until nothing is left to stumble over.
fn read(mut table: Spanned<DeTable<'_>>, diagnostics: &mut Vec<Diagnostic>) -> Option<Config> {
    let mut removed = Vec::new();
    loop {
        let error = match Config::deserialize(Deserializer::from(table.clone())) {
            Ok(config) => return Some(config),
            Err(error) => error,
        };
        let missing_through_us =
            removed.iter().any(|key| error.message().contains(&format!("missing field `{key}`")));
        if !missing_through_us {
            diagnostics.push(from_toml(&error));
        }
        let key = error.span().and_then(|span| remove(table.get_mut(), &span));
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

fn from_toml(error: &toml::de::Error) -> Diagnostic {
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

fn not_utf8(path: &Path, error: &std::string::FromUtf8Error) -> Error {
    let at = error.utf8_error().valid_up_to();
    let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
    let diagnostic =
        Diagnostic::error("this is not UTF-8", at..at).with_help("save the file as UTF-8");
    let mut source = Source::new(path.to_owned(), text);
    source.locate_secrets();
    Error::Invalid { source_file: Box::new(source), diagnostics: vec![diagnostic] }
}
