//! The committed schemas are those of the types that read and write the files.

use std::fs;

use crate::support::root;

#[test]
fn the_committed_schema_is_current() {
    let committed = fs::read_to_string(root().join("environments/schema.json")).unwrap();
    assert_eq!(committed.trim_end(), ebdeploy::commands::schema(), "run `make schema`");
}

#[test]
fn the_committed_schema_of_saved_plans_is_current() {
    let committed = fs::read_to_string(root().join("docs/saved-plan.schema.json")).unwrap();
    assert_eq!(committed.trim_end(), ebdeploy::commands::schema_of_saved(), "run `make schema`");
}
