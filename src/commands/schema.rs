//! `ebdeploy schema`

use schemars::{Schema, schema_for};
use serde_json::{Map, Value, json};

use crate::config::Config;
use crate::saved::Saved;
use crate::{gates, lints};

/// The JSON Schema of the files, from the types that read them, and the tables of what can be denied
/// and silenced.
pub fn schema() -> String {
    let mut schema = schema_for!(Config);
    let kinds = gates::kinds().map(|(id, means)| json!({ "const": id, "description": means }));
    let kinds: Vec<_> = kinds.collect();
    add(&mut schema, "/$defs/Protect/properties/deny/items", json!({ "oneOf": kinds }));
    let silenced = |lint: &lints::Lint| {
        let row = json!({ "$ref": "#/$defs/Allowed", "description": lint.reason });
        (lint.id.to_owned(), row)
    };
    let silenced: Map<String, Value> = lints::lints().map(silenced).collect();
    add(&mut schema, "/properties/lints/properties", Value::Object(silenced));
    add(&mut schema, "/properties/lints/additionalProperties", json!(false));
    serde_json::to_string_pretty(&schema).unwrap_or_default()
}

/// Puts a part into the schema, in place of what may be there.
fn add(schema: &mut Schema, place: &str, part: Value) {
    let (around, name) = place.rsplit_once('/').unwrap_or_default();
    if let Some(around) = schema.pointer_mut(around).and_then(Value::as_object_mut) {
        around.insert(name.to_owned(), part);
    }
}

/// The JSON Schema of saved plans, from the types that write them.
pub fn schema_of_saved() -> String {
    serde_json::to_string_pretty(&schema_for!(Saved)).unwrap_or_default()
}
