//! What is wrong is told where it is written, of all files at once.

use insta::assert_snapshot;

use super::{BASE, TEST, run, validate};

#[test]
fn all_problems_of_all_files_at_once_each_in_the_file_that_says_it() {
    let base = BASE.replace("min = 2", "mn = 2");
    let own = format!("{TEST}regin = \"eu-west-1\"\n[capacity]\nmin = 9\n");
    let told = validate(&[
        ("shared/base.toml", &base),
        ("test.toml", &own.replace("base", "shared/base")),
    ]);
    assert_snapshot!(told, @r#"
    ------- stderr -------
    error[unknown-key]: unknown field `regin`, expected one of `name`, `region`, `profile`, `assume-role`, `platform`, `platform-version`, `cname`, `service-role`, `instance-profile`, `tags`
     --> test.toml:4:1
      |
    4 | regin = "eu-west-1"
      | ^^^^^
      |
    help: did you mean `region`?

    error[min-above-max]: `min` is 9, more than `max`, which is 4
     --> test.toml:6:7
      |
    6 | min = 9
      |       ^
      |
    help: lower `min` or raise `max`

    error[unknown-key]: unknown field `mn`, expected one of `instance-types`, `min`, `max`
     --> shared/base.toml:8:1
      |
    8 | mn = 2
      | ^^
      |
    help: did you mean `min`?

    error: 3 problems in test.toml, the first in line 4; nothing was changed
    [exit status: 1]
    "#);
}

#[test]
fn a_problem_in_the_base_alone_is_counted_there() {
    let told =
        validate(&[("base.toml", &BASE.replace("eu-west-1", "nowhere")), ("test.toml", TEST)]);
    assert_snapshot!(told.stderr, @r#"
    error[region]: `nowhere` is no AWS region
     --> base.toml:4:10
      |
    4 | region = "nowhere"
      |          ^^^^^^^^^
      |
    help: write it as `eu-west-1`

    error: 1 problem in test.toml, the first in line 4 of base.toml; nothing was changed
    "#);
}

#[test]
fn a_base_that_is_not_there_is_told_at_the_key_that_names_it_and_not_what_it_would_have_said() {
    let told = validate(&[
        ("eu/test.toml", ""),
        ("test.toml", &format!("{}[capcity]\n", TEST.replace("base", "../base"))),
    ]);
    assert!(
        told.stderr.contains(
            "error[extends-unreadable]: cannot read `../base.toml`: No such file or directory"
        ),
        "{told}"
    );
    assert_snapshot!(told.stderr, @r#"
    error[extends-unreadable]: cannot read `../base.toml`: No such file or directory (os error 2)
     --> test.toml:1:11
      |
    1 | extends = "../base.toml"
      |           ^^^^^^^^^^^^^^
      |
    help: a path is taken from the folder of the file that says it

    error[unknown-key]: unknown field `capcity`, expected one of `extends`, `application`, `environment`, `version`, `capacity`, `network`, `load-balancer`, `https`, `health-check`, `variables`, `options`, `unmanaged`, `apply`, `protect`, `lints`
     --> test.toml:4:2
      |
    4 | [capcity]
      |  ^^^^^^^
      |
    help: did you mean `capacity`?

    error: 2 problems in test.toml, the first in line 1; nothing was changed
    "#);
    let told = validate(&[("base.toml/x", ""), ("test.toml", TEST)]);
    assert!(told.stderr.contains("cannot read `base.toml`: Is a directory"), "{told}");
}

#[test]
fn a_base_that_is_no_toml_is_told_in_its_own_text() {
    let own = format!("{TEST}nam = \"x\"\n");
    assert_snapshot!(validate(&[("base.toml", "a = 1\n[b\n"), ("test.toml", &own)]).stderr, @r#"
    error[unknown-key]: unknown field `nam`, expected one of `name`, `region`, `profile`, `assume-role`, `platform`, `platform-version`, `cname`, `service-role`, `instance-profile`, `tags`
     --> test.toml:4:1
      |
    4 | nam = "x"
      | ^^^
      |
    help: did you mean `name`?

    error[toml-syntax]: unclosed table, expected `]`
     --> base.toml:2:3
      |
    2 | [b
      |   ^
      |
    help: write `[table]` on a line of its own and `key = value` below it, with texts in quotes: https://toml.io

    error: 2 problems in test.toml, the first in line 4; nothing was changed
    "#);
    assert_snapshot!(validate(&[("base.toml", "[capcity]"), ("test.toml", "extends = \"base.toml\"\n[b\n")]).stderr, @r"
    error[toml-syntax]: unclosed table, expected `]`
     --> test.toml:2:3
      |
    2 | [b
      |   ^
      |
    help: write `[table]` on a line of its own and `key = value` below it, with texts in quotes: https://toml.io

    error[unknown-key]: unknown field `capcity`, expected one of `extends`, `application`, `environment`, `version`, `capacity`, `network`, `load-balancer`, `https`, `health-check`, `variables`, `options`, `unmanaged`, `apply`, `protect`, `lints`
     --> base.toml:1:2
      |
    1 | [capcity]
      |  ^^^^^^^
      |
    help: did you mean `capacity`?

    error: 2 problems in test.toml, the first in line 2; nothing was changed
    ");
}

#[test]
fn a_base_that_is_not_utf_8_is_told_in_its_own_text() {
    let folder = crate::support::folder(&[("test.toml", TEST)]);
    std::fs::write(folder.path().join("base.toml"), b"[application]\nname = \"sh\xf6p\"\n")
        .unwrap();
    let told = crate::support::ran(
        crate::support::ebdeploy(&["validate", "test.toml"]).current_dir(folder.path()),
    );
    assert_snapshot!(told.stderr, @r#"
    error[not-utf-8]: this is not UTF-8
     --> base.toml:2:11
      |
    2 | name = "sh�p"
      |           ^
      |
    help: save the file as UTF-8

    error: 1 problem in test.toml, the first in line 2 of base.toml; nothing was changed
    "#);
}

#[test]
fn a_circle_is_refused_and_named() {
    let files = [
        ("test.toml", "extends = \"a/b.toml\"\n"),
        ("a/b.toml", "extends = \"c.toml\"\n"),
        ("a/c.toml", "extends = \"../a/./b.toml\"\n"),
    ];
    assert_snapshot!(validate(&files).stderr, @r#"
    error[extends-circle]: this closes a circle: a/b.toml → a/c.toml → a/b.toml
     --> a/c.toml:1:11
      |
    1 | extends = "../a/./b.toml"
      |           ^^^^^^^^^^^^^^^
      |
    help: take `extends` out of one of them

    error: 1 problem in test.toml, the first in line 1 of a/c.toml; nothing was changed
    "#);
    let told = validate(&[("test.toml", "extends = \"test.toml\"\n")]);
    assert!(told.stderr.contains("this closes a circle: test.toml → test.toml"), "{told}");
}

#[test]
fn what_extends_names_is_one_file() {
    for (value, message) in [
        ("5", "`extends` names one file, as a text"),
        ("[\"a.toml\", \"b.toml\"]", "`extends` names one file, as a text"),
        ("\" \"", "`extends` names no file"),
    ] {
        let told = validate(&[("test.toml", &format!("extends = {value}\n"))]);
        assert_eq!(told.stderr.matches("error[").count(), 1, "{told}");
        assert!(told.stderr.contains(message), "{told}");
        assert!(told.stderr.contains("help: write it as `extends = \"base.toml\"`"), "{told}");
        // In a file that is extended it is as wrong.
        let told =
            validate(&[("test.toml", TEST), ("base.toml", &format!("extends = {value}\n{BASE}"))]);
        assert!(told.stderr.contains(message) && told.stderr.contains("base.toml:1:11"), "{told}");
    }
    let told =
        validate(&[("test.toml", "[application]\nname = \"shop\"\nextends = \"base.toml\"\n")]);
    assert!(told.stderr.contains("help: write it above the first table"), "{told}");
}

#[test]
fn a_base_by_itself_is_said_to_be_incomplete() {
    assert_snapshot!(run(&["validate", "base.toml"], &[("base.toml", BASE)]).stderr, @r"
    error[missing-key]: missing field `name`
     --> base.toml:3:1
      |
    3 | [environment]
      | ^^^^^^^^^^^^^
      |
    help: add it, or extend a file that has it; a file that is there to be extended is checked with those that extend it

    error: 1 problem in base.toml, the first in line 3; nothing was changed
    ");
}

#[test]
fn a_base_beside_the_files_that_extend_it_is_checked_with_them() {
    let files = ["validate", "base.toml", "./test.toml", "other.toml"];
    let texts = |base: &str| {
        let other = TEST.replace("shop-test", "shop-other");
        run(&files, &[("base.toml", base), ("test.toml", TEST), ("other.toml", &other)])
    };
    assert_snapshot!(texts(BASE), @r"
    base.toml: checked with the files that extend it
    ./test.toml: fine
    other.toml: fine
    ------- stderr -------
    [exit status: 0]
    ");
    let told = texts(&BASE.replace("min = 2", "mn = 2"));
    assert_eq!(
        (told.code, told.stdout.as_str()),
        (1, "base.toml: checked with the files that extend it\n"),
        "{told}"
    );
    assert_eq!(told.stderr.matches("--> base.toml:8:1").count(), 2, "with each of them: {told}");
}

#[test]
fn no_secret_of_any_text_is_shown() {
    let base = format!(
        "{BASE}API_TOKEN = \"hunter2\" #\n[options.\"a:b\"]\nx = {{ env = \"x\", y = \"redis://:hunter2@cache\" }}\n"
    );
    let own = format!("{TEST}[variables]\nAPI_TOKEN = {{ secret = \"hunter2\" }}\n");
    let told = validate(&[("base.toml", &base), ("test.toml", &own)]);
    assert!(!told.stderr.contains("hunter2"), "{told}");
    assert!(
        told.stderr.contains("test.toml:5:") && told.stderr.contains("base.toml:14:"),
        "{told}"
    );
    let told = validate(&[("base.toml", "API_TOKEN = \"hunter2\n"), ("test.toml", TEST)]);
    assert!(!told.stderr.contains("hunter2") && told.stderr.contains("base.toml:1:"), "{told}");
}
