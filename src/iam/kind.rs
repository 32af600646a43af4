//! The kinds of step that a file can lead to.

use std::collections::BTreeSet;

use super::asks::Asks;
use crate::config::{HealthGoal, Stray};
use crate::desired::Desired;
use crate::plan::Step;

/// A kind of [`Step`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Makes the application.
    CreateApplication,
    /// Uploads a bundle.
    UploadBundle,
    /// Makes a version of it.
    CreateVersion,
    /// Makes the environment.
    CreateEnvironment,
    /// Removes rules for as long as a target group is replaced.
    LiftExemption,
    /// Moves to another platform version.
    UpdatePlatform,
    /// Changes option settings.
    UpdateSettings,
    /// Changes tags.
    UpdateTags,
    /// Deploys a version.
    DeployVersion,
    /// Removes what a run that was cut off left.
    SweepShadow,
    /// Tries a health check.
    ProveHealthCheck,
    /// Has every target checked anew.
    LookAnew,
    /// Takes the health check back from its fallback.
    ReturnToPathCheck,
    /// Gives the target group its health check back.
    RestoreHealthCheck,
    /// Gives the listener its certificate and policy back.
    RestoreListener,
    /// Opens port 443.
    OpenHttpsPort,
    /// Makes the rules on port 80.
    RedirectToHttps,
    /// Removes old versions.
    RemoveVersions,
    /// Ends the environment.
    TerminateEnvironment,
    /// Deletes the application.
    DeleteApplication,
}

impl From<&Step> for Kind {
    fn from(step: &Step) -> Self {
        match step {
            Step::CreateApplication { .. } => Self::CreateApplication,
            Step::UploadBundle(_) => Self::UploadBundle,
            Step::CreateVersion { .. } => Self::CreateVersion,
            Step::CreateEnvironment(_) => Self::CreateEnvironment,
            Step::LiftExemption { .. } => Self::LiftExemption,
            Step::UpdatePlatform { .. } => Self::UpdatePlatform,
            Step::UpdateSettings { .. } => Self::UpdateSettings,
            Step::UpdateTags { .. } => Self::UpdateTags,
            Step::DeployVersion { .. } => Self::DeployVersion,
            Step::SweepShadow { .. } => Self::SweepShadow,
            Step::ProveHealthCheck(_) => Self::ProveHealthCheck,
            Step::LookAnew { .. } => Self::LookAnew,
            Step::ReturnToPathCheck { .. } => Self::ReturnToPathCheck,
            Step::RestoreHealthCheck { .. } => Self::RestoreHealthCheck,
            Step::RestoreListener { .. } => Self::RestoreListener,
            Step::OpenHttpsPort { .. } => Self::OpenHttpsPort,
            Step::RedirectToHttps { .. } => Self::RedirectToHttps,
            Step::RemoveVersions { .. } => Self::RemoveVersions,
            Step::TerminateEnvironment(_) => Self::TerminateEnvironment,
            Step::DeleteApplication { .. } => Self::DeleteApplication,
        }
    }
}

/// The kinds of step that a plan for this file may have; those that end it where it says that it may
/// be destroyed, in so many words.
pub fn kinds(desired: &Desired) -> BTreeSet<Kind> {
    let (asks, unmanaged) = (Asks::new(desired), desired.unmanaged());
    let creates = desired.platform().is_some();
    let https = desired.certificate().is_some();
    let checked = asks.application() && asks.checks;
    let looks_anew = asks.proves() && desired.health() != HealthGoal::Any;
    let rows = [
        (Kind::CreateApplication, creates),
        (Kind::UploadBundle, asks.uploads()),
        (Kind::CreateVersion, desired.bundle_name().is_some()),
        (Kind::CreateEnvironment, creates),
        (Kind::LiftExemption, asks.redirects()),
        (Kind::UpdatePlatform, desired.platform().is_some()),
        (Kind::UpdateSettings, updates(desired)),
        (Kind::UpdateTags, !desired.tags().is_empty() || unmanaged.tags == Stray::Prune),
        (Kind::DeployVersion, asks.deploys()),
        (Kind::SweepShadow, checked),
        (Kind::ProveHealthCheck, checked && asks.proves()),
        (Kind::LookAnew, looks_anew && (updates(desired) || asks.deploys())),
        (Kind::ReturnToPathCheck, desired.falls_back()),
        (Kind::RestoreHealthCheck, checked),
        (Kind::RestoreListener, https && asks.has_groups()),
        (Kind::OpenHttpsPort, https && (asks.application() || asks.classic())),
        (Kind::RedirectToHttps, asks.redirects()),
        (Kind::RemoveVersions, desired.keep_versions().is_some()),
        (Kind::TerminateEnvironment, asks.may_end()),
        (Kind::DeleteApplication, asks.may_end()),
    ];
    rows.into_iter().filter(|(_, may_be)| *may_be).map(|(kind, _)| kind).collect()
}

fn updates(desired: &Desired) -> bool {
    let kind = desired.load_balancer().unwrap_or_default();
    let properties = desired.properties(kind, Some("arn:aws:acm:*:*:certificate/*"));
    !properties.set.is_empty()
        || !properties.removed.is_empty()
        || desired.unmanaged().variables == Stray::Prune
}
