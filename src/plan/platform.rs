//! Which version of the platform: any that the file allows will do, and none is ever taken back.

use semver::Version;

use super::{Draft, Problem, Step};
use crate::config::{fault, nearest};
use crate::desired::{Desired, PlatformWish};
use crate::observed::{Environment, Observed, PlatformVersion};

const PATH: &str = "environment.platform";
const VERSION_PATH: &str = "environment.platform-version";

/// The versions of the branch that the file names must be known to plan for this environment.
pub fn needs_versions(desired: &Desired, environment: Option<&Environment>) -> bool {
    let Some(wish) = desired.platform() else { return false };
    environment.is_none_or(|environment| !fits(&wish, environment))
}

/// The environment has what the file asks for.
fn fits(wish: &PlatformWish<'_>, environment: &Environment) -> bool {
    let Some((branch, version)) = environment.summary.platform() else { return false };
    branch == wish.branch && allows(wish, version)
}

fn allows(wish: &PlatformWish<'_>, version: &str) -> bool {
    let Some(range) = &wish.versions else { return true };
    Version::parse(version).is_ok_and(|version| range.matches(&version))
}

/// The version that a new environment gets: the recommended one if the file allows it, else the
/// newest that it allows.
pub(super) fn of_new<'a>(
    desired: &Desired,
    observed: &'a Observed,
) -> Result<&'a PlatformVersion, Problem> {
    let Some(wish) = desired.platform() else {
        let message = "a new environment needs a platform";
        return Err(Problem::new(&fault::NO_PLATFORM, "environment", message));
    };
    best(&wish, observed)
}

fn best<'a>(
    wish: &PlatformWish<'_>,
    observed: &'a Observed,
) -> Result<&'a PlatformVersion, Problem> {
    let versions = &observed.platform_versions;
    if versions.is_empty() {
        let branches = observed.platform_branches.iter().map(String::as_str);
        let message =
            format!("there is no platform branch `{}` in {}", wish.branch, observed.region);
        let help = match nearest(wish.branch, branches) {
            Some(meant) => format!("did you mean `{meant}`? {}", similar(wish.branch, observed)),
            None => similar(wish.branch, observed),
        };
        let problem = Problem::new(&fault::PLATFORM_UNKNOWN, PATH, message);
        return Err(match help.trim() {
            "" => problem,
            help => problem.with_help(help),
        });
    }
    let allowed = versions.iter().filter(|version| allows(wish, &version.version));
    let recommended =
        |version: &PlatformVersion| version.lifecycle.as_deref() == Some("Recommended");
    allowed
        .max_by_key(|version| (recommended(version), Version::parse(&version.version).ok()))
        .ok_or_else(|| {
            let known: Vec<_> = versions.iter().map(|version| version.version.as_str()).collect();
            let message = format!("no version of `{}` is in that range", wish.branch);
            let problem = Problem::new(&fault::PLATFORM_VERSION_NONE, VERSION_PATH, message);
            problem.with_help(format!("there are: {}", known.join(", ")))
        })
}

/// Branches of the same language, for those who guessed the version.
fn similar(branch: &str, observed: &Observed) -> String {
    let language = branch.split(' ').next().unwrap_or(branch).to_lowercase();
    let of_language =
        observed.platform_branches.iter().filter(|name| name.to_lowercase().starts_with(&language));
    let names: Vec<_> = of_language.map(|name| format!("`{name}`")).collect();
    if names.is_empty() { String::new() } else { format!("there are: {}", names.join(", ")) }
}

/// The step to the platform that the file asks for, if the environment has another.
pub(super) fn update(
    desired: &Desired,
    observed: &Observed,
    environment: &Environment,
    draft: &mut Draft,
) -> Option<Step> {
    let wish = desired.platform().filter(|wish| !fits(wish, environment))?;
    let target = draft.take(best(&wish, observed))?;
    if let Some((_, current)) = environment.summary.platform()
        && !is_ahead(&wish, environment, target)
    {
        draft.note(format!(
            "the platform's version {current} is newer than `platform-version` allows; it is kept, since a platform is never \
             taken back: widen the range"
        ));
        return None;
    }
    note_lifecycle(target, draft);
    Some(Step::UpdatePlatform {
        environment: environment.summary.id.clone(),
        before: environment.summary.platform.clone(),
        after: target.arn.clone(),
    })
}

/// The ARN of the version that the environment has once it was moved, if it is to be moved.
pub(super) fn to_be<'a>(desired: &Desired, observed: &'a Observed) -> Option<&'a str> {
    let Some(environment) = &observed.environment else {
        return of_new(desired, observed).ok().map(|version| version.arn.as_str());
    };
    let wish = desired.platform().filter(|wish| !fits(wish, environment));
    let target = wish.and_then(|wish| {
        best(&wish, observed).ok().filter(|target| is_ahead(&wish, environment, target))
    });
    target.map_or(environment.summary.platform.as_deref(), |target| Some(&target.arn))
}

/// The environment would not be taken back by it.
fn is_ahead(wish: &PlatformWish<'_>, environment: &Environment, target: &PlatformVersion) -> bool {
    environment.summary.platform().is_none_or(|(branch, current)| {
        branch != wish.branch || Version::parse(current).ok() < Version::parse(&target.version).ok()
    })
}

/// Tells of a branch whose days are numbered.
pub(super) fn note_lifecycle(version: &PlatformVersion, draft: &mut Draft) {
    if let Some(state @ ("Deprecated" | "Retired")) = version.branch_lifecycle.as_deref() {
        draft.note(format!(
            "AWS calls this platform branch {}: plan to move to another",
            state.to_lowercase()
        ));
    }
}
