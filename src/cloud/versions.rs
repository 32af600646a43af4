//! Application versions, and where their bundles are kept.

use std::fs::File;

use super::Result;
use crate::observed::LogEvent;

/// What can be asked and told of application versions and their bundles. Each is safe to do twice.
#[expect(async_fn_in_trait, reason = "one runtime, one thread: no Send bound is wanted")]
pub trait ChangeVersions {
    /// The bucket that Elastic Beanstalk has in the account and region; made when there is none.
    async fn bucket(&self) -> Result<String>;
    /// An object of S3, if there is one.
    async fn stored(&self, bucket: &str, key: &str) -> Result<Option<Object>>;
    /// Reads an object of S3 into a file, piece by piece.
    async fn fetch(&self, bucket: &str, key: &str, into: &mut File) -> Result<()>;
    /// Uploads an archive. What an earlier call that was cut off has uploaded of the same is not
    /// uploaded again. `sent` hears how many bytes are there.
    async fn upload(&self, archive: &Archive<'_>, sent: &mut dyn FnMut(u64)) -> Result<()>;
    /// Makes a version, and has its bundle processed; one that exists is as good.
    async fn create_version(&self, version: &NewVersion<'_>) -> Result<()>;
    /// Removes a version, and its source bundle where that is asked for; one that is gone is as
    /// good.
    async fn delete_version(&self, application: &str, label: &str, with_bundle: bool)
    -> Result<()>;
    /// The events of a version, the oldest first.
    async fn version_events(&self, application: &str, label: &str) -> Result<Vec<LogEvent>>;
}

/// An object in S3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Its `ETag`.
    pub edition: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// The digest of the bundle that it is, where ebdeploy put it there.
    pub digest: Option<String>,
}

/// An archive to be uploaded.
#[derive(Debug)]
pub struct Archive<'a> {
    /// Where to.
    pub bucket: &'a str,
    /// Under which key.
    pub key: &'a str,
    /// Of the bundle that it is.
    pub digest: &'a str,
    /// Its bytes.
    pub file: &'a File,
    /// How many there are.
    pub bytes: u64,
}

/// A version to be made.
#[derive(Clone, Debug)]
pub struct NewVersion<'a> {
    /// The application's name.
    pub application: &'a str,
    /// The version's label.
    pub label: &'a str,
    /// Where its bundle is.
    pub bucket: &'a str,
    /// The bundle's key there.
    pub key: &'a str,
}
