//! Files that extend others: what they say together, and what is wrong with them, each in the file
//! that says it.

mod anything;
mod meaning;
mod problems;
mod told;

use crate::support::{Ran, ebdeploy, folder, ran};

/// What most environments share.
const BASE: &str = r#"[application]
name = "shop"
[environment]
region = "eu-west-1"
platform = "Python 3.13 running on 64bit Amazon Linux 2023"
tags = { team = "web" }
[capacity]
min = 2
max = 4
[variables]
DJANGO_SETTINGS_MODULE = "shop.settings.aws"
"#;

/// What one of them says for itself.
const TEST: &str = "extends = \"base.toml\"\n[environment]\nname = \"shop-test\"\n";

/// `validate test.toml` in a folder with these files.
fn validate(files: &[(&str, &str)]) -> Ran {
    run(&["validate", "test.toml"], files)
}

/// Runs a command in a folder with these files.
fn run(arguments: &[&str], files: &[(&str, &str)]) -> Ran {
    ran(ebdeploy(arguments).current_dir(folder(files).path()))
}
