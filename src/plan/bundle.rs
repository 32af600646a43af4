//! Source bundles in S3.

use schemars::JsonSchema;
use serde::Serialize;

/// A source bundle to be uploaded into the account's bucket.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
pub struct Upload {
    /// As the file names it.
    pub bundle: String,
    /// Of what is in it.
    pub digest: String,
    /// How many files it has, where that is known.
    pub files: Option<usize>,
    /// The bytes of an archive; of a folder, those of its files.
    pub bytes: u64,
    /// Its key in the bucket.
    pub key: String,
}

/// Where a source bundle is in S3.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
pub struct StoredBundle {
    /// The bucket; the account's own, where nothing is said.
    pub bucket: Option<String>,
    /// The key in it.
    pub key: String,
}
