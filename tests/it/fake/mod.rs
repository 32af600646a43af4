//! A stateful AWS in memory: one environment, its load balancer, and a clock that only moves when
//! it is looked at.

mod build;
mod change;
mod inspect;
mod lease;
mod observe;
mod operations;
mod remains;
mod targets;
mod versions;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use ebdeploy::cloud::{Error, ErrorKind};
use ebdeploy::desired::OptionKey;
use ebdeploy::observed::{
    Certificate, Environment, LogEvent, PlatformVersion, Reference, Status, Subnet, Summary,
};
use jiff::{SignedDuration, Timestamp};

pub(crate) use inspect::{Told, Web, answer, redirect};
pub(crate) use lease::{Shelf, Trouble};
pub(crate) use targets::MadeGroup;
pub(crate) use versions::{Made, Stored};

pub(crate) const CERTIFICATE: &str = "arn:aws:acm:eu-west-1:123456789012:certificate/1";
pub(crate) const PLATFORM: &str = "Python 3.13 running on 64bit Amazon Linux 2023";

/// What AWS is like, and what it will do next.
pub(crate) struct World {
    pub(crate) application: bool,
    pub(crate) environment: Option<Environment>,
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) subnets: Vec<Subnet>,
    pub(crate) log: Vec<LogEvent>,
    /// How often the environment is looked at before an operation ends.
    pub(crate) looks: usize,
    pub(crate) busy_for: usize,
    /// The calls that changed something, in order.
    pub(crate) changes: Vec<String>,
    /// The changing call of this number fails, without effect.
    pub(crate) fail_at: Option<usize>,
    /// After so many changing calls, none is answered any more: whoever made it is dead.
    pub(crate) dead_after: Option<usize>,
    /// The next update or termination is given up, and ends in `Ready`; an update is rolled back.
    pub(crate) gives_up: bool,
    /// The next update begins after so many looks, which find the environment Ready.
    pub(crate) begins_after: usize,
    /// How the next update ends, where not as any other.
    pub(crate) twist: Option<Twist>,
    /// How many deployments there were.
    pub(crate) deployed: i64,
    /// Rules of other hands' security groups that refer to the environment's.
    pub(crate) references: Vec<Reference>,
    /// Other environments of the application.
    pub(crate) neighbours: Vec<Summary>,
    /// The next looks are answered by `Throttling`.
    pub(crate) throttled: usize,
    /// The environment's health; measured at its targets when nothing is said.
    pub(crate) health: Option<String>,
    /// The instances behind the load balancer.
    pub(crate) instances: Vec<String>,
    /// What the application answers, by path; 200 otherwise.
    pub(crate) answers: BTreeMap<String, u16>,
    /// What one instance answers whatever it is asked.
    pub(crate) odd: BTreeMap<String, u16>,
    /// What one instance answers only when a shadow's check asks.
    pub(crate) odd_on_shadow: Option<(String, u16)>,
    /// So many times somebody else sweeps the shadow before it has its rule.
    pub(crate) sweepers: usize,
    /// The instances of a second target group of the environment, while traffic is split.
    pub(crate) of_second: Vec<String>,
    /// The load balancer has not noticed yet that targets fail.
    pub(crate) stale: bool,
    /// So many looks at a shadow's targets find none checked yet.
    pub(crate) slow_looks: usize,
    /// Bundles that were uploaded.
    pub(crate) stored: Vec<Stored>,
    /// Versions that were made of them.
    pub(crate) versions: Vec<Made>,
    /// Target groups that were made beside the environment's own.
    pub(crate) groups: Vec<MadeGroup>,
    /// Variables that the platform brings.
    pub(crate) platforms_own: BTreeSet<OptionKey>,
    /// Calls that only look, of which tests want to know whether they were made.
    pub(crate) asked: Vec<String>,
    /// What is told beyond what a plan needs.
    pub(crate) told: Told,
    made: usize,
    /// What the environment will be at once the operation has begun.
    late: Option<Status>,
    operation: Option<(String, Option<Environment>)>,
}

/// An update that ends as if it had gone well.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Twist {
    /// With the version that was there before.
    GoesBack,
    /// Without a word.
    Silent,
}

/// The fake itself.
pub(crate) struct Fake(RefCell<World>);

impl Fake {
    pub(crate) fn empty() -> Self {
        let certificate = Certificate {
            arn: CERTIFICATE.into(),
            domains: vec!["shop.example.com".into()],
            status: "ISSUED".into(),
            not_after: Some(now() + SignedDuration::from_hours(24 * 300)),
            renewable: true,
        };
        let subnet = |zone: &str| Subnet {
            id: format!("subnet-{zone}"),
            vpc: "vpc-1".into(),
            zone: format!("eu-west-1{zone}"),
        };
        Self(RefCell::new(World {
            application: false,
            environment: None,
            certificates: vec![certificate],
            subnets: vec![subnet("a"), subnet("b")],
            log: Vec::new(),
            looks: 2,
            busy_for: 0,
            changes: Vec::new(),
            fail_at: None,
            dead_after: None,
            gives_up: false,
            begins_after: 0,
            twist: None,
            deployed: 0,
            references: Vec::new(),
            neighbours: Vec::new(),
            throttled: 0,
            health: None,
            instances: vec!["i-1".into()],
            answers: BTreeMap::new(),
            stored: Vec::new(),
            versions: Vec::new(),
            odd: BTreeMap::new(),
            odd_on_shadow: None,
            sweepers: 0,
            of_second: Vec::new(),
            stale: false,
            slow_looks: 0,
            groups: Vec::new(),
            platforms_own: BTreeSet::new(),
            asked: Vec::new(),
            told: Told::default(),
            made: 0,
            late: None,
            operation: None,
        }))
    }

    /// Changes the world by another hand.
    pub(crate) fn change(&self, change: impl FnOnce(&mut World)) {
        change(&mut self.0.borrow_mut());
    }

    pub(crate) fn changes(&self) -> Vec<String> {
        self.0.borrow().changes.clone()
    }

    /// Answers a call that changed something; never, when whoever made it is dead.
    async fn answered(&self) {
        let dead = {
            let world = self.0.borrow();
            world.dead_after.is_some_and(|calls| world.changes.len() >= calls)
        };
        if dead {
            std::future::pending::<()>().await;
        }
    }

    /// The labels of the application's versions.
    pub(crate) fn versions(&self) -> Vec<String> {
        self.0.borrow().versions.iter().map(|made| made.label.clone()).collect()
    }

    pub(crate) fn environment(&self) -> Environment {
        self.0.borrow().environment.clone().expect("there is an environment")
    }
}

/// The day on which all tests run.
pub(crate) fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

pub(crate) fn error(operation: &'static str, kind: ErrorKind, message: &str) -> Error {
    Error { operation, code: None, message: message.into(), request_id: None, kind }
}

pub(crate) fn platform(version: &str) -> PlatformVersion {
    PlatformVersion {
        arn: format!("arn:aws:elasticbeanstalk:eu-west-1::platform/{PLATFORM}/{version}"),
        version: version.into(),
        lifecycle: (version == "4.7.2").then(|| "Recommended".into()),
        branch_lifecycle: Some("Supported".into()),
    }
}
