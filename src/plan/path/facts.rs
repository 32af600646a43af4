//! What a plan changes and what a file says, asked by option or by step.

use super::rules::{LISTENERS, role_of};
use super::{Change, Line};
use crate::config::LoadBalancerType;
use crate::desired::{Desired, Impact, OptionKey, Properties, health_option, namespace};
use crate::plan::{Edit, NewEnvironment, Plan, Removal, RuleChange, Step};

/// Namespaces of the listener on port 443.
pub(super) const HTTPS: &[&str] = &[namespace::HTTPS_LISTENER, namespace::CLASSIC_HTTPS_LISTENER];
/// Namespaces of the health check, of whatever kind of load balancer.
pub(super) const CHECK: &[&str] = &[namespace::DEFAULT_PROCESS];
/// Options that have a line of their own at the instances.
const SHOWN: [&str; 3] = ["MinSize", "MaxSize", "InstanceTypes"];

/// A file and a plan for it.
pub(super) struct Facts<'a> {
    pub(super) desired: &'a Desired,
    plan: &'a Plan,
    declared: Properties,
    new: Option<&'a NewEnvironment>,
    edits: Vec<Edited<'a>>,
}

/// An option before and after, as it is shown.
struct Edited<'a> {
    option: &'a OptionKey,
    impact: Impact,
    values: Values,
}

/// Two values, as they are shown.
#[derive(Clone)]
pub(super) struct Values {
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

impl<'a> Facts<'a> {
    pub(super) fn new(
        desired: &'a Desired,
        kind: Option<LoadBalancerType>,
        plan: &'a Plan,
    ) -> Self {
        let new = plan.steps.iter().find_map(|step| match step {
            Step::CreateEnvironment(new) => Some(new),
            _ => None,
        });
        // Which certificate it is does not matter here; that there is one does.
        let declared = desired.properties(kind.unwrap_or_default(), Some(""));
        let edits = plan.steps.iter().flat_map(edits).collect();
        Self { desired, plan, declared, new, edits }
    }

    /// Everything is new, or was there before.
    pub(super) fn made(&self) -> Change {
        if self.new.is_some() { Change::Added } else { Change::Stays }
    }

    /// What becomes of a part: nothing of its own where the whole is new.
    pub(super) fn unless_made(&self, change: Change) -> Change {
        if self.new.is_some() { Change::Added } else { change }
    }

    /// What becomes of a station with these lines, if something else about it changes or not.
    pub(super) fn changed_with(&self, lines: &[Line], touched: bool) -> Change {
        let changes = touched || lines.iter().any(|line| line.change != Change::Stays);
        self.unless_made(if changes { Change::Changed } else { Change::Stays })
    }

    /// An option of one of these namespaces changes.
    pub(super) fn touches(&self, namespaces: &[&str]) -> bool {
        self.edits.iter().any(|edit| namespaces.contains(&edit.option.namespace.as_str()))
    }

    /// What a plan does with an option, if it does anything.
    pub(super) fn edited(&self, option: &OptionKey) -> Option<Values> {
        self.edits.iter().find(|edit| edit.option == option).map(|edit| edit.values.clone())
    }

    /// What there is to say of an option: how the plan changes it, or else what the file says.
    pub(super) fn told(&self, label: &str, namespace: &str, name: &str) -> Option<Line> {
        if let Some(Values { before, after }) = self.edited(&OptionKey::new(namespace, name)) {
            return line(label, before, after, true);
        }
        let of_new = self.new.and_then(|new| {
            new.properties.iter().find(|property| {
                property.option.namespace == namespace && property.option.name == name
            })
        });
        let value = of_new.map(|property| &property.value);
        let value = value.or_else(|| self.declared.get(namespace, name));
        line(label, None, value.map(ToString::to_string), false)
    }

    /// The listener on port 443 is made.
    pub(super) fn listener_is_new(&self) -> bool {
        let enabled = self.edited(&OptionKey::new(namespace::HTTPS_LISTENER, "ListenerEnabled"));
        let classic =
            self.edited(&OptionKey::new(namespace::CLASSIC_HTTPS_LISTENER, "ListenerProtocol"));
        let is_new = |values: Values| {
            values.after.is_some_and(|after| after != "false")
                && values.before.is_none_or(|before| before.eq_ignore_ascii_case("false"))
        };
        self.new.is_some() || enabled.or(classic).is_some_and(is_new)
    }

    /// A certificate and policy that were changed behind Elastic Beanstalk's back.
    pub(super) fn restored_listener(&self) -> Option<Values> {
        self.plan.steps.iter().find_map(|step| match step {
            Step::RestoreListener { listener: _, before, after } => {
                Some(Values { before: Some(before.0.clone()), after: Some(after.0.clone()) })
            }
            _ => None,
        })
    }

    /// A health check that was changed behind Elastic Beanstalk's back: path and codes.
    pub(super) fn restored_check(&self) -> Option<(Line, Line)> {
        self.plan.steps.iter().find_map(|step| match step {
            Step::RestoreHealthCheck { target_group: _, before, after } => Some((
                changed("health check", &before.0, &after.0),
                changed("healthy codes", &before.1, &after.1),
            )),
            _ => None,
        })
    }

    /// The environment is on its fallback, and this plan does not try to leave it.
    pub(super) fn stays_on_fallback(&self) -> bool {
        self.plan.on_fallback.is_some() && !self.touches(CHECK) && !self.touches_classic_check()
    }

