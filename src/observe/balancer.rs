//! The load balancer of an environment, and what hangs on it.

use tokio::try_join;

use crate::cloud::{Observe, Result};
use crate::config::LoadBalancerType;
use crate::desired::{Desired, Properties, RedirectWish, namespace};
use crate::observed::{Balancer, Environment, Observed, Rule, TargetHealth};
use crate::plan;

/// The load balancer and what hangs on it. Of a classic one, whose listeners and check are option
/// settings alone, it is who may reach it.
pub(super) async fn load_balancer(
    cloud: &impl Observe,
    desired: &Desired,
    observed: &Observed,
    environment: &Environment,
    arn: Option<String>,
) -> Result<Option<Balancer>> {
    let (Some(arn), Some(kind)) = (arn, environment.load_balancer()) else { return Ok(None) };
    if kind == LoadBalancerType::Classic {
        return classic(cloud, desired, arn).await;
    }
    let properties = plan::properties(desired, observed);
    let checks = properties.speak_of(namespace::DEFAULT_PROCESS);
    let redirects = desired.redirect(kind) != RedirectWish::Unmanaged;
    if desired.certificate().is_none() && !checks && !redirects {
        return Ok(None);
    }
    let (target_groups, listeners, ids, shadow) = try_join!(
        cloud.target_groups(&arn),
        cloud.listeners(&arn),
        security_group_ids(cloud, desired, &arn),
        shadow(cloud, checks && kind == LoadBalancerType::Application, environment),
    )?;
    let groups = Vec::new();
    let mut balancer = Balancer { arn, groups, listeners, target_groups, shadow };
    let (groups, rules, targets) = try_join!(
        cloud.security_groups(&ids),
        rules(cloud, redirects, &balancer),
        targets(cloud, &properties, &balancer),
    )?;
    balancer.groups = groups;
    if let Some(http) = balancer.listeners.iter_mut().find(|listener| listener.port == 80) {
        // The rule of a shadow that was left behind goes with it.
        let of_shadow =
            |rule: &Rule| balancer.shadow.as_ref().is_some_and(|arn| rule.action.forwards_to(arn));
        http.rules = rules.into_iter().filter(|rule| !of_shadow(rule)).collect();
    }
    let default = balancer.default_target_group().map(|group| group.arn.clone());
    if let Some(group) =
        balancer.target_groups.iter_mut().find(|group| Some(&group.arn) == default.as_ref())
    {
        group.targets = targets;
    }
    Ok(Some(balancer))
}

async fn classic(
    cloud: &impl Observe,
    desired: &Desired,
    name: String,
) -> Result<Option<Balancer>> {
    if desired.certificate().is_none() {
        return Ok(None);
    }
    let groups = cloud.security_groups(&cloud.security_group_ids(&name).await?).await?;
    Ok(Some(Balancer { arn: name, groups, ..Balancer::default() }))
}

async fn security_group_ids(
    cloud: &impl Observe,
    desired: &Desired,
    balancer: &str,
) -> Result<Vec<String>> {
    match desired.certificate() {
        Some(_) => cloud.security_group_ids(balancer).await,
        None => Ok(Vec::new()),
    }
}

/// A shadow target group that an interrupted run left behind.
async fn shadow(
    cloud: &impl Observe,
    wanted: bool,
    environment: &Environment,
) -> Result<Option<String>> {
    if !wanted {
        return Ok(None);
    }
    let name = plan::shadow_name(&environment.summary.id);
    Ok(cloud.target_group(&name).await?.map(|group| group.arn))
}

async fn rules(cloud: &impl Observe, wanted: bool, balancer: &Balancer) -> Result<Vec<Rule>> {
    match balancer.listener(80).filter(|_| wanted) {
        Some(http) => cloud.rules(&http.arn).await,
        None => Ok(Vec::new()),
    }
}

/// The health of those who serve, where their check is about to change.
async fn targets(
    cloud: &impl Observe,
    properties: &Properties,
    balancer: &Balancer,
) -> Result<Option<Vec<TargetHealth>>> {
    match balancer.default_target_group() {
        Some(group) if plan::asks_otherwise(group, &plan::wanted_group(properties, group)) => {
            cloud.target_health(&group.arn).await.map(Some)
        }
        _ => Ok(None),
    }
}

/// Adds whose the rules are.
pub(super) async fn add_owners(cloud: &impl Observe, environment: &mut Environment) -> Result<()> {
    let listeners = environment.balancer.iter_mut().flat_map(|balancer| &mut balancer.listeners);
    let rules: Vec<&mut Rule> = listeners.flat_map(|listener| &mut listener.rules).collect();
    let arns: Vec<_> = rules.iter().map(|rule| rule.arn.clone()).collect();
    let mut tags = cloud.balancer_tags(&arns).await?;
    for rule in rules {
        rule.tags = Some(tags.remove(&rule.arn).unwrap_or_default());
    }
    Ok(())
}
