//! The end of an environment, decided: what goes, what stays, and what would keep it from going.
//!
//! Our rules on the load balancer, and port 443 that we opened in its security group, are part of
//! what Elastic Beanstalk deletes, and go with it: taken away before, they would leave whoever still
//! asks for the environment in the clear until it is gone. Shadow target groups are outside, and go
//! first.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Draft, ENVIRONMENT_TAG, Goal, Plan, Problem, Step, refuse};
use crate::config::fault;
use crate::desired::Desired;
use crate::observed::{Balancer, Environment, Holdings, Leftover, Listener, Remains, Rule, Status};

/// An environment that is to end, and what goes with it.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Ending {
    /// The environment's id.
    pub environment: String,
    /// Its name.
    pub name: String,
    /// AWS is at it already: it is only waited for.
    pub begun: bool,
    /// Its domain name.
    pub cname: Option<String>,
    /// The label of the version that it runs.
    pub version: Option<String>,
    /// The ARN of its load balancer.
    pub balancer: Option<String>,
    /// What rules of ours match and do, in words.
    pub rules: Vec<String>,
}

/// Decides what must be done for an environment to be gone, and its application with it where that
/// is asked for.
///
/// # Errors
/// What would keep AWS from deleting it.
pub fn destroy(
    desired: &Desired,
    remains: &Remains,
    with_application: bool,
) -> Result<Plan, Vec<Problem>> {
    let mut draft = Draft::default();
    let sweeps = remains.shadows.iter().map(sweep);
    match &remains.observed.environment {
        Some(environment) => {
            let owner = refuse::another_application(desired, environment);
            draft.problems.extend(owner.err().into_iter().chain(held(remains)));
            let ending = ending(environment);
            // Where AWS deletes the load balancer already, a shadow's rule may be gone or not.
            let (before, after) =
                if ending.begun { (vec![], sweeps.collect()) } else { (sweeps.collect(), vec![]) };
            draft.steps.extend::<Vec<_>>(before);
            draft.steps.push(Step::TerminateEnvironment(ending));
            draft.steps.extend::<Vec<_>>(after);
            note(environment, &mut draft);
        }
        None => draft.steps.extend(sweeps),
    }
    if let Some(holdings) = remains.application.as_ref().filter(|_| with_application) {
        application(desired, holdings, &mut draft);
    } else if remains.observed.environment.is_some() {
        draft.note(format!(
            "what stays: the application `{}` with its versions, and in S3 their source bundles and \
             rotated logs",
            desired.application()
        ));
    }
    if !draft.problems.is_empty() {
        return Err(draft.problems);
    }
    Ok(Plan {
        environment: desired.environment().to_owned(),
        region: remains.observed.region.clone(),
        steps: draft.steps,
        notes: draft.notes,
        goal: Goal::Gone,
        ..Plan::default()
    })
}

fn sweep(Leftover { name, arn, balancer }: &Leftover) -> Step {
    Step::SweepShadow {
        balancer: balancer.clone(),
        shadow: name.clone(),
        target_group: arn.clone(),
    }
}

fn ending(Environment { summary, balancer, .. }: &Environment) -> Ending {
    let rules = balancer.iter().flat_map(rules);
    let ours = rules.filter(|rule| {
        let owner = rule.tags.as_ref().and_then(|tags| tags.get(ENVIRONMENT_TAG));
        owner == Some(&summary.name) && !rule.is_of_shadow()
    });
    Ending {
        environment: summary.id.clone(),
        name: summary.name.clone(),
        begun: summary.status == Status::Terminating,
        cname: summary.cname.clone(),
        version: summary.version.clone(),
        balancer: balancer.as_ref().map(|balancer| balancer.arn.clone()),
        rules: ours.map(Rule::describe).collect(),
    }
}

fn rules(balancer: &Balancer) -> impl Iterator<Item = &Rule> {
    balancer.listeners.iter().flat_map(|listener| &listener.rules)
}

/// Elastic Beanstalk does not delete a security group that another one's rules refer to, and then
/// gives the termination up half-way (its developer guide, "Terminate an Elastic Beanstalk
/// environment").
fn held(remains: &Remains) -> impl Iterator<Item = Problem> {
    remains.references.iter().map(|reference| {
        let message = format!(
            "rules of the security group `{}` ({}) refer to {} of this environment: AWS could not \
             delete it, and would give up half-way",
            reference.name, reference.from, reference.to
        );
        let help = format!("take these rules out of {} first", reference.from);
        Problem::new(&fault::GROUP_HELD, "environment.name", message).with_help(help)
    })
}

