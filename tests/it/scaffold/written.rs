//! What is on the disk afterwards.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{Ran, ebdeploy, folder, ran};
use crate::terminal::PTY;

const MANAGE: &str = "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'mysite.settings')\nmain()\n";
const SETTINGS: &str = "mysite/elastic_beanstalk.py";

fn scaffold(folder: &Path, more: &[&str]) -> Ran {
    ran(ebdeploy(&[&["scaffold", "--app", "django"], more].concat()).current_dir(folder))
}

#[test]
fn the_settings_are_those_that_manage_py_names() {
    let folder = folder(&[("manage.py", MANAGE)]);
    let told = scaffold(folder.path(), &["--yes"]);
    assert_eq!(told.code, 0, "{told}");
    assert!(told.stderr.contains("Written: 5 files in ."), "{told}");
    let settings = fs::read_to_string(folder.path().join(SETTINGS)).unwrap();
    assert!(settings.contains("from mysite.settings import *"), "{settings}");
    assert!(settings.contains("from mysite.instance_address import"), "{settings}");
}

#[test]
fn a_second_time_there_is_nothing_to_do() {
    let folder = folder(&[("manage.py", MANAGE)]);
    scaffold(folder.path(), &["--yes"]);
    // nobody is asked, since nothing is written
    let again = scaffold(folder.path(), &[]);
    assert_eq!(again.code, 0, "{again}");
    assert_eq!(again.stdout.matches("  as it is").count(), 5, "{again}");
    assert!(!again.stderr.contains("Written"), "{again}");
}

#[test]
fn a_file_with_another_text_is_written_over_by_force_alone_and_with_it_nothing_else_is_written() {
    let folder = folder(&[("manage.py", MANAGE), (SETTINGS, "mine\n")]);
    let refused = scaffold(folder.path(), &["--yes"]);
    assert_eq!(refused.code, 1, "{refused}");
    assert!(
        refused.stdout.contains(&format!("~ {SETTINGS}  there with another text")),
        "{refused}"
    );
    assert!(refused.stderr.contains("`--force`"), "{refused}");
    assert_eq!(fs::read_to_string(folder.path().join(SETTINGS)).unwrap(), "mine\n");
    assert!(!folder.path().join(".platform").exists());
    let forced = scaffold(folder.path(), &["--yes", "--force"]);
    assert_eq!(forced.code, 0, "{forced}");
    assert!(fs::read_to_string(folder.path().join(SETTINGS)).unwrap().contains("ALLOWED_HOSTS"));
}

#[test]
fn a_dry_run_and_a_run_that_nobody_agrees_to_write_nothing() {
    let folder = folder(&[("manage.py", MANAGE)]);
    let dry = scaffold(folder.path(), &["--dry-run"]);
    assert_eq!(dry.code, 0, "{dry}");
    assert!(dry.stdout.contains(&format!("+ {SETTINGS}\n")), "{dry}");
    assert!(dry.stdout.contains("django-health-check"), "{dry}");
    let alone = scaffold(folder.path(), &[]);
    assert_eq!(alone.code, 64, "{alone}");
    assert!(alone.stderr.contains("`--yes`"), "{alone}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn on_a_terminal_only_yes_writes() {
    for (answer, code) in [("no\n", 1), ("yes\n", 0)] {
        let folder = folder(&[("manage.py", MANAGE)]);
        let mut python = Command::new("python3");
        python.args(["-c", PTY, answer, "", env!("CARGO_BIN_EXE_ebdeploy")]);
        let asked = ran(python.args(["scaffold", "--app", "django"]).current_dir(folder.path()));
        assert_eq!(asked.code, code, "{asked}");
        assert!(asked.stdout.contains("Write them into .?"), "{asked}");
        assert_eq!(folder.path().join(SETTINGS).exists(), code == 0, "{asked}");
    }
}

#[test]
fn without_a_project_there_are_no_settings_to_extend() {
    let nothing = scaffold(folder(&[]).path(), &["--yes"]);
    assert_eq!(nothing.code, 1, "{nothing}");
    assert!(nothing.stderr.contains("`./manage.py` names no settings module"), "{nothing}");
    let injected = scaffold(folder(&[]).path(), &["--yes", "--settings", "a.b\nimport os"]);
    assert!(injected.stderr.contains("no name of a Python module"), "{injected}");
}

#[test]
fn the_files_go_into_the_folder_that_the_version_is_made_of() {
    let file = "[application]\nname = \"shop\"\n[environment]\nname = \"shop-test\"\n[version]\nbundle = \"../app\"\n";
    let folder = folder(&[("app/manage.py", MANAGE), ("environments/shop.toml", file)]);
    let told = scaffold(folder.path(), &["environments/shop.toml", "--yes"]);
    assert_eq!(told.code, 0, "{told}");
    assert!(folder.path().join("app").join(SETTINGS).exists(), "{told}");
    let elsewhere =
        scaffold(folder.path(), &["environments/shop.toml", "--dry-run", "--into", "environments"]);
    assert!(elsewhere.stderr.contains("`environments/manage.py` names no"), "{elsewhere}");
}

#[test]
fn a_file_that_is_wrong_is_told_of_and_nothing_is_written() {
    let files = [
        ("manage.py", MANAGE),
        ("shop.toml", "[application]\nname = \"shop\"\n[environment]\nname = \"x\"\n"),
    ];
    let folder = folder(&files);
    let told = scaffold(folder.path(), &["shop.toml", "--yes"]);
    assert_eq!((told.code, told.stdout.as_str()), (1, ""), "{told}");
    assert!(!folder.path().join(".platform").exists());
}
