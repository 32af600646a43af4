//! What keeps the environment from being as the file says.

use super::{Case, Symptom, certificate, codes, targets};
use crate::observed::Scheme;
use crate::plan::{Fallback, Problem};

pub(super) const SYMPTOMS: [Symptom; 2] = [
    Symptom {
        id: "on-fallback",
        problem: "the health check is on its fallback: it passes whatever the application answers",
        cure: "mend what the path answers, and run `ebdeploy apply`: it asks for the path again",
        evidence: on_fallback,
    },
    Symptom {
        id: "plan-refused",
        problem: "what the file asks for cannot be brought about",
        cure: "mend the file, or what it speaks of, until `ebdeploy plan` makes a plan",
        evidence: plan_refused,
    },
];

/// Whether the environment's check is the fallback of the one that the file asks for.
pub(super) fn is_on_fallback(case: &Case<'_>) -> bool {
    let (Some(wish), Some(targets)) =
        (case.desired.health_check(), case.situation.default_targets())
    else {
        return false;
    };
    let Some(fallback) = Fallback::of(case.situation.kind.unwrap_or_default()) else {
        return false;
    };
    let check = &targets.group.check;
    let asked = (check.path.as_deref(), check.matcher.as_deref())
        == (Some(&wish.path), Some(&wish.matcher));
    !asked && fallback.lower(check) == *check
}

fn on_fallback(case: &Case<'_>) -> Vec<String> {
    let (true, Some(wish), Some(targets)) =
        (is_on_fallback(case), case.desired.health_check(), case.situation.default_targets())
    else {
        return Vec::new();
    };
    let path = wish.path.as_str();
    let mut lines = vec![format!(
        "the file asks for {path} with {}; the check is {}",
        wish.matcher, targets.group.check
    )];
    lines.extend(
        [Scheme::Http, Scheme::Https].iter().filter_map(|scheme| case.asked(*scheme, path)),
    );
    let answer = |scheme: &Scheme| case.probing?.answer(*scheme, path);
    let answer = [Scheme::Https, Scheme::Http].iter().find_map(answer);
    if let Some(failing) = answer
        .filter(|answer| answer.status >= 300)
        .and_then(|answer| codes::of_code(answer.status))
    {
        lines.push(format!("that means: {}", failing.problem));
    }
    lines.extend(targets::failing_parts(case, path));
    lines
}

fn plan_refused(case: &Case<'_>) -> Vec<String> {
    let Some(Err(problems)) = case.plan else { return Vec::new() };
    let untold = problems
        .iter()
        .filter(|problem| problem.path != "https.certificate" || !certificate::is_told(case));
    untold
        .map(|Problem { fault: _, path, message, help: _ }| format!("`{path}`: {message}"))
        .collect()
}
