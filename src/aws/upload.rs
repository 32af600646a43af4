//! Uploads of archives: small ones at once, larger ones in parts, of which those that are there
//! already are not sent again.
//!
//! S3 refuses what does not have the checksum that is sent with it (user guide, "Checking object
//! integrity"). A part has at least 5 MiB but for the last, and an upload at most 10 000 parts
//! (user guide, "Multipart upload limits").

use std::collections::BTreeMap;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_s3::config;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{ChecksumAlgorithm, CompletedMultipartUpload, CompletedPart};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use super::versions::DIGEST;
use super::{Aws, found, pages, text};
use crate::cloud::{Archive, Error, ErrorKind, Result};
use crate::waves;

const PART: u64 = 8 * 1024 * 1024;
/// So many parts are on their way at once, and in memory.
const AT_ONCE: usize = 4;
/// A part may take as long as this, and is tried so often.
const PART_TIME: Duration = Duration::from_mins(5);
const ATTEMPTS: u32 = 8;

/// A part that is there: its number from 1, and what tells it from another.
struct Sent {
    number: i32,
    edition: String,
    checksum: String,
}

impl Aws {
    pub(super) async fn upload_archive(
        &self,
        archive: &Archive<'_>,
        sent: &mut dyn FnMut(u64),
    ) -> Result<()> {
        if archive.bytes <= PART {
            self.put_archive(archive).await?;
            sent(archive.bytes);
            return Ok(());
        }
        let upload = match self.begun(archive).await? {
            Some(upload) => upload,
            None => self.begin(archive).await?,
        };
        let there = self.parts(archive, &upload).await?;
        let parts = self.send(archive, &upload, there, sent).await?;
        self.complete(archive, &upload, &parts).await
    }

    async fn put_archive(&self, archive: &Archive<'_>) -> Result<()> {
        let bytes = part(archive, 0)?;
        let told = self
            .storage
            .put_object()
            .bucket(archive.bucket)
            .key(archive.key)
            .metadata(DIGEST, archive.digest)
            .checksum_sha256(checksum(&bytes))
            .body(ByteStream::from(bytes))
            .customize()
            .config_override(patient());
        self.call("s3:PutObject", told.send()).await.map(|_| ())
    }

    /// An upload of the same that was cut off. The key says what is in it.
    async fn begun(&self, archive: &Archive<'_>) -> Result<Option<String>> {
        let asked =
            self.storage.list_multipart_uploads().bucket(archive.bucket).prefix(archive.key);
        let answer = match self.call("s3:ListMultipartUploads", asked.send()).await {
            // It is begun anew then.
            Err(error) if error.kind == ErrorKind::AccessDenied => return Ok(None),
            answer => answer?,
        };
        let same = |upload: &&aws_sdk_s3::types::MultipartUpload| {
            upload.key() == Some(archive.key)
                && upload.checksum_algorithm() == Some(&ChecksumAlgorithm::Sha256)
        };
        let begun = answer.uploads().iter().rfind(same);
        Ok(begun.and_then(|upload| upload.upload_id().map(str::to_owned)))
    }

    async fn begin(&self, archive: &Archive<'_>) -> Result<String> {
        let told = self
            .storage
            .create_multipart_upload()
            .bucket(archive.bucket)
            .key(archive.key)
            .checksum_algorithm(ChecksumAlgorithm::Sha256)
            .metadata(DIGEST, archive.digest);
        let answer = self.call("s3:CreateMultipartUpload", told.send()).await?;
        Ok(text(answer.upload_id()))
    }

