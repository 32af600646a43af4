//! Application versions, and the objects that their bundles are.

use std::fs::File;
use std::io::Write;

use aws_sdk_elasticbeanstalk::types::S3Location;

use super::{Aws, found, pages, text};
use crate::cloud::{Archive, ChangeVersions, Error, ErrorKind, Leases, NewVersion, Object, Result};
use crate::observed::LogEvent;

/// Under which name an object says which bundle it is.
pub(super) const DIGEST: &str = "ebdeploy-digest";

impl ChangeVersions for Aws {
    async fn bucket(&self) -> Result<String> {
        // It is there wherever Elastic Beanstalk has been used, and asking for it makes it: the
        // answer is its name. (API reference, `CreateStorageLocation`.)
        let bucket = self.place().await?.bucket;
        let asked = self.storage.head_bucket().bucket(&bucket);
        if found(self.call("s3:HeadBucket", asked.send()).await)?.is_some() {
            return Ok(bucket);
        }
        let asked = self.beanstalk.create_storage_location();
        let made = self.call("elasticbeanstalk:CreateStorageLocation", asked.send()).await?;
        Ok(made.s3_bucket.unwrap_or(bucket))
    }

    async fn stored(&self, bucket: &str, key: &str) -> Result<Option<Object>> {
        let asked = self.storage.head_object().bucket(bucket).key(key);
        let answer = found(self.call("s3:HeadObject", asked.send()).await)?;
        Ok(answer.map(|answer| Object {
            edition: text(answer.e_tag()),
            bytes: answer.content_length().and_then(|bytes| bytes.try_into().ok()).unwrap_or(0),
            digest: answer.metadata().and_then(|metadata| metadata.get(DIGEST)).cloned(),
        }))
    }

    async fn fetch(&self, bucket: &str, key: &str, into: &mut File) -> Result<()> {
        const OPERATION: &str = "s3:GetObject";
        let asked = self.storage.get_object().bucket(bucket).key(key);
        let mut body = self.call(OPERATION, asked.send()).await?.body;
        let failed = |message: String| Error {
            operation: OPERATION,
            code: None,
            message,
            request_id: None,
            kind: ErrorKind::Unreachable,
        };
        while let Some(bytes) = body.next().await {
            let bytes = bytes.map_err(|error| failed(error.to_string()))?;
            into.write_all(&bytes).map_err(|error| failed(error.to_string()))?;
        }
        Ok(())
    }

    async fn upload(&self, archive: &Archive<'_>, sent: &mut dyn FnMut(u64)) -> Result<()> {
        self.upload_archive(archive, sent).await
    }

    async fn create_version(&self, version: &NewVersion<'_>) -> Result<()> {
        let place = S3Location::builder().s3_bucket(version.bucket).s3_key(version.key).build();
        let told = self
            .beanstalk
            .create_application_version()
            .application_name(version.application)
            .version_label(version.label)
            .source_bundle(place)
            .process(true);
        match self.call("elasticbeanstalk:CreateApplicationVersion", told.send()).await {
            Err(error) if error.kind == ErrorKind::Exists => Ok(()),
            result => result.map(|_| ()),
        }
    }

    async fn delete_version(
        &self,
        application: &str,
        label: &str,
        with_bundle: bool,
    ) -> Result<()> {
        let told = self
            .beanstalk
            .delete_application_version()
            .application_name(application)
            .version_label(label)
            .delete_source_bundle(with_bundle);
        let told = self.call("elasticbeanstalk:DeleteApplicationVersion", told.send()).await;
        found(told).map(|_| ())
    }

    async fn version_events(&self, application: &str, label: &str) -> Result<Vec<LogEvent>> {
        let mut events = pages(async |token| {
            let asked = self
                .beanstalk
                .describe_events()
                .application_name(application)
                .version_label(label)
                .set_next_token(token);
            let answer = self.call("elasticbeanstalk:DescribeEvents", asked.send()).await?;
            Ok((answer.events.unwrap_or_default(), answer.next_token))
        })
        .await?;
        // AWS tells the newest first.
        events.reverse();
        Ok(events.iter().filter_map(super::described::event).collect())
    }
}
