//! `ebdeploy schema`

use schemars::schema_for;

use crate::config::Config;

/// The JSON Schema of the files, from the types that read them.
pub fn schema() -> String {
    serde_json::to_string_pretty(&schema_for!(Config)).unwrap_or_default()
}