    /// The parts that are there, by number.
    async fn parts(&self, archive: &Archive<'_>, upload: &str) -> Result<BTreeMap<i32, Sent>> {
        let listed = pages(async |marker| {
            let asked = self
                .storage
                .list_parts()
                .bucket(archive.bucket)
                .key(archive.key)
                .upload_id(upload)
                .set_part_number_marker(marker);
            let answer = self.call("s3:ListParts", asked.send()).await?;
            let next = answer.next_part_number_marker().map(str::to_owned);
            let more = next.filter(|_| answer.is_truncated() == Some(true));
            Ok((answer.parts.unwrap_or_default(), more))
        });
        let parts = match listed.await {
            // They are sent again then.
            Err(error) if error.kind == ErrorKind::AccessDenied => Vec::new(),
            parts => parts?,
        };
        let there = parts.iter().filter_map(|part| {
            let number = part.part_number()?;
            let (edition, checksum) = (text(part.e_tag()), text(part.checksum_sha256()));
            Some((number, Sent { number, edition, checksum }))
        });
        Ok(there.collect())
    }

    /// Sends the parts that are not there, some at once.
    async fn send(
        &self,
        archive: &Archive<'_>,
        upload: &str,
        mut there: BTreeMap<i32, Sent>,
        told: &mut dyn FnMut(u64),
    ) -> Result<Vec<Sent>> {
        let count = archive.bytes.div_ceil(PART);
        let numbers: Vec<_> = (0..count).collect();
        let mut done = Vec::new();
        for wave in numbers.chunks(AT_ONCE) {
            let sending = wave.iter().map(|index| {
                let number = i32::try_from(index + 1).unwrap_or(i32::MAX);
                self.send_part(archive, upload, *index, number, there.remove(&number))
            });
            for sent in waves::all(sending).await {
                done.push(sent?);
            }
            told(archive.bytes.min(done.len() as u64 * PART));
        }
        Ok(done)
    }

    async fn send_part(
        &self,
        archive: &Archive<'_>,
        upload: &str,
        index: u64,
        number: i32,
        there: Option<Sent>,
    ) -> Result<Sent> {
        let bytes = part(archive, index)?;
        let checksum = checksum(&bytes);
        if let Some(there) = there.filter(|there| there.checksum == checksum) {
            return Ok(there);
        }
        let told = self
            .storage
            .upload_part()
            .bucket(archive.bucket)
            .key(archive.key)
            .upload_id(upload)
            .part_number(number)
            .checksum_sha256(&checksum)
            .body(ByteStream::from(bytes))
            .customize()
            .config_override(patient());
        let answer = self.call("s3:UploadPart", told.send()).await?;
        Ok(Sent { number, edition: text(answer.e_tag()), checksum })
    }

    async fn complete(&self, archive: &Archive<'_>, upload: &str, parts: &[Sent]) -> Result<()> {
        let part = |Sent { number, edition, checksum }: &Sent| {
            CompletedPart::builder()
                .part_number(*number)
                .e_tag(edition)
                .checksum_sha256(checksum)
                .build()
        };
        let whole = CompletedMultipartUpload::builder()
            .set_parts(Some(parts.iter().map(part).collect()))
            .build();
        let told = self
            .storage
            .complete_multipart_upload()
            .bucket(archive.bucket)
            .key(archive.key)
            .upload_id(upload)
            .multipart_upload(whole)
            .customize()
            .config_override(patient());
        // Somebody who uploads the same at the same time may have completed it.
        found(self.call("s3:CompleteMultipartUpload", told.send()).await).map(|_| ())
    }
}

/// Parts are larger than what else is said to AWS, and lines are slow.
fn patient() -> config::Builder {
    let retries = RetryConfig::standard().with_max_attempts(ATTEMPTS);
    let limits = TimeoutConfig::builder().operation_attempt_timeout(PART_TIME).build();
    config::Builder::new().retry_config(retries).timeout_config(limits)
}

/// The bytes of a part, by its number from 0.
fn part(archive: &Archive<'_>, index: u64) -> Result<Vec<u8>> {
    let start = index * PART;
    let length = archive.bytes.saturating_sub(start).min(PART);
    let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
    let file: &File = archive.file;
    file.read_exact_at(&mut bytes, start).map(|()| bytes).map_err(|error| Error {
        operation: "s3:UploadPart",
        code: None,
        message: format!("the archive cannot be read: {error}"),
        request_id: None,
        kind: ErrorKind::Other,
    })
}

fn checksum(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(Sha256::digest(bytes))
}
