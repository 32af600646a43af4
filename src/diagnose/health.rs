//! What Elastic Beanstalk says of the environment and its instances, where the targets do not say
//! it better.

use std::collections::BTreeSet;

use super::{Case, Symptom, https, words};
use crate::observed::{Instance, Scheme, Status};

/// So many causes and events are shown.
const MOST: usize = 6;

pub(super) const SYMPTOMS: [Symptom; 7] = [
    Symptom {
        id: "no-instances",
        problem: "the environment has no instance",
        cure: "see the events for why none was launched: a quota, an instance type that the zone \
               does not have, a subnet without addresses, an instance profile that does not exist; \
               or [capacity] is 0",
        evidence: no_instances,
    },
    Symptom {
        id: "operation-in-progress",
        problem: "the environment is at something: what is seen now may pass",
        cure: "wait until it is Ready, and look again (`ebdeploy status --watch`)",
        evidence: in_progress,
    },
    Symptom {
        id: "deployment-failed",
        problem: "the last deployment failed on an instance",
        cure: "see why in the log (`ebdeploy logs`), and deploy a version that starts",
        evidence: deployment_failed,
    },
    Symptom {
        id: "mixed-versions",
        problem: "the instances run different versions",
        cure: "deploy the version again: an aborted or failed deployment leaves some of them behind",
        evidence: mixed_versions,
    },
    Symptom {
        id: "agent-silent",
        problem: "instances do not report their health to Elastic Beanstalk",
        cure: "see whether the instance profile allows `elasticbeanstalk:PutInstanceStatistics` \
               (AWSElasticBeanstalkWebTier does), whether the instances reach AWS (NAT or internet \
               gateway, or endpoints of the VPC), and whether they are short of memory",
        evidence: agent_silent,
    },
    Symptom {
        id: "environment-unhealthy",
        problem: "the targets pass their check, and Elastic Beanstalk holds the environment for \
                  unhealthy",
        cure: "look into what the causes name: requests that fail are in the application's log \
               (`ebdeploy logs`), load and memory are the instances'",
        evidence: unhealthy,
    },
    Symptom {
        id: "page-failing",
        problem: "the first page fails, though the targets pass their check",
        cure: "see why in the application's log (`ebdeploy logs`); let the health check ask for \
               something that fails with it",
        evidence: page_failing,
    },
];

fn no_instances(case: &Case<'_>) -> Vec<String> {
    let situation = case.situation;
    let unseen = situation.unseen.iter().any(|unseen| unseen.part == "the instances");
    if unseen || !situation.instances.is_empty() || situation.serving().next().is_some() {
        return Vec::new();
    }
    let mut lines = vec![format!("{} has no instance", situation.summary.name)];
    lines.extend(bad_events(case));
    lines
}

fn in_progress(case: &Case<'_>) -> Vec<String> {
    let summary = &case.situation.summary;
    let mut lines = Vec::new();
    if summary.status != Status::Ready {
        lines.push(format!("{} is {:?}", summary.name, summary.status));
    }
    lines.extend(case.situation.instances.iter().filter_map(|instance| {
        let deployment = instance.deployment.as_ref()?;
        let running = deployment.status.eq_ignore_ascii_case("In Progress");
        running.then(|| format!("{}: deployment {} in progress", instance.id, deployment.id))
    }));
    lines
}

fn deployment_failed(case: &Case<'_>) -> Vec<String> {
    let failed = |instance: &Instance| {
        let deployment = instance.deployment.as_ref()?;
        deployment.status.eq_ignore_ascii_case("Failed").then(|| {
            format!(
                "{}: deployment {} of {} failed",
                instance.id, deployment.id, deployment.version
            )
        })
    };
    let mut lines: Vec<_> = case.situation.instances.iter().filter_map(failed).collect();
    if !lines.is_empty() {
        lines.extend(bad_events(case));
    }
    lines
}

