//! What AWS can be told.

use std::collections::BTreeMap;

use super::{ChangeVersions, Creation, NewTargetGroup, RequestId, Result, RuleShape, Update};
use crate::observed::Summary;

/// What can be changed. Each is safe to do twice.
pub trait Change: ChangeBeanstalk + ChangeVersions + ChangeBalancer + ChangeNetwork {}
impl<T: ChangeBeanstalk + ChangeVersions + ChangeBalancer + ChangeNetwork> Change for T {}

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
    /// Has AWS give up the update of an environment that is under way; returns at once.
    async fn abort_update(&self, environment_id: &str) -> Result<()>;
    /// Ends an environment, with all that Elastic Beanstalk made for it; returns at once.
    async fn terminate_environment(&self, environment_id: &str) -> Result<RequestId>;
    /// Deletes an application with its versions and saved configurations, but not their source
    /// bundles; one that is gone is as good. It must not have environments.
    async fn delete_application(&self, name: &str) -> Result<()>;
}

/// What an application load balancer can be told.
#[expect(async_fn_in_trait, reason = "one runtime, one thread: no Send bound is wanted")]
pub trait ChangeBalancer {
    /// Makes a rule, and returns its ARN.
    async fn create_rule(
        &self,
        listener: &str,
        priority: u32,
        shape: &RuleShape<'_>,
        tags: &[(&str, &str)],
    ) -> Result<String>;
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
    /// Makes a target group, and returns its ARN; one of this name that is the same is as good.
    async fn create_target_group(
        &self,
        group: &NewTargetGroup<'_>,
        tags: &[(&str, &str)],
    ) -> Result<String>;
    /// Adds instances to a target group, each on the group's port.
    async fn register_targets(&self, target_group: &str, instances: &[String]) -> Result<()>;
    /// Removes a target group that no rule forwards to; one that is gone is as good.
    async fn delete_target_group(&self, target_group: &str) -> Result<()>;
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
