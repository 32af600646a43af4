//! The last lines of the instances' logs: asked for, waited for, read.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{Instant, sleep};

use crate::cloud::{self, ErrorKind, Inspect, Tail};
use crate::observed::InstanceLog;
use crate::probe::Probe;
use crate::waves::all;

/// Elastic Beanstalk takes some ten seconds; instances that do not answer never hand theirs in.
const LONGEST: Duration = Duration::from_mins(2);
const PAUSE: Duration = Duration::from_secs(2);

/// Why there are no logs.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// AWS refused a call, or was not reached.
    #[error(transparent)]
    Call(#[from] cloud::Error),
    /// Instances did not hand theirs in.
    #[error("no log came from {} within {} s", .0.join(", "), .1.as_secs())]
    Missing(Vec<String>, Duration),
    /// A log cannot be read.
    #[error("the log of {instance} cannot be read: {reason}")]
    Unread {
        /// Of which instance.
        instance: String,
        /// Why, without its address.
        reason: String,
    },
}

/// What came of asking for logs.
#[derive(Debug, Default)]
pub struct Pulled {
    /// What was read, by instance.
    pub logs: Vec<InstanceLog>,
    /// Why some were not.
    pub failures: Vec<Error>,
}

/// As [`pull_within`], with as much time as instances that answer at all may take.
///
/// # Errors
/// When AWS does not let them be asked for.
pub async fn pull(
    cloud: &impl Inspect,
    probe: &impl Probe,
    environment_id: &str,
    instances: &BTreeSet<String>,
    waiting: &mut dyn FnMut(usize, Duration),
) -> Result<Pulled, cloud::Error> {
    pull_within(LONGEST, cloud, probe, environment_id, instances, waiting).await
}

/// Asks for the last lines of the logs of these instances, waits until there are new ones, and reads
/// them; those that are not there in time are left out. `waiting` is told how many are still to come, and since when it has been waited.
///
/// # Errors
/// When AWS does not let them be asked for.
pub async fn pull_within(
    longest: Duration,
    cloud: &impl Inspect,
    probe: &impl Probe,
    environment_id: &str,
    instances: &BTreeSet<String>,
    waiting: &mut dyn FnMut(usize, Duration),
) -> Result<Pulled, cloud::Error> {
    // Newer than what is there already: so no two clocks are compared.
    let before = newest(cloud.tails(environment_id).await?);
    cloud.request_tail(environment_id).await?;
    let fresh = until_fresh(longest, cloud, environment_id, &before, instances, waiting).await?;
    let read = async |tail: &Tail| {
        let Tail { instance, taken, address } = tail;
        let instance = instance.clone();
        match probe.read(address).await {
            Ok(text) => Ok(InstanceLog { instance, taken: *taken, text }),
            Err(reason) => Err(Error::Unread { instance, reason }),
        }
    };
    let mut pulled = Pulled::default();
    for result in all(fresh.values().map(read)).await {
        match result {
            Ok(log) => pulled.logs.push(log),
            Err(error) => pulled.failures.push(error),
        }
    }
    let missing: Vec<_> = instances.iter().filter(|id| !fresh.contains_key(*id)).cloned().collect();
    if !missing.is_empty() {
        pulled.failures.push(Error::Missing(missing, longest));
    }
    Ok(pulled)
}

/// Looks until each instance has handed in a new log, or the time is over.
async fn until_fresh(
    longest: Duration,
    cloud: &impl Inspect,
    environment_id: &str,
    before: &BTreeMap<String, Tail>,
    instances: &BTreeSet<String>,
    waiting: &mut dyn FnMut(usize, Duration),
) -> Result<BTreeMap<String, Tail>, cloud::Error> {
    let began = Instant::now();
    let mut fresh = BTreeMap::new();
    loop {
        let outstanding = instances.iter().filter(|id| !fresh.contains_key(*id)).count();
        if outstanding == 0 || began.elapsed() >= longest {
            return Ok(fresh);
        }
        waiting(outstanding, began.elapsed());
        sleep(PAUSE).await;
        match cloud.tails(environment_id).await {
            Ok(tails) => {
                fresh = newest(tails);
                let old = |id: &str| before.get(id).map_or(Timestamp::MIN, |tail| tail.taken);
                fresh.retain(|id, tail| instances.contains(id) && tail.taken > old(id));
            }
            Err(error) if matches!(error.kind, ErrorKind::Throttled | ErrorKind::Unreachable) => {}
            Err(error) => return Err(error),
        }
    }
}

/// The newest of each instance.
fn newest(tails: Vec<Tail>) -> BTreeMap<String, Tail> {
    let mut newest: BTreeMap<String, Tail> = BTreeMap::new();
    for tail in tails {
        let known = newest.get(&tail.instance);
        if known.is_none_or(|known| known.taken < tail.taken) {
            newest.insert(tail.instance.clone(), tail);
        }
    }
    newest
}