fn mixed_versions(case: &Case<'_>) -> Vec<String> {
    let deployments = case
        .situation
        .instances
        .iter()
        .filter_map(|instance| Some((instance, instance.deployment.as_ref()?)));
    let versions: BTreeSet<_> =
        deployments.clone().map(|(_, deployment)| deployment.version.as_str()).collect();
    // While a deployment runs they are mixed by design.
    if versions.len() < 2 || !in_progress(case).is_empty() {
        return Vec::new();
    }
    deployments
        .map(|(instance, deployment)| {
            format!("{}: {} (deployment {})", instance.id, deployment.version, deployment.id)
        })
        .collect()
}

fn agent_silent(case: &Case<'_>) -> Vec<String> {
    let silent = |words: &str| {
        let words = words.to_ascii_lowercase();
        words.contains("sending data") || words.contains("no data")
    };
    let instances = case.situation.instances.iter().filter(|instance| {
        let health = instance.health.as_deref().unwrap_or_default();
        health.eq_ignore_ascii_case("No Data") || health.eq_ignore_ascii_case("NoData")
    });
    let mut lines: Vec<_> = instances.map(|instance| format!("{}: no data", instance.id)).collect();
    let causes = case.situation.health.iter().flat_map(|health| &health.causes);
    lines.extend(causes.filter(|cause| silent(cause)).map(|cause| words::line(cause)));
    lines
}

/// The causes, unless something else has been found that explains them.
fn unhealthy(case: &Case<'_>) -> Vec<String> {
    let situation = case.situation;
    let passing = situation.serving().all(|target| target.state != "unhealthy");
    let explained = [no_instances, in_progress, deployment_failed, agent_silent]
        .iter()
        .any(|other| !other(case).is_empty());
    if !is_bad(case) || !passing || explained {
        return Vec::new();
    }
    let health = situation.health.as_ref();
    let mut lines = match health {
        Some(health) => {
            vec![format!(
                "{} is {} ({})",
                situation.summary.name, health.status, situation.summary.health
            )]
        }
        None => vec![format!("{} is {}", situation.summary.name, situation.summary.health)],
    };
    lines.extend(
        health.iter().flat_map(|health| &health.causes).take(MOST).map(|cause| words::line(cause)),
    );
    for instance in &situation.instances {
        lines.extend(
            instance
                .causes
                .iter()
                .take(1)
                .map(|cause| format!("{}: {}", instance.id, words::line(cause))),
        );
    }
    lines
}

/// A 5xx for the first page, where nothing else has been found that explains it.
fn page_failing(case: &Case<'_>) -> Vec<String> {
    let passing = case.situation.serving().all(|target| target.state != "unhealthy");
    let explained = !no_instances(case).is_empty() || !https::port_closed(case).is_empty();
    let Some(probing) = case.probing.filter(|_| passing && !explained) else {
        return Vec::new();
    };
    let failing = [Scheme::Https, Scheme::Http]
        .into_iter()
        .filter(|scheme| probing.answer(*scheme, "/").is_some_and(|answer| answer.status >= 500));
    failing.filter_map(|scheme| case.asked(scheme, "/")).collect()
}

fn is_bad(case: &Case<'_>) -> bool {
    match &case.situation.health {
        Some(health) => ["Warning", "Degraded", "Severe"]
            .iter()
            .any(|bad| health.status.eq_ignore_ascii_case(bad)),
        None => ["Yellow", "Red"].contains(&case.situation.summary.health.as_str()),
    }
}

fn bad_events(case: &Case<'_>) -> impl Iterator<Item = String> {
    let bad = case.situation.events.iter().rev();
    let bad = bad.filter(|event| matches!(event.severity.as_str(), "ERROR" | "FATAL" | "WARN"));
    let line = |event: &crate::observed::LogEvent| {
        format!(
            "{} {} {}",
            event.at.strftime("%H:%M:%S"),
            event.severity,
            words::line(&event.message)
        )
    };
    bad.take(MOST).map(line)
}
