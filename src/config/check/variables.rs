//! The application's environment variables, and values that stand elsewhere.

use super::Check;
use crate::config::{SecretArn, Setting, fault};

/// Elastic Beanstalk developer guide, "Environment properties": what a name may consist of.
const NAME_SIGNS: &str = "_.:/+\\-@";

pub(super) fn names(check: &mut Check<'_>) {
    for (name, value) in &check.config.variables {
        let path = format!("variables.{name}");
        let allowed = |c: char| c.is_ascii_alphanumeric() || NAME_SIGNS.contains(c);
        if name.is_empty() {
            check
                .error_at_key(&fault::VARIABLE_NAME, &path, "a variable has no name")
                .set_help("give it one, or remove the line");
        } else if !name.chars().all(allowed) {
            let message = format!("`{name}` cannot name a variable");
            check.error_at_key(&fault::VARIABLE_NAME, &path, message);
        }
        match value {
            Setting::List(_) => {
                check.error(&fault::NOT_A_TEXT, &path, "a variable is a text");
            }
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
                let message = "only a variable can be a secret that instances fetch";
                check.error(&fault::SECRET_OUTSIDE_VARIABLES, &path, message);
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
            check
                .error(&fault::EMPTY_REFERENCE, path, "`env` names no variable")
                .set_help("for example { env = \"API_TOKEN\" }");
        }
        Setting::File(name) if name.trim().is_empty() => {
            check
                .error(&fault::EMPTY_REFERENCE, path, "`file` names no file")
                .set_help("for example { file = \"token.txt\" }");
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
        (Err((message, help)), _) => {
            check.error(&fault::SECRET_ARN, &place, message).set_help(help);
        }
        (Ok(SecretArn { region, .. }), Some(own)) if region != own => {
            let message = format!("it is kept in {region}, and the environment is in {own}");
            check
                .error(&fault::SECRET_REGION, &place, message)
                .set_help(format!("keep a copy in {own}, and name that one"));
        }
        _ => {}
    }
}
