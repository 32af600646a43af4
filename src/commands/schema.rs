//! `ebdeploy schema`

use schemars::schema_for;

use crate::config::Config;
use crate::saved::Saved;

/// The JSON Schema of the files, from the types that read them.
pub fn schema() -> String {
    serde_json::to_string_pretty(&schema_for!(Config)).unwrap_or_default()
}

/// The JSON Schema of saved plans, from the types that write them.
pub fn schema_of_saved() -> String {
    serde_json::to_string_pretty(&schema_for!(Saved)).unwrap_or_default()
}
