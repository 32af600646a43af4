//! The desired-state file: TOML to types, and all that is wrong with it, each with its place.
//!
//! One file a table. A key that is left out is `None`: it is unmanaged, and keeps what AWS has.
//! Where a key stands in the text is asked of the [`Source`] by its dotted path, so the types here
//! stay plain.
//!
//! A file may extend another: their tables are merged before they are read, and each key stays where
//! it was written.

mod apply;
mod capacity;
mod chain;
mod check;
mod diagnostic;
mod duration;
mod environment;
pub mod fault;
mod health_check;
mod https;
mod lints;
mod load;
mod load_balancer;
mod merge;
mod network;
mod protect;
mod read;
mod secret;
mod secret_arn;
mod setting;
mod shown;
mod source;
mod text;
mod unmanaged;
mod version;
mod window;
mod written;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

pub use apply::{Apply, HealthGoal, Lock, OnFailure};
pub use capacity::Capacity;
pub use diagnostic::{Diagnostic, Span, nearest};
pub use duration::Duration;
pub use environment::Environment;
pub use fault::Fault;
pub use health_check::{Fallback, HealthCheck};
pub use https::{Https, Redirect, StatusCode, is_path_pattern};
pub use lints::Allowed;
pub use load::{Error, File, load, parse};
pub use load_balancer::{LoadBalancer, LoadBalancerType};
pub use network::Network;
pub use protect::{MaxImpact, Protect};
pub use secret::{Shape, names_secret, secret_shape};
pub use secret_arn::{SecretArn, Store};
pub use setting::Setting;
pub use source::Source;
pub use text::{Text, true_path};
pub use unmanaged::{Stray, Unmanaged};
pub use version::{Policy, Version};
pub use window::{ClockTime, Days, Window, time_zone};
pub use written::Written;

/// What one Elastic Beanstalk environment should be.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "ebdeploy environment")]
pub struct Config {
    /// Another file, that says what this one does not say. Its path is taken from this file's folder.
    #[serde(default)]
    pub extends: Option<String>,
    /// The application that the environment belongs to; created when there is none of that name.
    pub application: Application,
    /// The environment itself.
    pub environment: Environment,
    /// The application version to run. Left out, somebody else deploys versions.
    #[serde(default)]
    pub version: Option<Version>,
    /// How many instances, of which types.
    #[serde(default)]
    pub capacity: Option<Capacity>,
    /// Where the instances and the load balancer stand. Left out on creation: the default VPC.
    #[serde(default)]
    pub network: Option<Network>,
    /// Which kind of load balancer.
    #[serde(default)]
    pub load_balancer: Option<LoadBalancer>,
    /// The listener on port 443, its certificate, and the redirect from port 80.
    #[serde(default)]
    pub https: Option<Https>,
    /// How the load balancer tells that an instance can serve.
    #[serde(default)]
    pub health_check: Option<HealthCheck>,
    /// The application's environment variables. Those that are not named here are left alone, unless
    /// `[unmanaged]` says otherwise.
    #[serde(default)]
    pub variables: BTreeMap<String, Setting>,
    /// Any other option of Elastic Beanstalk, by namespace and name.
    #[serde(default)]
    pub options: BTreeMap<String, BTreeMap<String, Setting>>,
    /// What comes of variables and tags that are not named here. Left out: they are left alone.
    #[serde(default)]
    pub unmanaged: Option<Unmanaged>,
    /// How `ebdeploy apply` goes about it.
    #[serde(default)]
    pub apply: Apply,
    /// What a change of this environment may cost, what none may do, and when one may be made.
    #[serde(default)]
    pub protect: Option<Protect>,
    /// Lints that are not to be told, each with the reason.
    #[serde(default)]
    pub lints: BTreeMap<String, Allowed>,
}

/// An Elastic Beanstalk application.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Application {
    /// Its name, at most 100 characters.
    pub name: String,
}
