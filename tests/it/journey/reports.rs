//! Reports of plans and runs, as a pipeline would have them written.

use std::fs;

use serde_json::{Value, json};

use super::FILE;
use crate::localstack::Account;
use crate::support::ran;

#[test]
fn a_job_of_github_gets_groups_a_summary_and_outputs() {
    let account = Account::seeded();
    let folder = tempfile::tempdir().unwrap();
    let (summary, output) = (folder.path().join("summary.md"), folder.path().join("output"));
    let job = |arguments: &[&str]| {
        let _ = (fs::remove_file(&summary), fs::remove_file(&output));
        let mut command = account.command(&[arguments, &[FILE, "--format", "github"]].concat());
        command.env("GITHUB_STEP_SUMMARY", &summary).env("GITHUB_OUTPUT", &output);
        command.env("GITHUB_WORKSPACE", crate::support::root());
        ran(&mut command)
    };
    let planned = job(&["plan", "--detailed-exitcode"]);
    assert_eq!(planned.code, 2, "{planned}");
    assert!(planned.stdout.starts_with("shop-local in eu-west-1\n"), "{planned}");
    assert!(
        planned.stderr.starts_with("::notice file=environments/local.toml,title=ebdeploy plan::"),
        "{planned}"
    );
    let outputs = fs::read_to_string(&output).unwrap();
    assert_eq!(outputs, "changes=true\nimpact=in-place\nexit-code=2\n");
    let applied = job(&["apply", "--yes"]);
    assert_eq!(applied.code, 0, "{applied}");
    let groups = |word: &str| applied.stderr.lines().filter(|line| line.starts_with(word)).count();
    assert_eq!((groups("::group::["), groups("::endgroup::")), (4, 4), "{applied}");
    let outputs = fs::read_to_string(&output).unwrap();
    assert_eq!(outputs, "changes=true\nimpact=in-place\nexit-code=0\n");
    let summary = fs::read_to_string(&summary).unwrap();
    assert!(summary.starts_with("<!-- ebdeploy apply: shop-local in eu-west-1 -->\n"), "{summary}");
    assert!(summary.contains("| done in "), "{summary}");
}

#[test]
fn an_apply_that_aws_gave_up_is_reported_with_its_log() {
    let account = super::applied();
    account.control(&json!({ "outcomes": { "shop-local": "fail" } }));
    let changed = super::altered("max = 4", "max = 5");
    let folder = tempfile::tempdir().unwrap();
    let (page, document) = (folder.path().join("run.html"), folder.path().join("run.json"));
    let (html, json) = (format!("html={}", page.display()), format!("json={}", document.display()));
    let file = changed.path().to_str().unwrap();
    let reports = ["--format", "markdown", "--report", &html, "--report", &json];
    let ended = account.ebdeploy(&[&["apply", file, "--yes"], &reports[..]].concat());
    assert_eq!(ended.code, 1, "{ended}");
    assert!(
        ended.stdout.starts_with("<!-- ebdeploy apply: shop-local in eu-west-1 -->"),
        "{ended}"
    );
    assert!(ended.stdout.contains("| failed |"), "{ended}");
    assert!(ended.stderr.contains("AWS gave up the update"), "{ended}");
    let document: Value = serde_json::from_str(&fs::read_to_string(&document).unwrap()).unwrap();
    assert_eq!(document["outcome"]["failed"], "update-settings");
    assert!(
        document["log"].as_array().unwrap().iter().any(|line| line["severity"] == "ERROR"),
        "{document}"
    );
    assert!(fs::read_to_string(&page).unwrap().contains("headline bad"));
}
