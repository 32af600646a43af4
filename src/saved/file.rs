//! The file that a plan was made from, and those that it extends.

use std::fmt::Write;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::config::Source;

/// A file, and what was in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct SavedFile {
    /// As it was named on the command line.
    pub path: PathBuf,
    /// The digest of its bytes, in hexadecimal.
    pub sha256: String,
    /// The file that it extends, the one that this one extends, and so on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extends: Vec<ExtendedFile>,
}

/// A file that another extends, and what was in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct ExtendedFile {
    /// As it is shown.
    pub path: PathBuf,
    /// The digest of its bytes, in hexadecimal.
    pub sha256: String,
}

impl SavedFile {
    /// A file as it was read.
    pub fn new(source: &Source) -> Self {
        let mut digests = source.texts().iter().map(|text| (text.path.clone(), digest(&text.text)));
        let own = digests.next().map(|(_, sha256)| sha256);
        let extends = digests.map(|(path, sha256)| ExtendedFile { path, sha256 });
        Self {
            path: source.path.clone(),
            sha256: own.unwrap_or_default(),
            extends: extends.collect(),
        }
    }

    /// The first file that does not say what it said; none while all do.
    pub(super) fn changed(&self, now: &Self) -> Option<PathBuf> {
        if self.sha256 != now.sha256 {
            return Some(now.path.clone());
        }
        let mut then = self.extends.iter();
        let differs = |file: &&ExtendedFile| then.next() != Some(*file);
        let changed = now.extends.iter().find(differs).map(|file| file.path.clone());
        changed.or_else(|| then.next().map(|gone| gone.path.clone()))
    }
}

/// The digest of a file's text, in hexadecimal.
pub fn digest(text: &str) -> String {
    let mut hex = String::new();
    for byte in Sha256::digest(text.as_bytes()) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
