//! Health checks: proved before they are trusted, lowered when nothing passes, raised when that will
//! hold.

mod cut;
mod fallback;
mod proof;

use ebdeploy::desired::{Choices, Desired};

use crate::fake::{Fake, World};
use crate::support::{FILE, desired};

/// The file with this path of the health check, and further keys of its table.
fn path(text: &str, more: &str) -> String {
    let table = format!("[health-check]\npath = \"{text}\"\ngrace = \"4m\"\n{more}\n");
    FILE.replace("[health-check]", &table)
}

/// What the whole proof of a check does.
const PROOF: [&str; 5] =
    ["CreateTargetGroup", "CreateRule", "RegisterTargets", "DeleteRule", "DeleteTargetGroup"];

fn without_shadow(text: &str) -> Desired {
    desired(text).with(Choices { no_shadow: true, ..Choices::default() })
}

fn requiring_the_path(text: &str) -> Desired {
    desired(text).with(Choices { require_path_check: true, ..Choices::default() })
}

/// Nothing of a proof is left, neither target group nor rule.
fn is_swept(cloud: &Fake) -> bool {
    let mut swept = false;
    cloud.change(|world: &mut World| {
        let rules = &world.balancer().listeners[0].rules;
        let shadows = rules.iter().filter(|rule| {
            rule.tags
                .as_ref()
                .is_some_and(|tags| tags.get("ebdeploy:rule").is_some_and(|role| role == "shadow"))
        });
        let left = shadows.count();
        swept = left == 0 && world.groups.is_empty();
    });
    swept
}

/// The path that the live check asks for.
fn live_path(cloud: &Fake) -> String {
    cloud.environment().balancer.unwrap().target_groups[0].check.path.clone().unwrap()
}
