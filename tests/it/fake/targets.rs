//! What the fake's instances answer, and what their target groups make of it.

use std::collections::BTreeMap;

use ebdeploy::observed::{Check, TargetGroup, TargetHealth};

use super::World;

/// A target group that was made beside the environment's own.
pub(crate) struct MadeGroup {
    pub(crate) name: String,
    pub(crate) group: TargetGroup,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) targets: Vec<String>,
}

impl World {
    /// The target group of this name that was made beside the environment's own.
    pub(crate) fn made_group(&self, name: &str) -> Option<&MadeGroup> {
        self.groups.iter().find(|made| made.name == name)
    }

    /// A listener or rule forwards to this target group.
    pub(crate) fn is_used(&mut self, target_group: &str) -> bool {
        let balancer = self.environment.as_ref().and_then(|found| found.balancer.as_ref());
        balancer.iter().flat_map(|balancer| &balancer.listeners).any(|listener| {
            listener.default_action.forwards_to(target_group)
                || listener.rules.iter().any(|rule| rule.action.forwards_to(target_group))
        })
    }

    /// A target group beside the environment's own is there.
    pub(super) fn has_made(&self, target_group: &str) -> bool {
        self.groups.iter().any(|made| made.group.arn == target_group)
    }

    /// Somebody sweeps what target groups there are beside the environment's own.
    pub(crate) fn sweep_groups(&mut self) {
        let gone: Vec<_> = self.groups.drain(..).map(|made| made.group.arn).collect();
        for listener in &mut self.balancer().listeners {
            listener.rules.retain(|rule| !gone.iter().any(|arn| rule.action.forwards_to(arn)));
        }
    }

    /// Somebody else's target group, of a name that ebdeploy would use.
    pub(crate) fn make_foreign_group(&mut self, name: &str) {
        let group = self.balancer().target_groups[0].clone();
        let group = TargetGroup { arn: name.into(), ..group };
        let (tags, targets) = (BTreeMap::new(), Vec::new());
        self.groups.push(MadeGroup { name: name.into(), group, tags, targets });
    }

    pub(crate) fn target_health(&mut self, target_group: &str) -> Vec<TargetHealth> {
        let used = self.is_used(target_group);
        let made = self.groups.iter().find(|made| made.group.arn == target_group);
        let made = made.map(|made| (made.group.check.clone(), made.targets.clone()));
        let is_shadow = made.is_some();
        let (check, targets) = made.unwrap_or_else(|| {
            let second = target_group == "second";
            let instances = if second { self.of_second.clone() } else { self.instances.clone() };
            (self.balancer().target_groups[0].check.clone(), instances)
        });
        let unchecked = is_shadow && self.slow_looks > 0;
        if unchecked {
            self.slow_looks -= 1;
        }
        let health = |target: String| {
            let code = match &self.odd_on_shadow {
                Some((odd, code)) if is_shadow && *odd == target => *code,
                _ => self.answer(&target, &check),
            };
            let (state, reason) = match passes(&check, code) {
                _ if !used => ("unused", None),
                _ if unchecked => ("initial", None),
                false if self.stale && !is_shadow => ("healthy", None),
                true => ("healthy", None),
                false => {
                    ("unhealthy", Some(format!("Health checks failed with these codes: [{code}]")))
                }
            };
            let code = reason.is_some().then(|| "Target.ResponseCodeMismatch".into());
            TargetHealth { target, state: state.into(), code, reason }
        };
        targets.into_iter().map(health).collect()
    }

    /// The environment's health, as its targets have it.
    pub(super) fn measured(&mut self) -> String {
        if self.environment.as_ref().is_none_or(|environment| environment.balancer.is_none()) {
            return "Green".into();
        }
        let healthy = self.target_health("target-group").iter().all(TargetHealth::is_healthy);
        if healthy { "Green".into() } else { "Red".into() }
    }

    fn answer(&self, target: &str, check: &Check) -> u16 {
        let of_path = check.path.as_ref().and_then(|path| self.answers.get(path));
        self.odd.get(target).or(of_path).copied().unwrap_or(200)
    }
}

fn passes(check: &Check, code: u16) -> bool {
    let codes = check.matcher.as_deref().unwrap_or("200");
    codes.split(',').any(|part| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        (first.parse().unwrap()..=last.parse().unwrap()).contains(&code)
    })
}
