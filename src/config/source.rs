//! The file's text, and where in it each key stands.

use std::collections::BTreeMap;
use std::path::PathBuf;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::diagnostic::Span;
use super::shown;

/// A file as it was read.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// As the user wrote it on the command line.
    pub path: PathBuf,
    /// The file's text.
    pub text: String,
    places: BTreeMap<String, Place>,
    /// What looks like a secret, by position.
    secrets: Vec<Span>,
}

#[derive(Clone, Debug)]
struct Place {
    key: Span,
    value: Span,
}

impl Source {
    pub(super) fn new(path: PathBuf, text: String) -> Self {
        Self { path, text, places: BTreeMap::new(), secrets: Vec::new() }
    }

    /// Notes where the keys of `table` stand, each by its dotted path: `capacity.min`,
    /// `network.instance-subnets[1]`.
    pub(super) fn locate(&mut self, table: &DeTable<'_>) {
        walk(table, "", &mut self.places);
        self.secrets = shown::secrets(table);
    }

    /// Notes where secrets seem to stand in a text that is no TOML.
    pub(super) fn locate_secrets(&mut self) {
        let mut secrets = std::mem::take(&mut self.secrets);
        secrets.extend(shown::secrets_of_lines(&self.text));
        self.secrets = shown::sorted(secrets);
    }

    /// What looks like a secret.
    pub(super) fn secrets(&self) -> &[Span] {
        &self.secrets
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
