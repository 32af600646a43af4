//! The overlay: what Elastic Beanstalk's settings cannot say. The rules on port 80, and port 443
//! for all to reach.
//!
//! Rules of other hands are never touched. Ours stand last, so that they collide with nobody's;
//! unless a rule of another hand would forward requests in the clear before they are redirected.

use std::collections::BTreeSet;

use super::arrange::{LAST_PRIORITY, first_forward, number, settle};
use super::diff::{Changes, diff};
use super::rule::{RuleChange, wanted};
use super::{Draft, Problem, Step, properties};
use crate::config::{LoadBalancerType, fault};
use crate::desired::{Desired, RedirectWish, namespace};
use crate::observed::{Action, Balancer, Certificate, Environment, Listener, Observed, Rule};

const PATH: &str = "https.redirect";
/// Where port 80 says nothing of its own: the ranges that Elastic Beanstalk opens it to.
const EVERYWHERE: &str = "0.0.0.0/0";

/// Steps of the overlay, around those of Elastic Beanstalk.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    /// Before the settings are changed.
    pub(super) before: Vec<Step>,
    /// After all else.
    pub(super) after: Vec<Step>,
}

/// The overlay of an environment that does not exist yet.
pub(super) fn of_new(
    desired: &Desired,
    kind: LoadBalancerType,
    certificate: Option<&Certificate>,
    draft: &mut Draft,
) {
    let Some(certificate) = certificate else { return };
    if has_groups(kind) {
        draft.steps.push(Step::OpenHttpsPort { group: None, sources: vec![EVERYWHERE.to_owned()] });
    }
    let RedirectWish::On { status, except } = desired.redirect(kind) else { return };
    let specs = number(wanted(status.number(), &except, None), LAST_PRIORITY);
    draft.steps.push(Step::RedirectToHttps {
        listener: None,
        certificate: Some(certificate.arn.clone()),
        changes: specs.into_iter().map(RuleChange::Create).collect(),
    });
}

/// The overlay of an environment that exists.
pub(super) fn of_existing(
    desired: &Desired,
    environment: &Environment,
    certificate: Option<&Certificate>,
    changes: &Changes,
    draft: &mut Draft,
) -> Overlay {
    let mut overlay = Overlay::default();
    let (Some(balancer), Some(kind)) = (&environment.balancer, environment.load_balancer()) else {
        return overlay;
    };
    if certificate.is_some() && has_groups(kind) {
        overlay.after.extend(open_port(balancer, draft));
    }
    if kind == LoadBalancerType::Classic {
        return overlay; // It has no rules.
    }
    let replaced = replaces_target_group(changes);
    let result = rules(desired, environment, balancer, replaced, draft);
    let Some((listener, changes)) = draft.take(result).flatten() else { return overlay };
    let lifted: Vec<_> =
        exemptions(listener, desired.environment()).map(|rule| rule.arn.clone()).collect();
    if replaced && !lifted.is_empty() {
        overlay.before.push(Step::LiftExemption { rules: lifted });
    }
    if !changes.is_empty() {
        let certificate = certificate.map(|certificate| certificate.arn.clone());
        overlay.after.push(Step::RedirectToHttps {
            listener: Some(listener.arn.clone()),
            certificate,
            changes,
        });
    }
    overlay
}

/// It matters whose the rules on port 80 are: some are not as they would be if all that look like
/// ours were ours, or are about to be lifted.
pub fn needs_owners(desired: &Desired, observed: &Observed, environment: &Environment) -> bool {
    let (Some(balancer), Some(kind)) = (&environment.balancer, environment.load_balancer()) else {
        return false;
    };
    let Some(listener) = balancer.listener(80).filter(|listener| !listener.rules.is_empty()) else {
        return false;
    };
    let RedirectWish::On { status, except } = desired.redirect(kind) else {
        return desired.redirect(kind) == RedirectWish::Off;
    };
    let target_group = balancer.default_target_group().map(|group| group.arn.as_str());
    let specs = wanted(status.number(), &except, target_group);
    let settled = settle(&specs, listener, |rule| rule.role(desired.environment(), &specs));
    let changes = diff(&properties(desired, observed), &environment.settings, &observed.impacts);
    settled.is_none_or(|settled| !settled.changes.is_empty()) || replaces_target_group(&changes)
}

/// Elastic Beanstalk replaces the target group of a process whose port or protocol changes.
fn replaces_target_group(changes: &Changes) -> bool {
    changes.touch(namespace::DEFAULT_PROCESS, &["Port", "Protocol"])
}

/// Elastic Beanstalk makes a security group for a load balancer of this kind, unless it is given some;
/// a network load balancer is in none.
fn has_groups(kind: LoadBalancerType) -> bool {
    matches!(kind, LoadBalancerType::Application | LoadBalancerType::Classic)
}

