//! What is there: plain data about one environment and what surrounds it, as it was when it was
//! looked at.

mod balancer;
mod probing;
mod remains;
mod running;
mod situation;
mod well;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::config::LoadBalancerType;
use crate::desired::{Impact, OptionKey};

pub use balancer::{
    Action, Balancer, Check, Condition, Ingress, Listener, RedirectTarget, Rule, SecurityGroup,
    TargetGroup, TargetHealth,
};
pub use probing::{Answer, Asked, Failure, Leads, Outcome, Probing, Question, Scheme, TlsFault};
pub use remains::{Holdings, Leftover, Reference, Remains};
pub use running::{Rollout, Runs};
pub use situation::{
    Deployment, Front, Health, Held, Instance, InstanceLog, Renewal, Requests, Situation, Targets,
    Unseen,
};
pub use well::is_well;

/// Option settings as Elastic Beanstalk returns them: every option of the environment, those
/// without a value as `None`.
pub type Settings = BTreeMap<OptionKey, Option<String>>;

/// All that a plan is made from, beside the file. What a plan does not need has not been asked, and
/// is empty.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    /// When.
    pub at: Timestamp,
    /// In which region.
    pub region: String,
    /// The application exists.
    pub application_exists: bool,
    /// The environment, when it exists.
    pub environment: Option<Environment>,
    /// Certificates to choose from, or the one that was named.
    pub certificates: Vec<Certificate>,
    /// The domain name that the file asks for is free.
    pub cname_available: Option<bool>,
    /// The application version that the file names.
    pub version: Option<ApplicationVersion>,
    /// All versions of the application, the newest first, where old ones are to go.
    pub versions: Vec<ApplicationVersion>,
    /// All environments of the application, where old versions are to go.
    pub siblings: Vec<Summary>,
    /// Versions of the platform branch that the file names.
    pub platform_versions: Vec<PlatformVersion>,
    /// When the platform version was made that the environment has, or will have when its settings
    /// are set; asked for when a secret is to be fetched by instances.
    pub platform_made: Option<Timestamp>,
    /// All platform branches, asked for when the file's has no version.
    pub platform_branches: Vec<String>,
    /// The load balancer's subnets-to-be.
    pub subnets: Vec<Subnet>,
    /// What `ValidateConfigurationSettings` has against the file's options.
    pub complaints: Vec<Complaint>,
    /// How its instances are doing, by id, where it was asked what they run and they tell.
    pub instances: Option<Vec<Instance>>,
    /// What changing an option costs, as AWS says for this environment.
    pub impacts: BTreeMap<OptionKey, Impact>,
    /// Variables that the platform brings and nobody set.
    pub platforms_own: BTreeSet<OptionKey>,
}

/// What `DescribeConfigurationOptions` says of an environment's options.
#[derive(Clone, Debug, Default)]
pub struct OptionFacts {
    /// What changing each of them costs.
    pub impacts: BTreeMap<OptionKey, Impact>,
    /// Variables among them that nobody set.
    pub platforms_own: BTreeSet<OptionKey>,
}

/// An environment that exists.
#[derive(Clone, Debug)]
pub struct Environment {
    /// Its name, id, state.
    pub summary: Summary,
    /// Its option settings.
    pub settings: Settings,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// Its load balancer, when it is an application or network load balancer of its own.
    pub balancer: Option<Balancer>,
}

/// What `DescribeEnvironments` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// `e-…`
    pub id: String,
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// The application that it belongs to.
    pub application: String,
    /// It takes messages from a queue, and no requests of the web.
    pub is_worker: bool,
    /// What it is doing.
    pub status: Status,
    /// AWS can be told to give up what it is doing.
    pub abortable: bool,
    /// `Green`, `Yellow`, `Red` or `Grey`.
    pub health: String,
    /// The ARN of its platform version.
    pub platform: Option<String>,
    /// The label of the version that it runs.
    pub version: Option<String>,
    /// Its domain name.
    pub cname: Option<String>,
}

/// A tag that somebody gave, rather than Elastic Beanstalk or AWS itself.
///
/// Source: Elastic Beanstalk developer guide, "Tagging environments".
pub fn is_own_tag(key: &str) -> bool {
    const RESERVED: [&str; 2] = ["elasticbeanstalk:", "aws:"];
    key != "Name" && !RESERVED.iter().any(|prefix| key.starts_with(prefix))
}

