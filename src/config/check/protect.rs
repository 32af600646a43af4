//! Change windows and their time zone; lints that are silenced without a reason.

use super::Check;
use crate::config::{nearest, window};

pub(super) fn windows(check: &mut Check<'_>) {
    let Some(protect) = &check.config.protect else { return };
    match &protect.time_zone {
        Some(name) if window::time_zone(name).is_none() => {
            let known = window::time_zones();
            let help = match nearest(name, known.iter().map(String::as_str)) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "write its IANA name, for example `Europe/Berlin`, or `UTC`".to_owned(),
            };
            check.error("protect.time-zone", format!("there is no time zone `{name}`"), help);
        }
        // Windows that could not be read are told of already.
        Some(_) if protect.windows.is_empty() && !check.source.is_written("protect.windows") => {
            check.error_at_key(
                "protect.time-zone",
                "`time-zone` says nothing without `windows`",
                "add `windows = [{ days = [\"mon-thu\"], from = \"09:00\", to = \"17:00\" }]`",
            );
        }
        None if !protect.windows.is_empty() => check.error_at_key(
            "protect.windows",
            "`windows` say nothing without a `time-zone`",
            "add `time-zone = \"Europe/Berlin\"`, or `\"UTC\"`",
        ),
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
            check.error(
                &format!("protect.windows[{index}]"),
                problem,
                "for example { days = [\"mon-thu\"], from = \"09:00\", to = \"17:00\" }; a whole day is from 00:00 \
                 to 24:00, every day without `days`",
            );
        }
    }
}

pub(super) fn silenced(check: &mut Check<'_>) {
    for (id, allowed) in &check.config.lints {
        if allowed.allow.trim().is_empty() {
            check.error(
                &format!("lints.{id}.allow"),
                format!("`{id}` is silenced without a reason"),
                "say why it does not matter here: { allow = \"staging only\" }",
            );
        }
    }
}
