//! What there is to find out about an update that failed, before anything else happens to its
//! instances: health and its causes, what the load balancer has against targets, the logs, and what
//! all that is known to mean.
//!
//! It is asked for at once, takes no longer than [`LONGEST`], and fails nothing: what could not be had
//! is told.

mod mask;

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use tokio::join;
use tokio::time::timeout;

use crate::apply;
use crate::cloud::{self, Inspect};
use crate::desired::Desired;
use crate::diagnose::{Case, Finding, deployment_lines, of_failure};
use crate::inspect::inspect;
use crate::logs::pull_within;
use crate::observed::{Health, Instance, InstanceLog, Situation, Status, TargetHealth, Unseen};
use crate::probe::Probe;

pub use mask::Mask;

/// Whoever waits for what failed waits no longer. Logs take Elastic Beanstalk some ten seconds.
pub const LONGEST: Duration = Duration::from_secs(30);
/// Logs of so many instances are kept: they mostly say the same.
const MOST_LOGS: usize = 4;
/// Of each, so many bytes: the last.
const MOST_BYTES: usize = 32 * 1024;

/// What was found out. No secret is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Evidence {
    /// The environment's health in detail, where that is reported.
    pub health: Option<Health>,
    /// The instances that are not well, or whose deployment did not end well.
    pub instances: Vec<Instance>,
    /// The targets that do not pass the load balancer's check.
    pub targets: Vec<TargetHealth>,
    /// What that is known to mean.
    pub findings: Vec<Finding>,
    /// What the platform calls an error in the log of the deployment.
    pub deployment: Vec<String>,
    /// The last lines of the instances' logs, those that are not well first.
    pub logs: Vec<InstanceLog>,
    /// What could not be had.
    pub unseen: Vec<Unseen>,
}

/// There is more to find out about a failure than its error says: it happened on instances.
pub fn is_worth_a_look(error: &apply::Error) -> bool {
    use apply::Error;
    !matches!(
        error,
        Error::Call(_)
            | Error::Bundle(_)
            | Error::Lease(_)
            | Error::Gone { .. }
            | Error::Missing(_)
            | Error::Unprocessed { .. }
            | Error::Stays { .. }
    )
}

/// Finds out what there is. `waiting` is told how many logs are still to come.
pub async fn gather(
    cloud: &impl Inspect,
    probe: &impl Probe,
    desired: &Desired,
    mask: &Mask,
    at: Timestamp,
    waiting: &mut dyn FnMut(usize, Duration),
) -> Evidence {
    let name = desired.environment();
    let (situation, logs) =
        join!(timeout(LONGEST, inspect(cloud, name, at)), read(cloud, probe, name, waiting));
    let mut evidence = Evidence::default();
    let mut miss = |part: &str, reason: String| {
        evidence.unseen.push(Unseen { part: part.to_owned(), reason });
    };
    let mut logs = logs.unwrap_or_else(|reason| {
        miss("the instances' logs", reason);
        Vec::new()
    });
    let situation = match situation {
        Ok(Ok(Some(situation))) => Some(situation),
        Ok(Ok(None)) => None,
        Ok(Err(error)) => {
            miss("how the environment is doing", error.to_string());
            None
        }
        Err(_) => {
            miss("how the environment is doing", late());
            None
        }
    };
    for log in &mut logs {
        log.text = mask.hide(&ending(&log.text));
    }
    if let Some(situation) = situation {
        evidence.of(desired, situation, &mut logs, mask);
    }
    evidence.deployment = deployment_lines(&logs);
    logs.truncate(MOST_LOGS);
    evidence.logs = logs;
    evidence
}

impl Evidence {
    fn of(
        &mut self,
        desired: &Desired,
        situation: Situation,
        logs: &mut [InstanceLog],
        mask: &Mask,
    ) {
        let case = Case {
            desired,
            situation: &situation,
            observed: None,
            plan: None,
            probing: None,
            logs,
        };
        self.findings = of_failure(&case);
        for line in self.findings.iter_mut().flat_map(|finding| &mut finding.evidence) {
            *line = mask.hide(line);
        }
        self.targets = situation.serving().filter(|target| !target.is_healthy()).cloned().collect();
        let Situation { health, instances, unseen, .. } = situation;
        self.instances = instances.into_iter().filter(is_not_well).collect();
        self.health = health;
        self.unseen.extend(unseen);
        let causes = self.health.iter_mut().flat_map(|health| &mut health.causes);
        let of_instances = self.instances.iter_mut().flat_map(|instance| &mut instance.causes);
        for cause in causes.chain(of_instances) {
            *cause = mask.hide(cause);
        }
        let ill: BTreeSet<_> = self.instances.iter().map(|instance| &instance.id).collect();
        logs.sort_by_key(|log| !ill.contains(&log.instance));
    }
}

fn is_not_well(instance: &Instance) -> bool {
    let well = ["Ok", "Info"];
    let ill = instance.health.as_deref().is_some_and(|health| !well.contains(&health));
    ill || instance.deployment.as_ref().is_some_and(|deployment| !deployment.is_done())
}

/// The instances' last lines. They can be had while the environment is Ready only.
async fn read(
    cloud: &impl Inspect,
    probe: &impl Probe,
    environment: &str,
    waiting: &mut dyn FnMut(usize, Duration),
) -> Result<Vec<InstanceLog>, String> {
    let read = async {
        let (summary, ids) = join!(cloud.environment(environment), cloud.instance_ids(environment));
        let Some(summary) = summary.map_err(|error| told(&error))? else { return Ok(Vec::new()) };
        if summary.status != Status::Ready {
            return Err("AWS is still at work, and gives none until it is done".to_owned());
        }
        let ids: BTreeSet<_> = ids.map_err(|error| told(&error))?.into_iter().collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        // What was handed in by then is kept.
        let within = LONGEST.mul_f32(0.8);
        let pulled = pull_within(within, cloud, probe, &summary.id, &ids, waiting).await;
        let pulled = pulled.map_err(|error| told(&error))?;
        match pulled.failures.first() {
            Some(failure) if pulled.logs.is_empty() => Err(failure.to_string()),
            _ => Ok(pulled.logs),
        }
    };
    timeout(LONGEST, read).await.unwrap_or_else(|_| Err(late()))
}

fn told(error: &cloud::Error) -> String {
    error.to_string()
}

fn late() -> String {
    format!("AWS did not tell within {} s", LONGEST.as_secs())
}

/// The last lines of a log, whole ones.
fn ending(text: &str) -> String {
    if text.len() <= MOST_BYTES {
        return text.to_owned();
    }
    let from = text.ceil_char_boundary(text.len() - MOST_BYTES);
    let rest = &text[from..];
    let rest = rest.split_once('\n').map_or(rest, |(_, rest)| rest);
    format!("… {} bytes before this\n{rest}", text.len() - rest.len())
}
