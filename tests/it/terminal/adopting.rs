//! `init` and `import` on a terminal of 60 columns.

use std::fs;
use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;
use tempfile::TempDir;

use crate::localstack::Account;
use crate::support::{Ran, ran, root};

const FILE: &str = "environments/shop-test.toml";
const DIALOGUE: &str = "tests/it/terminal/dialogue.py";

/// The command in a folder, on a terminal, with an answer to each question in turn.
fn dialogue(folder: &Path, arguments: &[&str], answers: &[&str]) -> Command {
    let mut python = Command::new("python3");
    python.arg(root().join(DIALOGUE)).args(["60", &serde_json::json!(answers).to_string()]);
    python.arg(env!("CARGO_BIN_EXE_ebdeploy")).args(arguments).current_dir(folder);
    python.env("TERM", "xterm").env("NO_COLOR", "1");
    python
}

fn init(folder: &TempDir, options: &[&str], answers: &[&str]) -> Ran {
    ran(&mut dialogue(folder.path(), &[&["init", "shop-test"], options].concat(), answers))
}

fn written(folder: &TempDir) -> String {
    fs::read_to_string(folder.path().join(FILE)).unwrap_or_default()
}

#[test]
fn enter_takes_what_is_proposed() {
    let folder = TempDir::new().unwrap();
    let ended = init(&folder, &[], &["\n", "\n", "\n", "\n"]);
    assert_eq!(ended.code, 0, "{ended}");
    assert_snapshot!(ended.stdout, @"
    Enter takes what stands in brackets.
    Application [shop]: 
    Platform branch (`aws elasticbeanstalk
      list-platform-branches` has all)
      [Python 3.13 running on 64bit Amazon Linux 2023]: 
    Domain for HTTPS that ACM has a certificate for, or `none`
      [none]: 
    Path of the health check [/health]: 
    Written to environments/shop-test.toml.
    Next: `ebdeploy plan environments/shop-test.toml` shows what
    would be made.
    ");
    assert_snapshot!(written(&folder), @r#"
    [application]
    name = "shop"

    [environment]
    name = "shop-test"
    platform = "Python 3.13 running on 64bit Amazon Linux 2023"

    [health-check]
    path = "/health"
    "#);
}

#[test]
fn each_answer_gets_into_the_file() {
    let folder = TempDir::new().unwrap();
    let answers = ["store\n", "PHP 8.4 running on 64bit Amazon Linux 2023\n", " *.example.com \n"];
    let ended = init(&folder, &[], &[&answers[..], &["/up\n"]].concat());
    assert_eq!(ended.code, 0, "{ended}");
    assert_snapshot!(written(&folder), @r#"
    [application]
    name = "store"

    [environment]
    name = "shop-test"
    platform = "PHP 8.4 running on 64bit Amazon Linux 2023"

    [https]
    certificate = "*.example.com"

    [health-check]
    path = "/up"
    "#);
}

#[test]
fn what_cannot_be_is_told_and_asked_again() {
    let folder = TempDir::new().unwrap();
    let answers =
        ["a/b\n", "shop\n", "\n", "https://shop\n", "shop.example.com\n", "up\n", "/up\n"];
    let ended = init(&folder, &[], &answers);
    assert_eq!(ended.code, 0, "{ended}");
    assert_snapshot!(ended.stdout, @"
    Enter takes what stands in brackets.
    Application [shop]: a/b
    `a/b` cannot name an application: use 1 to 100 characters,
      without `/`
    Application [shop]: shop
    Platform branch (`aws elasticbeanstalk
      list-platform-branches` has all)
      [Python 3.13 running on 64bit Amazon Linux 2023]: 
    Domain for HTTPS that ACM has a certificate for, or `none`
      [none]: https://shop
    `https://shop` is neither a domain nor an ARN: write it as
      `shop.example.com`
    Domain for HTTPS that ACM has a certificate for, or `none`
      [none]: shop.example.com
    Path of the health check [/health]: up
    `up` is no path: begin with `/`, as in `/health`
    Path of the health check [/health]: /up
    Written to environments/shop-test.toml.
    Next: `ebdeploy plan environments/shop-test.toml` shows what
    would be made.
    ");
    assert!(written(&folder).contains("path = \"/up\""), "{}", written(&folder));
}

#[test]
fn nobody_is_asked_what_the_command_line_says() {
    let folder = TempDir::new().unwrap();
    let said = ["--application", "shop", "--platform", "P", "--certificate", "none"];
    let ended = init(&folder, &said, &["/up\n"]);
    assert_eq!(ended.code, 0, "{ended}");
    assert_eq!(ended.stdout.matches("]: ").count(), 1, "{ended}");
    let all = init(&folder, &[&said[..], &["--health-path", "/", "--force"]].concat(), &[]);
    assert_eq!(all.code, 0, "{all}");
    assert!(!all.stdout.contains("brackets"), "{all}");
}

#[test]
fn what_is_wrong_in_the_call_is_told_before_anybody_is_asked() {
    let folder = TempDir::new().unwrap();
    let ended = init(&folder, &["--certificate", "https://shop"], &[]);
    assert_eq!(ended.code, 1, "{ended}");
    assert!(ended.stdout.contains("`https://shop` is neither a domain nor an ARN"), "{ended}");
    assert!(!ended.stdout.contains("Application"), "{ended}");
}

#[test]
fn ctrl_c_and_ctrl_d_write_nothing_at_any_question() {
    let folder = TempDir::new().unwrap();
    for before in 0..4 {
        let enter = vec!["\n"; before];
        let interrupted = init(&folder, &[], &[&enter[..], &["\u{3}"]].concat());
        assert_eq!(interrupted.code, 130, "{interrupted}");
        let ended = init(&folder, &[], &[&enter[..], &["\u{4}"]].concat());
        assert_eq!(ended.code, 1, "{ended}");
        assert!(ended.stdout.contains("nothing was written: the answers ended"), "{ended}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_file_that_is_there_is_told_before_anybody_is_asked() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("environments")).unwrap();
    fs::write(folder.path().join(FILE), "mine").unwrap();
    let ended = init(&folder, &[], &[]);
    assert_eq!(ended.code, 1, "{ended}");
    assert!(ended.stdout.contains("is there already"), "{ended}");
    assert_eq!(written(&folder), "mine");
}

#[test]
fn without_a_terminal_all_that_is_not_given_is_named() {
    let folder = TempDir::new().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_ebdeploy"));
    command.args(["init", "shop-test", "--platform", "P"]).current_dir(folder.path());
    let ended = ran(command.stdin(std::process::Stdio::null()));
    assert_eq!(ended.code, 64, "{ended}");
    assert_snapshot!(ended.stderr, @"
    error: there is no terminal to ask on; not given: --application, --certificate
    hint: `ebdeploy init --help` says what can be given
    ");
    assert_eq!(written(&folder), "");
}

#[test]
fn import_asks_nothing_and_keeps_to_the_width_of_the_terminal() {
    let account = Account::seeded();
    let made = account.ebdeploy(&["apply", "environments/local.toml", "--yes"]);
    assert_eq!(made.code, 0, "{made}");
    let folder = TempDir::new().unwrap();
    let arguments = ["import", "shop-local", "--region", "eu-west-1", "--out", FILE];
    let mut command = dialogue(folder.path(), &arguments, &[]);
    account.credentials(&mut command);
    let ended = ran(&mut command);
    assert_eq!(ended.code, 0, "{ended}");
    assert!(ended.stdout.contains(&format!("Written to {FILE}")), "{ended}");
    let widest = ended.stdout.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(60), "{ended}");
    assert!(written(&folder).contains("name = \"shop-local\""), "{}", written(&folder));
}
