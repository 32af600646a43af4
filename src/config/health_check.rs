//! `[health-check]`

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Duration;

/// How the load balancer tells that an instance can serve.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct HealthCheck {
    /// The path that is asked for.
    pub path: String,
    /// The status codes that count as healthy: `200`, `200,202` or `200-299`.
    pub matcher: String,
    /// What to do when no instance passes the check although it would answer.
    pub fallback: Fallback,
    /// How long instances may take to pass before the fallback is taken.
    pub grace: Duration,
}

impl Default for HealthCheck {
    fn default() -> Self {
        Self {
            path: "/health".to_owned(),
            matcher: "200".to_owned(),
            fallback: Fallback::Tcp,
            grace: Duration::minutes(5),
        }
    }
}

/// What to do when no instance passes the path check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fallback {
    /// The check is lowered to a connection, or the nearest thing that the load balancer has.
    #[default]
    Tcp,
    /// The run fails.
    None,
}
