//! The source bundle that a file names.

use std::path::PathBuf;

use crate::aws::Aws;
use crate::bundle::{self, Bundle};
use crate::cloud::ChangeVersions;
use crate::config::{Diagnostic, Source};
use crate::desired::Desired;
use crate::error::Error;
use crate::plan::BUNDLE;

/// The wishes of a file, with what its version is made of: read from the disk, or looked up in S3.
pub(super) async fn look(desired: Desired, source: &Source, cloud: &Aws) -> Result<Desired, Error> {
    let Some(name) = desired.bundle_name().map(str::to_owned) else { return Ok(desired) };
    let place = name.strip_prefix("s3://").and_then(|place| place.split_once('/'));
    let found = if let Some((bucket, key)) = place {
        stored(cloud, source, bucket, key).await?
    } else {
        let path = source.beside(BUNDLE, &name);
        read(name, path).await.map_err(|error| refused(source, &error.to_string()))?
    };
    Ok(desired.with_bundle(found))
}

/// Reading and digesting would keep all else waiting.
async fn read(name: String, path: PathBuf) -> Result<Bundle, bundle::Error> {
    let reading = tokio::task::spawn_blocking({
        let path = path.clone();
        move || Bundle::read(&name, &path)
    });
    reading.await.unwrap_or_else(|error| {
        Err(bundle::Error::File { path, source: std::io::Error::other(error) })
    })
}

async fn stored(cloud: &Aws, source: &Source, bucket: &str, key: &str) -> Result<Bundle, Error> {
    let found = cloud.stored(bucket, key).await;
    let found = found.map_err(|error| Error::Observe(Box::new(error)))?;
    let Some(object) = found else {
        return Err(refused(source, &format!("there is no object `s3://{bucket}/{key}`")));
    };
    Ok(Bundle::stored(bucket, key, &object.edition, object.bytes))
}

fn refused(source: &Source, message: &str) -> Error {
    let found = Diagnostic::error(message, source.value(BUNDLE));
    Error::Refused { source_file: Box::new(source.clone()), diagnostics: vec![found] }
}
