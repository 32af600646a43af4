//! Versions that the application need not keep.
//!
//! Elastic Beanstalk has a quota of 1000 in a region, whatever the number of applications (AWS
//! General Reference, "Elastic Beanstalk endpoints and quotas").

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::Step;
use super::version::bundle_key;
use crate::desired::Desired;
use crate::observed::{ApplicationVersion, Observed};

/// A version that goes.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct OldVersion {
    /// Its label.
    pub label: String,
    /// Its source bundle is one that ebdeploy uploaded, and goes with it.
    pub with_bundle: bool,
}

/// The step that removes all but the newest versions, where there are more than the file has the
/// application keep. One that any environment runs stays, and so does the one that is to run.
pub(super) fn remove(desired: &Desired, observed: &Observed) -> Option<Step> {
    let keep = desired.keep_versions()?;
    let wanted = desired.version();
    let is_made = observed.versions.iter().any(|version| Some(version.label.as_str()) == wanted);
    // The one that is still to be made is the newest then.
    let newest = if wanted.is_some() && !is_made { keep.saturating_sub(1) } else { keep };
    let running = observed.siblings.iter().chain(own(observed));
    let used: BTreeSet<_> =
        running.filter_map(|found| found.version.as_deref()).chain(wanted).collect();
    let mut old: Vec<_> = observed.versions.iter().skip(newest).collect();
    old.retain(|version| !used.contains(version.label.as_str()));
    if old.is_empty() {
        return None;
    }
    let application = desired.application().to_owned();
    let goes = |version: &ApplicationVersion| OldVersion {
        label: version.label.clone(),
        with_bundle: is_ours(&application, &observed.region, version),
    };
    // The oldest first.
    let versions = old.into_iter().rev().map(goes).collect();
    Some(Step::RemoveVersions { application, keep, versions })
}

fn own(observed: &Observed) -> impl Iterator<Item = &crate::observed::Summary> {
    observed.environment.iter().map(|environment| &environment.summary)
}

/// Its bundle stands where ebdeploy puts one that becomes a version of this label: in the bucket
/// that Elastic Beanstalk has in the account, `elasticbeanstalk-REGION-ACCOUNT`.
fn is_ours(application: &str, region: &str, version: &ApplicationVersion) -> bool {
    let Some(bundle) = &version.bundle else { return false };
    let key = |extension: &&str| bundle.key == bundle_key(application, &version.label, extension);
    bundle.bucket.starts_with(&format!("elasticbeanstalk-{region}-"))
        && ["zip", "war", "jar"].iter().any(key)
}