/// What an environment is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Being created.
    Launching,
    /// Being changed, or rolled back, or aborted.
    Updating,
    /// Nothing.
    Ready,
    /// Going.
    Terminating,
    /// Gone, though AWS still lists it.
    Terminated,
}

impl Environment {
    /// The value of an option, if it has one.
    pub fn setting(&self, namespace: &str, name: &str) -> Option<&str> {
        self.settings.get(&OptionKey::new(namespace, name))?.as_deref()
    }

    /// Its load balancer serves other environments too.
    pub fn is_shared(&self) -> bool {
        use crate::desired::namespace::ENVIRONMENT;
        self.setting(ENVIRONMENT, "LoadBalancerIsShared")
            .is_some_and(|shared| shared.eq_ignore_ascii_case("true"))
    }

    /// The kind of its load balancer.
    pub fn load_balancer(&self) -> Option<LoadBalancerType> {
        use crate::desired::namespace::ENVIRONMENT;
        if self
            .setting(ENVIRONMENT, "EnvironmentType")
            .is_some_and(|kind| kind.eq_ignore_ascii_case("SingleInstance"))
        {
            return None;
        }
        match self.setting(ENVIRONMENT, "LoadBalancerType")?.to_ascii_lowercase().as_str() {
            "application" => Some(LoadBalancerType::Application),
            "network" => Some(LoadBalancerType::Network),
            _ => Some(LoadBalancerType::Classic),
        }
    }
}

impl Summary {
    /// The branch and version of its platform, from the ARN `…:platform/BRANCH/VERSION`.
    pub fn platform(&self) -> Option<(&str, &str)> {
        self.platform.as_deref()?.split_once("platform/")?.1.rsplit_once('/')
    }
}

/// A certificate of ACM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Its ARN.
    pub arn: String,
    /// The domains that it names, wildcards included.
    pub domains: Vec<String>,
    /// `ISSUED`, `PENDING_VALIDATION`, …
    pub status: String,
    /// When it ends.
    pub not_after: Option<Timestamp>,
    /// ACM renews it.
    pub renewable: bool,
}

impl Certificate {
    /// Whether it covers a domain. A wildcard stands for exactly one label.
    pub fn covers(&self, domain: &str) -> bool {
        let domain = domain.to_ascii_lowercase();
        self.domains.iter().any(|name| {
            let name = name.to_ascii_lowercase();
            let parent = domain.split_once('.').map(|(_, parent)| parent);
            name == domain || name.strip_prefix("*.").is_some_and(|suffix| Some(suffix) == parent)
        })
    }
}

/// A version of a platform branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformVersion {
    /// Its ARN.
    pub arn: String,
    /// `4.5.1`
    pub version: String,
    /// `Recommended`, or nothing.
    pub lifecycle: Option<String>,
    /// `Supported`, `Deprecated`, `Retired`, …
    pub branch_lifecycle: Option<String>,
}

/// A version of the application.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApplicationVersion {
    /// Its label.
    pub label: String,
    /// `PROCESSED`, `UNPROCESSED`, `FAILED`, … in upper case.
    pub status: String,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// Where its source bundle is; a version of AWS's sample application has none of its own.
    pub bundle: Option<SourceBundle>,
}

/// An object of S3 that a version is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceBundle {
    /// The bucket's name.
    pub bucket: String,
    /// The key in it.
    pub key: String,
}

/// A subnet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subnet {
    /// `subnet-…`
    pub id: String,
    /// `vpc-…`
    pub vpc: String,
    /// Its availability zone.
    pub zone: String,
}

/// What `ValidateConfigurationSettings` has against an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Which option, when it names one.
    pub option: Option<OptionKey>,
    /// AWS's words.
    pub message: String,
    /// An error, rather than a warning.
    pub fatal: bool,
}

/// A line of the environment's log of events.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LogEvent {
    /// When, by AWS's clock.
    pub at: Timestamp,
    /// `INFO`, `WARN`, `ERROR`, …
    pub severity: String,
    /// AWS's words.
    pub message: String,
    /// The call that it belongs to; events about health belong to none.
    pub request_id: Option<String>,
}
