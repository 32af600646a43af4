//! `ebdeploy show`

use super::load;
use crate::cli;
use crate::error::{Error, exit};
use crate::report::{self, Listing};

/// Prints what a file says together with those that it extends. What the caller's variables hold does
/// not matter.
pub(super) fn show(arguments: &cli::Show) -> Result<u8, Error> {
    let cli::Show { file, json, no_origins } = arguments;
    let (desired, source) = load(file, &|_: &str| Some(String::new()))?;
    let listing = Listing { source: &source, tables: &desired.listing(&source) };
    report::listed(&listing, *json, !no_origins)?;
    Ok(exit::DONE)
}
