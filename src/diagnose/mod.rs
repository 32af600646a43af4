//! Symptoms turned into causes and cures. Pure: from what was observed and probed to findings.
//!
//! One file a subject; each symptom is a row of that file's table, with a lasting id. What shows a
//! symptom is its evidence, and a row without evidence says nothing.

mod certificate;
mod checked;
mod codes;
mod components;
mod file;
mod health;
mod https;
mod redirect;
mod start;
mod tail;
mod targets;
mod words;

use serde::Serialize;

use crate::desired::{CertificateWish, Desired};
use crate::observed::{
    Balancer, Failure, Front, InstanceLog, Listener, Observed, Probing, Scheme, Settings, Situation,
};
use crate::plan::{Plan, Problem};

pub use checked::{checked, notes};
pub use tail::deployment_lines;
pub use targets::{of_targets, wants_logs};
pub use words::without_secrets;

/// Something that is wrong, what shows it, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Finding {
    /// Its lasting name, for programs: `check-redirected`.
    pub id: &'static str,
    /// What is wrong, as a fragment without a full stop.
    pub problem: String,
    /// Where that is seen: each a line.
    pub evidence: Vec<String>,
    /// What to do about it.
    pub cure: String,
}

/// All that a diagnosis is made from.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// What the file asks for.
    pub desired: &'a Desired,
    /// How the environment is doing.
    pub situation: &'a Situation,
    /// What a plan was made from, if it could be looked at.
    pub observed: Option<&'a Observed>,
    /// The plan, or why there is none.
    pub plan: Option<&'a Result<Plan, Vec<Problem>>>,
    /// What real requests came to, if any were made.
    pub probing: Option<&'a Probing>,
    /// The last lines of the instances' logs, if they were asked for.
    pub logs: &'a [InstanceLog],
}

/// One thing that can be wrong.
struct Symptom {
    id: &'static str,
    problem: &'static str,
    cure: &'static str,
    /// What shows it: each a line; none when it is not there.
    evidence: fn(&Case<'_>) -> Vec<String>,
}

/// The tables whose rows look at the whole case, in the order in which they are told.
const TABLES: [&[Symptom]; 6] = [
    &start::SYMPTOMS,
    &health::SYMPTOMS,
    &https::SYMPTOMS,
    &redirect::SYMPTOMS,
    &certificate::SYMPTOMS,
    &file::SYMPTOMS,
];

/// What is wrong with an environment.
pub fn diagnose(case: &Case<'_>) -> Vec<Finding> {
    let mut findings = targets::of_case(case);
    findings.extend(TABLES.into_iter().flat_map(|table| found(table, case)));
    findings
}

/// The rows of a table that there is evidence for.
fn found(table: &'static [Symptom], case: &Case<'_>) -> Vec<Finding> {
    let finding = |symptom: &Symptom| {
        let evidence = (symptom.evidence)(case);
        let Symptom { id, problem, cure, .. } = *symptom;
        let finding = Finding { id, problem: problem.into(), evidence, cure: cure.into() };
        (!finding.evidence.is_empty()).then_some(finding)
    };
    table.iter().filter_map(finding).collect()
}

/// What is wrong with instances and targets alone: what may have made an update fail.
pub fn of_failure(case: &Case<'_>) -> Vec<Finding> {
    let mut findings = found(&start::SYMPTOMS, case);
    // What the log says most plainly need not be looked for in its last lines again.
    let logs = if findings.is_empty() { case.logs } else { &[] };
    findings.extend(targets::of_case(&Case { logs, ..*case }));
    findings.extend(found(&health::SYMPTOMS, case));
    // That it is at something is no news while it is being waited for.
    findings.retain(|finding| finding.id != "operation-in-progress");
    findings
}

/// What a finding can be.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Its lasting name.
    pub id: &'static str,
    /// What is wrong, as a fragment without a full stop.
    pub problem: &'static str,
    /// What to do about it.
    pub cure: &'static str,
}

/// All that a finding can be.
pub fn rows() -> impl Iterator<Item = Row> {
    let of_table = |symptom: &Symptom| {
        let Symptom { id, problem, cure, evidence: _ } = *symptom;
        Row { id, problem, cure }
    };
    codes::rows().chain(TABLES.into_iter().flatten().map(of_table))
}

/// Why nothing can be said about what clients see: the probe did not come through, and that may
/// well be right so.
pub fn unprobed(case: &Case<'_>) -> Option<String> {
    let probing = case.probing?;
    let failure = probing.unreached(Scheme::Http).or_else(|| probing.unreached(Scheme::Https))?;
    let none = [Scheme::Http, Scheme::Https].into_iter().all(|scheme| {
        probing.asked.iter().all(|asked| asked.question.scheme != scheme)
            || probing.unreached(scheme).is_some()
    });
    let telling = case.is_internet_facing() && !matches!(failure, Failure::Unresolved(_));
    (none && !telling).then(|| format!("{}: {failure}", probing.through))
}

impl<'a> Case<'a> {
    fn balancer(&self) -> Option<&'a Balancer> {
        self.situation.balancer.as_ref()
    }

    fn listener(&self, port: u16) -> Option<&'a Listener> {
        self.balancer()?.listener(port)
    }

    /// The listeners are known, so that one that is not among them is not there.
    fn knows_listeners(&self) -> bool {
        self.balancer().is_some_and(|balancer| !balancer.listeners.is_empty())
    }

    fn settings(&self) -> Option<&'a Settings> {
        Some(&self.observed?.environment.as_ref()?.settings)
    }

    /// The load balancer, or the only instance, can be reached from the internet.
    fn is_internet_facing(&self) -> bool {
        match &self.situation.front {
            Some(Front { internet_facing, .. }) => *internet_facing,
            None => self.situation.balancer.is_none(),
        }
    }

    /// The domain whose certificate the file asks for.
    pub fn domain(&self) -> Option<&'a str> {
        match self.desired.certificate()? {
            CertificateWish::Domain(domain) => Some(domain),
            CertificateWish::Arn(_) => None,
        }
    }

    /// The path that the health check asks for, or is meant to.
    pub fn health_path(&self) -> Option<&'a str> {
        let wished = self.desired.health_check().map(|health| health.path.as_str());
        wished.or_else(|| self.situation.default_targets()?.group.check.path.as_deref())
    }

    /// Whether the environment's check is the fallback of the one that the file asks for.
    pub fn is_on_fallback(&self) -> bool {
        file::is_on_fallback(self)
    }

    /// A request of the probe and what came of it.
    fn asked(&self, scheme: Scheme, path: &str) -> Option<String> {
        self.probing?.line_of(scheme, path).map(|line| words::line(&line))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_id_is_the_only_one_of_its_name_and_is_documented() {
        let documented = include_str!("../../docs/doctor.md");
        let mut known = BTreeSet::new();
        for Row { id, .. } in rows() {
            assert!(known.insert(id), "{id} stands twice");
            assert!(documented.contains(&format!("| `{id}` |")), "{id} is not in docs/doctor.md");
        }
        assert_eq!(documented.matches("\n| `").count(), known.len(), "no more is documented");
    }
}