/// Port 443 opened to whom port 80 is open, unless it is open already or the security groups are
/// the user's.
fn open_port(balancer: &Balancer, draft: &mut Draft) -> Option<Step> {
    // Outside a VPC a classic load balancer has none, and lets in whatever it listens for.
    let open = balancer.groups.iter().any(|group| !group.sources_of(443).is_empty());
    if open || balancer.groups.is_empty() {
        return None;
    }
    let Some(group) = balancer.groups.iter().find(|group| group.of_beanstalk) else {
        let ids: Vec<_> = balancer.groups.iter().map(|group| group.id.as_str()).collect();
        draft.note(format!(
            "port 443 is closed in {}, whose rules are yours: open it",
            ids.join(", ")
        ));
        return None;
    };
    let of_http: BTreeSet<_> = group.sources_of(80).into_iter().map(str::to_owned).collect();
    let sources = if of_http.is_empty() {
        vec![EVERYWHERE.to_owned()]
    } else {
        of_http.into_iter().collect()
    };
    Some(Step::OpenHttpsPort { group: Some(group.id.clone()), sources })
}

type ListenerChanges<'a> = Option<(&'a Listener, Vec<RuleChange>)>;

fn rules<'a>(
    desired: &Desired,
    environment: &Environment,
    balancer: &'a Balancer,
    target_group_replaced: bool,
    draft: &mut Draft,
) -> Result<ListenerChanges<'a>, Problem> {
    let name = desired.environment();
    let kind = environment.load_balancer().unwrap_or_default();
    let wish = desired.redirect(kind);
    if wish == RedirectWish::Unmanaged {
        return Ok(None);
    }
    if environment.is_shared() {
        let message = "the load balancer is shared: a redirect of every request would meet other environments too";
        return Err(Problem::new(&fault::REDIRECT_SHARED, PATH, message));
    }
    let Some(listener) = balancer.listener(80) else {
        draft.note("nothing listens on port 80, so there is nothing to redirect");
        return Ok(None);
    };
    let RedirectWish::On { status, except } = wish else {
        return Ok(Some((listener, remove(listener, name, draft))));
    };
    let target_group = balancer
        .default_target_group()
        .map(|group| group.arn.as_str())
        .filter(|_| !target_group_replaced);
    let specs = wanted(status.number(), &except, target_group);
    let ours = |rule: &Rule| rule.role(name, &specs);
    if !listener.rules.iter().any(|rule| ours(rule).is_some())
        && let Some(other) = equivalent(listener, status.number())
    {
        draft.note(format!("port 80 is redirected already, by {other}; it is left as it is"));
        return Ok(None);
    }
    let lifted = |rule: &Rule| {
        target_group_replaced && ours(rule).is_some_and(|role| role.starts_with("exempt"))
    };
    let mut rest = listener.clone();
    rest.rules.retain(|rule| !lifted(rule));
    let Some(settled) = settle(&specs, &rest, ours) else {
        let first = first_forward(&rest, &|rule| ours(rule).is_some()).unwrap_or_default();
        let message = format!(
            "the rule at priority {first} on port 80 forwards requests before they could be redirected"
        );
        let rules = if specs.len() == 1 {
            "a rule fits".to_owned()
        } else {
            format!("{} rules fit", specs.len())
        };
        let help = format!("give it a higher number, so that {rules} before it");
        return Err(Problem::new(&fault::REDIRECT_NO_ROOM, PATH, message).with_help(help));
    };
    if let Some(first) = settled.before {
        draft.note(format!(
            "a rule of another hand at priority {first} forwards requests in the clear: the redirect stands before it"
        ));
    }
    Ok(Some((listener, settled.changes)))
}

/// Our exemption rules.
fn exemptions<'a>(listener: &'a Listener, environment: &str) -> impl Iterator<Item = &'a Rule> {
    listener.rules.iter().filter(move |rule| {
        rule.role(environment, &[]).is_some_and(|role| role.starts_with("exempt"))
    })
}

/// Ours are taken away; what other hands made is not.
fn remove(listener: &Listener, environment: &str, draft: &mut Draft) -> Vec<RuleChange> {
    let (ours, others): (Vec<_>, Vec<_>) =
        listener.rules.iter().partition(|rule| rule.role(environment, &[]).is_some());
    if others.iter().any(|rule| rule.redirects_everything())
        || matches!(listener.default_action, Action::Redirect(_))
    {
        draft.note(
            "port 80 is still redirected, by a rule that is not ebdeploy's: it is left as it is",
        );
    }
    let delete = |rule: &&Rule| RuleChange::Delete {
        rule: rule.arn.clone(),
        role: rule.role(environment, &[]).unwrap_or_default(),
        before: rule.describe(),
    };
    ours.iter().map(delete).collect()
}

/// Something of another hand that redirects as we would.
fn equivalent(listener: &Listener, status: u16) -> Option<String> {
    if let Action::Redirect(target) = &listener.default_action
        && target.is_https()
    {
        return Some("the listener's default action".to_owned());
    }
    let same = |rule: &&Rule| {
        rule.redirects_everything()
            && matches!(&rule.action, Action::Redirect(target) if target.status == status)
    };
    listener.rules.iter().find(same).map(|rule| format!("the rule at priority {}", rule.priority))
}
