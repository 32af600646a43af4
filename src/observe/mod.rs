//! Looks at AWS, in as few waves of parallel calls as its ids allow.
//!
//! The first wave knows names, the second what was found under them, the third the load balancer's
//! parts. A
//! fourth, of one call, asks whose the rules on port 80 are; only where one of them is not as the
//! file wants it, since nothing hangs on it otherwise.

mod balancer;
mod common;
mod remains;

use std::collections::BTreeMap;

use jiff::Timestamp;
use tokio::try_join;

use crate::cloud::{Error, Observe, Result};
use crate::desired::{CertificateWish, Desired, OptionKey};
use crate::observed::{
    ApplicationVersion, Certificate, Complaint, Environment, Instance, Observed, OptionFacts,
    PlatformVersion, Subnet, Summary,
};
use crate::plan;

use balancer::{add_owners, load_balancer};
pub use common::Common;
pub use remains::remains;

/// Finds out all that a plan needs to know.
///
/// # Errors
/// The first call that failed.
pub async fn observe(cloud: &impl Observe, desired: &Desired, at: Timestamp) -> Result<Observed> {
    observe_one_of(&Common::of([desired]), cloud, desired, at).await
}

/// The same for one of several environments that the same caller has in the same region. What they
/// have in common is asked once.
///
/// # Errors
/// The first call that failed.
pub async fn observe_one_of(
    common: &Common,
    cloud: &impl Observe,
    desired: &Desired,
    at: Timestamp,
) -> Result<Observed> {
    let (application, name) = (desired.application(), desired.environment());
    let (summary, settings, balancer, certificates) = try_join!(
        common.environment(cloud, name),
        cloud.settings(application, name),
        cloud.balancer(name),
        certificates(common, cloud, desired),
    )?;
    let region = cloud.region().to_owned();
    let observed = Observed { at, region, certificates, ..Observed::default() };
    let Some(summary) = summary else {
        return match settings {
            Some(_) => Err(Error::hidden(name)),
            None => surroundings(common, cloud, desired, observed).await,
        };
    };
    let settings = settings.unwrap_or_default();
    let environment = Environment { summary, settings, tags: BTreeMap::new(), balancer: None };
    let observed =
        Observed { application_exists: true, environment: Some(environment), ..observed };
    existing(common, cloud, desired, observed, balancer).await
}

async fn certificates(
    common: &Common,
    cloud: &impl Observe,
    desired: &Desired,
) -> Result<Vec<Certificate>> {
    match desired.certificate() {
        None => Ok(Vec::new()),
        Some(CertificateWish::Domain(_)) => common.certificates(cloud).await,
        Some(CertificateWish::Arn(arn)) => {
            Ok(common.certificate(cloud, arn).await?.into_iter().collect())
        }
    }
}

/// What a new environment will meet.
async fn surroundings(
    common: &Common,
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
    let (application_exists, cname_available, version, versions, platform, subnets) = try_join!(
        common.application_exists(cloud, desired.application()),
        cname,
        version(cloud, desired, None),
        versions(common, cloud, desired),
        platform(common, cloud, desired, &observed),
        subnets(common, cloud, desired, None),
    )?;
    let (versions, siblings) = versions;
    let observed = Observed {
        application_exists,
        cname_available,
        version,
        versions,
        siblings,
        subnets,
        ..observed
    };
    Ok(platform.put_into(observed))
}

/// What is there under an environment.
async fn existing(
    common: &Common,
    cloud: &impl Observe,
    desired: &Desired,
    mut observed: Observed,
    balancer: Option<String>,
) -> Result<Observed> {
    let Some(mut environment) = observed.environment.clone() else { return Ok(observed) };
    let (tags, balancer, version, versions, instances, platform, subnets, (complaints, facts)) = try_join!(
        cloud.tags(&environment.summary.arn),
        load_balancer(cloud, desired, &observed, &environment, balancer),
        version(cloud, desired, Some(&environment)),
        versions(common, cloud, desired),
        instances(cloud, desired, &environment),
        platform(common, cloud, desired, &observed),
        subnets(common, cloud, desired, Some(&environment)),
        opinions(cloud, desired, &observed, &environment),
    )?;
    environment.tags = tags;
    environment.balancer = balancer;
    if plan::needs_owners(desired, &observed, &environment) {
        add_owners(cloud, &mut environment).await?;
    }
    observed.environment = Some(environment);
    let (versions, siblings) = versions;
    let OptionFacts { impacts, platforms_own } = facts;
    let observed = Observed {
        version,
        versions,
        siblings,
        subnets,
        complaints,
        instances,
        impacts,
        platforms_own,
        ..observed
    };
    Ok(platform.put_into(observed))
}

