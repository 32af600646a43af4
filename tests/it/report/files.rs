//! The binary: which formats go together, files that cannot be written, what GitHub is told.

use std::fs;

use insta::assert_snapshot;
use tempfile::TempDir;

use crate::support::{Ran, ebdeploy, ran};

const WRONG: &str = "[application]\nname = \"shop\"\n[environment]\nname = \"shop-test\"\n[capacity]\n\
                     instance-typs = ['t3.small']\n";

/// A folder with a file that is wrong.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("test.toml"), WRONG).unwrap();
    folder
}

fn plan(folder: &TempDir, arguments: &[&str]) -> Ran {
    let arguments = [&["plan", "test.toml"], arguments].concat();
    ran(ebdeploy(&arguments).current_dir(folder.path()))
}

#[test]
fn the_short_form_of_json_conflicts_with_a_format() {
    let ended = plan(&folder(), &["--json", "--format", "markdown"]);
    assert_eq!(ended.code, 64, "{ended}");
    assert!(ended.stderr.contains("'--json' cannot be used with '--format <FORMAT>'"), "{ended}");
}

#[test]
fn a_report_names_its_format_and_its_file() {
    let ended = plan(&folder(), &["--report", "plan.md"]);
    assert_eq!(ended.code, 64, "{ended}");
    assert!(
        ended.stderr.contains("write it as FORMAT=FILE, for example `markdown=plan.md`"),
        "{ended}"
    );
    let ended = plan(&folder(), &["--report", "pdf=plan.pdf"]);
    assert!(
        ended.stderr.contains("a report is `human`, `json`, `markdown` or `html`, not `pdf`"),
        "{ended}"
    );
}

#[test]
fn a_report_that_cannot_be_written_is_known_before_anything_is_done() {
    let folder = folder();
    assert_snapshot!(plan(&folder, &["--report", "html=nowhere/plan.html"]), @r"
    ------- stderr -------
    error: cannot write `nowhere/plan.html`: No such file or directory (os error 2)
    [exit status: 1]
    ");
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn a_report_is_written_of_what_failed_too_once_for_each_file_that_is_named() {
    let folder = folder();
    let files = ["human=plan.txt", "json=plan.json", "markdown=plan.md", "html=plan.html"];
    let arguments: Vec<_> = files.iter().flat_map(|file| ["--report", file]).collect();
    let ended = plan(&folder, &arguments);
    assert_eq!(ended.code, 1, "{ended}");
    assert_eq!(ended.stdout, "", "{ended}");
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(read("plan.txt").contains("unknown field"), "{}", read("plan.txt"));
    assert!(read("plan.html").contains("unknown field"));
    let document: serde_json::Value = serde_json::from_str(&read("plan.json")).unwrap();
    assert_eq!(document["exit-code"], 1);
    assert_snapshot!(read("plan.md"), @r"
    <!-- ebdeploy plan of test.toml -->
    ### ebdeploy plan: test.toml

    **Exit code 1**: `test.toml` cannot be brought about

    File: `test.toml`

    <pre>
    error[unknown-key]: unknown field `instance-typs`, expected one of `instance-types`, `min`, `max`
     --&gt; test.toml:6:1
      |
    6 | instance-typs = ['t3.small']
      | ^^^^^^^^^^^^^
      |
    help: did you mean `instance-types`?

    error: 1 problem in test.toml, the first in line 6; nothing was changed
    </pre>
    ");
}

#[test]
fn github_is_told_of_each_problem_at_its_line_and_of_the_exit_code() {
    let folder = folder();
    let (summary, output) = (folder.path().join("summary.md"), folder.path().join("output"));
    fs::write(&output, "earlier=1\n").unwrap();
    let mut command = ebdeploy(&["plan", "test.toml", "--format", "github"]);
    command.env("GITHUB_STEP_SUMMARY", &summary).env("GITHUB_OUTPUT", &output);
    assert_snapshot!(ran(command.current_dir(folder.path())), @r"
    ------- stderr -------
    error[unknown-key]: unknown field `instance-typs`, expected one of `instance-types`, `min`, `max`
     --> test.toml:6:1
      |
    6 | instance-typs = ['t3.small']
      | ^^^^^^^^^^^^^
      |
    help: did you mean `instance-types`?

    error: 1 problem in test.toml, the first in line 6; nothing was changed
    ::error file=test.toml,line=6,endLine=6,col=1,endColumn=13,title=unknown-key::unknown field `instance-typs`, expected one of `instance-types`, `min`, `max`%0Ahelp: did you mean `instance-types`?
    [exit status: 1]
    ");
    assert_snapshot!(fs::read_to_string(&output).unwrap(), @r"
    earlier=1
    exit-code=1
    ");
    let summary = fs::read_to_string(&summary).unwrap();
    assert!(summary.starts_with("<!-- ebdeploy plan of test.toml -->\n"), "{summary}");
}

#[test]
fn what_github_cannot_be_told_does_not_change_how_it_ended() {
    let mut command = ebdeploy(&["plan", "nowhere.toml", "--format", "github"]);
    let ended = ran(command.env("GITHUB_OUTPUT", "/nonexistent/output"));
    assert_eq!(ended.code, 1, "{ended}");
    assert!(
        ended.stderr.contains(
            "::notice file=nowhere.toml,title=ebdeploy plan::cannot write `/nonexistent/output`"
        ),
        "{ended}"
    );
}
