//! The overlay: rules on port 80 that a run made, changed, moved or removed.
//!
//! Rules that are not wanted any more go first of all: the listener that they send clients to may go
//! with the settings. Those that were there come back last, when that listener stands again.

use super::super::{Draft, RuleChange, RuleContent, RuleSpec, Serve, Step};
use crate::observed::{Environment, Listener, Rule};

/// Steps of the overlay, around those of Elastic Beanstalk.
#[derive(Default)]
pub(super) struct Back {
    /// Before anything else is taken back.
    pub(super) before: Option<Step>,
    /// After all else.
    pub(super) after: Option<Step>,
}

/// What was changed about rules, by the steps that were begun.
#[derive(Default)]
struct Touched<'a> {
    made: Vec<&'a RuleSpec>,
    /// ARNs of rules that were there, and which of ours each was.
    known: Vec<(&'a str, Option<&'a str>)>,
}

/// The way back of the rules on port 80; `replaced` where the target group that exempt paths are
/// forwarded to is replaced on it, and could not be deleted while a rule forwards to it.
pub(super) fn back<'a>(
    environment: &str,
    begun: &[Step],
    former: &Environment,
    current: &'a Environment,
    replaced: bool,
    draft: &mut Draft,
) -> Back {
    let touched = touched(begun);
    if touched.made.is_empty() && touched.known.is_empty() {
        return Back::default();
    }
    let (Some(was), Some(balancer)) = (&former.balancer, &current.balancer) else {
        return Back::default();
    };
    let (Some(old), Some(http)) = (was.listener(80), balancer.listener(80)) else {
        return Back::default();
    };
    let made = |rule: &'a Rule| {
        let is_new = !old.rules.iter().any(|known| known.arn == rule.arn);
        let spec = touched.made.iter().find(|spec| is_made(rule, spec, environment));
        spec.filter(|_| is_new).map(|spec| (rule, spec.role.as_str()))
    };
    let mut made: Vec<_> = http.rules.iter().filter_map(made).collect();
    let mut changes = Vec::new();
    for (arn, role) in &touched.known {
        let Some(was) = old.rules.iter().find(|rule| rule.arn == *arn) else { continue };
        let role = was.role(environment, &[]).or_else(|| role.map(str::to_owned));
        let role = role.unwrap_or_else(|| EXEMPT.to_owned());
        let Some(content) = was.content() else {
            draft.note(format!("the rule {role} on port 80 was none of ebdeploy's making"));
            continue;
        };
        let stands =
            |arn: &str| !replaced && balancer.target_groups.iter().any(|group| group.arn == arn);
        let spec =
            RuleSpec { role, priority: was.priority, content: current_group(content, stands) };
        changes.extend(restored(&was.arn, spec, http, &mut made, replaced));
    }
    let gone = made.into_iter().map(|(rule, role)| RuleChange::Delete {
        rule: rule.arn.clone(),
        role: role.to_owned(),
        before: rule.describe(),
    });
    let certificate = was.listener(443).and_then(|https| https.certificate.clone());
    Back { before: step(http, None, gone.collect()), after: step(http, certificate, changes) }
}

fn step(http: &Listener, certificate: Option<String>, changes: Vec<RuleChange>) -> Option<Step> {
    let listener = Some(http.arn.clone());
    (!changes.is_empty()).then_some(Step::RedirectToHttps { listener, certificate, changes })
}

/// What brings one rule back. One that was removed, and made anew just as it was, is back already.
fn restored(
    arn: &str,
    spec: RuleSpec,
    http: &Listener,
    made: &mut Vec<(&Rule, &str)>,
    replaced: bool,
) -> Vec<RuleChange> {
    let forwards = matches!(spec.content.serve, Serve::Forward { .. });
    let is_back = |new: &&Rule| {
        let same = new.content().is_some_and(|has| serves(&has, &spec.content));
        new.priority == spec.priority && same && !(replaced && forwards)
    };
    let Some(standing) = http.rules.iter().find(|found| found.arn == arn) else {
        let Some(back) = http.rules.iter().find(is_back) else {
            return vec![RuleChange::Create(spec)];
        };
        made.retain(|(rule, _)| rule.arn != back.arn);
        return Vec::new();
    };
    let RuleSpec { role, priority, content } = spec;
    let moved = (standing.priority != priority).then(|| RuleChange::Move {
        rule: arn.to_owned(),
        role: role.clone(),
        before: standing.priority,
        after: priority,
    });
    let differs = standing.content().is_none_or(|has| !serves(&has, &content));
    let modified = differs.then(|| RuleChange::Modify {
        rule: arn.to_owned(),
        role,
        before: standing.describe(),
        after: content,
    });
    moved.into_iter().chain(modified).collect()
}

/// Elastic Beanstalk may have replaced the target group that a rule forwarded to: the one that serves
/// by then is meant.
fn current_group(content: RuleContent, stands: impl Fn(&str) -> bool) -> RuleContent {
    match content.serve {
        Serve::Forward { target_group: Some(arn) } if !stands(&arn) => {
            RuleContent { serve: Serve::Forward { target_group: None }, ..content }
        }
        _ => content,
    }
}

/// It does what it should, whichever target group stands for the default one.
fn serves(has: &RuleContent, should: &RuleContent) -> bool {
    match (&has.serve, &should.serve) {
        (Serve::Forward { .. }, Serve::Forward { target_group: None }) => {
            RuleContent { serve: should.serve.clone(), ..has.clone() }.is(should)
        }
        _ => has.is(should),
    }
}

/// The rule is one that the run made: by its tags, or, where those were not asked for, by its look.
fn is_made(rule: &Rule, spec: &RuleSpec, environment: &str) -> bool {
    if rule.tags.is_some() {
        return rule.role(environment, &[]).is_some_and(|role| role == spec.role);
    }
    let paths = |content: RuleContent| content.paths == spec.content.paths;
    rule.priority == spec.priority && rule.content().is_some_and(paths)
}

fn touched(begun: &[Step]) -> Touched<'_> {
    let mut touched = Touched::default();
    for step in begun {
        match step {
            Step::LiftExemption { rules } => {
                touched.known.extend(rules.iter().map(|rule| (rule.as_str(), None)));
            }
            Step::RedirectToHttps { listener: _, certificate: _, changes } => {
                for change in changes {
                    match change {
                        RuleChange::Create(spec) => touched.made.push(spec),
                        RuleChange::Modify { rule, role, .. }
                        | RuleChange::Move { rule, role, .. }
                        | RuleChange::Delete { rule, role, .. } => {
                            if !touched.known.iter().any(|(known, _)| known == rule) {
                                touched.known.push((rule, Some(role)));
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    touched
}

/// The role of a lifted rule that bears none.
const EXEMPT: &str = "exempt-1";
