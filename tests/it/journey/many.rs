//! Several files in one call.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::localstack::Account;
use crate::support::{Ran, root};

/// A folder with a file for each environment.
struct Files(tempfile::TempDir);

impl Files {
    /// For environments of these names, each with something added to its file.
    fn of(environments: &[(&str, &str)]) -> Self {
        let files = Self(tempfile::tempdir().unwrap());
        for (name, more) in environments {
            files.write(name, more);
        }
        files
    }

    fn write(&self, name: &str, more: &str) {
        let text = fs::read_to_string(root().join(super::FILE)).unwrap();
        let text = text.replace("shop-local", name).replace("#:schema ./schema.json", "");
        fs::write(self.path(name), format!("{text}{more}")).unwrap();
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(format!("{name}.toml")).to_str().unwrap().to_owned()
    }

    /// A command about files, in this order.
    fn run(&self, account: &Account, verb: &str, names: &[&str], more: &[&str]) -> Ran {
        let paths: Vec<_> = names.iter().map(|name| self.path(name)).collect();
        let paths = paths.iter().map(String::as_str);
        let arguments: Vec<_> =
            [verb].into_iter().chain(paths).chain(more.iter().copied()).collect();
        account.ebdeploy(&arguments)
    }
}

fn after(names: &str) -> String {
    format!("\n[apply]\ndepends-on = [{names}]\n")
}

/// The operations of an account in order, with the environment that each is about.
fn creations(account: &Account) -> Vec<String> {
    let calls = account.calls();
    let creations =
        calls.iter().filter(|call| call["operation"] == "elasticbeanstalk.CreateEnvironment");
    creations.map(|call| super::text(&call["parameters"]["EnvironmentName"])).collect()
}

fn count(account: &Account, operation: &str) -> usize {
    account.calls().iter().filter(|call| call["operation"] == operation).count()
}

#[test]
fn several_are_applied_each_after_those_that_it_depends_on_and_told_together() {
    let account = Account::seeded();
    let files = Files::of(&[
        ("shop-web", &after("\"shop-api\"")),
        ("shop-api", &after("\"shop-data\", \"shop-elsewhere\"")),
        ("shop-data", ""),
    ]);
    let names = ["shop-web", "shop-api", "shop-data"];
    let done = files.run(&account, "apply", &names, &["--yes"]);
    assert_eq!(done.code, 0, "{done}");
    assert_eq!(creations(&account), ["shop-data", "shop-api", "shop-web"]);
    assert!(done.stderr.contains("3 environments: 3 applied; dearest impact: in place"), "{done}");
    assert!(done.stderr.contains(" shop-web [1/3] + environment shop-web"), "{done}");
    assert_eq!(account.leases(), [""; 0], "each gave its lease back");

    account.forget_calls();
    let planned = files.run(&account, "plan", &names, &["--detailed-exitcode"]);
    assert_eq!((planned.code, planned.stderr.as_str()), (0, ""), "{planned}");
    assert!(planned.stdout.starts_with("3 environments: 3 without changes\n"), "{planned}");
    for asked_once in ["elasticbeanstalk.DescribeEnvironments", "acm.ListCertificates"] {
        assert_eq!(count(&account, asked_once), 1, "{asked_once}");
    }
    assert_eq!(count(&account, "elasticbeanstalk.DescribeConfigurationSettings"), 3);
}

#[test]
fn where_one_of_them_cannot_be_nothing_is_done_to_the_others() {
    let account = Account::seeded();
    let files = Files::of(&[("shop-good", ""), ("shop-typo", "[version]\nlable = \"v1\"\n")]);
    let names = ["shop-good", "shop-typo"];
    account.forget_calls();
    let refused = files.run(&account, "apply", &names, &["--yes"]);
    assert_eq!(refused.code, 1, "{refused}");
    assert!(refused.stderr.contains("did you mean `label`?"), "{refused}");
    assert!(refused.stderr.contains("2 environments: 1 failed, 1 not begun"), "{refused}");
    assert_eq!(account.changing_calls(), [""; 0]);

    let planned = files.run(&account, "plan", &names, &["--json"]);
    assert_eq!(planned.code, 1, "{planned}");
    let document: Value = serde_json::from_str(&planned.stdout).unwrap();
    assert_eq!((&document["exit-code"], &document["changes"]), (&json!(1), &json!(true)));
    assert_eq!(document["environments"][0]["environment"], "shop-good");
    assert_eq!(document["environments"][1]["exit-code"], 1);
}

#[test]
fn one_that_fails_keeps_those_that_depend_on_it_from_being_begun_and_no_others() {
    let account = Account::seeded();
    account.control(&json!({ "outcomes": { "shop-bad": "fail" } }));
    let files = Files::of(&[
        ("shop-bad", ""),
        ("shop-next", &after("\"shop-bad\"")),
        ("shop-last", &after("\"shop-next\"")),
        ("shop-other", ""),
    ]);
    let names = ["shop-bad", "shop-next", "shop-last", "shop-other"];
    let ended = files.run(&account, "apply", &names, &["--yes", "--json"]);
    assert_eq!(ended.code, 1, "{ended}");
    let lines: Vec<Value> =
        ended.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let outcomes = lines.iter().filter(|line| line["event"] == "outcome");
    let mut outcomes: Vec<_> = outcomes
        .map(|line| format!("{} {}", super::text(&line["environment"]), line["error"]))
        .collect();
    outcomes.sort();
    assert_eq!(
        outcomes[1..],
        [
            "shop-last \"not begun: `shop-next`, which comes first, did not come to a good end\"",
            "shop-next \"not begun: `shop-bad`, which comes first, did not come to a good end\"",
            "shop-other null",
        ]
    );
    let last = lines.last().unwrap();
    assert_eq!((&last["event"], &last["exit-code"]), (&json!("ended"), &json!(1)), "{last}");
    assert_eq!(last["environments"][3]["exit-code"], 0);
    assert!(!creations(&account).contains(&"shop-next".to_owned()));
}

