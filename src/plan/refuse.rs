//! What cannot be brought about, and would fail late if it were tried.

use super::{Note, Problem};
use crate::config::LoadBalancerType;
use crate::desired::{
    CertificateWish, Desired, OptionKey, Properties, RedirectWish, create_only as is_create_only,
    namespace,
};
use crate::observed::{Environment, Observed, Status, Summary};

const REPLACE: &str = "it can be given only on creation: make a new environment beside this one, and swap their domain names";

/// Environment names are unique in a region: one of another application is not ours to change.
pub(super) fn another_application(
    desired: &Desired,
    environment: &Environment,
) -> Result<(), Problem> {
    let owner = &environment.summary.application;
    if owner == desired.application() {
        return Ok(());
    }
    let message =
        format!("the environment `{}` belongs to the application `{owner}`", desired.environment());
    Err(Problem::new("environment.name", message, "name another environment, or that application"))
}

/// A file speaks of an environment that serves the web.
pub(super) fn worker(environment: &Environment) -> Result<(), Problem> {
    let Summary { name, is_worker: true, .. } = &environment.summary else { return Ok(()) };
    let message = format!("`{name}` is a worker environment, which takes messages from a queue");
    let help = "name another environment: ebdeploy looks after those that serve the web";
    Err(Problem::new("environment.name", message, help))
}

/// The domain name that a new environment asks for is free.
pub(super) fn taken_cname(desired: &Desired, observed: &Observed) -> Result<(), Problem> {
    match (desired.cname(), observed.cname_available) {
        (Some(cname), Some(false)) => {
            let message = format!("{cname}.{}.elasticbeanstalk.com is taken", observed.region);
            Err(Problem::new("environment.cname", message, "choose another `cname`"))
        }
        _ => Ok(()),
    }
}

/// Attributes that cannot change once the environment stands.
pub(super) fn create_only(
    desired: &Desired,
    environment: &Environment,
    properties: &Properties,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let cname = environment.summary.cname.as_deref().unwrap_or_default();
    if let Some(wanted) = desired.cname()
        && cname.split('.').next().is_some_and(|has| !has.eq_ignore_ascii_case(wanted))
    {
        let message = format!("the environment's domain name is {cname}, not {wanted}");
        problems.push(Problem::new("environment.cname", message, REPLACE));
    }
    for property in properties.set.iter().filter(|property| is_create_only(&property.option)) {
        let Some(has) = environment.settings.get(&property.option).cloned().flatten() else {
            continue;
        };
        if property.value.read(&has) != property.value {
            let message = format!(
                "the environment has {} = {has}, not {}",
                property.option.name, property.value
            );
            problems.push(Problem::new(&property.path, message, REPLACE));
        }
    }
    problems
}

/// What the environment's load balancer cannot do, where the file does not say which kind it is.
pub(super) fn combinations(desired: &Desired, environment: &Environment) -> Vec<Problem> {
    let mut problems = Vec::new();
    let Some(kind) = environment.load_balancer() else {
        let none = "the environment is a single instance, without a load balancer";
        if desired.certificate().is_some() {
            problems.push(Problem::new(
                "https",
                none,
                "remove [https], and terminate TLS on the instance",
            ));
        }
        if desired.has_health_check() {
            problems.push(Problem::new("health-check", none, "remove [health-check]"));
        }
        return problems;
    };
    let rules = matches!(desired.redirect(kind), RedirectWish::On { .. });
    if rules && kind != LoadBalancerType::Application {
        let message = format!(
            "the environment has a {kind} load balancer, which has no rules and cannot redirect"
        );
        problems.push(Problem::new(
            "https.redirect",
            message,
            if kind == LoadBalancerType::Classic {
                "remove `redirect`, and have the instances' proxy redirect (`ebdeploy scaffold`)"
            } else {
                "remove `redirect`"
            },
        ));
    }
    if desired.has_health_check() && kind == LoadBalancerType::Network {
        let message =
            "the environment has a network load balancer, which checks connections and no path";
        problems.push(Problem::new("health-check", message, "remove [health-check]"));
    }
    problems
}