/// All versions of the application and who runs them, where old ones are to go.
async fn versions(
    common: &Common,
    cloud: &impl Observe,
    desired: &Desired,
) -> Result<(Vec<ApplicationVersion>, Vec<Summary>)> {
    if desired.keep_versions().is_none() {
        return Ok(Default::default());
    }
    let application = desired.application();
    try_join!(common.versions(cloud, application), common.siblings(cloud, application))
}

/// What AWS thinks of the options that would change, and what it says of those that are there. Without
/// a change, or variables to be told of, it is not asked.
async fn opinions(
    cloud: &impl Observe,
    desired: &Desired,
    observed: &Observed,
    environment: &Environment,
) -> Result<(Vec<Complaint>, OptionFacts)> {
    let (application, name) = (desired.application(), &environment.summary.name);
    let changes =
        plan::diff(&plan::properties(desired, observed), &environment.settings, &BTreeMap::new());
    let nothing = changes.is_empty() && !plan::tells_of_variables(desired, observed);
    if nothing || environment.summary.application != application {
        return Ok(Default::default());
    }
    // AWS is not told what is removed besides: of a variable that takes another form it would see both.
    let removed = |option: &OptionKey| changes.removals.iter().any(|gone| gone.option == *option);
    let takes_form = |option: &OptionKey| option.twin().is_some_and(|twin| removed(&twin));
    let settings: Vec<_> = changes
        .edits
        .iter()
        .filter(|edit| !takes_form(&edit.property.option))
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
    try_join!(complaints, cloud.option_facts(application, name))
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

/// What the instances run, where the environment's label is the one that the file asks for: it says
/// nothing of those that were launched while it changed, or on which a deployment failed.
async fn instances(
    cloud: &impl Observe,
    desired: &Desired,
    environment: &Environment,
) -> Result<Option<Vec<Instance>>> {
    let Summary { name, version, application, .. } = &environment.summary;
    let is_there = desired.version().is_some() && desired.version() == version.as_deref();
    if !is_there || application != desired.application() {
        return Ok(None);
    }
    cloud.instances(name).await
}

/// What there is to know of the platform; what is not needed has not been asked.
#[derive(Default)]
struct Platform {
    versions: Vec<PlatformVersion>,
    branches: Vec<String>,
    made: Option<Timestamp>,
}

impl Platform {
    fn put_into(self, observed: Observed) -> Observed {
        let Self { versions, branches, made } = self;
        Observed {
            platform_versions: versions,
            platform_branches: branches,
            platform_made: made,
            ..observed
        }
    }
}

/// The versions of the branch, and, once it is known which of them it will be, its age.
async fn platform(
    common: &Common,
    cloud: &impl Observe,
    desired: &Desired,
    observed: &Observed,
) -> Result<Platform> {
    let environment = observed.environment.as_ref();
    let wish = desired.platform().filter(|_| plan::needs_versions(desired, environment));
    let mut platform = Platform::default();
    if let Some(wish) = wish {
        platform.versions = common.platform_versions(cloud, wish.branch).await?;
        if platform.versions.is_empty() {
            platform.branches = common.platform_branches(cloud).await?;
        }
    }
    if plan::needs_platform_age(desired, observed) {
        let platform_versions = platform.versions.clone();
        let known = Observed { platform_versions, ..observed.clone() };
        if let Some(arn) = plan::platform_to_be(desired, &known) {
            platform.made = common.platform_made(cloud, arn).await?;
        }
    }
    Ok(platform)
}

async fn subnets(
    common: &Common,
    cloud: &impl Observe,
    desired: &Desired,
    environment: Option<&Environment>,
) -> Result<Vec<Subnet>> {
    if !plan::needs_subnets(desired, environment) {
        return Ok(Vec::new());
    }
    let named: Vec<_> = desired.subnets().into_iter().map(|(_, id)| id.to_owned()).collect();
    common.subnets(cloud, named).await
}
