//! `ebdeploy iam`

use super::load;
use crate::cli::{self, Only};
use crate::desired::Desired;
use crate::error::{Error, exit};
use crate::iam::{self, MOST_CHARACTERS, Place, Policy, Purpose, Repository, Restriction};
use crate::report;

/// Prints the least policy that a file needs, or a role's trust policy.
pub(super) fn iam(arguments: &cli::Iam) -> Result<u8, Error> {
    // Which permissions it takes does not hang on what the caller's variables hold.
    let (desired, _) = load(&arguments.file, &|_: &str| Some(String::new()))?;
    let desired = desired.with_on_failure(arguments.on_failure);
    let place = Place::new(&desired, arguments.region.as_deref(), arguments.account.as_deref());
    match &arguments.oidc {
        Some(repository) => trust(arguments, &place, repository)?,
        None => policy(arguments, &desired, &place)?,
    }
    Ok(exit::DONE)
}

fn policy(arguments: &cli::Iam, desired: &Desired, place: &Place) -> Result<(), Error> {
    let purpose = if arguments.plan_only { Purpose::Look } else { Purpose::Everything };
    let policy = iam::policy(desired, place, purpose, arguments.only.into());
    report::out(&policy.json())?;
    for note in notes(&policy, place) {
        report::note(&note);
    }
    if let Some(note) = of_instances(arguments.only, desired) {
        report::note(note);
    }
    Ok(())
}

/// Instances have a role of their own, and need something of it.
fn of_instances(only: Option<Only>, desired: &Desired) -> Option<&'static str> {
    match (only, desired.secrets().next()) {
        (Some(Only::Instances), None) => Some(
            "the file has no secrets that instances fetch: AWSElasticBeanstalkWebTier is all that they need",
        ),
        (Some(Only::Instances), Some(_)) => Some(
            "this is for the role in the instances' profile, beside AWSElasticBeanstalkWebTier",
        ),
        (None, Some(_)) => Some(
            "instances fetch the file's secrets with the role in their profile: `--only instances` prints what it needs",
        ),
        _ => None,
    }
}

fn notes(policy: &Policy, place: &Place) -> Vec<String> {
    let mut notes = Vec::new();
    let characters = policy.characters();
    if characters > MOST_CHARACTERS {
        notes.push(format!(
            "this has {characters} characters, and a managed policy at most {MOST_CHARACTERS}: make two of it, with \
             `--only calls` and `--only downstream`"
        ));
    }
    if place.region == "*" {
        notes.push(
            "the file names no region, so that it holds for every one; `--region` narrows it"
                .to_owned(),
        );
    }
    if policy.statement.iter().any(|statement| statement.sid.starts_with("Downstream")) {
        notes.push(
            "the statements `Downstream…` are for what Elastic Beanstalk does with your permissions; AWS does not publish \
             what that is, so they follow AWS's own policy for Elastic Beanstalk"
                .to_owned(),
        );
    }
    notes
}

fn trust(arguments: &cli::Iam, place: &Place, repository: &Repository) -> Result<(), Error> {
    let restriction = match (&arguments.oidc_environment, &arguments.oidc_branch) {
        (Some(environment), _) => Restriction::Environment(environment.clone()),
        (None, Some(branch)) => Restriction::Branch(branch.clone()),
        (None, None) if arguments.plan_only => Restriction::PullRequests,
        (None, None) => Restriction::None,
    };
    let trust = iam::trust(place.partition(), &place.account, repository, &restriction);
    report::out(&trust.json())?;
    report::note("this is the role's trust policy; what it may do is printed without `--oidc`");
    if restriction == Restriction::None {
        report::note(&format!(
            "any workflow of {repository} may assume it, of every branch and pull request; `--oidc-environment` or \
             `--oidc-branch` narrow that"
        ));
    }
    Ok(())
}
