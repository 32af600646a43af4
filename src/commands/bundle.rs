//! `ebdeploy bundle`, and the source bundle that a file names.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::load;
use super::review::{linted, remarks};
use crate::cli;
use crate::report::{self, Review};

use crate::aws::Aws;
use crate::bundle::{self, Bundle};
use crate::cloud::ChangeVersions;
use crate::config::{Diagnostic, Fault, Source, fault};
use crate::desired::Desired;
use crate::error::{Error, exit};
use crate::lints::is_of_bundle;
use crate::plan::BUNDLE;

/// Shows what the bundle of a file is, checks it, and writes it where that is asked for.
pub(super) fn bundle(arguments: &cli::Bundle) -> Result<u8, Error> {
    let cli::Bundle { file, files, out, deny_warnings } = arguments;
    let (desired, source) = load(file, &|_: &str| Some(String::new()))?;
    let Some(name) = desired.bundle_name() else {
        let message = "the file names no bundle";
        let found = Diagnostic::error(&fault::NO_BUNDLE, message, source.key("version"));
        return Err(Error::Refused { source_file: Box::new(source), diagnostics: vec![found] });
    };
    if place_of(name).is_some() {
        return Err(refused(&source, &fault::BUNDLE_IN_S3, "an object in S3 is not looked into"));
    }
    let found = Bundle::read(name, &source.beside(BUNDLE, name));
    let found = found.map_err(|error| unread(&source, &error))?;
    let desired = desired.with_bundle(found);
    if let (Some(bundle), Some(label)) = (desired.bundle(), desired.version()) {
        report::bundle(bundle, label, *files)?;
        if let Some(out) = out {
            write(bundle, out).map_err(|error| unread(&source, &error))?;
        }
    }
    let mut told = remarks(&source, &desired, None);
    told.retain(|remark| is_of_bundle(remark.id));
    let review = Review { remarks: told, ..Review::default() };
    report::remarks(&source, &review);
    linted(&source, &review, *deny_warnings).map(|()| exit::DONE)
}

fn write(bundle: &Bundle, out: &Path) -> Result<(), bundle::Error> {
    let failed = |source| bundle::Error::File { path: out.to_owned(), source };
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut written =
        tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new("."))).map_err(failed)?;
    bundle::pack(bundle, written.as_file_mut(), &mut |_| ())?;
    // Who may read it is as with any other file that is made here.
    let mut whole = File::create(out).map_err(failed)?;
    let mut packed = written.reopen().map_err(failed)?;
    std::io::copy(&mut packed, &mut whole).map(|_| ()).map_err(failed)
}

/// The wishes of a file, with what its version is made of if that is on the disk; and why it was not
/// looked into.
pub(super) fn look_offline(
    desired: Desired,
    source: &Source,
) -> Result<(Desired, Option<String>), Error> {
    let Some(name) = desired.bundle_name().map(str::to_owned) else { return Ok((desired, None)) };
    if place_of(&name).is_some() {
        return Ok((desired, Some("its bundle in S3 is not looked into".to_owned())));
    }
    match Bundle::read(&name, &source.beside(BUNDLE, &name)) {
        Ok(found) => Ok((desired.with_bundle(found), None)),
        // Where files are checked, applications need not be built.
        Err(bundle::Error::Missing(_)) => {
            Ok((desired, Some(format!("there is no `{name}`, so no bundle was checked"))))
        }
        Err(error) => Err(unread(source, &error)),
    }
}

/// The bucket and key of an object in S3.
fn place_of(name: &str) -> Option<(&str, &str)> {
    name.strip_prefix("s3://")?.split_once('/')
}

/// The wishes of a file, with what its version is made of: read from the disk, or looked up in S3.
pub(super) async fn look(desired: Desired, source: &Source, cloud: &Aws) -> Result<Desired, Error> {
    let Some(name) = desired.bundle_name().map(str::to_owned) else { return Ok(desired) };
    let found = if let Some((bucket, key)) = place_of(&name) {
        stored(cloud, source, bucket, key).await?
    } else {
        let path = source.beside(BUNDLE, &name);
        read(name, path).await.map_err(|error| unread(source, &error))?
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
    let found = found.map_err(Error::unseen)?;
    let Some(object) = found else {
        let message = format!("there is no object `s3://{bucket}/{key}`");
        return Err(refused(source, &fault::BUNDLE_NOT_READ, &message));
    };
    Ok(Bundle::stored(bucket, key, &object.edition, object.bytes))
}

/// A bundle that cannot be read, or not be packed.
fn unread(source: &Source, error: &bundle::Error) -> Error {
    refused(source, &fault::BUNDLE_NOT_READ, &error.to_string())
}

fn refused(source: &Source, fault: &'static Fault, message: &str) -> Error {
    let found = Diagnostic::error(fault, message, source.value(BUNDLE));
    Error::Refused { source_file: Box::new(source.clone()), diagnostics: vec![found] }
}
