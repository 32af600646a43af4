//! What the fake's instances answer, and what their target groups make of it.

use ebdeploy::observed::{Action, Check, TargetHealth};

use super::{MadeGroup, World};

impl World {
    /// The target group of this name that was made beside the environment's own.
    pub(crate) fn made_group(&self, name: &str) -> Option<&MadeGroup> {
        self.groups.iter().find(|made| made.name == name)
    }

    /// A listener or rule forwards to this target group.
    pub(crate) fn is_used(&mut self, target_group: &str) -> bool {
        let forwards = |action: &Action| match action {
            Action::Forward { target_groups } => {
                target_groups.iter().any(|arn| arn == target_group)
            }
            Action::Redirect(_) | Action::Other(_) => false,
        };
        self.balancer().listeners.iter().any(|listener| {
            forwards(&listener.default_action)
                || listener.rules.iter().any(|rule| forwards(&rule.action))
        })
    }

    pub(crate) fn target_health(&mut self, target_group: &str) -> Vec<TargetHealth> {
        let used = self.is_used(target_group);
        let made = self.groups.iter().find(|made| made.group.arn == target_group);
        let made = made.map(|made| (made.group.check.clone(), made.targets.clone()));
        let (check, targets) = made.unwrap_or_else(|| {
            (self.balancer().target_groups[0].check.clone(), self.instances.clone())
        });
        let health = |target: String| {
            let code = self.answer(&target, &check);
            let (state, reason) = match passes(&check, code) {
                _ if !used => ("unused", None),
                true => ("healthy", None),
                false => {
                    ("unhealthy", Some(format!("Health checks failed with these codes: [{code}]")))
                }
            };
            TargetHealth { target, state: state.into(), code: None, reason }
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
