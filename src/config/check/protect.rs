//! Change windows and their time zone; lints that are silenced without a reason.

use super::Check;
use crate::config::{fault, nearest, window};

pub(super) fn windows(check: &mut Check<'_>) {
    let Some(protect) = &check.config.protect else { return };
    match &protect.time_zone {
        Some(name) if window::time_zone(name).is_none() => {
            let known = window::time_zones();
            let message = format!("there is no time zone `{name}`");
            let found = check.error(&fault::TIME_ZONE, "protect.time-zone", message);
            if let Some(meant) = nearest(name, known.iter().map(String::as_str)) {
                found.set_help(format!("did you mean `{meant}`?"));
            }
        }
        // Windows that could not be read are told of already.
        Some(_) if protect.windows.is_empty() && !check.source.is_written("protect.windows") => {
            let message = "`time-zone` says nothing without `windows`";
            check.error_at_key(&fault::WITHOUT_EFFECT, "protect.time-zone", message).set_help(
                "add `windows = [{ days = [\"mon-thu\"], from = \"09:00\", to = \"17:00\" }]`",
            );
        }
        None if !protect.windows.is_empty() => {
            let message = "`windows` say nothing without a `time-zone`";
            check
                .error_at_key(&fault::WITHOUT_EFFECT, "protect.windows", message)
                .set_help("add `time-zone = \"Europe/Berlin\"`, or `\"UTC\"`");
        }
        _ => {}
    }
}

pub(super) fn times(check: &mut Check<'_>) {
    let windows = check.config.protect.iter().flat_map(|protect| &protect.windows);
    let windows: Vec<_> = windows.collect();
    // Where one could not be read, the others do not stand where they are counted.
    if check.source.is_written(&format!("protect.windows[{}]", windows.len())) {
        return;
    }
    for (index, window) in windows.into_iter().enumerate() {
        if let Some(problem) = window.problem() {
            check.error(&fault::WINDOW, &format!("protect.windows[{index}]"), problem);
        }
    }
}

pub(super) fn silenced(check: &mut Check<'_>) {
    for (id, allowed) in &check.config.lints {
        if allowed.allow.trim().is_empty() {
            let message = format!("`{id}` is silenced without a reason");
            let place = format!("lints.{id}.allow");
            check.error(&fault::SILENCED_WITHOUT_REASON, &place, message);
        }
    }
}
