//! Reports in files, beside what goes to stdout.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;

use super::whole::{Report, Shape};

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
pub fn write(report: &Report<'_>, shape: Shape, path: &Path) -> io::Result<()> {
    let mut text = report.render(shape);
    if !text.ends_with('\n') {
        text.push('\n');
    }
    fs::write(path, text)
}
