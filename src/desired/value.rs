//! Values of options: compared by what they mean, shown with care.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Serialize, Serializer};

/// What is shown in place of a secret.
const HIDDEN: &str = "(secret)";

/// The value of an option, in the shape in which it was declared.
///
/// AWS keeps every value as a text. A declared value knows how to [read](Value::read) such a text
/// in its own shape, so that the order of a set, white space, `True` for `true` or an ARN beside a
/// name are no difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Compared to the letter.
    Text(String),
    /// One of AWS's words, whose case does not count.
    Word(String),
    /// A whole number.
    Number(i64),
    /// `true` or `false`.
    Flag(bool),
    /// Items in no particular order.
    Set(BTreeSet<String>),
    /// A role or profile, by name or by ARN.
    Name(String),
    /// A JSON document.
    Json(serde_json::Value),
    /// Never shown.
    Secret(Secret),
}

impl Value {
    /// The items of a set.
    pub fn set(items: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::Set(items.into_iter().map(Into::into).collect())
    }

    /// Reads AWS's text in the shape of this value; as plain text when it does not have that shape.
    #[must_use]
    pub fn read(&self, text: &str) -> Self {
        let plain = || Self::Text(text.to_owned());
        match self {
            Self::Text(_) => plain(),
            Self::Word(word) if word.eq_ignore_ascii_case(text.trim()) => self.clone(),
            Self::Word(_) => Self::Word(text.to_owned()),
            Self::Number(_) => text.trim().parse().map_or_else(|_| plain(), Self::Number),
            Self::Flag(_) => {
                text.trim().to_ascii_lowercase().parse().map_or_else(|_| plain(), Self::Flag)
            }
            Self::Set(_) => {
                Self::set(text.split(',').map(str::trim).filter(|item| !item.is_empty()))
            }
            Self::Name(name) => {
                let same = last_segment(name) == last_segment(text.trim());
                if same { self.clone() } else { Self::Name(text.to_owned()) }
            }
            Self::Json(_) => serde_json::from_str(text).map_or_else(|_| plain(), Self::Json),
            Self::Secret(_) => Self::Secret(Secret::new(text)),
        }
    }

    /// The text that AWS is told.
    pub fn to_aws(&self) -> String {
        match self {
            Self::Text(text) | Self::Word(text) | Self::Name(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::Set(items) => items.iter().map(String::as_str).collect::<Vec<_>>().join(","),
            Self::Json(json) => json.to_string(),
            Self::Secret(secret) => secret.0.clone(),
        }
    }
}

/// `role/path/name` and `arn:aws:iam::1:role/name` mean `name`.
fn last_segment(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// Shown as a plan shows it: sets with spaces, secrets not at all.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) if text.is_empty() => f.write_str("\"\""),
            Self::Set(items) if items.is_empty() => f.write_str("\"\""),
            Self::Set(items) => {
                f.write_str(&items.iter().map(String::as_str).collect::<Vec<_>>().join(", "))
            }
            Self::Secret(_) => f.write_str(HIDDEN),
            _ => f.write_str(&self.to_aws()),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Secret(_) => serializer.serialize_str(HIDDEN),
            _ => serializer.serialize_str(&self.to_aws()),
        }
    }
}

/// A text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text from being shown.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// AWS masks some values in its answers, so that nobody can tell whether they differ.
    pub fn is_masked(&self) -> bool {
        !self.0.is_empty() && self.0.chars().all(|c| c == '*')
    }

    /// How many bytes it takes.
    pub fn size(&self) -> usize {
        self.0.len()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_order_of_a_set_is_no_difference() {
        let declared = Value::set(["t3.small", "t3.medium"]);
        assert_eq!(declared.read("t3.medium, t3.small"), declared);
    }

    #[test]
    fn an_arn_beside_a_name_is_no_difference() {
        let declared = Value::Name("web".into());
        assert_eq!(declared.read("arn:aws:iam::123456789012:role/service-role/web"), declared);
        assert_ne!(declared.read("arn:aws:iam::123456789012:role/worker"), declared);
    }

    #[test]
    fn the_case_of_a_flag_or_word_is_no_difference() {
        assert_eq!(Value::Flag(true).read("True"), Value::Flag(true));
        assert_eq!(Value::Word("Any 1".into()).read("any 1"), Value::Word("Any 1".into()));
    }

    #[test]
    fn a_secret_is_never_shown() {
        let secret = Value::Secret(Secret::new("hunter2"));
        let shown = format!("{secret} {secret:?} {}", serde_json::to_string(&secret).unwrap());
        assert!(!shown.contains("hunter2"), "{shown}");
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let word = "[A-Za-z0-9/:._-]{1,12}";
        prop_oneof![
            word.prop_map(Value::Text),
            word.prop_map(Value::Word),
            any::<i64>().prop_map(Value::Number),
            any::<bool>().prop_map(Value::Flag),
            proptest::collection::btree_set(word, 0..4).prop_map(Value::Set),
            word.prop_map(Value::Name),
            word.prop_map(|text| Value::Secret(Secret::new(text))),
        ]
    }

    proptest! {
        #[test]
        fn a_value_reads_its_own_text_as_itself(value in any_value()) {
            prop_assert_eq!(value.read(&value.to_aws()), value);
        }

        #[test]
        fn reading_twice_is_reading_once(value in any_value(), text in "\\PC{0,16}") {
            let once = value.read(&text);
            prop_assert_eq!(value.read(&once.to_aws()), once);
        }
    }
}
