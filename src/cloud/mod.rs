//! The port: what ebdeploy asks of AWS and tells it, in its own terms. Planning can read only, by
//! type.

mod change;
mod inspect;
mod lease;
mod observe;
mod versions;

use std::collections::BTreeMap;

use crate::desired::OptionKey;
use crate::observed::Check;

pub use change::{Change, ChangeBalancer, ChangeBeanstalk, ChangeNetwork};
pub use inspect::{Address, Inspect, ObserveFront, ObserveInstances, ObserveLogs, Tail};
pub use lease::{Age, Condition, Edition, Kept, Leases, Place, Removed, Written};
pub use observe::{
    Observe, ObserveBalancer, ObserveBeanstalk, ObserveCertificates, ObserveNetwork,
};
pub use versions::{Archive, ChangeVersions, NewVersion, Object};

/// A call that AWS refused, or that did not reach it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{operation} failed: {}{message}", code.as_deref().map(|code| format!("{code}: ")).unwrap_or_default())]
pub struct Error {
    /// Service and operation: `elasticbeanstalk:UpdateEnvironment`.
    pub operation: &'static str,
    /// AWS's code.
    pub code: Option<String>,
    /// AWS's message, or what kept the call from reaching it.
    pub message: String,
    /// AWS's id of the call, to quote to its support.
    pub request_id: Option<String>,
    /// What it means for us.
    pub kind: ErrorKind,
}

impl Error {
    /// The answer leaves out what is there for certain.
    ///
    /// Some of Elastic Beanstalk's operations do not refuse whoever lacks their permission: they
    /// answer with less, or with nothing. AWS knows of it; it is reported to it as aws/aws-sdk#435
    /// and aws/aws-sdk-java#2202.
    pub fn left_out(operation: &'static str, what: impl Into<String>) -> Self {
        let kind = ErrorKind::AccessDenied;
        Self { operation, code: None, message: what.into(), request_id: None, kind }
    }

    /// An environment that AWS speaks of is not listed.
    pub fn hidden(environment: &str) -> Self {
        let what = format!("AWS does not show the environment `{environment}`, though it is there");
        Self::left_out("elasticbeanstalk:DescribeEnvironments", what)
    }
}

/// Why AWS cannot even be asked.
#[derive(Debug, thiserror::Error)]
pub enum Unreachable {
    /// No region is named, neither in the file nor by the caller's environment and profile.
    #[error("no AWS region is named")]
    NoRegion,
    /// This machine trusts nobody: there are no root certificates where they are looked for.
    #[error("this machine has no root certificates, so no TLS connection can be trusted")]
    NoRoots,
}

/// What a failed call means for us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The environment is at something else: wait, and try again.
    Busy,
    /// AWS asks for patience, beyond what the SDK's own retries have.
    Throttled,
    /// What was asked for does not exist.
    NotFound,
    /// What was to be made exists already.
    Exists,
    /// The caller may not do this.
    AccessDenied,
    /// There are no credentials, or AWS does not take them.
    Credentials,
    /// Nobody answered.
    Unreachable,
    /// Anything else.
    Other,
}

/// The result of a call.
pub type Result<T> = std::result::Result<T, Error>;

/// The id of the call that began an operation: its events carry it.
pub type RequestId = Option<String>;

/// An environment to be created.
#[derive(Clone, Debug)]
pub struct Creation<'a> {
    /// The application's name.
    pub application: &'a str,
    /// The environment's name.
    pub environment: &'a str,
    /// The first label of its domain name.
    pub cname: Option<&'a str>,
    /// The ARN of the platform version.
    pub platform: &'a str,
    /// The label of the version to run; AWS's sample application when there is none.
    pub version: Option<&'a str>,
    /// Its tags.
    pub tags: &'a BTreeMap<String, String>,
    /// Option settings, as texts.
    pub settings: Vec<(OptionKey, String)>,
}

/// What one `UpdateEnvironment` is to change.
#[derive(Clone, Debug, Default)]
pub struct Update<'a> {
    /// Option settings, as texts.
    pub settings: Vec<(OptionKey, String)>,
    /// Options that fall back to their default.
    pub removals: Vec<OptionKey>,
    /// The label of the version to run.
    pub version: Option<&'a str>,
    /// The ARN of the platform version.
    pub platform: Option<&'a str>,
}

/// A target group to be made.
#[derive(Clone, Debug)]
pub struct NewTargetGroup<'a> {
    /// Its name, unique in account and region.
    pub name: &'a str,
    /// `HTTP` or `HTTPS`, to its targets.
    pub protocol: &'a str,
    /// The port on which its targets are asked.
    pub port: u16,
    /// The VPC of its targets.
    pub vpc: &'a str,
    /// How it tells that a target can serve.
    pub check: &'a Check,
}

/// A rule to be made or changed.
#[derive(Clone, Debug)]
pub struct RuleShape<'a> {
    /// What it matches.
    pub matches: Matches<'a>,
    /// What it does.
    pub action: RuleAction<'a>,
}

/// What a rule of ours matches.
#[derive(Clone, Copy, Debug)]
pub enum Matches<'a> {
    /// Requests for these paths.
    Paths(&'a [String]),
    /// No request at all: the rule is there so that its target group is checked.
    Nothing,
}

/// What a rule of ours does.
#[derive(Clone, Copy, Debug)]
pub enum RuleAction<'a> {
    /// Forwards to this target group.
    Forward(&'a str),
    /// Redirects to HTTPS with this status.
    Redirect(u16),
}

/// Which subnets.
#[derive(Clone, Copy, Debug)]
pub enum Subnets<'a> {
    /// These.
    Named(&'a [String]),
    /// One a zone, of the default VPC.
    Default,
}