/// What the reader should know before.
fn note(environment: &Environment, draft: &mut Draft) {
    if let Some(cname) = &environment.summary.cname {
        // Elastic Beanstalk developer guide, "Terminate an Elastic Beanstalk environment".
        draft.note(format!(
            "{cname} becomes free for anybody to take: take away the DNS records that lead there \
             first; to keep the name, give it to another environment \
             (`aws elasticbeanstalk swap-environment-cnames`)"
        ));
    }
    if environment.setting(DATABASE, "HasCoupledDatabase").is_some_and(is_true) {
        let policy = environment.setting(DATABASE, "DBDeletionPolicy").unwrap_or("Delete");
        draft.note(match policy {
            "Retain" => "its database stays, outside of Elastic Beanstalk (`DBDeletionPolicy` is `Retain`)".to_owned(),
            "Snapshot" => "its database goes, and leaves a snapshot (`DBDeletionPolicy` is `Snapshot`)".to_owned(),
            _ => format!("its database goes with all its data: `DBDeletionPolicy` is `{policy}`, not `Snapshot` or `Retain`"),
        });
    }
    if environment.is_shared() {
        draft.note("the load balancer is shared, and stays");
    }
    for foreign in environment.balancer.iter().flat_map(|balancer| foreign(environment, balancer)) {
        draft.note(format!("somebody else's goes as well: {foreign}"));
    }
}

const DATABASE: &str = "aws:rds:dbinstance";
const LISTENER: &str = "aws:elbv2:listener:";
const LISTENER_RULE: &str = "aws:elbv2:listenerrule:";
/// The tag by which Elastic Beanstalk marks what it made.
const OF_BEANSTALK: &str = "elasticbeanstalk:environment-id";

/// What hangs on the load balancer and neither Elastic Beanstalk nor we put there, in words.
fn foreign(environment: &Environment, balancer: &Balancer) -> Vec<String> {
    let options = || environment.settings.iter();
    // `default` is the listener on port 80.
    let known = |listener: &Listener| {
        listener.port == 80
            || options().any(|(option, _)| {
                option.namespace.strip_prefix(LISTENER) == Some(&listener.port.to_string())
            })
    };
    let set = |rule: &Rule| {
        options().any(|(option, value)| {
            let priority = value.as_deref().and_then(|text| text.trim().parse().ok());
            option.namespace.starts_with(LISTENER_RULE)
                && option.name == "Priority"
                && priority == Some(rule.priority)
        })
    };
    let tagged = |rule: &Rule| {
        let tags = rule.tags.iter().flatten();
        tags.into_iter().any(|(key, _)| [OF_BEANSTALK, ENVIRONMENT_TAG].contains(&key.as_str()))
    };
    let of_listener = |listener: &Listener| {
        let port = listener.port;
        let own = (!known(listener)).then(|| format!("the listener on port {port}"));
        let rules = listener.rules.iter().filter(|rule| !tagged(rule) && !set(rule));
        let rules =
            rules.map(|rule| format!("rule {} on port {port}, {}", rule.priority, rule.describe()));
        own.into_iter().chain(rules).collect::<Vec<_>>()
    };
    balancer.listeners.iter().flat_map(of_listener).collect()
}

fn is_true(text: &str) -> bool {
    text.eq_ignore_ascii_case("true")
}

/// The application goes if nobody else needs it.
fn application(desired: &Desired, holdings: &Holdings, draft: &mut Draft) {
    let Holdings { environments, versions, configurations } = holdings;
    let others = environments.iter().map(|environment| environment.name.as_str());
    let others: Vec<_> = others.filter(|name| *name != desired.environment()).collect();
    if !others.is_empty() {
        let message = format!(
            "the application `{}` has other environments: {}",
            desired.application(),
            others.join(", ")
        );
        let problem = Problem::new(&fault::APPLICATION_IN_USE, "application.name", message);
        return draft.problems.push(problem);
    }
    draft.steps.push(Step::DeleteApplication {
        application: desired.application().to_owned(),
        versions: versions.clone(),
        configurations: configurations.clone(),
    });
    // Elastic Beanstalk API reference, `DeleteApplication`; developer guide, "Using Elastic Beanstalk
    // with Amazon S3".
    draft.note("what stays in S3: the versions' source bundles, and rotated logs");
}
