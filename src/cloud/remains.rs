//! What AWS can be asked about an environment that is to go.

use super::Result;
use crate::observed::{Holdings, Leftover, Reference};

/// What can be asked.
#[expect(async_fn_in_trait, reason = "one runtime, one thread: no Send bound is wanted")]
pub trait ObserveRemains {
    /// What belongs to an application, if there is one of this name.
    async fn holdings(&self, application: &str) -> Result<Option<Holdings>>;
    /// The target groups of the region whose names begin so, whether or not a load balancer uses
    /// them.
    async fn target_groups_named(&self, prefix: &str) -> Result<Vec<Leftover>>;
    /// The ids of the security groups that Elastic Beanstalk made for an environment.
    async fn own_groups(&self, environment_id: &str) -> Result<Vec<String>>;
    /// Security groups other than these whose rules refer to one of these.
    async fn references(&self, groups: &[String]) -> Result<Vec<Reference>>;
}
