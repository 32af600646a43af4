//! A load balancer, and what hangs on it.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

/// A load balancer. What a plan asks of a classic one is its security groups alone; a look at how the
/// environment is doing asks for the rest as well.
#[derive(Clone, Debug, Default)]
pub struct Balancer {
    /// Its ARN; the name of a classic one.
    pub arn: String,
    /// What may reach it; a network load balancer has none.
    pub groups: Vec<SecurityGroup>,
    /// Its listeners.
    pub listeners: Vec<Listener>,
    /// Its target groups.
    pub target_groups: Vec<TargetGroup>,
    /// The ARN of a shadow target group that an interrupted run left behind.
    pub shadow: Option<String>,
}

impl Balancer {
    /// The listener on a port.
    pub fn listener(&self, port: u16) -> Option<&Listener> {
        self.listeners.iter().find(|listener| listener.port == port)
    }

    /// The target group of the default process: the one that port 80, or else 443, forwards to when
    /// no rule says otherwise.
    pub fn default_target_group(&self) -> Option<&TargetGroup> {
        let arn =
            [80, 443].into_iter().find_map(|port| match &self.listener(port)?.default_action {
                Action::Forward { target_groups } => target_groups.first(),
                Action::Redirect(_) | Action::Other(_) => None,
            })?;
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
    /// The weights of the target groups that such a request may go to, by ARN.
    pub weights: BTreeMap<String, u32>,
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
    /// Its tags; `None` where it does not matter whose rule it is, and nobody asked.
    pub tags: Option<BTreeMap<String, String>>,
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

impl Action {
    /// It hands requests to this target group, perhaps among others.
    pub fn forwards_to(&self, target_group: &str) -> bool {
        matches!(self, Self::Forward { target_groups } if target_groups.iter().any(|arn| arn == target_group))
    }
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetGroup {
    /// Its ARN.
    pub arn: String,
    /// `HTTP` or `HTTPS`, to its targets; `TCP`, … where the load balancer is a network one.
    pub protocol: String,
    /// The port on which its targets are asked, unless they were registered with another.
    pub port: u16,
    /// `vpc-…`
    pub vpc: String,
    /// How it tells that a target can serve.
    pub check: Check,
    /// The health of its targets; `None` where it does not matter, and nobody asked.
    pub targets: Option<Vec<TargetHealth>>,
}

/// A health check of an application or network load balancer.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Check {
    /// The path that is asked for; none where a connection is enough.
    pub path: Option<String>,
    /// The codes that are taken for healthy.
    pub matcher: Option<String>,
    /// Seconds from one check to the next.
    pub interval: u32,
    /// Seconds until an answer is given up.
    pub timeout: u32,
    /// So many passed checks in a row make an unhealthy target healthy.
    pub healthy: u32,
    /// So many failed checks in a row make a target unhealthy.
    pub unhealthy: u32,
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

/// The health of one target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct TargetHealth {
    /// An instance's id.
    pub target: String,
    /// `healthy`, `unhealthy`, `initial`, …
    pub state: String,
    /// AWS's code for what is wrong, such as `Target.Timeout`.
    pub code: Option<String>,
    /// AWS's words for it.
    pub reason: Option<String>,
}

impl TargetHealth {
    /// It passes its check.
    pub fn is_healthy(&self) -> bool {
        self.state == "healthy"
    }

    /// It is on its way out, or takes no part: it says nothing about those that serve.
    pub fn is_leaving(&self) -> bool {
        matches!(self.state.as_str(), "draining" | "unused")
    }
}

/// `/health answers 200`, `a connection`.
impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.path, &self.matcher) {
            (Some(path), Some(matcher)) => write!(f, "{path} answers {matcher}"),
            (Some(path), None) => write!(f, "{path} answers"),
            (None, _) => f.write_str("a connection"),
        }
    }
}
