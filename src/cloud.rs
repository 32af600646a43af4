//! The port: what ebdeploy asks of AWS and tells it, in its own terms. Planning can read only, by
//! type.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::desired::{Impact, OptionKey};
use crate::observed::{
    ApplicationVersion, Certificate, Complaint, Listener, LogEvent, PlatformVersion, Rule,
    SecurityGroup, Settings, Subnet, Summary, TargetGroup, TargetHealth,
};

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

/// No region is named, neither in the file nor by the caller's environment and profile.
#[derive(Debug, thiserror::Error)]
#[error("no AWS region is named")]
pub struct NoRegion;

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

/// A rule to be made or changed.
#[derive(Clone, Debug)]
pub struct RuleShape<'a> {
    /// The paths that it matches.
    pub paths: &'a [String],
    /// What it does.
    pub action: RuleAction<'a>,
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

/// What can be asked.
pub trait Observe:
    ObserveBeanstalk + ObserveBalancer + ObserveCertificates + ObserveNetwork
{
}
impl<T: ObserveBeanstalk + ObserveBalancer + ObserveCertificates + ObserveNetwork> Observe for T {}

/// What can be changed. Each is safe to do twice.
pub trait Change: ChangeBeanstalk + ChangeBalancer + ChangeNetwork {}
impl<T: ChangeBeanstalk + ChangeBalancer + ChangeNetwork> Change for T {}

/// What Elastic Beanstalk can be asked.
#[expect(async_fn_in_trait, reason = "one runtime, one thread: no Send bound is wanted")]
pub trait ObserveBeanstalk {
    /// The region that is asked.
    fn region(&self) -> &str;
    /// The environment of this name, of whichever application, unless it is terminated.
    async fn environment(&self, name: &str) -> Result<Option<Summary>>;
    /// Its option settings, as deployed.
    async fn settings(&self, application: &str, environment: &str) -> Result<Option<Settings>>;
    /// The ARN of its load balancer; the name of a classic one.
    async fn balancer(&self, environment: &str) -> Result<Option<String>>;
    /// Its tags.
    async fn tags(&self, arn: &str) -> Result<BTreeMap<String, String>>;
    /// Its events since a point in time, the oldest first.
    async fn events(&self, environment_id: &str, since: Option<Timestamp>)
    -> Result<Vec<LogEvent>>;
    /// The newest of its events.
    async fn newest_event(&self, environment_id: &str) -> Result<Option<LogEvent>>;
    /// What ails it, in AWS's words; nothing where the platform does not report it.
    async fn health_causes(&self, environment: &str) -> Result<Vec<String>>;
    /// The application exists.
    async fn application_exists(&self, name: &str) -> Result<bool>;
    /// A version of it.
    async fn version(&self, application: &str, label: &str) -> Result<Option<ApplicationVersion>>;
    /// The versions of a platform branch.
    async fn platform_versions(&self, branch: &str) -> Result<Vec<PlatformVersion>>;
    /// The names of all platform branches that are supported.
    async fn platform_branches(&self) -> Result<Vec<String>>;
    /// Whether `PREFIX.REGION.elasticbeanstalk.com` is free.
    async fn cname_available(&self, prefix: &str) -> Result<bool>;
    /// What AWS has against these settings of an environment.
    async fn validate(
        &self,
        application: &str,
        environment: &str,
        settings: &[(OptionKey, String)],
    ) -> Result<Vec<Complaint>>;
    /// What changing each option of an environment costs.
    async fn impacts(
        &self,
        application: &str,
        environment: &str,
    ) -> Result<BTreeMap<OptionKey, Impact>>;
}

