//! `ebdeploy validate`

use std::path::{Path, PathBuf};

use super::load;
use super::review::{linted, remarks};
use crate::error::{Error, exit};
use crate::report::{self, Review};

/// Checks each file offline; tells of all that are wrong. What the caller's variables hold does not
/// matter.
pub(super) fn validate(files: &[PathBuf], deny_warnings: bool) -> Result<u8, Error> {
    let mut wrong = false;
    for path in files {
        match check(path, deny_warnings) {
            Ok(()) => report::out(&format!("{}: fine", path.display()))?,
            Err(error) => {
                report::failure(&error);
                wrong = true;
            }
        }
    }
    Ok(if wrong { exit::FAILED } else { exit::DONE })
}

fn check(path: &Path, deny_warnings: bool) -> Result<(), Error> {
    let (desired, source) = load(path, |_| Some(String::new()))?;
    let review = Review { remarks: remarks(&source, &desired, None), ..Review::default() };
    report::remarks(&source, &review);
    linted(&source, &review, deny_warnings)
}
