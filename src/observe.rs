//! Looks at AWS, in as few waves of parallel calls as its ids allow.
//!
//! The first wave knows names, the second what was found under them, the third the load balancer's
//! parts. A
//! fourth, of one call, asks whose the rules on port 80 are; only where one of them is not as the
//! file wants it, since nothing hangs on it otherwise.

use std::collections::BTreeMap;

use jiff::Timestamp;
use tokio::try_join;

use crate::cloud::{Error, Observe, Result, Subnets};
use crate::config::LoadBalancerType;
use crate::desired::{CertificateWish, Desired, OptionKey, Properties, RedirectWish, namespace};
use crate::observed::{
    ApplicationVersion, Balancer, Certificate, Complaint, Environment, Observed, PlatformVersion,
    Rule, Subnet, TargetHealth,
};
use crate::plan;

/// Finds out all that a plan needs to know.
///
/// # Errors
/// The first call that failed.
pub async fn observe(cloud: &impl Observe, desired: &Desired, at: Timestamp) -> Result<Observed> {
    let (application, name) = (desired.application(), desired.environment());
    let (summary, settings, balancer, certificates) = try_join!(
        cloud.environment(name),
        cloud.settings(application, name),
        cloud.balancer(name),
        certificates(cloud, desired),
    )?;
    let region = cloud.region().to_owned();
    let observed = Observed { at, region, certificates, ..Observed::default() };
    let Some(summary) = summary else {
        return match settings {
            Some(_) => Err(Error::hidden(name)),
            None => surroundings(cloud, desired, observed).await,
        };
    };
    let settings = settings.unwrap_or_default();
    let environment = Environment { summary, settings, tags: BTreeMap::new(), balancer: None };
    let observed =
        Observed { application_exists: true, environment: Some(environment), ..observed };
    existing(cloud, desired, observed, balancer).await
}

async fn certificates(cloud: &impl Observe, desired: &Desired) -> Result<Vec<Certificate>> {
    match desired.certificate() {
        None => Ok(Vec::new()),
        Some(CertificateWish::Domain(_)) => cloud.certificates().await,
        Some(CertificateWish::Arn(arn)) => Ok(cloud.certificate(arn).await?.into_iter().collect()),
    }
}

/// What a new environment will meet.
async fn surroundings(
    cloud: &impl Observe,
    desired: &Desired,
    observed: Observed,
) -> Result<Observed> {
    let cname = async {
        match desired.cname() {
            Some(prefix) => cloud.cname_available(prefix).await.map(Some),
            None => Ok(None),
        }
    };
    let (application_exists, cname_available, version, platform, subnets) = try_join!(
        cloud.application_exists(desired.application()),
        cname,
        version(cloud, desired, None),
        platform(cloud, desired, None),
        subnets(cloud, desired, None),
    )?;
    let (platform_versions, platform_branches) = platform;
    Ok(Observed {
        application_exists,
        cname_available,
        version,
        platform_versions,
        platform_branches,
        subnets,
        ..observed
    })
}

/// What is there under an environment.
async fn existing(
    cloud: &impl Observe,
    desired: &Desired,
    mut observed: Observed,
    balancer: Option<String>,
) -> Result<Observed> {
    let Some(mut environment) = observed.environment.clone() else { return Ok(observed) };
    let (tags, balancer, version, platform, subnets, (complaints, impacts)) = try_join!(
        cloud.tags(&environment.summary.arn),
        load_balancer(cloud, desired, &observed, &environment, balancer),
        version(cloud, desired, Some(&environment)),
        platform(cloud, desired, Some(&environment)),
        subnets(cloud, desired, Some(&environment)),
        opinions(cloud, desired, &observed, &environment),
    )?;
    environment.tags = tags;
    environment.balancer = balancer;
    if plan::needs_owners(desired, &observed, &environment) {
        add_owners(cloud, &mut environment).await?;
    }
    observed.environment = Some(environment);
    let (platform_versions, platform_branches) = platform;
    Ok(Observed {
        version,
        platform_versions,
        platform_branches,
        subnets,
        complaints,
        impacts,
        ..observed
    })
}

/// What AWS thinks of the options that would change. Without a change it is not asked.
async fn opinions(
    cloud: &impl Observe,
    desired: &Desired,
    observed: &Observed,
    environment: &Environment,
) -> Result<(Vec<Complaint>, BTreeMap<OptionKey, crate::desired::Impact>)> {
    let (application, name) = (desired.application(), &environment.summary.name);
    let changes =
        plan::diff(&plan::properties(desired, observed), &environment.settings, &BTreeMap::new());
    if changes.is_empty() || environment.summary.application != application {
        return Ok(Default::default());
    }
    let settings: Vec<_> = changes
        .edits
        .iter()
        .map(|edit| (edit.property.option.clone(), edit.property.value.to_aws()))
        .collect();
    let complaints = async {
        // Nothing can be wrong with taking an option away.
        if settings.is_empty() {
            Ok(Vec::new())
        } else {
            cloud.validate(application, name, &settings).await
        }
    };
    try_join!(complaints, cloud.impacts(application, name))
}

async fn version(
    cloud: &impl Observe,
    desired: &Desired,
    environment: Option<&Environment>,
) -> Result<Option<ApplicationVersion>> {
    let running = environment.and_then(|environment| environment.summary.version.as_deref());
    match desired.version().filter(|label| running != Some(*label)) {
        Some(label) => cloud.version(desired.application(), label).await,
        None => Ok(None),
    }
}

async fn platform(
    cloud: &impl Observe,
    desired: &Desired,
    environment: Option<&Environment>,
) -> Result<(Vec<PlatformVersion>, Vec<String>)> {
    let Some(wish) = desired.platform().filter(|_| plan::needs_versions(desired, environment))
    else {
        return Ok(Default::default());
    };
    let versions = cloud.platform_versions(wish.branch).await?;
    let branches = if versions.is_empty() { cloud.platform_branches().await? } else { Vec::new() };
    Ok((versions, branches))
}

async fn subnets(
    cloud: &impl Observe,
    desired: &Desired,
    environment: Option<&Environment>,
) -> Result<Vec<Subnet>> {
    if !plan::needs_subnets(desired, environment) {
        return Ok(Vec::new());
    }
    let named: Vec<_> = desired.subnets().into_iter().map(|(_, id)| id.to_owned()).collect();
    let which = if named.is_empty() { Subnets::Default } else { Subnets::Named(&named) };
    cloud.subnets(which).await
}

/// The load balancer and what hangs on it. A classic one is known by its option settings alone.
async fn load_balancer(
    cloud: &impl Observe,
    desired: &Desired,
    observed: &Observed,
    environment: &Environment,
    arn: Option<String>,
) -> Result<Option<Balancer>> {
    let kind = environment.load_balancer().filter(|kind| *kind != LoadBalancerType::Classic);
    let (Some(arn), Some(kind)) = (arn, kind) else { return Ok(None) };
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

async fn add_owners(cloud: &impl Observe, environment: &mut Environment) -> Result<()> {
    let listeners = environment.balancer.iter_mut().flat_map(|balancer| &mut balancer.listeners);
    let rules: Vec<&mut Rule> = listeners.flat_map(|listener| &mut listener.rules).collect();
    let arns: Vec<_> = rules.iter().map(|rule| rule.arn.clone()).collect();
    let mut tags = cloud.balancer_tags(&arns).await?;
    for rule in rules {
        rule.tags = Some(tags.remove(&rule.arn).unwrap_or_default());
    }
    Ok(())
}
