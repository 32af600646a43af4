//! As whom a file's environment is managed, and after which others.

use super::Check;
use crate::config::fault;

/// `iam::ACCOUNT:role/NAME`, after the partition.
const ACCOUNT_DIGITS: usize = 12;

pub(super) fn profile(check: &mut Check<'_>) {
    if check.config.environment.profile.as_deref().is_some_and(|name| name.trim().is_empty()) {
        check.error(&fault::EMPTY_TEXT, "environment.profile", "no profile has an empty name");
    }
}

pub(super) fn role(check: &mut Check<'_>) {
    let Some(role) = &check.config.environment.assume_role else { return };
    if !is_role(role) {
        let message = format!("`{role}` is no ARN of a role");
        check.error(&fault::ROLE_ARN, "environment.assume-role", message);
    }
}

/// IAM user guide, "IAM ARNs". A role may have a path before its name.
fn is_role(arn: &str) -> bool {
    let parts: Vec<_> = arn.splitn(6, ':').collect();
    let [arn, partition, "iam", "", account, resource] = parts[..] else { return false };
    let name = resource.strip_prefix("role/").unwrap_or_default();
    arn == "arn"
        && partition.starts_with("aws")
        && account.len() == ACCOUNT_DIGITS
        && account.chars().all(|c| c.is_ascii_digit())
        && !name.is_empty()
        && !name.ends_with('/')
        && !name.chars().any(char::is_whitespace)
}

pub(super) fn dependencies(check: &mut Check<'_>) {
    let names = &check.config.apply.depends_on;
    check.distinct("apply.depends-on", names);
    for (index, name) in names.iter().enumerate() {
        if *name == check.config.environment.name {
            let place = format!("apply.depends-on[{index}]");
            let message = format!("`{name}` would wait for itself");
            check.error(&fault::DEPENDS_ON_CIRCLE, &place, message).set_help("remove it");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_named_by_its_arn() {
        for right in
            ["arn:aws:iam::123456789012:role/deploy", "arn:aws-cn:iam::123456789012:role/ci/deploy"]
        {
            assert!(is_role(right), "{right}");
        }
        for wrong in [
            "",
            "deploy",
            "arn:aws:iam::123456789012:user/deploy",
            "arn:aws:iam::12345:role/deploy",
            "arn:aws:iam:eu-west-1:123456789012:role/deploy",
            "arn:aws:iam::123456789012:role/",
            "arn:aws:sts::123456789012:assumed-role/deploy/me",
        ] {
            assert!(!is_role(wrong), "{wrong}");
        }
    }
}
