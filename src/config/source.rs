//! The texts of a file and of those that it extends, and where in them each key stands.
//!
//! All texts lie one after another in one space of positions, so that a [`Span`] says by itself
//! which of them it is of. Whoever compares or sorts spans need not know; whoever shows one asks
//! for its [`Text`].

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::diagnostic::Span;
use super::text::Text;
use super::written::{self, Written};

/// A file as it was read, with those that it extends.
#[derive(Clone, Debug)]
pub struct Source {
    /// As the user wrote it on the command line.
    pub path: PathBuf,
    /// The file's own text, then that of the file that it extends, and so on; never none.
    texts: Vec<Text>,
    places: BTreeMap<String, Place>,
    written: Vec<Written>,
}

#[derive(Clone, Debug)]
struct Place {
    key: Span,
    value: Span,
}

impl Default for Source {
    fn default() -> Self {
        Self::new(PathBuf::new(), vec![Text::new(PathBuf::new(), String::new(), 0)])
    }
}

impl Source {
    pub(super) fn new(path: PathBuf, texts: Vec<Text>) -> Self {
        Self { path, texts, places: BTreeMap::new(), written: Vec::new() }
    }

    /// Notes where the keys of the merged table stand, each by its dotted path: `capacity.min`,
    /// `network.instance-subnets[1]`.
    pub(super) fn locate(&mut self, table: &DeTable<'_>) {
        walk(table, "", &mut self.places);
        self.written = written::list(self, table);
    }

    /// The file's own text, and those of the files that it extends, in turn.
    pub fn texts(&self) -> &[Text] {
        &self.texts
    }

    /// The text that a span lies in.
    pub fn text_of(&self, span: &Span) -> &Text {
        let after = self.texts.partition_point(|text| text.start() <= span.start);
        &self.texts[after.saturating_sub(1)]
    }

    /// The line in which a span begins, from 1, in the text that it lies in.
    pub fn line(&self, span: &Span) -> usize {
        let text = self.text_of(span);
        let start = text.text.floor_char_boundary(text.within(span).start);
        text.text[..start].matches('\n').count() + 1
    }

    /// The path that a relative one means at this key: it is taken from the folder of the file that
    /// says the key.
    pub fn beside(&self, key: &str, path: &str) -> PathBuf {
        match self.key(key) {
            Some(span) => self.text_of(&span).beside(path),
            None => self.path.parent().unwrap_or(Path::new("")).join(path),
        }
    }

    /// All that is written, by position of the table and key in it that said so last.
    pub fn written(&self) -> &[Written] {
        &self.written
    }

    /// Where the value at a dotted path stands; that of the nearest table around it when the key is
    /// not written.
    pub fn value(&self, path: &str) -> Option<Span> {
        self.nearest(path).map(|place| place.value.clone())
    }

    /// Where the key at a dotted path stands.
    pub fn key(&self, path: &str) -> Option<Span> {
        self.nearest(path).map(|place| place.key.clone())
    }

    /// The key at a dotted path is written.
    pub fn is_written(&self, path: &str) -> bool {
        self.places.contains_key(path)
    }

    fn nearest(&self, path: &str) -> Option<&Place> {
        let mut path = path;
        loop {
            if let Some(place) = self.places.get(path) {
                return Some(place);
            }
            path = &path[..path.rfind(['.', '['])?];
        }
    }
}

fn walk(table: &DeTable<'_>, prefix: &str, places: &mut BTreeMap<String, Place>) {
    for (key, value) in table {
        let path = if prefix.is_empty() {
            key.get_ref().to_string()
        } else {
            format!("{prefix}.{}", key.get_ref())
        };
        note(path, key.span(), value, places);
    }
}

fn note(
    path: String,
    key: Span,
    value: &Spanned<DeValue<'_>>,
    places: &mut BTreeMap<String, Place>,
) {
    match value.get_ref() {
        DeValue::Table(table) => walk(table, &path, places),
        DeValue::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                note(format!("{path}[{index}]"), item.span(), item, places);
            }
        }
        _ => {}
    }
    places.insert(path, Place { key, value: value.span() });
}
