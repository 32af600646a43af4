//! What a file says, key by key, with those that it extends; and which of them says it.

use std::path::PathBuf;

use toml::Value;

use super::{Desired, Filled};
use crate::config::{Source, Written};

/// The tables of a file, in the order in which they are documented.
const TABLES: [&str; 14] = [
    "application",
    "environment",
    "version",
    "capacity",
    "network",
    "load-balancer",
    "https",
    "health-check",
    "variables",
    "options",
    "unmanaged",
    "apply",
    "protect",
    "lints",
];

/// Where a key's table stands among the documented ones.
pub(crate) fn place_of(key: &str) -> Option<usize> {
    let table = key.split(['.', ' ']).next().unwrap_or_default();
    TABLES.iter().position(|name| *name == table)
}

/// A table and its keys.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedTable {
    /// The names that lead to it.
    pub names: Vec<String>,
    /// What it says, without its inner tables.
    pub entries: Vec<Listed>,
}

/// A key, its value, and who says so.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Its own name.
    pub name: String,
    /// Its dotted path.
    pub path: String,
    /// Its value; what looks like a secret is not in it.
    pub value: Value,
    /// Who says so.
    pub origin: Origin,
}

/// Who says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A line of a file.
    Written {
        /// The file, as it is shown.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// Nobody: it holds all the same; always, or under this condition.
    Default(Option<&'static str>),
}

impl Desired {
    /// All that the file and those that it extends say, and what holds besides.
    pub fn listing(&self, source: &Source) -> Vec<ListedTable> {
        let mut tables: Vec<ListedTable> = Vec::new();
        for written in source.written() {
            let Written { names, path, value } = written;
            match (value, names.split_last()) {
                (Some(value), Some((name, table))) => {
                    let origin = source.key(path).map(|span| Origin::Written {
                        file: source.text_of(&span).path.clone(),
                        line: source.line(&span),
                    });
                    let origin = origin.unwrap_or(Origin::Default(None));
                    let (name, path, value) = (name.clone(), path.clone(), value.clone());
                    table_of(&mut tables, table).entries.push(Listed { name, path, value, origin });
                }
                _ => {
                    table_of(&mut tables, names);
                }
            }
        }
        for Filled { names: [table, name], value, condition } in self.filled() {
            let path = format!("{table}.{name}");
            if !source.is_written(&path) {
                let origin = Origin::Default(condition);
                table_of(&mut tables, &[table]).entries.push(Listed { name, path, value, origin });
            }
        }
        tables.retain(|table| !table.names.is_empty());
        tables.sort_by_key(|table| place_of(&table.names[0]));
        tables
    }
}

/// The table of these names; a new one, where there is none yet.
fn table_of<'a>(tables: &'a mut Vec<ListedTable>, names: &[String]) -> &'a mut ListedTable {
    let index = tables.iter().position(|table| table.names == names).unwrap_or_else(|| {
        tables.push(ListedTable { names: names.to_vec(), entries: Vec::new() });
        tables.len() - 1
    });
    &mut tables[index]
}
