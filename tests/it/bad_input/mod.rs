//! What bad input gets: a diagnostic with place, cause and next step, and nothing changed.

mod anything;
mod aws;
pub(crate) mod examples;
mod file;
mod looks;
mod meaning;
mod protect;
mod values;
mod version;

use std::fs;

use tempfile::TempDir;

use crate::support::{Ran, ebdeploy, ran};

/// What every file begins with.
pub(crate) const HEAD: &str = "[application]\nname = \"shop\"\n[environment]\nname = \"shop-test\"\nregion = \"eu-west-1\"\n\
                    platform = \"Python 3.13 running on 64bit Amazon Linux 2023\"\n";

/// `validate` on a file of these bytes, in a folder of its own.
fn validate(contents: impl AsRef<[u8]>) -> Ran {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("test.toml"), contents).unwrap();
    let ended = ran(ebdeploy(&["validate", "test.toml"]).current_dir(folder.path()));
    assert_eq!(ended.code, 1, "{ended}");
    ended
}

/// The same, of the smallest file and these lines.
fn with(lines: &str) -> String {
    validate(format!("{HEAD}{lines}\n")).stderr
}
