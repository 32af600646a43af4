//! `ebdeploy validate`

use std::path::PathBuf;

use super::load;
use crate::error::{Error, exit};
use crate::report;

/// Checks each file offline; tells of all that are wrong. What the caller's variables hold does not
/// matter.
pub(super) fn validate(files: &[PathBuf]) -> Result<u8, Error> {
    let mut wrong = false;
    for path in files {
        match load(path, |_| Some(String::new())) {
            Ok(_) => report::out(&format!("{}: fine", path.display()))?,
            Err(error) => {
                report::failure(&error);
                wrong = true;
            }
        }
    }
    Ok(if wrong { exit::FAILED } else { exit::DONE })
}
