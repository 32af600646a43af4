//! Lints on the command line.

use std::fs;

use insta::assert_snapshot;
use serde_json::Value;
use tempfile::TempDir;

use crate::localstack::Account;
use crate::support::{FILE, Ran, ebdeploy, ran};

/// A folder with a file.
fn folder(text: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("shop.toml"), text).unwrap();
    folder
}

fn validate(text: &str, more: &[&str]) -> Ran {
    let folder = folder(text.trim_start());
    ran(ebdeploy(&[&["validate", "shop.toml"], more].concat()).current_dir(folder.path()))
}

const BAD: &str = r#"
[application]
name = "shop"
[environment]
name = "shop-prod"
[capacity]
min = 1
[variables]
CACHE = "redis://:hunter2@cache:6379"
KEY = """
-----BEGIN PRIVATE KEY-----
hunter2
"""
[options."aws:elasticbeanstalk:managedactions"]
ManagedActionsEnabled = false
[lints]
one-zone = { allow = "nobody reads this" }
imds-v1 = { allow = "an old SDK" }
[options."aws:autoscaling:launchconfiguration"]
DisableIMDSv1 = false
"#;

#[test]
fn each_remark_has_its_place_reason_and_cure_and_shows_no_secret() {
    let ended = validate(BAD, &[]);
    assert!(!ended.to_string().contains("hunter2"), "{ended}");
    assert_snapshot!(ended, @r#"
    ------- stderr -------
    warning[single-instance]: production may shrink to 1
     --> shop.toml:6:7
      |
    6 | min = 1
      |       ^
      |
      = note: a deployment, a platform update or a failing instance takes all of production out of service
    help: write `min = 2`, or more

    warning[literal-secret]: `CACHE` holds a URL with a password
     --> shop.toml:8:9
      |
    8 | CACHE = "(secret)"
      |         ^^^^^^^^^^
      |
      = note: whoever reads the repository, now or later, has it
    help: name its place: `NAME = { secret = "ARN" }` has instances fetch a variable from Secrets Manager or Parameter Store, `{ env = "NAME" }` and `{ file = "PATH" }` hand it over; and change it, if the file has been committed

    error[private-key]: `KEY` is a private key
     --> shop.toml:9:7
      |
    9 | KEY = "(secret)"
      |       ^^^^^^^^^^
      |
      = note: whoever reads the repository, now or later, has it
    help: take it out, make a new one, and keep that where the application fetches it

    note[managed-updates-off]: the platform is not updated by Elastic Beanstalk
      --> shop.toml:14:25
       |
    14 | ManagedActionsEnabled = false
       |                         ^^^^^
       |
       = note: patches of the operating system and the language come with new versions of the platform
    help: switch them on: `ManagedActionsEnabled` and `PreferredStartTime` of `aws:elasticbeanstalk:managedactions`, `UpdateLevel` of `aws:elasticbeanstalk:managedactions:platformupdate`

    note[silenced-in-vain]: `one-zone` is silenced, and would say nothing
      --> shop.toml:16:1
       |
    16 | one-zone = { allow = "nobody reads this" }
       | ^^^^^^^^
       |
       = note: it would stay silent if the file came to deserve it
    help: remove this line

    error: lints refuse `shop.toml`: 1 error and 2 warnings; nothing was changed
    hint: mend the file, or silence a lint under [lints], with the reason
    [exit status: 1]
    "#);
}

const WARNED: &str = r#"
[application]
name = "shop"
[environment]
name = "shop-prod"
[capacity]
min = 1
"#;

#[test]
fn a_warning_changes_the_exit_code_only_where_it_is_denied() {
    let fine = validate(WARNED, &[]);
    assert_eq!((fine.code, fine.stdout.as_str()), (0, "shop.toml: fine\n"), "{fine}");
    assert_snapshot!(validate(WARNED, &["--deny-warnings"]), @r"
    ------- stderr -------
    warning[single-instance]: production may shrink to 1
     --> shop.toml:6:7
      |
    6 | min = 1
      |       ^
      |
      = note: a deployment, a platform update or a failing instance takes all of production out of service
    help: write `min = 2`, or more

    error: lints refuse `shop.toml`: 1 warning; nothing was changed
    hint: mend the file, silence a lint under [lints] with the reason, or leave
          `--deny-warnings` out
    [exit status: 1]
    ");
    let silenced = format!("{WARNED}[lints]\nsingle-instance = {{ allow = \"it is cheap\" }}\n");
    assert_snapshot!(validate(&silenced, &["--deny-warnings"]), @r"
    shop.toml: fine
    ------- stderr -------
    [exit status: 0]
    ");
}

#[test]
fn a_note_is_told_and_denies_nothing() {
    let noted = format!(
        "{}[lints]\none-zone = {{ allow = \"x\" }}\n",
        WARNED.replace("min = 1", "min = 2")
    );
    let ended = validate(&noted, &["--deny-warnings"]);
    assert_eq!(ended.code, 0, "{ended}");
    assert!(ended.stderr.contains("note[silenced-in-vain]: `one-zone` is silenced"), "{ended}");
}

#[test]
fn plan_and_apply_tell_the_same_and_stop_where_warnings_are_denied() {
    let account = Account::seeded();
    let text =
        format!("{FILE}[options.\"aws:autoscaling:launchconfiguration\"]\nDisableIMDSv1 = false\n");
    let folder = folder(&text);
    let run = |arguments: &[&str]| ran(account.command(arguments).current_dir(folder.path()));
    let planned = run(&["plan", "shop.toml", "--json"]);
    assert_eq!(planned.code, 0, "{planned}");
    let plan: Value = serde_json::from_str(&planned.stdout).unwrap();
    assert_eq!(
        plan["lints"],
        serde_json::json!([{
            "id": "imds-v1",
            "severity": "warning",
            "path": "options.aws:autoscaling:launchconfiguration.DisableIMDSv1",
            "file": "shop.toml",
            "line": 12,
            "message": "instances answer requests for metadata that have no token",
        }])
    );
    assert!(planned.stderr.contains("warning[imds-v1]"), "{planned}");
    let denied = run(&["plan", "shop.toml", "--deny-warnings", "--detailed-exitcode"]);
    assert_eq!(denied.code, 1, "{denied}");
    assert!(denied.stdout.contains("4 steps"), "the plan is shown: {denied}");
    let applied = run(&["apply", "shop.toml", "--yes", "--deny-warnings"]);
    assert_eq!(applied.code, 1, "{applied}");
    assert!(
        applied.stderr.contains("error: lints refuse `shop.toml`: 1 warning; nothing was changed"),
        "{applied}"
    );
    assert!(!account.changing_calls().iter().any(|call| call.contains("Environment")));
}
