//! The application's environment variables.

use super::Check;
use crate::config::Setting;

/// Elastic Beanstalk developer guide, "Environment properties": what a name may consist of.
const NAME_SIGNS: &str = "_.:/+\\-@";

pub(super) fn names(check: &mut Check<'_>) {
    for (name, value) in &check.config.variables {
        let path = format!("variables.{name}");
        let allowed = |c: char| c.is_ascii_alphanumeric() || NAME_SIGNS.contains(c);
        if name.is_empty() {
            check.error_at_key(&path, "a variable has no name", "give it one, or remove the line");
        } else if !name.chars().all(allowed) {
            check.error_at_key(
                &path,
                format!("`{name}` cannot name a variable"),
                "use letters, digits and _ . : / + \\ - @",
            );
        }
        match value {
            Setting::List(_) => check.error(&path, "a variable is a text", "write it in quotes"),
            Setting::Env(source) if source.is_empty() => {
                check.error(
                    &path,
                    "`env` names no variable",
                    "for example { env = \"API_TOKEN\" }",
                );
            }
            Setting::Text(_) | Setting::Env(_) | Setting::Reset => {}
        }
    }
}
