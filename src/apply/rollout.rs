//! How far a deployment is: by what the instances say of themselves, by AWS's events, and, where
//! traffic is split, by the load balancer's weights. It is told, and decides nothing.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

use super::{Event, Run};
use crate::cloud::{Observe, Result};
use crate::config::Policy;
use crate::observed::{Deployment, Instance, LogEvent, Rollout};

/// Without news of the environment's log the instances are asked this often; with news at once.
const INTERVAL: Duration = Duration::from_secs(30);

/// A deployment that is being watched.
#[derive(Debug)]
pub(super) struct Watch {
    /// The number of the newest deployment before it.
    before: i64,
    /// How many instances there were before it.
    count: usize,
    /// The load balancer, and the target groups that served before, where traffic is split.
    split: Option<(String, Vec<String>)>,
    looked: Instant,
    told: Rollout,
}

impl Watch {
    /// Looks at what is there before a version is deployed. Where health reporting is basic,
    /// instances tell nothing, and there is nothing to watch.
    pub(super) async fn begin(
        cloud: &impl Observe,
        environment: &str,
        version: &str,
        policy: Policy,
    ) -> Result<Option<Self>> {
        let Some(instances) = cloud.instances(environment).await? else { return Ok(None) };
        let split = match policy {
            Policy::TrafficSplitting => cloud.balancer(environment).await?,
            _ => None,
        };
        let split = match split {
            Some(balancer) => {
                let serving = weights(cloud, &balancer).await?.into_keys().collect();
                Some((balancer, serving))
            }
            None => None,
        };
        let version = version.to_owned();
        let told = Rollout { version, instances: instances.len(), ..Rollout::default() };
        Ok(Some(Self {
            before: instances.iter().filter_map(number).max().unwrap_or_default(),
            count: instances.len(),
            split,
            looked: Instant::now(),
            told,
        }))
    }

    /// What AWS's words say of batches.
    fn hear(&mut self, line: &LogEvent) {
        let Some((batch, size)) = batch(&line.message) else { return };
        self.told.batch = Some(batch);
        // The first batch is as large as any.
        if self.told.batches.is_none() {
            self.told.batches = size.map(|size| self.count.div_ceil(size.max(1)).max(batch));
        }
    }

    /// What the instances say: those that were there before, and those that are launched meanwhile.
    fn count(&mut self, instances: &[Instance]) {
        let new = |instance: &&Instance| number(instance) > Some(self.before);
        let touched: Vec<_> = instances.iter().filter(new).collect();
        let of = |is: fn(&Deployment) -> bool| {
            touched.iter().filter(|one| one.deployment.as_ref().is_some_and(is)).count()
        };
        let (done, failed) = (of(Deployment::is_done), of(Deployment::has_failed));
        let in_progress = touched.len() - done - failed;
        // Old ones that are about to go are not waited for.
        let instances = self.count.max(touched.len());
        self.told = Rollout { instances, done, in_progress, failed, ..self.told.clone() };
    }
}

impl<C: Observe> Run<'_, C> {
    /// Tells how far a deployment is, when it is another state than was told last. What cannot be
    /// looked at just now is not told.
    pub(super) async fn tell_progress(&mut self, news: &[LogEvent]) {
        let Some(mut watch) = self.watch.take() else { return };
        let before = watch.told.clone();
        for line in news {
            watch.hear(line);
        }
        if !news.is_empty() || watch.looked.elapsed() >= INTERVAL {
            watch.looked = Instant::now();
            if let Ok(Some(instances)) = self.cloud.instances(self.environment).await {
                watch.count(&instances);
            }
            if let Some((balancer, old)) = &watch.split
                && let Ok(weights) = weights(self.cloud, balancer).await
            {
                watch.told.traffic = share(&weights, old).or(watch.told.traffic);
            }
        }
        if watch.told != before {
            let elapsed = self.began.elapsed();
            (self.emit)(Event::Progress { rollout: &watch.told, elapsed });
        }
        self.watch = Some(watch);
    }
}

fn number(instance: &Instance) -> Option<i64> {
    instance.deployment.as_ref().map(|deployment| deployment.id)
}

/// The weights of the target groups that port 80, or else 443, is served by.
///
/// That Elastic Beanstalk splits traffic by the weights of its listeners' default actions is assumed:
/// the guide says only that the load balancer does it, and there is no other way that it could.
async fn weights(cloud: &impl Observe, balancer: &str) -> Result<BTreeMap<String, u32>> {
    let listeners = cloud.listeners(balancer).await?;
    let serving = [80, 443].into_iter().find_map(|port| {
        let listener = listeners.iter().find(|listener| listener.port == port)?;
        (!listener.weights.is_empty()).then(|| listener.weights.clone())
    });
    Ok(serving.unwrap_or_default())
}

/// The percentage of the requests that goes to target groups which were not there before; nothing
/// where there are none.
fn share(weights: &BTreeMap<String, u32>, old: &[String]) -> Option<u32> {
    let all: u32 = weights.values().sum();
    let new = weights.iter().filter(|(group, _)| !old.contains(group));
    let new: Vec<_> = new.map(|(_, weight)| *weight).collect();
    (!new.is_empty()).then(|| new.iter().sum::<u32>() * 100 / all.max(1))
}

/// The number in `Batch 2: …`, and of its first line how many instances it has: `… application
/// deployment on instance(s) [i-1, i-2].` (recorded from real deployments).
fn batch(message: &str) -> Option<(usize, Option<usize>)> {
    let (number, what) = message.strip_prefix("Batch ")?.split_once(':')?;
    let listed = what.split_once("instance(s) [").and_then(|(_, rest)| rest.split_once(']'));
    let size = listed.map(|(ids, _)| ids.split(',').filter(|id| !id.trim().is_empty()).count());
    Some((number.trim().parse().ok()?, size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_are_read_from_awss_words() {
        let first = "Batch 1: Starting application deployment on instance(s) [i-1, i-2].";
        assert_eq!(batch(first), Some((1, Some(2))));
        assert_eq!(batch("Batch 12: Completed application deployment."), Some((12, None)));
        let out = "Batch 1: De-registering instance(s) from the load balancer and waiting for them to go.";
        assert_eq!(batch(out), Some((1, None)));
        assert_eq!(batch("Deploying new version to instance(s)."), None);
    }

    #[test]
    fn the_new_versions_share_is_that_of_groups_that_were_not_there_before() {
        let weights = |of: &[(&str, u32)]| {
            of.iter().map(|(group, weight)| ((*group).to_owned(), *weight)).collect()
        };
        let old = ["old".to_owned()];
        assert_eq!(share(&weights(&[("old", 85), ("new", 15)]), &old), Some(15));
        assert_eq!(share(&weights(&[("old", 0), ("new", 100)]), &old), Some(100));
        assert_eq!(share(&weights(&[("old", 1)]), &old), None);
    }
}
