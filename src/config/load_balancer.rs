//! `[load-balancer]`

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The load balancer in front of the instances.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LoadBalancer {
    /// Its kind. It cannot be changed once the environment stands.
    #[serde(default, rename = "type")]
    pub kind: LoadBalancerType,
}

/// The kinds that Elastic Beanstalk knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LoadBalancerType {
    /// HTTP and HTTPS, with rules: the default.
    #[default]
    Application,
    /// TCP and TLS.
    Network,
    /// The first generation.
    Classic,
}

impl LoadBalancerType {
    /// AWS's name of it (option `LoadBalancerType`).
    pub fn as_aws(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Network => "network",
            Self::Classic => "classic",
        }
    }
}

impl fmt::Display for LoadBalancerType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_aws())
    }
}