/// What an application or network load balancer can be asked.
#[expect(async_fn_in_trait, reason = "one runtime, one thread: no Send bound is wanted")]
pub trait ObserveBalancer {
    /// The listeners of a load balancer, without rules.
    async fn listeners(&self, balancer: &str) -> Result<Vec<Listener>>;
    /// The ids of a load balancer's security groups.
    async fn security_group_ids(&self, balancer: &str) -> Result<Vec<String>>;
    /// The target groups of a load balancer.
    async fn target_groups(&self, balancer: &str) -> Result<Vec<TargetGroup>>;
    /// The rules of a listener by priority, without tags.
    async fn rules(&self, listener: &str) -> Result<Vec<Rule>>;
    /// The tags of rules, by ARN.
    async fn rule_tags(
        &self,
        rules: &[String],
    ) -> Result<BTreeMap<String, BTreeMap<String, String>>>;
    /// The health of a target group's targets.
    async fn target_health(&self, target_group: &str) -> Result<Vec<TargetHealth>>;
}

/// What ACM can be asked.
#[expect(async_fn_in_trait, reason = "one runtime, one thread: no Send bound is wanted")]
pub trait ObserveCertificates {
    /// All certificates of the region.
    async fn certificates(&self) -> Result<Vec<Certificate>>;
    /// One certificate.
    async fn certificate(&self, arn: &str) -> Result<Option<Certificate>>;
}

/// What EC2 can be asked.
#[expect(async_fn_in_trait, reason = "one runtime, one thread: no Send bound is wanted")]
pub trait ObserveNetwork {
    /// Security groups.
    async fn security_groups(&self, ids: &[String]) -> Result<Vec<SecurityGroup>>;
    /// Subnets; those that do not exist are left out.
    async fn subnets(&self, which: Subnets<'_>) -> Result<Vec<Subnet>>;
}

/// What Elastic Beanstalk can be told.
#[expect(async_fn_in_trait, reason = "one runtime, one thread: no Send bound is wanted")]
pub trait ChangeBeanstalk {
    /// Creates an application; one that exists is as good.
    async fn create_application(&self, name: &str) -> Result<()>;
    /// Creates an environment; returns at once.
    async fn create_environment(&self, creation: &Creation<'_>) -> Result<(Summary, RequestId)>;
    /// Updates an environment; returns at once.
    async fn update_environment(
        &self,
        environment_id: &str,
        update: &Update<'_>,
    ) -> Result<RequestId>;
    /// Changes the tags of an environment; returns at once.
    async fn update_tags(
        &self,
        arn: &str,
        set: &BTreeMap<String, String>,
        removed: &[String],
    ) -> Result<RequestId>;
}

/// What an application load balancer can be told.
#[expect(async_fn_in_trait, reason = "one runtime, one thread: no Send bound is wanted")]
pub trait ChangeBalancer {
    /// Makes a rule.
    async fn create_rule(
        &self,
        listener: &str,
        priority: u32,
        shape: &RuleShape<'_>,
        tags: &[(&str, &str)],
    ) -> Result<()>;
    /// Changes what a rule matches and does.
    async fn modify_rule(&self, rule: &str, shape: &RuleShape<'_>) -> Result<()>;
    /// Gives rules of one listener new priorities, all at once.
    async fn set_priorities(&self, priorities: &[(String, u32)]) -> Result<()>;
    /// Removes a rule; one that is gone is as good.
    async fn delete_rule(&self, rule: &str) -> Result<()>;
    /// Changes the health check of a target group.
    async fn modify_health_check(
        &self,
        target_group: &str,
        path: &str,
        matcher: &str,
    ) -> Result<()>;
    /// Changes certificate and TLS policy of a listener.
    async fn modify_listener(&self, listener: &str, certificate: &str, policy: &str) -> Result<()>;
}

/// What EC2 can be told.
#[expect(async_fn_in_trait, reason = "one runtime, one thread: no Send bound is wanted")]
pub trait ChangeNetwork {
    /// Lets ranges of addresses reach a TCP port, with tags on the rules that it makes; what is
    /// open stays open.
    async fn open_port(
        &self,
        group: &str,
        port: u16,
        sources: &[String],
        tags: &[(&str, &str)],
    ) -> Result<()>;
}
