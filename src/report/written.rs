//! Reports in files, beside what goes to stdout.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;

/// Makes sure that a report can be written there, before anything is done that it will tell of.
///
/// # Errors
/// Why it cannot be.
pub fn check(path: &Path) -> io::Result<()> {
    match OpenOptions::new().append(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            OpenOptions::new().write(true).create_new(true).open(path)?;
            fs::remove_file(path)
        }
        opened => opened.map(|_| ()),
    }
}

/// Writes a report to a file, in the place of what is in it.
///
/// # Errors
/// Why it cannot be written.
pub fn write(mut text: String, path: &Path) -> io::Result<()> {
    if !text.ends_with('\n') {
        text.push('\n');
    }
    fs::write(path, text)
}
