//! Where two environments differ: in what their files ask for, or in what AWS has. Pure.
//!
//! Values are compared as a plan compares them: the order of a set, white space or an ARN beside a
//! name are no difference, and an option is the same by whichever key it is written.

mod files;
mod live;

use std::collections::BTreeMap;
use std::fmt;

use crate::desired::{OptionKey, Value, default_of, place_of};

pub use files::of_files;
pub use live::{Side, of_live};

/// What differs between two environments, A and B.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// What is never the same of two environments: name and domain name.
    pub identity: Vec<Row>,
    /// All else, in the order in which a file is documented.
    pub rows: Vec<Row>,
}

/// One thing that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The file's key.
    pub key: String,
    /// The option that it becomes, if it becomes one, and the same on both sides.
    pub option: Option<OptionKey>,
    /// What A has.
    pub a: Said,
    /// What B has.
    pub b: Said,
}

/// What a file says of something, or what an environment has of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// The file says nothing: whatever AWS has is kept.
    Unmanaged,
    /// The file takes it away.
    Reset,
    /// The environment has none.
    Nothing,
    /// This.
    Value(Value),
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unmanaged => f.write_str("(unmanaged)"),
            Self::Reset => f.write_str("(taken away)"),
            Self::Nothing => f.write_str("(none)"),
            Self::Value(value) => value.fmt(f),
        }
    }
}

/// What one of the two says of something.
struct Wish {
    key: String,
    option: Option<OptionKey>,
    said: Said,
}

impl Wish {
    fn new(key: impl Into<String>, said: Said) -> Self {
        Self { key: key.into(), option: None, said }
    }

    /// A text, or nothing.
    fn text(key: &str, text: Option<impl Into<String>>, otherwise: Said) -> Self {
        Self::new(key, text.map_or(otherwise, |text| Said::Value(Value::Text(text.into()))))
    }
}

/// What only one of them says of, or both differently; `unsaid` stands for what one does not speak
/// of.
fn differing(a: Vec<Wish>, b: Vec<Wish>, unsaid: &Said) -> Vec<Row> {
    let known_by = |wish: &Wish| match &wish.option {
        Some(option) => option.to_string(),
        None => wish.key.clone(),
    };
    let mut others: BTreeMap<_, _> = b.into_iter().map(|wish| (known_by(&wish), wish)).collect();
    let mut rows = Vec::new();
    for wish in a {
        let other =
            others.remove(&known_by(&wish)).map_or_else(|| unsaid.clone(), |other| other.said);
        let Wish { key, option, said } = wish;
        rows.push(Row { key, option, a: said, b: other });
    }
    rows.extend(others.into_values().map(|Wish { key, option, said }| Row {
        key,
        option,
        a: unsaid.clone(),
        b: said,
    }));
    rows.retain(|row| !row.is_same());
    let mut rows = joined(rows, unsaid);
    rows.retain(|row| !row.is_same());
    rows.sort_by_key(|row| place_of(&row.key));
    rows
}

/// A key becomes another option with another load balancer: what only A says of the one, and only B of
/// the other, is told as one.
fn joined(rows: Vec<Row>, unsaid: &Said) -> Vec<Row> {
    let mut joined: Vec<Row> = Vec::new();
    for row in rows {
        let other = joined.iter_mut().find(|other| {
            other.key == row.key
                && ((row.a == *unsaid && other.b == *unsaid)
                    || (row.b == *unsaid && other.a == *unsaid))
        });
        match other {
            Some(other) if row.a == *unsaid => {
                (other.b, other.option) = (row.b, None);
            }
            Some(other) => (other.a, other.option) = (row.a, None),
            None => joined.push(row),
        }
    }
    joined
}

impl Row {
    fn is_same(&self) -> bool {
        let default = || self.option.as_ref().and_then(default_of);
        match (&self.a, &self.b) {
            (Said::Value(a), Said::Value(b)) => same(a, b),
            // What is taken away falls back to the default.
            (Said::Reset, Said::Value(value)) | (Said::Value(value), Said::Reset) => {
                default().is_some_and(|default| same(&default, value))
            }
            (a, b) => a == b,
        }
    }
}

/// Either reads the other's text as itself.
fn same(a: &Value, b: &Value) -> bool {
    a.read(&b.to_aws()) == *a || b.read(&a.to_aws()) == *b
}
