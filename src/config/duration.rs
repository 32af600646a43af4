//! Durations as people write them: `30m`, `1h 30m`, `90s`.

use std::{fmt, time};

use jiff::SignedDuration;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize, Serializer};

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
        let duration = time::Duration::try_from(signed)
            .map_err(|_| format!("`{text}` is negative: write one from `1s` to `168h`"))?;
        match duration.as_secs() {
            0 => Err(format!("`{text}` is less than a second: write one from `1s` to `168h`")),
            1..=604_800 => Ok(Self(duration)),
            _ => Err(format!("`{text}` is more than a week: write one from `1s` to `168h`")),
        }
    }
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// As people write it, and always in the same way: `5m`, `1m 30s`.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        let parts = [(seconds / 3600, 'h'), (seconds / 60 % 60, 'm'), (seconds % 60, 's')];
        let parts = parts.into_iter().filter(|(count, _)| *count > 0);
        let parts: Vec<_> = parts.map(|(count, unit)| format!("{count}{unit}")).collect();
        f.write_str(&parts.join(" "))
    }
}

impl Serialize for Duration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_same_duration_is_written_in_one_way() {
        for (written, shown) in [("300s", "5m"), ("1h 90s", "1h 1m 30s"), ("168h", "168h")] {
            assert_eq!(written.parse::<Duration>().unwrap().to_string(), shown);
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_as_the_same(seconds in 1..=604_800u64) {
            let duration = Duration(time::Duration::from_secs(seconds));
            prop_assert_eq!(duration.to_string().parse(), Ok(duration));
        }
    }
}
