//! `[apply]`: what says nothing, or can never come true.

use super::Check;
use crate::config::{HealthGoal, fault};

pub(super) fn stable(check: &mut Check<'_>) {
    let apply = &check.config.apply;
    let Some(stable) = apply.stable_for else { return };
    if apply.health == HealthGoal::Any {
        let message = "`stable-for` says nothing where any health is a success";
        check
            .error(&fault::WITHOUT_EFFECT, "apply.stable-for", message)
            .set_help("remove it, or ask for the health `ok` or `warning`");
    } else if stable >= apply.timeout {
        let message = "`stable-for` is not shorter than the whole run's `timeout`";
        check.error(&fault::LONGER_THAN_TIMEOUT, "apply.stable-for", message);
    }
}
