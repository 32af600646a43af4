//! What AWS can be asked.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{ObserveFront, ObserveInstances, ObserveRemains, Result, Subnets};
use crate::desired::OptionKey;
use crate::observed::{
    ApplicationVersion, Certificate, Complaint, Listener, LogEvent, OptionFacts, PlatformVersion,
    Rule, SecurityGroup, Settings, Subnet, Summary, TargetGroup, TargetHealth,
};

/// What can be asked.
pub trait Observe:
    ObserveBeanstalk
    + ObserveBalancer
    + ObserveFront
    + ObserveInstances
    + ObserveCertificates
    + ObserveNetwork
    + ObserveRemains
{
}
impl<T> Observe for T where
    T: ObserveBeanstalk
        + ObserveBalancer
        + ObserveFront
        + ObserveInstances
        + ObserveCertificates
        + ObserveNetwork
        + ObserveRemains
{
}

/// What Elastic Beanstalk can be asked.
#[expect(async_fn_in_trait, reason = "one runtime, one thread: no Send bound is wanted")]
pub trait ObserveBeanstalk {
    /// The region that is asked.
    fn region(&self) -> &str;
    /// The account that is asked.
    async fn account(&self) -> Result<String>;
    /// The environments of these names, of whichever application, but for terminated ones.
    async fn environments(&self, names: &[String]) -> Result<Vec<Summary>>;
    /// The environment of this name, of whichever application, unless it is terminated.
    async fn environment(&self, name: &str) -> Result<Option<Summary>> {
        Ok(self.environments(&[name.to_owned()]).await?.pop())
    }
    /// All environments of an application, or of the region, but for terminated ones.
    async fn environments_of(&self, application: Option<&str>) -> Result<Vec<Summary>>;
    /// Its option settings, as deployed.
    async fn settings(&self, application: &str, environment: &str) -> Result<Option<Settings>>;
    /// The ARN of its load balancer; the name of a classic one.
    async fn balancer(&self, environment: &str) -> Result<Option<String>>;
    /// Its tags.
    async fn tags(&self, arn: &str) -> Result<BTreeMap<String, String>>;
    /// Its events since a point in time, the oldest first.
    async fn events(&self, environment_id: &str, since: Option<Timestamp>)
    -> Result<Vec<LogEvent>>;
    /// What ails it, in AWS's words; nothing where the platform does not report it.
    async fn health_causes(&self, environment: &str) -> Result<Vec<String>>;
    /// The application exists.
    async fn application_exists(&self, name: &str) -> Result<bool>;
    /// A version of it.
    async fn version(&self, application: &str, label: &str) -> Result<Option<ApplicationVersion>>;
    /// All versions of an application, the newest first.
    async fn versions(&self, application: &str) -> Result<Vec<ApplicationVersion>>;
    /// The versions of a platform branch.
    async fn platform_versions(&self, branch: &str) -> Result<Vec<PlatformVersion>>;
    /// When a platform version was made, by its ARN.
    async fn platform_made(&self, arn: &str) -> Result<Option<Timestamp>>;
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
    /// What it says of each option of an environment.
    async fn option_facts(&self, application: &str, environment: &str) -> Result<OptionFacts>;
}

/// What a load balancer can be asked.
#[expect(async_fn_in_trait, reason = "one runtime, one thread: no Send bound is wanted")]
pub trait ObserveBalancer {
    /// The listeners of a load balancer, without rules.
    async fn listeners(&self, balancer: &str) -> Result<Vec<Listener>>;
    /// The ids of a load balancer's security groups.
    async fn security_group_ids(&self, balancer: &str) -> Result<Vec<String>>;
    /// The target groups of a load balancer.
    async fn target_groups(&self, balancer: &str) -> Result<Vec<TargetGroup>>;
    /// The target group of this name, whether or not a load balancer uses it.
    async fn target_group(&self, name: &str) -> Result<Option<TargetGroup>>;
    /// The rules of a listener by priority, without tags.
    async fn rules(&self, listener: &str) -> Result<Vec<Rule>>;
    /// The tags of rules and target groups, by ARN.
    async fn balancer_tags(
        &self,
        arns: &[String],
    ) -> Result<BTreeMap<String, BTreeMap<String, String>>>;
    /// The health of a target group's targets.
    async fn target_health(&self, target_group: &str) -> Result<Vec<TargetHealth>>;
    /// The health of a classic load balancer's instances, in the states of a target group's.
    async fn classic_health(&self, balancer: &str) -> Result<Vec<TargetHealth>>;
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
