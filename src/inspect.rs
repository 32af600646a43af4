//! Looks at how an environment is doing, in as few waves of parallel calls as AWS's ids allow.
//!
//! The first wave knows the name, the second what was found under it, the third the listeners and
//! target groups. What cannot be read is told, and keeps nothing else from being looked at.

use std::cell::RefCell;
use std::collections::BTreeSet;

use jiff::Timestamp;
use tokio::join;

use crate::cloud::{Error, Inspect, Result};
use crate::config::LoadBalancerType;
use crate::observed::{
    Balancer, Condition, Front, Held, Instance, Listener, Rule, SecurityGroup, Situation,
    TargetGroup, TargetHealth, Targets, Unseen,
};
use crate::waves::all;

/// So many lines of the environment's log are looked at.
const EVENTS: u16 = 30;

/// Finds out how an environment is doing; `None` where there is none.
///
/// # Errors
/// When not even the environment itself can be looked at.
pub async fn inspect(
    cloud: &impl Inspect,
    environment: &str,
    at: Timestamp,
) -> Result<Option<Situation>> {
    let look = Look { cloud, unseen: RefCell::default() };
    let (summary, balancer, health, instances) = join!(
        cloud.environment(environment),
        cloud.balancer(environment),
        cloud.health(environment),
        instances(&look, environment),
    );
    let Some(summary) = summary? else {
        let is_there = matches!(health, Ok(Some(_))) || matches!(balancer, Ok(Some(_)));
        return if is_there { Err(Error::hidden(environment)) } else { Ok(None) };
    };
    let balancer = look.keep("the load balancer", balancer);
    let health = look.keep("health in detail", health);
    let (events, front) =
        join!(cloud.newest_events(&summary.id, EVENTS), look.front(balancer.as_deref()));
    let events = look.keep("the last events", events);
    let Behind { kind, front, balancer, targets, certificates } = front;
    Ok(Some(Situation {
        at,
        region: cloud.region().to_owned(),
        summary,
        health,
        instances,
        events,
        kind,
        front,
        balancer,
        targets,
        certificates,
        unseen: look.unseen.into_inner(),
    }))
}

/// Where health is not reported in detail the instances are known by their ids alone.
async fn instances<C: Inspect>(look: &Look<'_, C>, environment: &str) -> Vec<Instance> {
    let detailed = look.cloud.instances(environment).await;
    match detailed {
        Ok(Some(instances)) => return instances,
        Ok(None) => look.miss("the instances' health", &"the environment reports colours only"),
        Err(error) => look.miss("the instances' health", &error),
    }
    let ids = look.keep("the instances", look.cloud.instance_ids(environment).await);
    ids.into_iter().map(|id| Instance { id, ..Instance::default() }).collect()
}

/// A look at one environment, and what it could not see.
struct Look<'a, C> {
    cloud: &'a C,
    unseen: RefCell<Vec<Unseen>>,
}

/// What stands before the instances.
#[derive(Default)]
struct Behind {
    kind: Option<LoadBalancerType>,
    front: Option<Front>,
    balancer: Option<Balancer>,
    targets: Vec<Targets>,
    certificates: Vec<Held>,
}

