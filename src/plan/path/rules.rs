//! What the listener on port 80 does with a request, and what a plan changes of that.

use super::facts::Facts;
use super::{Change, Line};
use crate::config::LoadBalancerType;
use crate::desired::RedirectWish;
use crate::plan::rule::{RuleChange, RuleContent, RuleSpec, Serve, wanted};

/// Namespaces of the listener on port 80.
pub(super) const LISTENERS: &[&str] =
    &["aws:elbv2:listener:80", "aws:elbv2:listener:default", "aws:elb:listener:80"];

/// What happens on port 80.
pub(super) struct Rules {
    /// Rule by rule.
    pub(super) lines: Vec<Line>,
    /// What is sent to HTTPS.
    pub(super) redirect: Option<Share>,
    /// What is served over HTTP.
    pub(super) served: Option<Share>,
}

/// A part of the requests.
pub(super) struct Share {
    pub(super) label: String,
    pub(super) change: Change,
}

/// The rules as the plan leaves them, and as it found them.
pub(super) fn of(facts: &Facts<'_>, kind: LoadBalancerType) -> Rules {
    let specs = match facts.desired.redirect(kind) {
        RedirectWish::On { status, except } => wanted(status.number(), &except, None),
        RedirectWish::Unmanaged | RedirectWish::Off => Vec::new(),
    };
    let changes = facts.rule_changes();
    let mut lines: Vec<_> =
        specs.iter().map(|(role, content)| kept(facts, role, content, &changes)).collect();
    let gone = changes.iter().filter_map(|change| match change {
        RuleChange::Delete { before, .. } => {
            Some(Line { text: format!("{before} → (none)"), change: Change::Removed })
        }
        RuleChange::Create(_) | RuleChange::Modify { .. } | RuleChange::Move { .. } => None,
    });
    lines.extend(gone);
    if facts.lifts_exemption() {
        let text = "exempt paths are not served while the target group is replaced".to_owned();
        lines.push(Line { text, change: Change::Changed });
    }
    let (redirects, exempts): (Vec<_>, Vec<_>) =
        specs.iter().partition(|(_, content)| matches!(content.serve, Serve::Redirect { .. }));
    let redirect = redirects.first().map(|(role, content)| Share {
        label: status(content),
        change: facts.change_of_role(role, &changes),
    });
    let redirect_goes = changes
        .iter()
        .any(|change| matches!(change, RuleChange::Delete { role, .. } if role == "redirect"));
    let lost = Share { label: "redirect".to_owned(), change: Change::Removed };
    let redirect = redirect.or(redirect_goes.then_some(lost));
    let served = served(facts, &exempts, redirect.as_ref(), &changes);
    Rules { lines, redirect, served }
}

type Named = (String, RuleContent);

/// What is still served over HTTP.
fn served(
    facts: &Facts<'_>,
    exempts: &[&Named],
    redirect: Option<&Share>,
    changes: &[&RuleChange],
) -> Option<Share> {
    let share = |label: &str, change| Some(Share { label: label.to_owned(), change });
    match redirect.map(|redirect| redirect.change) {
        None => share("every path", facts.made()),
        Some(Change::Removed) => share("every path", Change::Changed),
        Some(Change::Added) if exempts.is_empty() && facts.made() == Change::Stays => {
            share("every path", Change::Removed)
        }
        Some(_) if exempts.is_empty() => None,
        Some(Change::Added) => share("exempt paths", facts.unless_made(Change::Changed)),
        Some(Change::Stays | Change::Changed) => {
            let roles = exempts.iter().map(|(role, _)| facts.change_of_role(role, changes));
            share("exempt paths", Change::of_parts(roles))
        }
    }
}

/// A wanted rule, in words.
fn kept(facts: &Facts<'_>, role: &str, content: &RuleContent, changes: &[&RuleChange]) -> Line {
    let wanted = content.describe();
    let change = facts.unless_made(facts.change_of_role(role, changes));
    let change = if facts.made() == Change::Added { Change::Stays } else { change };
    let parts = changes.iter().filter(|change| role_of(change) == role);
    let mut text = wanted;
    for part in parts {
        match part {
            RuleChange::Modify { before, .. } => text = format!("{before} → {text}"),
            RuleChange::Move { before, after, .. } => {
                text = format!("{text} (priority {before} → {after})");
            }
            RuleChange::Create(_) | RuleChange::Delete { .. } => {}
        }
    }
    Line { text, change }
}

fn status(content: &RuleContent) -> String {
    match content.serve {
        Serve::Redirect { status } => status.to_string(),
        Serve::Forward { .. } => String::new(),
    }
}

/// Which of our rules a change is about.
pub(super) fn role_of(change: &RuleChange) -> &str {
    match change {
        RuleChange::Create(RuleSpec { role, .. })
        | RuleChange::Modify { role, .. }
        | RuleChange::Move { role, .. }
        | RuleChange::Delete { role, .. } => role,
    }
}
