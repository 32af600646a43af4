//! `ebdeploy explain`

use crate::error::{Error, exit};
use crate::{explain, report};

/// Prints what is told under an id.
pub(super) fn explain(id: String) -> Result<u8, Error> {
    let entries = explain::of(&id);
    if entries.is_empty() {
        return Err(Error::NoSuchId(id));
    }
    report::explained(&entries)?;
    Ok(exit::DONE)
}
