//! Looks at what there is of an environment that is to go: whatever would keep it from going, or
//! would not go with it.
//!
//! The first wave knows names, the second what was found under them, the third the rules of
//! listeners and those of other security groups; a fourth asks whose the rules are.

use std::collections::BTreeMap;

use jiff::Timestamp;
use tokio::try_join;

use super::balancer::add_owners;
use crate::cloud::{Observe, Result};
use crate::config::LoadBalancerType;
use crate::desired::Desired;
use crate::observed::{
    Balancer, Environment, Holdings, Leftover, Listener, Observed, Reference, Remains, Status,
};
use crate::plan::{ENVIRONMENT_TAG, SHADOWS};
use crate::waves::all;

/// Finds out all that the plan of a destruction needs to know; of the application as well, where
/// that is to go too.
///
/// # Errors
/// The first call that failed.
pub async fn remains(
    cloud: &impl Observe,
    desired: &Desired,
    with_application: bool,
    at: Timestamp,
) -> Result<Remains> {
    let (application, name) = (desired.application(), desired.environment());
    let (summary, settings, arn, groups, held) = try_join!(
        cloud.environment(name),
        cloud.settings(application, name),
        cloud.balancer(name),
        cloud.target_groups_named(SHADOWS),
        holdings(cloud, application, with_application),
    )?;
    let observed = Observed { at, region: cloud.region().to_owned(), ..Observed::default() };
    let Some(summary) = summary else {
        let shadows = ours(cloud, name, groups).await?;
        return Ok(Remains { observed, shadows, application: held, ..Remains::default() });
    };
    let settings = settings.unwrap_or_default();
    let mut environment = Environment { summary, settings, tags: BTreeMap::new(), balancer: None };
    // What is on its way out cannot be asked about: its parts go one after the other.
    let stands = environment.summary.status != Status::Terminating;
    let (shadows, (tags, balancer, references)) = try_join!(
        ours(cloud, name, groups),
        parts(cloud, &environment, arn.filter(|_| stands), stands)
    )?;
    environment.tags = tags;
    environment.balancer = balancer;
    if environment.balancer.is_some() {
        add_owners(cloud, &mut environment).await?;
    }
    let observed =
        Observed { application_exists: true, environment: Some(environment), ..observed };
    Ok(Remains { observed, shadows, references, application: held })
}

async fn holdings(cloud: &impl Observe, name: &str, wanted: bool) -> Result<Option<Holdings>> {
    if wanted { cloud.holdings(name).await } else { Ok(None) }
}

/// Those that bear our tag for this environment.
async fn ours(
    cloud: &impl Observe,
    environment: &str,
    groups: Vec<Leftover>,
) -> Result<Vec<Leftover>> {
    if groups.is_empty() {
        return Ok(groups);
    }
    let arns: Vec<_> = groups.iter().map(|group| group.arn.clone()).collect();
    let tags = cloud.balancer_tags(&arns).await?;
    let is_ours = |group: &Leftover| {
        let owner = tags.get(&group.arn).and_then(|tags| tags.get(ENVIRONMENT_TAG));
        owner.is_some_and(|owner| owner == environment)
    };
    Ok(groups.into_iter().filter(is_ours).collect())
}

type Parts = (BTreeMap<String, String>, Option<Balancer>, Vec<Reference>);

async fn parts(
    cloud: &impl Observe,
    environment: &Environment,
    balancer: Option<String>,
    stands: bool,
) -> Result<Parts> {
    if !stands {
        return Ok(Parts::default());
    }
    let references = async {
        let own = cloud.own_groups(&environment.summary.id).await?;
        cloud.references(&own).await
    };
    try_join!(
        cloud.tags(&environment.summary.arn),
        hangs_on(cloud, environment, balancer),
        references
    )
}

/// The load balancer with its listeners and their rules, if it goes with the environment.
async fn hangs_on(
    cloud: &impl Observe,
    environment: &Environment,
    arn: Option<String>,
) -> Result<Option<Balancer>> {
    let kind = environment.load_balancer().filter(|kind| *kind != LoadBalancerType::Classic);
    let (Some(arn), Some(_), false) = (arn, kind, environment.is_shared()) else { return Ok(None) };
    let mut listeners = cloud.listeners(&arn).await?;
    let rules = all(listeners.iter().map(|listener| cloud.rules(&listener.arn))).await;
    for (Listener { rules: has, .. }, rules) in listeners.iter_mut().zip(rules) {
        *has = rules?;
    }
    Ok(Some(Balancer { arn, listeners, ..Balancer::default() }))
}