#[test]
fn no_further_one_is_begun_after_a_failure_where_the_caller_wants_that() {
    let account = Account::seeded();
    account.control(&json!({ "outcomes": { "shop-bad": "fail" } }));
    let files = Files::of(&[("shop-bad", ""), ("shop-other", "")]);
    let more = ["--yes", "--parallel", "1", "--stop-on-failure"];
    let ended = files.run(&account, "apply", &["shop-bad", "shop-other"], &more);
    assert_eq!(ended.code, 1, "{ended}");
    assert_eq!(creations(&account), ["shop-bad"]);
    assert!(ended.stderr.contains("not begun: `shop-bad` failed"), "{ended}");
}

#[test]
fn files_that_stand_in_each_others_way_are_refused_at_the_line_that_says_so() {
    let account = Account::seeded();
    let files =
        Files::of(&[("shop-one", &after("\"shop-two\"")), ("shop-two", &after("\"shop-one\""))]);
    let names = ["shop-one", "shop-two"];
    account.forget_calls();
    let refused = files.run(&account, "apply", &names, &["--yes"]);
    assert_eq!(refused.code, 1, "{refused}");
    assert!(
        refused.stderr.contains("these wait for each other: shop-one → shop-two → shop-one"),
        "{refused}"
    );
    let twice = files.run(&account, "plan", &["shop-one", "shop-one"], &[]);
    assert_eq!(twice.code, 1, "{twice}");
    assert!(twice.stderr.contains("`shop-one` in eu-west-1 is also what"), "{twice}");
    assert_eq!(account.changing_calls(), [""; 0]);
}

#[test]
fn plans_of_several_are_saved_in_a_folder_and_carried_out_from_there() {
    let account = Account::seeded();
    let files = Files::of(&[("shop-one", ""), ("shop-two", "")]);
    let folder = files.0.path().join("plans");
    let out = folder.to_str().unwrap();
    let names = ["shop-one", "shop-two"];
    let saved = files.run(&account, "plan", &names, &["--out", out]);
    assert_eq!(saved.code, 0, "{saved}");
    let plans = names.map(|name| format!("{out}/{name}.json"));
    let done = account.ebdeploy(&["apply", &plans[0], &plans[1]]);
    assert_eq!(done.code, 0, "nobody is asked: {done}");
    assert!(done.stderr.contains("2 environments: 2 applied"), "{done}");
    let again = account.ebdeploy(&["apply", &plans[0], &plans[1]]);
    assert_eq!(again.code, 4, "they are done, and not to be done again: {again}");
}

#[test]
fn a_file_is_applied_with_the_profile_and_the_role_that_it_names() {
    let [caller, profiled, assumed] = [Account::empty(), Account::seeded(), Account::seeded()];
    let role = format!("assume-role = \"arn:aws:iam::{}:role/deploy\"", assumed.id());
    let files = Files::of(&[("shop-one", ""), ("shop-two", "")]);
    for (name, access) in [("shop-one", "profile = \"production\""), ("shop-two", &role)] {
        let text = fs::read_to_string(files.path(name)).unwrap();
        let text = text.replacen("[environment]", &format!("[environment]\n{access}"), 1);
        fs::write(files.path(name), text).unwrap();
    }
    let config = files.0.path().join("config");
    let key = format!("aws_access_key_id = {}\naws_secret_access_key = x\n", profiled.id());
    fs::write(&config, format!("[profile production]\n{key}")).unwrap();
    let (one, two) = (files.path("shop-one"), files.path("shop-two"));
    let mut command = caller.command(&["apply", &one, &two, "--yes"]);
    let done = crate::support::ran(command.env("AWS_CONFIG_FILE", &config));
    assert_eq!(done.code, 0, "{done}");
    assert_eq!(creations(&profiled), ["shop-one"]);
    assert_eq!(creations(&assumed), ["shop-two"]);
    assert_eq!(creations(&caller), [""; 0]);

    let lost = caller.ebdeploy(&["plan", &one]);
    assert_eq!(lost.code, 1, "there is no such profile: {lost}");
    assert!(
        lost.stderr.contains("no credentials can be had by the profile `production`"),
        "{lost}"
    );
}

#[test]
fn an_interrupted_call_ends_all_of_them_and_keeps_no_lease() {
    let account = Account::seeded();
    account.control(&json!({ "phase_seconds": 30 }));
    let files =
        Files::of(&[("shop-one", ""), ("shop-two", ""), ("shop-wait", &after("\"shop-one\""))]);
    let paths = ["shop-one", "shop-two", "shop-wait"].map(|name| files.path(name));
    let mut command = account.command(&["apply", &paths[0], &paths[1], &paths[2], "--yes"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while creations(&account).len() < 2 {
        std::thread::sleep(Duration::from_millis(50));
    }
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let ended = Ran::from(child.wait_with_output().unwrap());
    assert_eq!(ended.code, 130, "{ended}");
    assert!(ended.stderr.contains("AWS goes on: `shop-one` is being created"), "{ended}");
    assert!(ended.stderr.contains("AWS goes on: `shop-two` is being created"), "{ended}");
    assert!(ended.stderr.contains("- shop-wait in eu-west-1  not begun: interrupted"), "{ended}");
    assert_eq!(account.leases(), [""; 0]);
}
