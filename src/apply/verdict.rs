//! What the targets of a shadow say of a health check.

use crate::observed::TargetHealth;

/// Who must pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Enough {
    /// Every target that serves now: none may be lost.
    EveryServing,
    /// One of them: any is more than there was.
    One,
}

/// What came of it, so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Enough targets pass.
    Passed,
    /// These do not, and too few others.
    Failed(Vec<TargetHealth>),
    /// Not all have been checked yet; these have not passed.
    Open(Vec<TargetHealth>),
}

/// Compares who serves with who passes on the shadow.
///
/// When no target passes the live check, the load balancer sends requests to all of them (Elastic
/// Load Balancing user guide, "Health checks for your target groups"): then all serve.
pub(super) fn verdict(
    serving: &[TargetHealth],
    shadowed: &[TargetHealth],
    enough: Enough,
) -> Verdict {
    let staying = serving.iter().filter(|target| !target.is_leaving());
    let open = !serving.iter().any(TargetHealth::is_healthy);
    let counted = staying.filter(|target| open || target.is_healthy());
    let on_shadow =
        |target: &TargetHealth| shadowed.iter().find(|other| other.target == target.target);
    // One that the shadow does not know yet has not been checked.
    let unknown = |target: &TargetHealth| TargetHealth {
        state: "initial".to_owned(),
        code: None,
        reason: None,
        ..target.clone()
    };
    let all: Vec<_> = counted
        .map(|target| on_shadow(target).cloned().unwrap_or_else(|| unknown(target)))
        .collect();
    let passed = all.iter().filter(|target| target.is_healthy()).count();
    let undecided = all.iter().any(|target| !target.is_healthy() && target.state != "unhealthy");
    let done = match enough {
        Enough::EveryServing => passed == all.len(),
        Enough::One => passed > 0 || all.is_empty(),
    };
    if done {
        return Verdict::Passed;
    }
    let failing = all.into_iter().filter(|target| !target.is_healthy()).collect();
    if undecided { Verdict::Open(failing) } else { Verdict::Failed(failing) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(states: &[(&str, &str)]) -> Vec<TargetHealth> {
        let target = |(target, state): &(&str, &str)| TargetHealth {
            target: (*target).to_owned(),
            state: (*state).to_owned(),
            code: None,
            reason: None,
        };
        states.iter().map(target).collect()
    }

    fn failing(verdict: Verdict) -> Vec<String> {
        match verdict {
            Verdict::Failed(targets) => targets.into_iter().map(|target| target.target).collect(),
            Verdict::Passed | Verdict::Open(_) => panic!("{verdict:?}"),
        }
    }

    #[test]
    fn every_target_that_serves_must_pass() {
        let serving = targets(&[("a", "healthy"), ("b", "healthy")]);
        let one = targets(&[("a", "healthy"), ("b", "unhealthy")]);
        assert_eq!(failing(verdict(&serving, &one, Enough::EveryServing)), ["b"]);
        assert_eq!(verdict(&serving, &serving, Enough::EveryServing), Verdict::Passed);
    }

    #[test]
    fn one_that_does_not_serve_anyway_need_not_pass() {
        let serving = targets(&[("a", "healthy"), ("b", "unhealthy"), ("c", "draining")]);
        let shadowed = targets(&[("a", "healthy"), ("b", "unhealthy"), ("c", "unhealthy")]);
        assert_eq!(verdict(&serving, &shadowed, Enough::EveryServing), Verdict::Passed);
    }

    #[test]
    fn when_none_passes_the_live_check_all_serve() {
        let serving = targets(&[("a", "unhealthy"), ("b", "unhealthy")]);
        let shadowed = targets(&[("a", "healthy"), ("b", "unhealthy")]);
        assert_eq!(failing(verdict(&serving, &shadowed, Enough::EveryServing)), ["b"]);
        assert_eq!(verdict(&serving, &shadowed, Enough::One), Verdict::Passed);
    }

    #[test]
    fn nothing_is_decided_before_each_was_checked() {
        let serving = targets(&[("a", "healthy"), ("b", "healthy"), ("new", "healthy")]);
        let shadowed = targets(&[("a", "unhealthy"), ("b", "initial")]);
        let open = verdict(&serving, &shadowed, Enough::EveryServing);
        assert!(matches!(open, Verdict::Open(targets) if targets.len() == 3));
    }

    #[test]
    fn where_nobody_serves_nobody_is_lost() {
        assert_eq!(verdict(&[], &[], Enough::EveryServing), Verdict::Passed);
    }
}
