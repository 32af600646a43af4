//! `[apply]`: what says nothing, or can never come true.

use super::Check;
use crate::config::HealthGoal;

pub(super) fn stable(check: &mut Check<'_>) {
    let apply = &check.config.apply;
    let Some(stable) = apply.stable_for else { return };
    if apply.health == HealthGoal::Any {
        check.error(
            "apply.stable-for",
            "`stable-for` says nothing where any health is a success",
            "remove it, or ask for the health `ok` or `warning`",
        );
    } else if stable >= apply.timeout {
        check.error(
            "apply.stable-for",
            "`stable-for` is not shorter than the whole run's `timeout`",
            "shorten it, or lengthen `timeout`",
        );
    }
}
