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
    reset: Option<bool>,
}

impl<'de> Deserialize<'de> for Setting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SettingVisitor)
    }
}

struct SettingVisitor;

impl<'de> Visitor<'de> for SettingVisitor {
    type Value = Setting;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value, a list of strings, { env = \"NAME\" } or { reset = true }")
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
        match Table::deserialize(MapAccessDeserializer::new(map))? {
            Table { env: Some(name), reset: None } => Ok(Setting::Env(name)),
            Table { env: None, reset: Some(true) } => Ok(Setting::Reset),
            Table { .. } => {
                Err(de::Error::custom("write either { env = \"NAME\" } or { reset = true }"))
            }
        }
    }
}

impl JsonSchema for Setting {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Setting".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A value, the name of a variable of the caller's environment, or the wish to have none.",
            "oneOf": [
                { "type": ["string", "number", "boolean"] },
                { "type": "array", "items": { "type": "string" } },
                {
                    "type": "object",
                    "properties": { "env": { "description": "Read from the caller's environment; never shown.", "type": "string" } },
                    "required": ["env"],
                    "additionalProperties": false
                },
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
