//! Plans that are saved, approved, and carried out later, or not at all.

use serde_json::Value;

use super::{altered, applied, plan, set_option};
use crate::localstack::Account;
use crate::support::Ran;

/// A folder with a plan of an altered file in it.
struct Approved {
    folder: tempfile::TempDir,
    file: tempfile::NamedTempFile,
}

impl Approved {
    fn of(account: &Account, from: &str, to: &str) -> Self {
        let (folder, file) = (tempfile::tempdir().unwrap(), altered(from, to));
        let approved = Self { folder, file };
        let path = approved.file.path().to_str().unwrap();
        let saved = account.ebdeploy(&["plan", path, "--out", &approved.path()]);
        assert_eq!(saved.code, 0, "{saved}");
        assert!(saved.stderr.contains("carries out exactly this"), "{saved}");
        approved
    }

    fn path(&self) -> String {
        self.folder.path().join("plan.json").to_str().unwrap().to_owned()
    }

    fn apply(&self, account: &Account) -> Ran {
        account.ebdeploy(&["apply", &self.path()])
    }
}

#[test]
fn an_approved_plan_is_carried_out_without_a_question() {
    let account = applied();
    let approved = Approved::of(&account, "max = 4", "max = 3");
    let done = approved.apply(&account);
    assert_eq!(done.code, 0, "{done}");
    assert_eq!(plan(&account).code, 2, "the file itself asks for 4");
    let again = approved.apply(&account);
    assert_eq!(again.code, 4, "it is done, and not to be done again: {again}");
}

#[test]
fn what_moved_in_aws_since_is_shown_and_nothing_is_done() {
    let account = applied();
    let approved = Approved::of(&account, "max = 4", "max = 3");
    set_option(&account, "aws:autoscaling:asg", "MaxSize", "5");
    account.forget_calls();
    let refused = approved.apply(&account);
    assert_eq!(refused.code, 4, "{refused}");
    assert!(refused.stderr.contains("-     capacity.max  4 → 3"), "{refused}");
    assert!(refused.stderr.contains("+     capacity.max  5 → 3"), "{refused}");
    assert_eq!(account.changing_calls(), [""; 0]);
}

#[test]
fn a_file_that_changed_since_is_not_applied() {
    let account = applied();
    let approved = Approved::of(&account, "max = 4", "max = 3");
    let text = std::fs::read_to_string(approved.file.path()).unwrap();
    std::fs::write(&approved.file, text + "# a comment\n").unwrap();
    let refused = approved.apply(&account);
    assert_eq!(refused.code, 4, "{refused}");
    assert!(refused.stderr.contains("has changed since"), "{refused}");
}

#[test]
fn a_plan_is_refused_in_another_account() {
    let account = applied();
    let approved = Approved::of(&account, "max = 4", "max = 3");
    let refused = approved.apply(&Account::empty());
    assert_eq!(refused.code, 1, "{refused}");
    assert!(refused.stderr.contains("is for the account"), "{refused}");
}

#[test]
fn what_is_no_saved_plan_is_said_to_be_none() {
    let account = Account::empty();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.json");
    for (text, reason) in [
        ("", "EOF while parsing"),
        ("{}", "it has no `format`"),
        ("{\"format\": 9}", "its format is 9, not 1"),
        ("{\"format\": 1}", "missing field"),
        ("[1]", "it has no `format`"),
    ] {
        std::fs::write(&path, text).unwrap();
        let refused = account.ebdeploy(&["apply", path.to_str().unwrap()]);
        assert_eq!(refused.code, 1, "{refused}");
        assert!(refused.stderr.contains("is no saved plan"), "{refused}");
        assert!(refused.stderr.contains(reason), "{refused}");
    }
}

#[test]
fn a_saved_plan_holds_what_is_printed_and_no_secret() {
    let account = applied();
    let secret = "[variables]\nTOKEN_OF_MINE = { env = \"SECRET\" }";
    let (folder, file) = (tempfile::tempdir().unwrap(), altered("[variables]", secret));
    let path = folder.path().join("plan.json");
    let arguments = ["plan", file.path().to_str().unwrap(), "--out", path.to_str().unwrap()];
    let mut command = account.command(&arguments);
    let saved = crate::support::ran(command.env("SECRET", "hunter2-hunter2"));
    assert_eq!(saved.code, 0, "{saved}");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains("hunter2") && text.contains("(secret)"), "{text}");
    let document: Value = serde_json::from_str(&text).unwrap();
    let printed = account.command(&["plan", file.path().to_str().unwrap(), "--json"]);
    let printed = crate::support::ran({ printed }.env("SECRET", "hunter2-hunter2"));
    let mut printed: Value = serde_json::from_str(&printed.stdout).unwrap();
    for said in ["lints", "refused", "override"] {
        printed.as_object_mut().unwrap().remove(said);
    }
    assert_eq!(document["plan"], printed, "it is the plan that is printed");
}
