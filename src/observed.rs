//! What is there: plain data about one environment and what surrounds it, as it was when it was looked at.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::config::LoadBalancerType;
use crate::desired::{Impact, OptionKey};

/// Option settings as Elastic Beanstalk returns them: every option of the environment, those without a value as `None`.
pub type Settings = BTreeMap<OptionKey, Option<String>>;

/// All that a plan is made from, beside the file. What a plan does not need has not been asked, and is empty.
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
    /// Versions of the platform branch that the file names.
    pub platform_versions: Vec<PlatformVersion>,
    /// All platform branches, asked for when the file's has no version.
    pub platform_branches: Vec<String>,
    /// The application version that the file names.
    pub version: Option<ApplicationVersion>,
    /// The load balancer's subnets-to-be.
    pub subnets: Vec<Subnet>,
    /// The domain name that the file asks for is free.
    pub cname_available: Option<bool>,
    /// What `ValidateConfigurationSettings` has against the file's options.
    pub complaints: Vec<Complaint>,
    /// What changing an option costs, as AWS says for this environment.
    pub impacts: BTreeMap<OptionKey, Impact>,
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
    /// What it is doing.
    pub status: Status,
    /// `Green`, `Yellow`, `Red` or `Grey`.
    pub health: String,
    /// The ARN of its platform version.
    pub platform: Option<String>,
    /// The label of the version that it runs.
    pub version: Option<String>,
    /// Its domain name.
    pub cname: Option<String>,
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

    /// The kind of its load balancer.
    pub fn load_balancer(&self) -> Option<LoadBalancerType> {
        use crate::desired::namespace::ENVIRONMENT;
        if self.setting(ENVIRONMENT, "EnvironmentType").is_some_and(|kind| kind.eq_ignore_ascii_case("SingleInstance")) {
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

/// An application or network load balancer.
#[derive(Clone, Debug, Default)]
pub struct Balancer {
    /// Its ARN.
    pub arn: String,
    /// What may reach it; a network load balancer has none.
    pub groups: Vec<SecurityGroup>,
    /// Its listeners.
    pub listeners: Vec<Listener>,
    /// Its target groups.
    pub target_groups: Vec<TargetGroup>,
}

impl Balancer {
    /// The listener on a port.
    pub fn listener(&self, port: u16) -> Option<&Listener> {
        self.listeners.iter().find(|listener| listener.port == port)
    }

    /// The target group that port 80 forwards to when no rule says otherwise: that of the default process.
    pub fn default_target_group(&self) -> Option<&TargetGroup> {
        let Action::Forward { target_groups } = &self.listener(80)?.default_action else { return None };
        let arn = target_groups.first()?;
        self.target_groups.iter().find(|group| group.arn == *arn)
    }
}

/// A listener.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listener {
    /// Its ARN.
    pub arn: String,
    /// Its port.
    pub port: u16,
    /// The ARN of its default certificate.
    pub certificate: Option<String>,
    /// Its TLS policy.
    pub policy: Option<String>,
    /// What happens to a request that no rule matches.
    pub default_action: Action,
    /// Its rules by priority, the default aside. Asked for on port 80 only.
    pub rules: Vec<Rule>,
}

/// A rule of a listener.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its ARN.
    pub arn: String,
    /// 1 comes first, 50000 last.
    pub priority: u32,
    /// All must hold.
    pub conditions: Vec<Condition>,
    /// What then happens.
    pub action: Action,
    /// Its tags. Asked for only where it matters whose rule it is.
    pub tags: BTreeMap<String, String>,
}

/// What a rule matches.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    /// The path has one of these patterns.
    Path(Vec<String>),
    /// Something that ebdeploy does not use.
    Other(String),
}

/// What a listener or rule does with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Hands it to target groups.
    Forward {
        /// Their ARNs.
        target_groups: Vec<String>,
    },
    /// Sends the client elsewhere.
    Redirect(RedirectTarget),
    /// Something that ebdeploy does not use.
    Other(String),
}

/// Where a redirect leads, with AWS's placeholders such as `#{host}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectTarget {
    /// `HTTPS`
    pub protocol: String,
    /// `443`
    pub port: String,
    /// `#{host}`
    pub host: String,
    /// `/#{path}`
    pub path: String,
    /// `#{query}`
    pub query: String,
    /// 301 or 302.
    pub status: u16,
}

/// A target group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetGroup {
    /// Its ARN.
    pub arn: String,
    /// The path that its health check asks for.
    pub health_path: Option<String>,
    /// The codes that its health check takes for healthy.
    pub matcher: Option<String>,
}

/// A security group of the load balancer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityGroup {
    /// `sg-…`
    pub id: String,
    /// Made by Elastic Beanstalk, rather than given to it.
    pub of_beanstalk: bool,
    /// What may come in.
    pub ingress: Vec<Ingress>,
}

/// TCP ports that a source may reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ingress {
    /// The first port.
    pub from: u16,
    /// The last.
    pub to: u16,
    /// IPv4 and IPv6 ranges; other sources are left out.
    pub sources: Vec<String>,
}

impl SecurityGroup {
    /// The ranges of addresses that may reach a port.
    pub fn sources_of(&self, port: u16) -> Vec<&str> {
        let open = self.ingress.iter().filter(|ingress| ingress.from <= port && port <= ingress.to);
        open.flat_map(|ingress| ingress.sources.iter().map(String::as_str)).collect()
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationVersion {
    /// Its label.
    pub label: String,
    /// `PROCESSED`, `UNPROCESSED`, `FAILED`, … in upper case.
    pub status: String,
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

/// The health of one target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetHealth {
    /// An instance's id.
    pub target: String,
    /// `healthy`, `unhealthy`, `initial`, …
    pub state: String,
    /// AWS's words for what is wrong.
    pub reason: Option<String>,
}
