//! A value that the file gives to a variable, tag or option.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};

/// A value, the place of a value, or the wish to have none.
#[derive(Clone, PartialEq, Eq)]
pub enum Setting {
    /// `"text"`, `5` or `true`, as AWS is told it.
    Text(String),
    /// `["a", "b"]`, in no particular order.
    List(Vec<String>),
    /// `{ env = "NAME" }`: read from the caller's environment, and never shown.
    Env(String),
    /// `{ file = "PATH" }`: read from a file beside the one that says so, and never shown.
    File(String),
    /// `{ secret = "ARN" }`: where AWS keeps it. Instances fetch it; nobody else reads it.
    Secret(String),
    /// `{ reset = true }`: taken away, so that the default or nothing holds.
    Reset,
}

/// Variables may hold what should not be seen.
impl fmt::Debug for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text(…)",
            Self::List(_) => "List(…)",
            Self::Env(_) => "Env(…)",
            Self::File(_) => "File(…)",
            Self::Secret(_) => "Secret(…)",
            Self::Reset => "Reset",
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Table {
    #[serde(default)]
    env: Option<String>,
    #[serde(default)]
    file: Option<String>,
    #[serde(default)]
    secret: Option<String>,
    #[serde(default)]
    reset: Option<bool>,
}

/// The forms of a value that is a table.
const FORMS: &str =
    "{ env = \"NAME\" }, { file = \"PATH\" }, { secret = \"ARN\" } or { reset = true }";

impl<'de> Deserialize<'de> for Setting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SettingVisitor)
    }
}

struct SettingVisitor;

impl<'de> Visitor<'de> for SettingVisitor {
    type Value = Setting;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a value, a list of strings, {FORMS}")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Setting, E> {
        Ok(Setting::Text(text.to_owned()))
    }

    fn visit_bool<E: de::Error>(self, flag: bool) -> Result<Setting, E> {
        Ok(Setting::Text(flag.to_string()))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Setting, E> {
        Ok(Setting::Text(number.to_string()))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Setting, E> {
        Ok(Setting::Text(number.to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Setting, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Setting::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Setting, A::Error> {
        let Table { env, file, secret, reset } =
            Table::deserialize(MapAccessDeserializer::new(map))?;
        match (env, file, secret, reset) {
            (Some(name), None, None, None) => Ok(Setting::Env(name)),
            (None, Some(path), None, None) => Ok(Setting::File(path)),
            (None, None, Some(arn), None) => Ok(Setting::Secret(arn)),
            (None, None, None, Some(true)) => Ok(Setting::Reset),
            _ => Err(de::Error::custom(format!("a value is one thing: write one of {FORMS}"))),
        }
    }
}

impl JsonSchema for Setting {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Setting".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let place = |name: &str, what: &str| {
            json_schema!({
                "type": "object",
                "properties": { name: { "description": what, "type": "string" } },
                "required": [name],
                "additionalProperties": false
            })
        };
        json_schema!({
            "description": "A value, where it is to be had, or the wish to have none.",
            "oneOf": [
                { "type": ["string", "number", "boolean"] },
                { "type": "array", "items": { "type": "string" } },
                place("env", "A variable of the caller's environment; its value is never shown."),
                place("file", "A file, from this one's folder; what is in it is never shown."),
                place("secret", "The ARN of a secret of Secrets Manager or of a parameter of Systems Manager, which instances fetch. Of variables only."),
                {
                    "type": "object",
                    "properties": { "reset": { "description": "Taken away.", "const": true } },
                    "required": ["reset"],
                    "additionalProperties": false
                }
            ]
        })
    }
}
