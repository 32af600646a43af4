//! The schema that editors use is that of the types that read the files.

use std::fs;

use crate::support::root;

#[test]
fn the_committed_schema_is_current() {
    let committed = fs::read_to_string(root().join("environments/schema.json")).unwrap();
    assert_eq!(committed.trim_end(), ebdeploy::commands::schema(), "run `make schema`");
}
