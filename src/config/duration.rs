//! Durations as people write them: `30m`, `1h 30m`, `90s`.

use std::time;

use jiff::SignedDuration;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{self, Deserializer};

/// A span of time of at least a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duration(time::Duration);

impl Duration {
    /// So many minutes.
    pub const fn minutes(minutes: u64) -> Self {
        Self(time::Duration::from_secs(minutes * 60))
    }

    /// As the standard library has it.
    pub fn get(self) -> time::Duration {
        self.0
    }
}

impl std::str::FromStr for Duration {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let signed: SignedDuration = text.parse().map_err(|_| {
            format!("`{text}` is no duration: write it as `30m`, `90s` or `1h 30m`")
        })?;
        let duration =
            time::Duration::try_from(signed).map_err(|_| format!("`{text}` is negative"))?;
        match duration.as_secs() {
            0 => Err(format!("`{text}` is less than a second")),
            1..=604_800 => Ok(Self(duration)),
            _ => Err(format!("`{text}` is more than a week")),
        }
    }
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl JsonSchema for Duration {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Duration".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "description": "A span of time such as 30m, 90s or 1h 30m.", "type": "string" })
    }
}
