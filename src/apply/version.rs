//! Bundles and the versions that are made of them.

use std::fs::File;

use super::{Error, Event, Run};
use crate::bundle::{self, Bundle};
use crate::cloud::{self, Archive, Change, NewVersion, Observe, Update};
use crate::plan::{StoredBundle, Upload};

impl<C: Observe + Change> Run<'_, C> {
    /// Uploads the bundle, unless it is there already: then it has been uploaded before, or by
    /// somebody else meanwhile.
    pub(super) async fn upload(&mut self, upload: &Upload) -> Result<(), Error> {
        let Some(bundle) = self.bundle.filter(|bundle| bundle.digest == upload.digest) else {
            return Err(bundle::Error::Changed(upload.bundle.clone()).into());
        };
        self.journal.waiting_for = format!("`{}` is being uploaded", upload.bundle);
        let bucket = self.cloud.bucket().await?;
        let there = self.cloud.stored(&bucket, &upload.key).await?;
        if there.is_some_and(|object| object.digest.as_deref() == Some(upload.digest.as_str())) {
            return Ok(());
        }
        let (file, bytes) = packed(bundle.clone()).await?;
        let key = upload.key.as_str();
        let archive = Archive { bucket: &bucket, key, digest: &upload.digest, file: &file, bytes };
        let emit = &mut self.emit;
        let mut sent = |sent: u64| emit(Event::Uploading { sent, total: bytes });
        sent(0);
        Ok(self.cloud.upload(&archive, &mut sent).await?)
    }

    /// Has AWS deploy a version, unless somebody else has deployed it while the environment was waited for.
    pub(super) async fn update_version(
        &mut self,
        environment_id: &str,
        label: &str,
    ) -> Result<(), Error> {
        let log = self.follow(environment_id).await?;
        let (cloud, name) = (self.cloud, self.environment);
        let update = Update { version: Some(label), ..Update::default() };
        let mut waited = false;
        let request = self
            .when_ready(environment_id, async || {
                if waited && runs(cloud, name, label).await? {
                    return Ok(None);
                }
                waited = true;
                cloud.update_environment(environment_id, &update).await.map(Some)
            })
            .await?;
        let Some(request) = request else { return Ok(()) };
        self.proved = None;
        self.id = Some(environment_id.to_owned());
        self.journal.waiting_for = format!("`{name}` deploys `{label}`");
        self.journal.under_way = true;
        let ended = self.until_done(environment_id, &request, log).await;
        self.journal.under_way = false;
        ended
    }

    /// Makes the version, and waits until AWS has processed it.
    pub(super) async fn create_version(
        &mut self,
        application: &str,
        label: &str,
        StoredBundle { bucket, key }: &StoredBundle,
    ) -> Result<(), Error> {
        let bucket = match bucket {
            Some(bucket) => bucket.clone(),
            None => self.cloud.bucket().await?,
        };
        let new = NewVersion { application, label, bucket: &bucket, key };
        self.cloud.create_version(&new).await?;
        self.journal.waiting_for = format!("AWS processes the version `{label}`");
        loop {
            let version = self.cloud.version(application, label).await?;
            let Some(version) = version else {
                return Err(Error::Missing(format!("the version `{label}` is gone")));
            };
            // The API's model and its answers do not write it alike.
            match version.status.to_ascii_uppercase().as_str() {
                "PROCESSED" | "UNPROCESSED" => return Ok(()),
                "FAILED" => {
                    let events = self.cloud.version_events(application, label).await?;
                    return Err(Error::Unprocessed { label: label.to_owned(), events });
                }
                _ => self.pause().await,
            }
        }
    }
}

/// The environment runs this version.
async fn runs(cloud: &impl Observe, environment: &str, label: &str) -> cloud::Result<bool> {
    let found = cloud.environment(environment).await?;
    Ok(found.is_some_and(|found| found.version.as_deref() == Some(label)))
}

/// The archive, in a file that nobody else sees and that is gone with the run.
async fn packed(bundle: Bundle) -> Result<(File, u64), Error> {
    let name = bundle.name.clone();
    let failed = |source| bundle::Error::File { path: name.clone().into(), source };
    let packing = tokio::task::spawn_blocking(move || {
        let path = std::env::temp_dir();
        let mut file =
            tempfile::tempfile().map_err(|source| bundle::Error::File { path, source })?;
        let bytes = bundle::pack(&bundle, &mut file, &mut |_| ())?;
        Ok::<_, bundle::Error>((file, bytes))
    });
    Ok(packing.await.map_err(|error| failed(std::io::Error::other(error)))??)
}
