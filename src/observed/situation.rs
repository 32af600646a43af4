//! How an environment is doing: what `status` shows and `doctor` looks into, beside what a plan
//! needs.

use jiff::Timestamp;
use serde::Serialize;

use super::{Balancer, Certificate, LogEvent, Summary, TargetGroup, TargetHealth};
use crate::config::LoadBalancerType;

/// All that was found out about an environment that exists.
#[derive(Clone, Debug)]
pub struct Situation {
    /// When.
    pub at: Timestamp,
    /// In which region.
    pub region: String,
    /// Its name, id, state.
    pub summary: Summary,
    /// Its health in detail; `None` where its platform reports colours only.
    pub health: Option<Health>,
    /// Its instances, by id.
    pub instances: Vec<Instance>,
    /// The newest lines of its log, the oldest first.
    pub events: Vec<LogEvent>,
    /// The kind of its load balancer; `None` without one.
    pub kind: Option<LoadBalancerType>,
    /// The load balancer's address.
    pub front: Option<Front>,
    /// Its load balancer, of whichever kind, with the rules of all listeners.
    pub balancer: Option<Balancer>,
    /// The target groups that requests are forwarded to, that of the default process first.
    pub targets: Vec<Targets>,
    /// The certificates of its listeners.
    pub certificates: Vec<Held>,
    /// What could not be looked at.
    pub unseen: Vec<Unseen>,
}

/// Enhanced health of an environment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Health {
    /// `Ok`, `Info`, `Warning`, `Degraded`, `Severe`, …
    pub status: String,
    /// What ails it, in AWS's words.
    pub causes: Vec<String>,
    /// What it served lately.
    pub requests: Option<Requests>,
}

/// Requests of the last seconds, as the instances count them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Requests {
    /// Of how many seconds.
    pub seconds: u32,
    /// How many.
    pub count: u32,
    /// Answered with 4xx.
    pub refused: u32,
    /// Answered with 5xx.
    pub failed: u32,
}

/// An instance of an environment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Instance {
    /// `i-…`
    pub id: String,
    /// `Ok`, `Severe`, `No Data`, …; `None` where health is not reported in detail.
    pub health: Option<String>,
    /// What ails it, in AWS's words.
    pub causes: Vec<String>,
    /// What was deployed to it last.
    pub deployment: Option<Deployment>,
    /// Its availability zone.
    pub zone: Option<String>,
    /// `t3.small`
    #[serde(rename = "instance-type")]
    pub kind: Option<String>,
}

/// What was deployed to an instance.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Deployment {
    /// Its number, from 1.
    pub id: i64,
    /// The label of the version.
    pub version: String,
    /// `Deployed`, `In Progress` or `Failed`.
    pub status: String,
}

impl Deployment {
    /// It is over, and went well.
    pub fn is_done(&self) -> bool {
        self.status.eq_ignore_ascii_case("Deployed")
    }

    /// It is over, and failed.
    pub fn has_failed(&self) -> bool {
        self.status.eq_ignore_ascii_case("Failed")
    }
}

/// Where a load balancer is to be reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Front {
    /// Its domain name.
    pub dns_name: String,
    /// From the internet, rather than from within its VPC alone.
    pub internet_facing: bool,
    /// The ids of its security groups.
    pub groups: Vec<String>,
}

/// A target group and how its targets do. A classic load balancer has one, of its own name.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    /// The group and its check.
    pub group: TargetGroup,
    /// Each target.
    pub health: Vec<TargetHealth>,
}

/// A certificate that a listener presents.
#[derive(Clone, Debug)]
pub struct Held {
    /// The certificate.
    pub certificate: Certificate,
    /// Where it comes from and whether it is renewed.
    pub renewal: Renewal,
}

/// Where a certificate comes from, and what becomes of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renewal {
    /// Somebody imported it: ACM never renews it.
    pub imported: bool,
    /// How a renewal goes that is under way: `PENDING_VALIDATION`, `FAILED`, …
    pub status: Option<String>,
    /// ARNs of what presents it.
    pub used_by: Vec<String>,
}

/// The last lines of an instance's logs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct InstanceLog {
    /// Of which instance.
    pub instance: String,
    /// When they were taken, by AWS's clock.
    pub taken: Timestamp,
    /// The lines.
    pub text: String,
}

/// Something that could not be looked at, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Unseen {
    /// What, in a few words.
    pub part: String,
    /// Why.
    pub reason: String,
}

impl Situation {
    /// The group of the default process, and its targets.
    pub fn default_targets(&self) -> Option<&Targets> {
        self.targets.first()
    }

    /// All targets that serve, or should.
    pub fn serving(&self) -> impl Iterator<Item = &TargetHealth> {
        let all = self.targets.iter().flat_map(|targets| &targets.health);
        all.filter(|target| !target.is_leaving())
    }

    /// A certificate by its ARN.
    pub fn certificate(&self, arn: &str) -> Option<&Held> {
        self.certificates.iter().find(|held| held.certificate.arn == arn)
    }
}
