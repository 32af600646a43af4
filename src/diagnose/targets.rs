//! Targets that fail their health check: what the load balancer says of them, what the path answers
//! to the probe, and what the instances' logs have.

use std::collections::BTreeMap;

use super::codes::{self, Failing};
use super::{Case, Finding, components, tail, words};
use crate::observed::{Check, Scheme, Situation, TargetGroup, TargetHealth};

/// What ails targets, those that fail alike in one finding. Nothing, when each passes its check or
/// has not been checked yet.
pub fn of_targets(check: &Check, targets: &[TargetHealth]) -> Vec<Finding> {
    let mut failing: BTreeMap<&str, (&Failing, Vec<String>)> = BTreeMap::new();
    for target in targets.iter().filter(|target| target.state == "unhealthy") {
        let why = codes::of_target(target);
        let words = target.reason.as_deref().unwrap_or("no reason given");
        let (_, evidence) = failing.entry(why.id).or_insert_with(|| (why, Vec::new()));
        evidence.push(format!("{}: {words}", target.target));
    }
    let finding = |(why, evidence): (&Failing, Vec<String>)| Finding {
        id: why.id,
        problem: format!("{} (the check: {check})", why.problem),
        evidence,
        cure: why.cure.to_owned(),
    };
    failing.into_values().map(finding).collect()
}

/// The same for all target groups of a case, with what else is known.
pub(super) fn of_case(case: &Case<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for targets in &case.situation.targets {
        for mut finding in of_targets(&targets.group.check, &targets.health) {
            let TargetGroup { protocol, port, .. } = &targets.group;
            let silent = ["nothing-answers", "check-timeout"].contains(&finding.id);
            if silent && !protocol.is_empty() {
                finding.evidence.push(format!("they are asked by {protocol} on port {port}"));
            }
            if let Some(path) = &targets.group.check.path {
                let answers = answers(case, finding.id, path);
                finding.evidence.extend(answers);
            }
            match findings.iter_mut().find(|found| found.id == finding.id) {
                Some(found) => found.evidence.extend(finding.evidence),
                None => findings.push(finding),
            }
        }
    }
    for finding in findings.iter_mut().filter(|finding| codes::wants_logs(finding.id)) {
        finding.evidence.extend(tail::last_lines(case.logs));
    }
    findings
}

/// Lines of the instances' logs would help to see why targets fail.
pub fn wants_logs(situation: &Situation) -> bool {
    situation.targets.iter().any(|targets| {
        of_targets(&targets.group.check, &targets.health)
            .iter()
            .any(|finding| codes::wants_logs(finding.id))
    })
}

/// What the probe got for the path, and at `/` where there is no such route.
fn answers(case: &Case<'_>, id: &str, path: &str) -> Vec<String> {
    let mut lines: Vec<_> = [Scheme::Http, Scheme::Https]
        .iter()
        .filter_map(|scheme| case.asked(*scheme, path))
        .collect();
    if id == "check-not-found" && path != "/" {
        lines.extend(
            [Scheme::Https, Scheme::Http].iter().find_map(|scheme| case.asked(*scheme, "/")),
        );
    }
    lines.extend(failing_parts(case, path));
    lines
}

/// What the path itself names as failing.
pub(super) fn failing_parts(case: &Case<'_>, path: &str) -> Vec<String> {
    let answer =
        |scheme: &Scheme| case.probing?.answer(*scheme, path).filter(|answer| answer.status >= 400);
    let Some(answer) = [Scheme::Https, Scheme::Http].iter().find_map(answer) else {
        return Vec::new();
    };
    let parts = components::failing(&answer.body);
    let title = || words::title(&answer.body).map(|title| format!("{path} says: {title}"));
    if parts.is_empty() { title().into_iter().collect() } else { parts }
}
