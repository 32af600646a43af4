//! The application version.

use super::merged::Merged;
use super::{Draft, Note, Problem, Step, StoredBundle, Upload};
use crate::bundle::Content;
use crate::config::{Policy, fault};
use crate::desired::{Desired, Impact, Properties, namespace};
use crate::observed::{ApplicationVersion, Environment, Instance, Observed, Runs, Status, Summary};

const PATH: &str = "version.label";
/// The key that names the bundle.
pub const BUNDLE: &str = "version.bundle";

/// The version that the file names can be deployed.
pub(super) fn usable(desired: &Desired, observed: &Observed) -> Result<(), Problem> {
    let running = observed
        .environment
        .as_ref()
        .and_then(|environment| environment.summary.version.as_deref());
    let Some(label) = desired.version().filter(|label| running != Some(*label)) else {
        return Ok(());
    };
    let application = desired.application();
    match &observed.version {
        None if desired.bundle().is_some() => Ok(()),
        None => {
            let message = format!("the application `{application}` has no version `{label}`");
            Err(Problem::new(&fault::VERSION_MISSING, PATH, message))
        }
        Some(version) if version.status.eq_ignore_ascii_case("FAILED") => {
            let message = format!("AWS could not process the version `{label}`");
            let path = if desired.bundle().is_some() { BUNDLE } else { PATH };
            Err(Problem::new(&fault::VERSION_FAILED, path, message))
        }
        Some(_) => Ok(()),
    }
}

/// What makes a version of the file's bundle, where there is none yet. The label follows from what is
/// in the bundle, so that the same is never uploaded twice.
pub(super) fn make(desired: &Desired, observed: &Observed) -> Vec<Step> {
    let running = observed.environment.as_ref().and_then(|found| found.summary.version.as_deref());
    let (Some(bundle), Some(label)) = (desired.bundle(), desired.version()) else {
        return Vec::new();
    };
    if running == Some(label) || observed.version.as_ref().is_some_and(is_processed) {
        return Vec::new();
    }
    let application = desired.application().to_owned();
    let key = bundle_key(&application, label, bundle.extension());
    let (upload, place) = match &bundle.content {
        Content::Stored { bucket, key } => {
            (None, StoredBundle { bucket: Some(bucket.clone()), key: key.clone() })
        }
        Content::Folder(_) | Content::Archive(_) => {
            let upload = Upload {
                bundle: bundle.name.clone(),
                digest: bundle.digest.clone(),
                files: bundle.files(),
                bytes: bundle.bytes,
                key: key.clone(),
            };
            (Some(upload), StoredBundle { bucket: None, key })
        }
    };
    // Somebody else makes the same just now: its bundle is there, and AWS is at it.
    let upload = upload.filter(|_| observed.version.is_none()).map(Step::UploadBundle);
    let create = Step::CreateVersion { application, label: label.to_owned(), bundle: place };
    upload.into_iter().chain([create]).collect()
}

/// Where the bundle of a version is uploaded to, in the bucket that Elastic Beanstalk has in the
/// account.
pub(super) fn bundle_key(application: &str, label: &str, extension: &str) -> String {
    format!("{application}/{label}.{extension}")
}

/// What the file names, where another version is handed on.
pub(super) fn left_aside(desired: &Desired) -> Option<Note> {
    let (key, says) = desired.left_aside()?;
    let text = format!(
        "`{key}` says {says}, and is left aside: the next apply of the file goes by it again"
    );
    Some(Note(text))
}

/// Nothing is to be waited for. A version that nobody wanted processed is deployed as it is.
fn is_processed(version: &ApplicationVersion) -> bool {
    ["PROCESSED", "UNPROCESSED"].iter().any(|done| version.status.eq_ignore_ascii_case(done))
}

/// The deployment, when another version runs: on the environment, or on some of its instances.
pub(super) fn deploy(
    desired: &Desired,
    observed: &Observed,
    environment: &Environment,
    properties: &Properties,
    draft: &mut Draft,
) -> Option<Step> {
    let Summary { id, version, status, .. } = &environment.summary;
    let after = desired.version()?;
    if version.as_deref() == Some(after) {
        let instances = observed.instances.iter().flatten();
        let others: Vec<_> = instances
            .filter(|one| one.runs(after) == Runs::Another)
            .map(Instance::described)
            .collect();
        if others.is_empty() || *status != Status::Ready {
            return None;
        }
        draft.note(format!("the environment's label is `{after}`, but {}", others.join(", ")));
    }
    let merged = Merged::new(properties, &environment.settings);
    if !merged.is_enhanced() {
        draft.note(UNTOLD);
    }
    let policy = policy(&merged);
    Some(Step::DeployVersion {
        environment: id.clone(),
        before: version.clone(),
        after: after.to_owned(),
        policy,
        impact: impact(policy),
    })
}

/// What cannot be told where health reporting is basic.
pub(super) const UNTOLD: &str = "health reporting is basic, so instances do not say which version they run: \
     the environment's label and events are all that proves the deployment";

/// The manner in which versions are deployed.
fn policy(merged: &Merged<'_>) -> Policy {
    Policy::from_aws(&merged.value(namespace::COMMAND, "DeploymentPolicy"))
}

/// What a deployment costs is its policy's to say.
///
/// Source: Elastic Beanstalk developer guide, "Deployment policies and settings".
fn impact(policy: Policy) -> Impact {
    match policy {
        Policy::Rolling | Policy::RollingWithAdditionalBatch => Impact::Rolling,
        Policy::Immutable | Policy::TrafficSplitting => Impact::InstancesReplaced,
        Policy::AllAtOnce => Impact::AppRestart,
    }
}
