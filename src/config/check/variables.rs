//! The application's environment variables, and values that stand elsewhere.

use super::Check;
use crate::config::{SecretArn, Setting};

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
            Setting::Secret(arn) => secret(check, &path, arn),
            value => elsewhere(check, &path, value),
        }
    }
}

/// Options have no secrets by reference.
pub(super) fn options(check: &mut Check<'_>) {
    for (namespace, options) in &check.config.options {
        for (name, value) in options {
            let path = format!("options.{namespace}.{name}");
            if let Setting::Secret(_) = value {
                check.error(
                    &path,
                    "only a variable can be a secret that instances fetch",
                    "move it to [variables], or hand the value over: { env = \"NAME\" } or { file = \"PATH\" }",
                );
            } else {
                elsewhere(check, &path, value);
            }
        }
    }
}

/// A place has a name.
fn elsewhere(check: &mut Check<'_>, path: &str, value: &Setting) {
    match value {
        Setting::Env(name) if name.is_empty() => {
            let help = "for example { env = \"API_TOKEN\" }";
            check.error(path, "`env` names no variable", help);
        }
        Setting::File(name) if name.trim().is_empty() => {
            let help = "for example { file = \"token.txt\" }";
            check.error(path, "`file` names no file", help);
        }
        Setting::Text(_)
        | Setting::List(_)
        | Setting::Env(_)
        | Setting::File(_)
        | Setting::Secret(_)
        | Setting::Reset => {}
    }
}

/// A secret that instances fetch is named by its ARN, and is in their region. That they ask no other
/// region is assumed: AWS documents no example of it.
fn secret(check: &mut Check<'_>, path: &str, arn: &str) {
    let place = format!("{path}.secret");
    match (SecretArn::read(arn), &check.config.environment.region) {
        (Err((message, help)), _) => check.error(&place, message, help),
        (Ok(SecretArn { region, .. }), Some(own)) if region != own => check.error(
            &place,
            format!("it is kept in {region}, and the environment is in {own}"),
            format!("keep a copy in {own}, and name that one"),
        ),
        _ => {}
    }
}
