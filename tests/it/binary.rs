//! The command line, without AWS.

use insta::assert_snapshot;

use crate::support::{ebdeploy, ran};

#[test]
fn an_unknown_verb_is_a_usage_error() {
    assert_snapshot!(ran(&mut ebdeploy(&["plann"])), @r"
    ------- stderr -------
    error: unrecognized subcommand 'plann'

      tip: some similar subcommands exist: 'explain', 'plan'

    Usage: ebdeploy [OPTIONS] <COMMAND>

    For more information, try '--help'.
    [exit status: 64]
    ");
}

#[test]
fn every_committed_environment_is_valid_whatever_the_callers_variables_are() {
    let files = [
        "environments/local.toml",
        "environments/prod.toml",
        "environments/staging.toml",
        "examples/django/environment.toml",
        "examples/shared/production.toml",
        "examples/shared/staging.toml",
    ];
    assert_snapshot!(ran(&mut ebdeploy(&[&["validate"], &files[..]].concat())), @r"
    environments/local.toml: fine
    environments/prod.toml: fine
    environments/staging.toml: fine
    examples/django/environment.toml: fine
    examples/shared/production.toml: fine
    examples/shared/staging.toml: fine
    ------- stderr -------
    [exit status: 0]
    ");
}

#[test]
fn the_version_is_told() {
    let version = ran(&mut ebdeploy(&["--version"]));
    assert_eq!(version.stdout.trim(), concat!("ebdeploy ", env!("CARGO_PKG_VERSION")));
}

#[test]
fn colours_are_decoration_that_can_be_left_out() {
    let coloured = ran(ebdeploy(&["validate", "nowhere.toml"]).env("CLICOLOR_FORCE", "1"));
    assert!(coloured.stderr.contains('\u{1b}'), "{coloured}");
    let plain = ran(ebdeploy(&["validate", "nowhere.toml"]).env("NO_COLOR", "1"));
    assert!(!plain.stderr.contains('\u{1b}'), "{plain}");
    assert_eq!(anstream::adapter::strip_str(&coloured.stderr).to_string(), plain.stderr);
}

#[test]
fn completions_are_made_for_a_shell() {
    let completions = ran(&mut ebdeploy(&["completions", "bash"]));
    assert!(completions.stdout.contains("_ebdeploy()"), "{completions}");
}
