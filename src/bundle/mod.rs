//! Source bundles: what is in a folder or an archive, what it is known by, and how it is packed.
//!
//! A folder is packed as the `eb` command packs it: what `.ebignore` names is left out, without one
//! what `.gitignore` files name; modes are kept, links to folders stay links, links to files are
//! followed, and folders are but parts of names. Unlike there, the same content always gives the
//! same archive: entries are sorted, and all have the same time.

mod contents;
mod digest;
mod pack;
mod walk;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

pub use contents::{Contents, Told, is_configuration, is_hook};
pub use pack::pack;

/// Elastic Beanstalk's quota of a source bundle (developer guide, "Create an application source
/// bundle").
pub const MOST_BYTES: u64 = 500 * 1024 * 1024;
/// So many hexadecimal digits of the digest tell versions apart.
const LABEL_DIGITS: usize = 16;

/// A source bundle as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// As the file names it.
    pub name: String,
    /// Where it is.
    pub content: Content,
    /// Of what is in it, hexadecimal: SHA-256 over names, modes and contents; of an archive, over
    /// its bytes.
    pub digest: String,
    /// The bytes of an archive; of a folder, those of its files.
    pub bytes: u64,
    /// What checks look at; nothing of an object in S3, which is not looked into.
    pub contents: Option<Contents>,
}

/// Where the content of a bundle is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// In a folder, to be packed.
    Folder(Vec<Entry>),
    /// In an archive that is taken as it is.
    Archive(PathBuf),
    /// In S3 already.
    Stored {
        /// The bucket's name.
        bucket: String,
        /// The object's key.
        key: String,
    },
}

/// One entry of an archive to be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its path in the archive, with slashes.
    pub name: String,
    /// The file, or the link.
    pub path: PathBuf,
    /// What it is.
    pub kind: Kind,
}

/// What an entry is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A file with these permissions, such as `0o755`.
    File {
        /// Its permissions.
        mode: u32,
    },
    /// A link to a folder.
    Link {
        /// As it is written in the link.
        target: String,
    },
}

/// Why there is no bundle.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such folder or archive.
    #[error("there is no folder or archive `{}`", .0.display())]
    Missing(PathBuf),
    /// A file is neither a `.zip`, a `.war` nor a `.jar`.
    #[error("`{}` is no folder, `.zip`, `.war` or `.jar`", .0.display())]
    NoBundle(PathBuf),
    /// There is nothing in a folder, but for what is ignored.
    #[error("there is nothing in `{}`, but for what is ignored", .0.display())]
    Empty(PathBuf),
    /// Something in a folder can be packed in no way.
    #[error("`{}` cannot be packed: {why}", path.display())]
    Unfit {
        /// Which.
        path: PathBuf,
        /// Why.
        why: &'static str,
    },
    /// A file cannot be read, or the archive not be written.
    #[error("`{}`: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// AWS would not take it.
    #[error("the bundle has {bytes} bytes, and Elastic Beanstalk takes {MOST_BYTES} at most")]
    TooLarge {
        /// How many it has.
        bytes: u64,
    },
    /// It is not what it was when the plan was made.
    #[error("`{0}` has changed since the plan was made; nothing was uploaded")]
    Changed(String),
}

impl Bundle {
    /// What is in a folder or an archive. `name` is what the file calls it. It is read whole, and
    /// nothing of it is kept in memory.
    ///
    /// # Errors
    /// When it is not there, cannot be read or packed, or is larger than AWS takes.
    pub fn read(name: &str, path: &Path) -> Result<Self, Error> {
        let found = fs::metadata(path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => Error::Missing(path.to_owned()),
            _ => Error::File { path: path.to_owned(), source },
        })?;
        let name = name.to_owned();
        if !found.is_dir() {
            return Self::archive(name, path, found.len());
        }
        let entries = walk::entries(path)?;
        if entries.is_empty() {
            return Err(Error::Empty(path.to_owned()));
        }
        let (digest, bytes) = digest::of_entries(&entries)?;
        let contents = Some(Contents::of_folder(path, &entries));
        let bundle = Self { name, content: Content::Folder(entries), digest, bytes, contents };
        // What is packed is smaller, as a rule: only packing tells whether it is small enough.
        if bytes > MOST_BYTES {
            let failed = |source| Error::File { path: std::env::temp_dir(), source };
            pack(&bundle, &mut tempfile::tempfile().map_err(failed)?, &mut |_| ())?;
        }
        Ok(bundle)
    }

    fn archive(name: String, path: &Path, bytes: u64) -> Result<Self, Error> {
        let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
        if !["zip", "war", "jar"].iter().any(|known| extension == *known) {
            return Err(Error::NoBundle(path.to_owned()));
        }
        if bytes > MOST_BYTES {
            return Err(Error::TooLarge { bytes });
        }
        let failed = |source| Error::File { path: path.to_owned(), source };
        let digest = digest::of_file(&mut File::open(path).map_err(failed)?).map_err(failed)?;
        let contents = Some(Contents::of_archive(path));
        Ok(Self { name, content: Content::Archive(path.to_owned()), digest, bytes, contents })
    }

    /// An object in S3 that is there already. `edition` is its `ETag`, which tells it from what was
    /// there before under the same key.
    pub fn stored(bucket: &str, key: &str, edition: &str, bytes: u64) -> Self {
        let name = format!("s3://{bucket}/{key}");
        let digest = digest::of_texts(&[&name, edition]);
        let content = Content::Stored { bucket: bucket.to_owned(), key: key.to_owned() };
        Self { name, content, digest, bytes, contents: None }
    }

    /// The label of the version that it becomes: the same content always has the same.
    pub fn label(&self, prefix: &str) -> String {
        let digits = self.digest.get(..LABEL_DIGITS).unwrap_or(&self.digest);
        format!("{prefix}{digits}")
    }

    /// How many files it has; nothing where that is not looked at.
    pub fn files(&self) -> Option<usize> {
        match &self.content {
            Content::Folder(entries) => Some(entries.len()),
            Content::Archive(_) | Content::Stored { .. } => None,
        }
    }

    /// How its archive is called in S3, after the label: by what it is.
    pub fn extension(&self) -> &str {
        match &self.content {
            Content::Archive(path) => {
                path.extension().and_then(|extension| extension.to_str()).unwrap_or("zip")
            }
            Content::Folder(_) | Content::Stored { .. } => "zip",
        }
    }
}
