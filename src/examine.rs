//! Looks at an environment from all sides: how it is doing, beside it what a plan needs, and, when
//! asked to, what it answers to clients and what its instances' logs say.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use tokio::join;

use crate::cloud::{ErrorKind, Inspect, Result};
use crate::desired::Desired;
use crate::diagnose::{Case, wants_logs};
use crate::inspect::inspect;
use crate::logs::pull;
use crate::observe::observe;
use crate::observed::{InstanceLog, Observed, Probing, Scheme, Situation, Status, Unseen};
use crate::plan::{self, Plan, Problem};
use crate::probe::{Probe, Way, questions};

/// How far an examination goes.
#[derive(Clone, Copy, Debug)]
pub struct Means<'a> {
    /// Requests are made.
    pub probe: bool,
    /// They go to this host and port, instead of to the load balancer.
    pub via: Option<(&'a str, u16)>,
    /// Logs are asked for where they help.
    pub logs: bool,
}

/// What was looked at.
#[derive(Debug)]
pub struct Examined {
    /// How the environment is doing.
    pub situation: Situation,
    /// What a plan was made from, if it could be looked at.
    pub observed: Option<Observed>,
    /// The plan, or why there is none.
    pub plan: Option<std::result::Result<Plan, Vec<Problem>>>,
    /// What real requests came to, if any were made.
    pub probing: Option<Probing>,
    /// The last lines of the instances' logs, if they were asked for.
    pub logs: Vec<InstanceLog>,
}

impl Examined {
    /// The case that it makes.
    pub fn case<'a>(&'a self, desired: &'a Desired) -> Case<'a> {
        let Self { situation, observed, plan, probing, logs } = self;
        Case {
            desired,
            situation,
            observed: observed.as_ref(),
            plan: plan.as_ref(),
            probing: probing.as_ref(),
            logs,
        }
    }
}

/// Looks at what AWS says; `None` where there is no such environment.
///
/// # Errors
/// When not even the environment itself can be looked at.
pub async fn look(
    cloud: &impl Inspect,
    desired: &Desired,
    at: Timestamp,
) -> Result<Option<Examined>> {
    let (situation, observed) =
        join!(inspect(cloud, desired.environment(), at), observe(cloud, desired, at));
    let Some(mut situation) = situation? else { return Ok(None) };
    let observed = match observed {
        Ok(observed) => Some(observed),
        Err(error) if error.kind == ErrorKind::Credentials => return Err(error),
        Err(error) => {
            let part = "what differs from the file".to_owned();
            situation.unseen.push(Unseen { part, reason: error.to_string() });
            None
        }
    };
    let plan = observed.as_ref().map(|observed| plan::plan(desired, observed));
    Ok(Some(Examined { situation, observed, plan, probing: None, logs: Vec::new() }))
}

/// The same, and what clients and logs say. `waiting` is told how many logs are still to come, and
/// since when they have been waited for.
///
/// # Errors
/// When not even the environment itself can be looked at.
pub async fn examine(
    cloud: &impl Inspect,
    probe: &impl Probe,
    desired: &Desired,
    at: Timestamp,
    means: Means<'_>,
    waiting: &mut dyn FnMut(usize, Duration),
) -> Result<Option<Examined>> {
    let Some(mut examined) = look(cloud, desired, at).await? else { return Ok(None) };
    let case = examined.case(desired);
    let asking = async {
        let way = way(&case, means.via).filter(|_| means.probe)?;
        Some(probe.ask(&way, questions(&schemes(&case), case.health_path())).await)
    };
    let reading = async {
        if means.logs { read(cloud, probe, case.situation, waiting).await } else { Ok(Vec::new()) }
    };
    let (probing, logs) = join!(asking, reading);
    examined.probing = probing;
    examined.logs = logs.unwrap_or_else(|reason| {
        examined.situation.unseen.push(Unseen { part: "the logs".to_owned(), reason });
        Vec::new()
    });
    Ok(Some(examined))
}

/// How the environment is to be asked.
fn schemes(case: &Case<'_>) -> Vec<Scheme> {
    let listens = case.situation.balancer.iter().any(|found| found.listener(443).is_some());
    if listens || case.desired.certificate().is_some() {
        vec![Scheme::Http, Scheme::Https]
    } else {
        vec![Scheme::Http]
    }
}

/// Where to connect and which name to ask for: the certificate's domain, else the environment's
/// own. `None` where there is nothing to connect to.
fn way(case: &Case<'_>, via: Option<(&str, u16)>) -> Option<Way> {
    let Situation { summary, front, certificates, .. } = case.situation;
    let named = case.domain().map(str::to_owned).or_else(|| {
        // Any name will do that the certificate has.
        let domains = certificates.iter().flat_map(|held| &held.certificate.domains);
        domains.into_iter().min_by_key(|domain| domain.starts_with('*')).cloned()
    });
    let own = summary.cname.clone().filter(|name| !name.is_empty());
    // A wildcard is no name; what stands for it may be any.
    let host = named.map(|name| name.replacen('*', "www", 1)).or_else(|| own.clone());
    if let Some((through, port)) = via {
        let through = through.to_owned();
        return Some(Way {
            host: host.unwrap_or_else(|| through.clone()),
            through,
            port: Some(port),
        });
    }
    let front = front.as_ref().map(|front| front.dns_name.clone());
    let through = front.filter(|name| !name.is_empty()).or(own)?;
    Some(Way { host: host.unwrap_or_else(|| through.clone()), through, port: None })
}

/// The instances' last lines, where they help.
async fn read(
    cloud: &impl Inspect,
    probe: &impl Probe,
    situation: &Situation,
    waiting: &mut dyn FnMut(usize, Duration),
) -> std::result::Result<Vec<InstanceLog>, String> {
    // Logs can be asked for while the environment is Ready only.
    if !wants_logs(situation) || situation.summary.status != Status::Ready {
        return Ok(Vec::new());
    }
    let ids: BTreeSet<String> =
        situation.instances.iter().map(|instance| instance.id.clone()).collect();
    let pulled = pull(cloud, probe, &situation.summary.id, &ids, waiting).await;
    let pulled = pulled.map_err(|error| error.to_string())?;
    match pulled.failures.first() {
        Some(failure) if pulled.logs.is_empty() => Err(failure.to_string()),
        _ => Ok(pulled.logs),
    }
}
