//! A file, the file that it extends, the file that this one extends, and so on.

use std::fs;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::diagnostic::{Diagnostic, Span};
use super::fault;
use super::merge::{merge, shifted};
use super::read::of_syntax;
use super::shown;
use super::text::{Text, true_path};

/// The key by which a file names the one that it extends.
const EXTENDS: &str = "extends";

/// Files that belong together, as far as they could be read.
pub(super) struct Chain {
    /// The file that was named, then the one that it extends, and so on.
    links: Vec<Link>,
    /// What is wrong with the texts as such.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Each is TOML, and none is missing.
    pub(super) is_whole: bool,
    /// By their true paths, so that no detour hides a circle.
    seen: Vec<PathBuf>,
}

/// One of them.
struct Link {
    text: Text,
    is_toml: bool,
}

/// Reads a file of these bytes, and those that it extends.
pub(super) fn follow(path: &Path, bytes: Vec<u8>) -> Chain {
    let (links, diagnostics, seen) = (Vec::new(), Vec::new(), Vec::new());
    let mut chain = Chain { links, diagnostics, is_whole: true, seen };
    let mut next = Some((path.to_owned(), bytes));
    while let Some((path, bytes)) = next.take() {
        chain.seen.push(true_path(&path));
        let extended = chain.add(path, bytes);
        next = extended.and_then(|(name, span)| chain.extended(&name, span));
    }
    // Nothing but texts and links between them has been looked at.
    chain.is_whole = chain.diagnostics.is_empty();
    chain
}

impl Chain {
    /// Adds a text, and returns what it extends, and where it says so.
    fn add(&mut self, path: PathBuf, bytes: Vec<u8>) -> Option<(String, Span)> {
        let start = self.links.last().map_or(0, |link| link.text.next());
        let (text, no_text) = decoded(bytes);
        let mut text = Text::new(path, text, start);
        let is_text = no_text.is_none();
        let (table, errors) = DeTable::parse_recoverable(&text.text);
        let is_toml = is_text && errors.is_empty();
        // What is no text need not be TOML.
        let mut problems: Vec<_> = no_text.into_iter().collect();
        let mut extended = None;
        if is_text {
            problems.extend(errors.iter().map(of_syntax));
            match extends(table.get_ref()) {
                Ok(named) => extended = named,
                Err(problem) => problems.push(problem),
            }
        }
        let mut secrets = shown::secrets(table.get_ref());
        if !is_toml {
            secrets.extend(shown::secrets_of_lines(&text.text));
        }
        text.secrets = shown::sorted(secrets);
        let among_all = |span: Span| text.among_all(&span);
        self.diagnostics.extend(problems.into_iter().map(|problem| {
            let span = problem.span.clone().map(among_all);
            Diagnostic { span, ..problem }
        }));
        let extended = extended.map(|(name, span)| (name, among_all(span)));
        self.links.push(Link { text, is_toml });
        extended
    }

    /// The file that the last text extends, and its bytes; or what is wrong with it.
    fn extended(&mut self, name: &str, span: Span) -> Option<(PathBuf, Vec<u8>)> {
        let path = self.links.last()?.text.beside(name);
        let seen = true_path(&path);
        if let Some(begin) = self.seen.iter().position(|known| *known == seen) {
            let circle = self.links[begin..].iter().map(|link| &link.text.path);
            let circle: Vec<_> =
                circle.chain([&path]).map(|path| path.display().to_string()).collect();
            let message = format!("this closes a circle: {}", circle.join(" → "));
            self.diagnostics.push(Diagnostic::error(&fault::EXTENDS_CIRCLE, message, span));
            return None;
        }
        match fs::read(&path) {
            Ok(bytes) => Some((path, bytes)),
            Err(error) => {
                let message = format!("cannot read `{}`: {error}", path.display());
                let problem = Diagnostic::error(&fault::EXTENDS_UNREADABLE, message, span);
                self.diagnostics.push(problem);
                None
            }
        }
    }

    /// The texts, that of the file that was named first.
    pub(super) fn texts(&self) -> Vec<Text> {
        self.links.iter().map(|link| link.text.clone()).collect()
    }

    /// What the files say together. Those that are no TOML say nothing.
    pub(super) fn table(&self) -> Spanned<DeTable<'_>> {
        let mut merged = Spanned::new(0..0, DeTable::new());
        for Link { text, is_toml } in self.links.iter().rev() {
            if !is_toml {
                continue;
            }
            let (table, _) = DeTable::parse_recoverable(&text.text);
            let span = text.among_all(&table.span());
            let mut own = table.into_inner();
            if extends(&own).is_err() {
                own.remove(EXTENDS);
            }
            let own = shifted(own, text.start());
            merged = Spanned::new(span, merge(merged.into_inner(), own));
        }
        merged
    }
}

/// A text of these bytes, and where it is none.
fn decoded(bytes: Vec<u8>) -> (String, Option<Diagnostic>) {
    match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let problem = Diagnostic::error(&fault::NOT_UTF_8, "this is not UTF-8", at..at);
            (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(problem))
        }
    }
}

/// The file that a table extends, and where it says so.
fn extends(table: &DeTable<'_>) -> Result<Option<(String, Span)>, Diagnostic> {
    let Some(value) = table.get(EXTENDS) else { return Ok(None) };
    let wrong = |message: &str| Err(Diagnostic::error(&fault::EXTENDS_NAME, message, value.span()));
    match value.get_ref() {
        DeValue::String(name) if name.trim().is_empty() => wrong("`extends` names no file"),
        DeValue::String(name) => Ok(Some((name.to_string(), value.span()))),
        _ => wrong("`extends` names one file, as a text"),
    }
}
