//! Where two files ask for different things, and where two environments differ.

mod binary;
mod files;
mod keys;
mod live;

use std::path::Path;

use ebdeploy::config;
use ebdeploy::desired::Desired;
use ebdeploy::difference::{Difference, Row};

/// What every file here says.
const HEAD: &str =
    "[application]\nname = \"shop\"\n[environment]\nname = \"shop-test\"\nregion = \"eu-west-1\"\n";

/// What a file of the head and these lines asks for.
fn asked(lines: &str) -> Desired {
    desired(&format!("{HEAD}{lines}\n"))
}

/// What a file asks for. Variables of the caller stand for their names.
fn desired(text: &str) -> Desired {
    let file = config::parse(Path::new("test.toml"), text).unwrap();
    let desired = Desired::new(&file, &|name: &str| Some(format!("env {name}")));
    desired.unwrap_or_else(|problems| panic!("{problems:?}\n{text}"))
}

/// Differences, a line each.
fn told(difference: &Difference) -> String {
    let line = |row: &Row| format!("{}: {} → {}", row.key, row.a, row.b);
    difference.identity.iter().chain(&difference.rows).map(line).collect::<Vec<_>>().join("\n")
}
