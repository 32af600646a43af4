//! A command, run once without each of some actions, and what is to become of it.

use serde_json::{Value, json};
use tempfile::NamedTempFile;

use super::{path, printed};
use crate::localstack::{Account, User};

/// What becomes of a command without an action.
#[derive(Clone, Copy)]
pub(super) enum Then {
    /// It fails, and the hint names the action.
    Fails,
    /// It goes on, and says what it had to do without, and that.
    Tells(&'static str),
    /// It does what it should, since AWS does not need or not refuse it: why.
    Works(&'static str),
}

/// Commands, and the actions without which each is run.
pub(super) struct Case {
    file: NamedTempFile,
    /// `apply`, with what follows the file.
    arguments: &'static [&'static str],
    /// What is changed by the account's root before.
    before: Option<fn(&Account)>,
    pub(super) without: &'static [&'static str],
    then: Then,
}

pub(super) const PLAN: &[&str] = &["plan"];
pub(super) const APPLY: &[&str] = &["apply", "--yes"];

pub(super) fn case(
    file: NamedTempFile,
    arguments: &'static [&'static str],
    without: &'static [&'static str],
) -> Case {
    Case { file, arguments, before: None, without, then: Then::Fails }
}

impl Case {
    pub(super) fn after(self, before: fn(&Account)) -> Self {
        Self { before: Some(before), ..self }
    }

    pub(super) fn but(self, then: Then) -> Self {
        Self { then, ..self }
    }

    pub(super) fn run(&self, account: &Account, user: &User<'_>) {
        let file = path(self.file.path());
        let all = printed(account, file, &["--only", "calls"]);
        for action in self.without {
            if let Some(before) = self.before {
                before(account);
            }
            user.may(&lacking(&all, action));
            let told = user.ebdeploy(&[&[self.arguments[0], file], &self.arguments[1..]].concat());
            let text = told.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
            let (good, says) = (told.code == 0, text.contains(action));
            let hint = text.split_once("the IAM permission").unwrap_or_default().1;
            let hints = hint.contains(&format!("`{action}`"));
            match self.then {
                Then::Fails => assert!(told.code == 1 && hints, "without {action}: {told}"),
                Then::Tells(why) => assert!(good && says, "without {action} ({why}): {told}"),
                Then::Works(why) => assert!(good && !says, "without {action} ({why}): {told}"),
            }
        }
    }
}

/// The policy without an action.
fn lacking(policy: &Value, action: &str) -> Value {
    let mut policy = policy.clone();
    let statements = policy["Statement"].as_array_mut().unwrap();
    let before = statements.iter().flat_map(|each| each["Action"].as_array().unwrap()).count();
    for statement in &mut *statements {
        statement["Action"].as_array_mut().unwrap().retain(|each| each != action);
    }
    statements.retain(|each| each["Action"] != json!([]));
    let after = statements.iter().flat_map(|each| each["Action"].as_array().unwrap()).count();
    assert!(after < before, "{action} is in the policy: {policy}");
    policy
}
