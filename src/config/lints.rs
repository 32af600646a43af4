//! `[lints]`

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A lint that is not to be told, and why.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Allowed {
    /// Why it does not matter here.
    #[schemars(length(min = 1))]
    pub allow: String,
}
