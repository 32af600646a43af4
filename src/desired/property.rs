//! A managed property: where it is declared, where it lives, what it should be, what changing it
//! costs.

use schemars::JsonSchema;
use serde::Serialize;

use super::catalogue;
use super::{Impact, OptionKey, Value};

/// The path of what a new environment gets though nobody wrote it.
pub const DEFAULT: &str = "default";

/// One option that the file manages.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
pub struct Property {
    /// The file's key, dotted: `capacity.min`.
    pub path: String,
    /// Where AWS keeps it.
    #[schemars(with = "String")]
    pub option: OptionKey,
    /// What it should be; `(secret)` for a secret.
    #[schemars(with = "String")]
    pub value: Value,
    /// What changing it costs.
    pub impact: Impact,
}

impl Property {
    /// What it is shown as: the file's key; what a table brings with it besides is known by the option's
    /// own name.
    pub fn key(&self) -> String {
        let Self { path, option, value: _, impact: _ } = self;
        if path.contains('.') { path.clone() } else { format!("{path} {}", option.name) }
    }

    /// What it takes of the room that variables have, if it is one.
    pub fn variable_bytes(&self) -> usize {
        variable_bytes(&self.option.name, &self.value.to_aws())
    }
}

/// What a variable takes of the room that all of them have, which is one text, `NAME=value,…`.
pub fn variable_bytes(name: &str, value: &str) -> usize {
    name.len() + "=,".len() + value.len()
}

/// All that the file manages: options with a value, and options to be taken away.
#[derive(Clone, Debug, Default)]
pub struct Properties {
    /// In the order of the file's tables.
    pub set: Vec<Property>,
    /// The file's key and the option that is to fall back to its default.
    pub removed: Vec<(String, OptionKey)>,
}

impl Properties {
    /// Declares an option. What changing it costs is the catalogue's to say.
    pub(super) fn declare(
        &mut self,
        path: impl Into<String>,
        namespace: &str,
        name: &str,
        value: Value,
    ) {
        self.declare_key(path, OptionKey::new(namespace, name), value);
    }

    /// As [`declare`](Self::declare), for an option whose key has been read from the file.
    pub(super) fn declare_key(&mut self, path: impl Into<String>, option: OptionKey, value: Value) {
        let impact = catalogue::impact(&option);
        self.set.push(Property { path: path.into(), option, value, impact });
    }

    /// Declares an option where the file gives it a value.
    pub(super) fn declare_some(
        &mut self,
        path: &str,
        namespace: &str,
        name: &str,
        value: Option<Value>,
    ) {
        if let Some(value) = value {
            self.declare(path, namespace, name, value);
        }
    }

    /// Declares an option that nobody wrote, unless somebody did.
    pub(super) fn declare_default(&mut self, namespace: &str, name: &str, value: Value) {
        let option = OptionKey::new(namespace, name);
        let written = self.set.iter().any(|property| property.option == option);
        if !written && !self.removed.iter().any(|(_, removed)| *removed == option) {
            self.declare_key(DEFAULT, option, value);
        }
    }

    /// The file says something of an option of this namespace.
    pub fn speak_of(&self, namespace: &str) -> bool {
        let set = self.set.iter().map(|property| &property.option);
        set.chain(self.removed.iter().map(|(_, option)| option))
            .any(|option| option.namespace == namespace)
    }

    /// What the file says of an option.
    pub fn get(&self, namespace: &str, name: &str) -> Option<&Value> {
        let found = self.set.iter().find(|property| {
            property.option.namespace == namespace && property.option.name == name
        });
        found.map(|property| &property.value)
    }
}
