//! Application versions and their bundles, in the fake.

use std::fs::File;
use std::io::{Read, Write};

use ebdeploy::cloud::{Archive, ChangeVersions, ErrorKind, NewVersion, Object, Result};
use ebdeploy::observed::LogEvent;

use super::{Fake, error, now};

/// The name of a file that AWS cannot make sense of.
const BAD: &[u8] = b".ebextensions/bad.config";

/// A bundle that was uploaded.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) key: String,
    pub(crate) digest: String,
    pub(crate) bytes: Vec<u8>,
}

/// A version that was made of one.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) label: String,
    /// So many looks find it being processed.
    pub(crate) looks: usize,
    /// AWS cannot process it.
    pub(crate) fails: bool,
}

impl ChangeVersions for Fake {
    async fn bucket(&self) -> Result<String> {
        Ok("elasticbeanstalk-eu-west-1-123456789012".into())
    }

    async fn stored(&self, _: &str, key: &str) -> Result<Option<Object>> {
        let world = self.0.borrow();
        let found = world.stored.iter().find(|stored| stored.key == key);
        Ok(found.map(|stored| Object {
            edition: "\"1\"".into(),
            bytes: stored.bytes.len() as u64,
            digest: Some(stored.digest.clone()),
        }))
    }

    async fn upload(&self, archive: &Archive<'_>, sent: &mut dyn FnMut(u64)) -> Result<()> {
        self.answered().await;
        let mut world = self.0.borrow_mut();
        world.begin("UploadBundle")?;
        let mut bytes = Vec::new();
        let mut file = archive.file;
        std::io::Seek::rewind(&mut file).unwrap();
        file.read_to_end(&mut bytes).unwrap();
        let (key, digest) = (archive.key.to_owned(), archive.digest.to_owned());
        world.stored.push(Stored { key, digest, bytes });
        sent(archive.bytes);
        Ok(())
    }

    async fn create_version(&self, version: &NewVersion<'_>) -> Result<()> {
        self.answered().await;
        let mut world = self.0.borrow_mut();
        if world.versions.iter().any(|made| made.label == version.label) {
            return Ok(());
        }
        if !world.stored.iter().any(|stored| stored.key == version.key) {
            let operation = "elasticbeanstalk:CreateApplicationVersion";
            return Err(error(operation, ErrorKind::Other, "Unable to download from S3 location"));
        }
        world.begin("CreateApplicationVersion")?;
        let stored = world.stored.iter().find(|stored| stored.key == version.key);
        // It is told by the name of a file in it, which an archive holds as it is.
        let holds = |stored: &Stored| stored.bytes.windows(BAD.len()).any(|bytes| bytes == BAD);
        let (label, fails) = (version.label.to_owned(), stored.is_some_and(holds));
        world.versions.push(Made { label, looks: 2, fails });
        Ok(())
    }

    async fn fetch(&self, _: &str, key: &str, into: &mut File) -> Result<()> {
        let world = self.0.borrow();
        let stored = world.stored.iter().find(|stored| stored.key == key);
        into.write_all(stored.map_or(b"", |stored| &stored.bytes)).unwrap();
        Ok(())
    }

    async fn delete_version(&self, _: &str, label: &str, with_bundle: bool) -> Result<()> {
        let mut world = self.0.borrow_mut();
        world.begin("DeleteApplicationVersion")?;
        world.versions.retain(|made| made.label != label);
        if with_bundle {
            world.stored.retain(|stored| stored.key != format!("shop/{label}.zip"));
        }
        Ok(())
    }

    async fn version_events(&self, _: &str, label: &str) -> Result<Vec<LogEvent>> {
        Ok(vec![LogEvent {
            at: now(),
            severity: "ERROR".into(),
            message: format!("The configuration file of {label} is not valid YAML."),
            request_id: None,
        }])
    }
}
