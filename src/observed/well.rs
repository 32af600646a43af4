//! What health counts as success.

use super::TargetHealth;
use crate::config::HealthGoal;

/// Whether an environment of this colour, with these targets, is as healthy as is asked for. Targets
/// that are on their way out do not count.
pub fn is_well<'a>(
    goal: HealthGoal,
    colour: &str,
    targets: impl Iterator<Item = &'a TargetHealth> + Clone,
) -> bool {
    let nobody = targets.clone().next().is_none();
    let mut staying = targets.filter(|target| !target.is_leaving());
    match goal {
        HealthGoal::Ok => colour == "Green" && staying.all(TargetHealth::is_healthy),
        HealthGoal::Warning => {
            matches!(colour, "Green" | "Yellow")
                && (nobody || staying.any(TargetHealth::is_healthy))
        }
        HealthGoal::Any => true,
    }
}
