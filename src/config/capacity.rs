//! `[capacity]`

use schemars::JsonSchema;
use serde::Deserialize;

/// How many instances, of which types.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Capacity {
    /// Which instance types may be used, in no particular order.
    #[serde(default)]
    pub instance_types: Option<Vec<String>>,
    /// At least so many instances.
    #[serde(default)]
    #[schemars(range(max = 10_000))]
    pub min: Option<u32>,
    /// At most so many.
    #[serde(default)]
    #[schemars(range(max = 10_000))]
    pub max: Option<u32>,
}