/// An environment whose creation failed may stand without the load balancer that its settings speak
/// of.
pub(super) fn missing_balancer(
    desired: &Desired,
    environment: &Environment,
) -> Result<(), Problem> {
    let (Some(kind), None) = (environment.load_balancer(), &environment.balancer) else {
        return Ok(());
    };
    let needed = desired.certificate().is_some()
        || desired.has_health_check()
        || desired.redirect(kind) != RedirectWish::Unmanaged;
    if kind == LoadBalancerType::Classic || !needed || environment.summary.status != Status::Ready {
        return Ok(());
    }
    let message = format!(
        "the environment `{}` has no load balancer, though its settings speak of one",
        desired.environment()
    );
    let help = "its creation failed, or somebody deleted the load balancer: rebuild or terminate the environment, and apply again";
    Err(Problem::new("environment.name", message, help))
}

/// A 443 listener that Elastic Beanstalk does not know of would collide with its own.
pub(super) fn foreign_https_listener(
    desired: &Desired,
    environment: &Environment,
) -> Result<(), Problem> {
    let known = environment
        .setting(namespace::HTTPS_LISTENER, "ListenerEnabled")
        .is_some_and(|on| on.eq_ignore_ascii_case("true"));
    let foreign = environment
        .balancer
        .as_ref()
        .and_then(|balancer| balancer.listener(443))
        .filter(|_| !known);
    let (Some(listener), Some(CertificateWish::Arn(_) | CertificateWish::Domain(_))) =
        (foreign, desired.certificate())
    else {
        return Ok(());
    };
    let message = format!(
        "the load balancer has a 443 listener that Elastic Beanstalk does not know of ({})",
        listener.arn
    );
    let help = "hand it over: delete it (`aws elbv2 delete-listener --listener-arn …`) at a quiet time, and apply at once; \
                Elastic Beanstalk then makes its own";
    Err(Problem::new("https.certificate", message, help))
}

/// What AWS's own validation has against the file's options.
pub(super) fn complaints(observed: &Observed, properties: &Properties) -> Vec<Problem> {
    let fatal = observed.complaints.iter().filter(|complaint| complaint.fatal);
    let problem = |complaint: &crate::observed::Complaint| {
        let path = complaint
            .option
            .as_ref()
            .and_then(|option| path_of(option, properties))
            .unwrap_or("environment");
        Problem::new(
            path,
            format!("AWS refuses this: {}", complaint.message),
            "mend the option that AWS names",
        )
    };
    fatal.map(problem).collect()
}

/// What it only warns of.
pub(super) fn warnings(observed: &Observed) -> Vec<Note> {
    let warnings = observed.complaints.iter().filter(|complaint| !complaint.fatal);
    warnings.map(|complaint| Note(format!("AWS warns: {}", complaint.message))).collect()
}

fn path_of<'a>(option: &OptionKey, properties: &'a Properties) -> Option<&'a str> {
    let set = properties
        .set
        .iter()
        .find(|property| property.option == *option)
        .map(|property| property.path.as_str());
    set.or_else(|| {
        properties
            .removed
            .iter()
            .find(|(_, removed)| removed == option)
            .map(|(path, _)| path.as_str())
    })
}

/// What the reader should know of the environment's state.
pub(super) fn state(environment: &Environment) -> Option<Note> {
    let Summary { name, status, health, .. } = &environment.summary;
    match status {
        Status::Ready if health == "Red" => Some(Note(format!("the health of `{name}` is Red"))),
        Status::Ready => None,
        Status::Launching | Status::Updating | Status::Terminating | Status::Terminated => {
            let text = format!("`{name}` is {status:?}: what is there may change while you read");
            Some(Note(text))
        }
    }
}
