//! `[network]`

use schemars::JsonSchema;
use serde::Deserialize;

/// Where the instances and the load balancer stand.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Network {
    /// The VPC's id.
    pub vpc: String,
    /// The subnets of the instances.
    pub instance_subnets: Vec<String>,
    /// The load balancer's subnets: one a zone, of at least two zones for an application one.
    #[serde(default)]
    pub load_balancer_subnets: Option<Vec<String>>,
}
