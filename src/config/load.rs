//! From a path to a [`File`], with every problem of all its texts at once.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::chain::follow;
use super::diagnostic::Diagnostic;
use super::read::read;
use super::source::Source;
use super::{Config, check};

/// A file that could be read: its contents, its texts, and what is wrong with it so far.
#[derive(Clone, Debug)]
pub struct File {
    /// What it says together with those that it extends, without the keys that could not be read.
    pub config: Config,
    /// Where it says so.
    pub source: Source,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

/// Why a file cannot be worked with.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The operating system would not hand it out.
    #[error("cannot read `{}`", path.display())]
    Unreadable {
        /// As written on the command line.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It is not UTF-8 or TOML, or does not say which environment it is about.
    #[error("`{}` cannot be understood", source_file.path.display())]
    Invalid {
        /// Its text.
        source_file: Box<Source>,
        /// What is wrong with it, by position.
        diagnostics: Vec<Diagnostic>,
    },
}

/// Reads a file and those that it extends, and checks what can be checked of their tables alone.
///
/// # Errors
/// When there is nothing to go on with. What else is wrong stands in the file's diagnostics.
pub fn load(path: &Path) -> Result<File, Error> {
    let unreadable = |source| Error::Unreadable { path: path.to_owned(), source };
    understand(path, fs::read(path).map_err(unreadable)?)
}

/// Checks the text of a file. Files that it extends are read.
///
/// # Errors
/// As [`load`].
pub fn parse(path: &Path, text: &str) -> Result<File, Error> {
    understand(path, text.as_bytes().to_vec())
}

fn understand(path: &Path, bytes: Vec<u8>) -> Result<File, Error> {
    let mut chain = follow(path, bytes);
    let mut diagnostics = std::mem::take(&mut chain.diagnostics);
    let table = chain.table();
    let mut source = Source::new(path.to_owned(), chain.texts());
    source.locate(table.get_ref());
    // Of files that are not whole, that is all that can be said.
    let config = read(table, chain.is_whole, &mut diagnostics).filter(|_| chain.is_whole);
    if let Some(config) = &config {
        diagnostics.extend(check::all(config, &source));
    }
    diagnostics.sort_by_key(Diagnostic::position);
    match config {
        Some(config) => Ok(File { config, source, diagnostics }),
        None => Err(Error::Invalid { source_file: Box::new(source), diagnostics }),
    }
}
