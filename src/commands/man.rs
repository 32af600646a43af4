//! `ebdeploy man`

use std::fs;
use std::path::Path;

use clap::CommandFactory;

use crate::cli::Cli;
use crate::error::{Error, exit};
use crate::report;

/// Prints the manual page, or writes the pages of all commands into a folder.
pub(super) fn man(into: Option<&Path>) -> Result<u8, Error> {
    let Some(folder) = into else {
        let mut page = Vec::new();
        clap_mangen::Man::new(Cli::command()).render(&mut page)?;
        report::out(String::from_utf8_lossy(&page).trim_end())?;
        return Ok(exit::DONE);
    };
    let failed = |source| Error::Report { path: folder.to_owned(), source };
    fs::create_dir_all(folder).map_err(failed)?;
    clap_mangen::generate_to(Cli::command(), folder).map_err(failed)?;
    Ok(exit::DONE)
}