    fn touches_classic_check(&self) -> bool {
        let option = OptionKey::new(namespace::APPLICATION, health_option::CLASSIC_CHECK);
        self.edited(&option).is_some()
    }

    /// Port 443 is opened.
    pub(super) fn opens_https(&self) -> bool {
        self.opened_to().is_some()
    }

    /// To whom port 443 is opened.
    pub(super) fn opened_to(&self) -> Option<String> {
        self.plan.steps.iter().find_map(|step| match step {
            Step::OpenHttpsPort { group: _, sources } => Some(sources.join(", ")),
            _ => None,
        })
    }

    /// What happens to the rules on port 80.
    pub(super) fn rule_changes(&self) -> Vec<&'a RuleChange> {
        let of_step = |step: &'a Step| match step {
            Step::RedirectToHttps { changes, .. } => changes.as_slice(),
            _ => &[],
        };
        self.plan.steps.iter().flat_map(of_step).collect()
    }

    /// What becomes of the rule of this role.
    pub(super) fn change_of_role(&self, role: &str, changes: &[&RuleChange]) -> Change {
        let change = changes.iter().find(|change| role_of(change) == role);
        match change {
            Some(RuleChange::Create(_)) => Change::Added,
            Some(RuleChange::Modify { .. } | RuleChange::Move { .. }) => Change::Changed,
            Some(RuleChange::Delete { .. }) => Change::Removed,
            None => self.made(),
        }
    }

    /// The exemption rules are taken away for a while.
    pub(super) fn lifts_exemption(&self) -> bool {
        self.plan.steps.iter().any(|step| matches!(step, Step::LiftExemption { .. }))
    }

    /// The platform, where it is another.
    pub(super) fn platform(&self) -> Option<Line> {
        self.plan.steps.iter().find_map(|step| match step {
            Step::UpdatePlatform { environment: _, before, after } => {
                line("platform", before.as_deref().map(last), Some(last(after)), true)
            }
            _ => None,
        })
    }

    /// The version that runs.
    pub(super) fn version(&self) -> Option<Line> {
        let deployed = self.plan.steps.iter().find_map(|step| match step {
            Step::DeployVersion { before, after, .. } => {
                line("version", before.clone(), Some(after.clone()), true)
            }
            _ => None,
        });
        let said = || line("version", None, self.desired.version().map(str::to_owned), false);
        deployed.or_else(said)
    }

    /// The instances are touched by something.
    pub(super) fn touches_instances(&self) -> bool {
        self.other_settings().is_some()
    }

    /// What else meets the instances, and what it costs.
    pub(super) fn other_settings(&self) -> Option<Line> {
        let meets = |edit: &&Edited<'_>| {
            let of_balancer =
                |namespaces: &[&str]| namespaces.contains(&edit.option.namespace.as_str());
            let shown = SHOWN.contains(&edit.option.name.as_str());
            edit.impact >= Impact::AppRestart
                && !shown
                && ![HTTPS, CHECK, LISTENERS].into_iter().any(of_balancer)
        };
        let others: Vec<_> = self.edits.iter().filter(meets).collect();
        let dearest = others.iter().map(|edit| edit.impact).max()?;
        let noun = if others.len() == 1 { "setting" } else { "settings" };
        let text = format!("{} other {noun}: {dearest}", others.len());
        Some(Line { text, change: Change::Changed })
    }
}

fn edits(step: &Step) -> Vec<Edited<'_>> {
    match step {
        Step::UpdateSettings { environment: _, edits, removals } => {
            edits.iter().map(set).chain(removals.iter().map(removed)).collect()
        }
        Step::ReturnToPathCheck { edits, .. } => edits.iter().map(set).collect(),
        _ => Vec::new(),
    }
}

fn set(Edit { property, before }: &Edit) -> Edited<'_> {
    let before = before.as_ref().map(ToString::to_string);
    let values = Values { before, after: Some(property.value.to_string()) };
    Edited { option: &property.option, impact: property.impact, values }
}

fn removed(Removal { path: _, option, before, impact }: &Removal) -> Edited<'_> {
    let values = Values { before: Some(before.to_string()), after: None };
    Edited { option, impact: *impact, values }
}

fn changed(label: &str, before: &str, after: &str) -> Line {
    let (text, change) = if before == after {
        (format!("{label}: {after}"), Change::Stays)
    } else {
        (format!("{label}: {before} → {after}"), Change::Changed)
    };
    Line { text, change }
}

/// A label and what it names: both values, where it is changed.
pub(super) fn line(
    label: &str,
    before: Option<String>,
    after: Option<String>,
    edited: bool,
) -> Option<Line> {
    Some(match (before, after) {
        (Some(before), Some(after)) => changed(label, &before, &after),
        (Some(before), None) => {
            Line { text: format!("{label}: {before} → (none)"), change: Change::Removed }
        }
        (None, Some(after)) => {
            let change = if edited { Change::Added } else { Change::Stays };
            Line { text: format!("{label}: {after}"), change }
        }
        (None, None) => return None,
    })
}

/// What an ARN ends in, without most of what tells it from others; anything else as it is.
pub(super) fn short(arn: &str) -> String {
    if arn.starts_with("arn:") { format!("…{}", last(arn)) } else { arn.to_owned() }
}

fn last(arn: &str) -> String {
    arn.rsplit('/').next().unwrap_or(arn).to_owned()
}