impl<C: Inspect> Look<'_, C> {
    /// What was read; nothing, and a note, where it could not be.
    fn keep<T: Default>(&self, part: &str, result: Result<T>) -> T {
        result.unwrap_or_else(|error| {
            self.miss(part, &error);
            T::default()
        })
    }

    fn miss(&self, part: &str, reason: &impl ToString) {
        let unseen = Unseen { part: part.to_owned(), reason: reason.to_string() };
        let mut all = self.unseen.borrow_mut();
        if !all.contains(&unseen) {
            all.push(unseen);
        }
    }

    async fn front(&self, balancer: Option<&str>) -> Behind {
        match balancer {
            None => Behind::default(),
            Some(arn) if arn.starts_with("arn:") => self.balancer(arn).await,
            Some(name) => self.classic(name).await,
        }
    }

    async fn balancer(&self, arn: &str) -> Behind {
        let kind = if arn.contains(":loadbalancer/net/") {
            LoadBalancerType::Network
        } else {
            LoadBalancerType::Application
        };
        let front = async {
            let front = self.keep("the load balancer", self.cloud.front(arn).await);
            let ids = front.as_ref().map(|front| front.groups.clone()).unwrap_or_default();
            (front, self.groups(&ids).await)
        };
        let listeners = async {
            let mut listeners = self.keep("the listeners", self.cloud.listeners(arn).await);
            listeners.sort_by_key(|listener| listener.port);
            join!(self.with_rules(kind, &listeners), self.certificates(&listeners))
        };
        let target_groups = async {
            let groups = self.keep("the target groups", self.cloud.target_groups(arn).await);
            let health = all(groups.iter().map(|group| self.health(group))).await;
            (groups, health)
        };
        let ((front, groups), (listeners, certificates), (target_groups, health)) =
            join!(front, listeners, target_groups);
        let arn = arn.to_owned();
        let balancer = Balancer { arn, groups, listeners, target_groups, ..Balancer::default() };
        let targets = serving(&balancer, health);
        Behind { kind: Some(kind), front, balancer: Some(balancer), targets, certificates }
    }

    async fn classic(&self, name: &str) -> Behind {
        let (described, health) = join!(self.cloud.classic(name), self.cloud.classic_health(name));
        let health = sorted(self.keep("the instances behind the load balancer", health));
        let Some((front, listeners, check)) = self.keep("the load balancer", described) else {
            return Behind { kind: Some(LoadBalancerType::Classic), ..Behind::default() };
        };
        let (groups, certificates) =
            join!(self.groups(&front.groups), self.certificates(&listeners));
        let group = TargetGroup { arn: name.to_owned(), check, ..TargetGroup::default() };
        let balancer = Balancer {
            arn: name.to_owned(),
            groups,
            listeners,
            target_groups: vec![group.clone()],
            ..Balancer::default()
        };
        Behind {
            kind: Some(LoadBalancerType::Classic),
            front: Some(front),
            balancer: Some(balancer),
            targets: vec![Targets { group, health }],
            certificates,
        }
    }

    async fn groups(&self, ids: &[String]) -> Vec<SecurityGroup> {
        if ids.is_empty() {
            return Vec::new(); // A network load balancer has none; asked for none, EC2 tells all.
        }
        self.keep("the security groups", self.cloud.security_groups(ids).await)
    }

    async fn with_rules(&self, kind: LoadBalancerType, listeners: &[Listener]) -> Vec<Listener> {
        if kind != LoadBalancerType::Application {
            return listeners.to_vec(); // There are no rules below HTTP.
        }
        let rules = |listener: &Listener| {
            let listener = listener.clone();
            async move {
                let rules = self.keep("the rules", self.cloud.rules(&listener.arn).await);
                Listener { rules, ..listener }
            }
        };
        all(listeners.iter().map(rules)).await
    }

    /// The certificates that listeners present, those for other names included.
    async fn certificates(&self, listeners: &[Listener]) -> Vec<Held> {
        let presented = async |listener: &Listener| {
            let mut arns: BTreeSet<String> = listener.certificate.iter().cloned().collect();
            if listener.certificate.is_some() && listener.arn.starts_with("arn:") {
                let further = self.cloud.listener_certificates(&listener.arn).await;
                arns.extend(self.keep("the listeners' certificates", further));
            }
            arns
        };
        let arns = all(listeners.iter().map(presented)).await;
        let arns: BTreeSet<String> = arns.into_iter().flatten().collect();
        let held = all(arns.iter().map(|arn| self.held(arn))).await;
        held.into_iter().flatten().collect()
    }

    async fn held(&self, arn: &str) -> Option<Held> {
        if !arn.contains(":acm:") {
            self.miss("the certificate", &format!("{arn} is none of ACM"));
            return None;
        }
        self.keep("the certificate", self.cloud.held(arn).await)
    }

    async fn health(&self, group: &TargetGroup) -> Vec<TargetHealth> {
        let health = self.cloud.target_health(&group.arn).await;
        sorted(self.keep("the targets' health", health))
    }
}

/// In an order that stays the same from one look to the next.
fn sorted(mut targets: Vec<TargetHealth>) -> Vec<TargetHealth> {
    targets.sort_by(|a, b| a.target.cmp(&b.target));
    targets
}

/// The groups that requests can reach, that of the default process first, with their targets.
fn serving(balancer: &Balancer, health: Vec<Vec<TargetHealth>>) -> Vec<Targets> {
    let default = balancer.default_target_group().map(|group| group.arn.clone());
    let all = balancer.target_groups.iter().cloned().zip(health);
    let mut serving: Vec<_> = all
        .filter(|(group, _)| is_reached(balancer, &group.arn))
        .map(|(group, health)| Targets { group, health })
        .collect();
    serving.sort_by_key(|targets| Some(&targets.group.arn) != default.as_ref());
    serving
}

fn is_reached(balancer: &Balancer, target_group: &str) -> bool {
    balancer.listeners.iter().any(|listener| {
        let by_rule = |rule: &Rule| rule.action.forwards_to(target_group) && !matches_nothing(rule);
        listener.default_action.forwards_to(target_group) || listener.rules.iter().any(by_rule)
    })
}

/// A rule by which a target group is checked, and nothing served: the fields of
/// `cloud::Matches::Nothing`.
fn matches_nothing(rule: &Rule) -> bool {
    let has = |field: &str| {
        rule.conditions
            .iter()
            .any(|found| matches!(found, Condition::Other(other) if other == field))
    };
    has("source-ip") && has("http-request-method")
}
