//! A file in the making.

use std::collections::BTreeMap;

use toml::Value;

use crate::desired::OptionKey;

/// A file in the making, and what is not in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// In the order in which they are written.
    pub tables: Vec<Table>,
    /// Variables whose value the file does not hold: whoever applies it sets them.
    pub gaps: Vec<String>,
    /// What stays unmanaged.
    pub left: Vec<Left>,
    /// Options that the file speaks of, or leaves; each with the table that it is in, or was.
    pub(super) covered: BTreeMap<OptionKey, String>,
    /// The ARN of the certificate, as long as the file has its domain.
    pub(super) certificate: Option<String>,
}

/// Something that stays unmanaged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// What.
    pub what: String,
    /// Why.
    pub why: String,
}

/// A table of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The names that lead to it.
    pub names: Vec<String>,
    /// Its keys, in order.
    pub entries: Vec<Entry>,
}

/// A key.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its own name.
    pub name: String,
    /// Its value.
    pub value: Value,
    /// What to do about it, or where it comes from.
    pub remark: Option<String>,
}

impl Entry {
    pub(super) fn new(name: impl Into<String>, value: impl Into<Value>) -> Self {
        Self { name: name.into(), value: value.into(), remark: None }
    }
}

impl Draft {
    /// Adds a table, unless it says nothing.
    pub(super) fn table(&mut self, names: &[&str], entries: Vec<Entry>) {
        if !entries.is_empty() {
            self.empty_table(names, entries);
        }
    }

    /// Adds a table, which says something by being there.
    pub(super) fn empty_table(&mut self, names: &[&str], entries: Vec<Entry>) {
        let names = names.iter().map(|&name| name.to_owned()).collect();
        self.tables.push(Table { names, entries });
    }

    /// A table speaks of an option.
    pub(super) fn cover(&mut self, table: &str, namespace: &str, name: &str) {
        self.covered.insert(OptionKey::new(namespace, name), table.to_owned());
    }

    pub(super) fn leave_out(&mut self, what: impl Into<String>, why: impl Into<String>) {
        self.left.push(Left { what: what.into(), why: why.into() });
    }

    /// The entry at a dotted path.
    pub(super) fn entry(&mut self, path: &str) -> Option<&mut Entry> {
        let table = self.tables.iter_mut().find(|table| table.leads_to(path))?;
        let name = path.get(table.names.join(".").len() + 1..)?;
        table.entries.iter_mut().find(|entry| entry.name == name)
    }

    /// Takes a key away. Says whether it was there.
    pub(super) fn remove(&mut self, path: &str) -> bool {
        let Some(table) = self.tables.iter_mut().find(|table| table.leads_to(path)) else {
            return false;
        };
        let before = table.entries.len();
        let name = &path[table.names.join(".").len() + 1..];
        table.entries.retain(|entry| entry.name != name);
        let removed = table.entries.len() < before;
        let is_needed = |table: &Table| {
            !table.entries.is_empty()
                || ["https", "health-check"].contains(&table.names[0].as_str())
        };
        self.tables.retain(is_needed);
        removed
    }

    /// Takes a table away, so that nothing speaks of its options. Says whether it was there.
    pub(super) fn remove_table(&mut self, name: &str) -> bool {
        let before = self.tables.len();
        self.tables.retain(|table| table.names != [name]);
        self.covered.retain(|_, table| table != name);
        self.tables.len() < before
    }
}

impl Table {
    /// A dotted path names a key of this table.
    fn leads_to(&self, path: &str) -> bool {
        let own = self.names.join(".");
        path.strip_prefix(&own).is_some_and(|rest| {
            let name = rest.strip_prefix('.');
            name.is_some_and(|name| self.entries.iter().any(|entry| entry.name == name))
        })
    }
}
