//! What was looked at: no finding says nothing unless it is known where none was found.

use super::Case;
use crate::observed::{Leads, Situation, Unseen};

/// What was looked at, each in a few words.
pub fn checked(case: &Case<'_>) -> Vec<String> {
    let Situation { summary, health, instances, targets, certificates, .. } = case.situation;
    let count = |count: usize, noun: &str| match count {
        0 => None,
        1 => Some(format!("1 {noun}")),
        count => Some(format!("{count} {noun}s")),
    };
    let detail = health.as_ref().map_or_else(String::new, |health| format!(" {}", health.status));
    let mut checked =
        vec![format!("the environment ({:?}, {}{detail})", summary.status, summary.health)];
    checked.extend(count(instances.len(), "instance"));
    checked.extend(count(targets.iter().map(|targets| targets.health.len()).sum(), "target"));
    let listeners = case.balancer().map(|balancer| balancer.listeners.as_slice());
    let ports: Vec<_> =
        listeners.unwrap_or_default().iter().map(|found| found.port.to_string()).collect();
    if !ports.is_empty() {
        let noun = if ports.len() == 1 { "listener" } else { "listeners" };
        checked.push(format!("the {noun} on {}", ports.join(" and ")));
    }
    checked.extend(count(certificates.len(), "certificate"));
    checked.extend(case.plan.map(|plan| match plan {
        Ok(plan) if plan.is_empty() => "the plan (no changes)".to_owned(),
        Ok(plan) => {
            format!("the plan ({} to take)", count(plan.steps.len(), "step").unwrap_or_default())
        }
        Err(_) => "the plan".to_owned(),
    }));
    let reached = case.probing.filter(|_| super::unprobed(case).is_none());
    checked.extend(reached.and_then(|probing| {
        let requests = count(probing.asked.len(), "request")?;
        Some(format!("{requests} for {} to {}", probing.host, probing.through))
    }));
    checked.extend(count(case.logs.len(), "log"));
    checked
}

/// What could not be looked at, and what is worth knowing without being wrong.
pub fn notes(case: &Case<'_>) -> Vec<String> {
    let unseen = case.situation.unseen.iter();
    let unseen = unseen.map(|Unseen { part, reason }| format!("not looked at: {part}: {reason}"));
    let mut notes: Vec<_> = unseen.collect();
    match case.probing {
        None => notes.push("not probed: no request was made".to_owned()),
        Some(probing) => {
            notes.extend(super::unprobed(case).map(|why| format!("not probed: {why}")));
            if let Leads::Elsewhere(addresses) = &probing.leads {
                notes.push(format!(
                    "{} leads to {}, and not to the load balancer: right where something stands \
                     before it, such as CloudFront",
                    probing.host,
                    addresses.join(", ")
                ));
            }
        }
    }
    notes
}
