//! Secrets that instances fetch: the platform must be new enough for that, and the region the same.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use super::platform::to_be;
use super::{Problem, diff};
use crate::config::fault;
use crate::desired::{Desired, Properties, namespace};
use crate::observed::{Environment, Observed};

/// The first platform versions that fetch secrets, and those that find a JSON key in one.
///
/// Source: Elastic Beanstalk developer guide, "Fetching secrets and parameters to Elastic Beanstalk
/// environment variables".
const SECRETS_SINCE: Date = date(2025, 3, 26);
const JSON_KEYS_SINCE: Date = date(2026, 1, 13);

/// `DescribePlatformVersion` tells when a version was made, and the guide when one came out. Assumed:
/// that the one is before the other, and by no more days than these. A version in between passes:
/// AWS itself is asked before anything changes.
const DAYS_BEFORE_RELEASE: i64 = 14;

/// A secret is about to be set, so that the platform's age must be known.
pub fn needs_platform_age(desired: &Desired, observed: &Observed) -> bool {
    let Some(environment) = &observed.environment else {
        return desired.secrets().next().is_some();
    };
    changed(desired, observed, environment).next().is_some()
}

/// The ARN of the platform version that the environment has when its settings are set.
pub fn platform_to_be<'a>(desired: &Desired, observed: &'a Observed) -> Option<&'a str> {
    to_be(desired, observed)
}

/// The names of variables that become secrets, or are another one.
fn changed<'a>(
    desired: &'a Desired,
    observed: &'a Observed,
    environment: &'a Environment,
) -> impl Iterator<Item = String> + use<'a> {
    let properties: Properties = super::properties(desired, observed);
    let changes = diff(&properties, &environment.settings, &observed.impacts);
    let edits = changes.edits.into_iter().map(|edit| edit.property);
    edits.filter(|edit| edit.option.namespace == namespace::SECRETS).map(|edit| edit.path)
}

/// What keeps instances from fetching the file's secrets.
pub(super) fn refuse(desired: &Desired, observed: &Observed) -> Vec<Problem> {
    let mut problems = elsewhere(desired, observed);
    let (Some(made), Some(platform)) = (observed.platform_made, to_be(desired, observed)) else {
        return problems;
    };
    let is_before = |first: Date| made < earliest(first);
    let age = made.to_zoned(TimeZone::UTC).date();
    let name = platform.split_once("platform/").map_or(platform, |(_, name)| name);
    let (branch, version) = name.rsplit_once('/').unwrap_or((name, ""));
    for (path, arn) in desired.secrets() {
        let (what, first) = match arn.json_key {
            _ if is_before(SECRETS_SINCE) => ("fetch secrets", SECRETS_SINCE),
            Some(_) if is_before(JSON_KEYS_SINCE) => {
                ("find a JSON key in a secret", JSON_KEYS_SINCE)
            }
            _ => continue,
        };
        let message = format!(
            "the platform version {branch} {version} was made on {age}, and instances {what} from versions of {first} on"
        );
        let help = format!(
            "leave it behind: in [environment], `platform = \"{branch}\"` and `platform-version = \">{version}\"`; the \
             platform is updated before the variables"
        );
        problems.push(Problem::new(&fault::SECRETS_UNSUPPORTED, path, message).with_help(help));
    }
    problems
}

fn earliest(first: Date) -> Timestamp {
    let day = first.saturating_sub(jiff::Span::new().days(DAYS_BEFORE_RELEASE));
    day.to_zoned(TimeZone::UTC).map_or(Timestamp::MIN, |day| day.timestamp())
}

/// A file that names no region learns it from the caller: only now it can be compared.
fn elsewhere(desired: &Desired, observed: &Observed) -> Vec<Problem> {
    let own = &observed.region;
    let other = desired.secrets().filter(|(_, arn)| arn.region != own);
    let problem = |(path, arn): (String, crate::config::SecretArn<'_>)| {
        let message = format!("it is kept in {}, and the environment is in {own}", arn.region);
        let help = format!("keep a copy in {own}, and name that one");
        Problem::new(&fault::SECRET_REGION, path, message).with_help(help)
    };
    other.map(problem).collect()
}
