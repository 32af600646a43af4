//! Files that cannot be read, and keys that are wrong by themselves.

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::{validate, with};
use crate::support::{ebdeploy, folder, ran};

#[test]
fn a_file_that_is_not_there() {
    assert_snapshot!(ran(&mut ebdeploy(&["plan", "environments/nowhere.toml"])), @r"
    ------- stderr -------
    error: cannot read `environments/nowhere.toml`: No such file or directory (os error 2)
    [exit status: 1]
    ");
}

#[test]
fn a_directory() {
    assert_snapshot!(ran(&mut ebdeploy(&["plan", "environments"])), @r"
    ------- stderr -------
    error: cannot read `environments`: Is a directory (os error 21)
    [exit status: 1]
    ");
}

#[test]
fn a_file_that_cannot_be_read() {
    // The process's own memory: it is there, and nobody can read its beginning, root included.
    assert_snapshot!(ran(&mut ebdeploy(&["plan", "/proc/self/mem"])), @r"
    ------- stderr -------
    error: cannot read `/proc/self/mem`: Input/output error (os error 5)
    [exit status: 1]
    ");
}

#[test]
fn a_file_that_is_not_utf_8() {
    assert_snapshot!(validate(b"[application]\nname = \"sh\xf6p\"\n").stderr, @r#"
    error[not-utf-8]: this is not UTF-8
     --> test.toml:2:11
      |
    2 | name = "sh�p"
      |           ^
      |
    help: save the file as UTF-8

    error: 1 problem in test.toml, the first in line 2; nothing was changed
    "#);
}

#[test]
fn broken_toml() {
    assert_snapshot!(validate("[application\nname = shop\n").stderr, @r"
    error[toml-syntax]: unclosed table, expected `]`
     --> test.toml:1:13
      |
    1 | [application
      |             ^
      |
    help: write `[table]` on a line of its own and `key = value` below it, with texts in quotes: https://toml.io

    error: 1 problem in test.toml, the first in line 1; nothing was changed
    ");
}

#[test]
fn an_unknown_key() {
    assert_snapshot!(with("[capacity]\ninstance-typs = [\"t3.small\"]"), @r#"
    error[unknown-key]: unknown field `instance-typs`, expected one of `instance-types`, `min`, `max`
     --> test.toml:8:1
      |
    8 | instance-typs = ["t3.small"]
      | ^^^^^^^^^^^^^
      |
    help: did you mean `instance-types`?

    error: 1 problem in test.toml, the first in line 8; nothing was changed
    "#);
}

#[test]
fn a_wrong_type() {
    assert_snapshot!(with("[capacity]\nmin = \"2\""), @r#"
    error[wrong-type]: invalid type: string "2", expected a whole number from 0
     --> test.toml:8:7
      |
    8 | min = "2"
      |       ^^^
      |
    help: write it without quotes

    error: 1 problem in test.toml, the first in line 8; nothing was changed
    "#);
}

#[test]
fn a_number_out_of_range() {
    assert_snapshot!(with("[capacity]\nmin = 20000\nmax = -1"), @r"
    error[option-value]: aws:autoscaling:asg MinSize: 20000 is more than 10000, its greatest value
     --> test.toml:8:7
      |
    8 | min = 20000
      |       ^^^^^
      |
    help: its default is `1`

    error[value-form]: invalid value: integer `-1`, expected a whole number from 0
     --> test.toml:9:7
      |
    9 | max = -1
      |       ^^
      |
    help: write it in the form, and within the range, that is expected

    error: 2 problems in test.toml, the first in line 8; nothing was changed
    ");
}

#[test]
fn a_bad_duration() {
    assert_snapshot!(with("[apply]\ntimeout = \"5 parsecs\""), @r#"
    error[value-form]: `5 parsecs` is no duration
     --> test.toml:8:11
      |
    8 | timeout = "5 parsecs"
      |           ^^^^^^^^^^^
      |
    help: write it as `30m`, `90s` or `1h 30m`

    error: 1 problem in test.toml, the first in line 8; nothing was changed
    "#);
}

#[test]
fn a_subnet_written_twice() {
    assert_snapshot!(with("[network]\nvpc = \"vpc-1\"\ninstance-subnets = [\"subnet-1\", \"subnet-1\"]"), @r#"
    error[written-twice]: `subnet-1` is written twice
     --> test.toml:9:33
      |
    9 | instance-subnets = ["subnet-1", "subnet-1"]
      |                                 ^^^^^^^^^^
      |
    help: remove one of them

    error: 1 problem in test.toml, the first in line 9; nothing was changed
    "#);
}

#[test]
fn a_redirect_without_https() {
    assert_snapshot!(with("[https]\nredirect = true"), @r"
    error[no-certificate]: `redirect` without a certificate would send everyone to a port that does not answer
     --> test.toml:8:12
      |
    8 | redirect = true
      |            ^^^^
      |
    help: add `certificate` to [https], or write `redirect = false`

    error: 1 problem in test.toml, the first in line 8; nothing was changed
    ");
}

#[test]
fn a_certificate_of_another_region() {
    assert_snapshot!(with("[https]\ncertificate = \"arn:aws:acm:us-east-1:123456789012:certificate/1\""), @r#"
    error[certificate-region]: the certificate is of us-east-1, the environment of eu-west-1
     --> test.toml:8:15
      |
    8 | certificate = "arn:aws:acm:us-east-1:123456789012:certificate/1"
      |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: a load balancer uses certificates of its own region: name one of eu-west-1

    error: 1 problem in test.toml, the first in line 8; nothing was changed
    "#);
}

#[test]
fn programs_are_told_of_each_problem_by_its_id_and_line() {
    let text = format!("{}[capacity]\nmin = 3\nmax = 2\nmx = 4\n", super::HEAD);
    let folder = folder(&[("test.toml", &text)]);
    let ended = ran(ebdeploy(&["apply", "test.toml", "--json"]).current_dir(folder.path()));
    let outcome: Value = serde_json::from_str(&ended.stdout).expect(&ended.stdout);
    assert_eq!((ended.code, &outcome["event"]), (1, &json!("outcome")));
    let problems = json!([
        {
            "id": "min-above-max",
            "file": "test.toml",
            "line": 8,
            "message": "`min` is 3, more than `max`, which is 2",
            "help": "lower `min` or raise `max`",
        },
        {
            "id": "unknown-key",
            "file": "test.toml",
            "line": 10,
            "message": "unknown field `mx`, expected one of `instance-types`, `min`, `max`",
            "help": "did you mean `max`?",
        },
    ]);
    assert_eq!(outcome["problems"], problems);
    let report = ["plan", "test.toml", "--report", "json=plan.json"];
    let planned = ran(ebdeploy(&report).current_dir(folder.path()));
    let written = std::fs::read(folder.path().join("plan.json"));
    let written = written.unwrap_or_else(|_| panic!("{planned}"));
    let written: Value = serde_json::from_slice(&written).unwrap();
    assert_eq!((&written["exit-code"], &written["problems"]), (&json!(1), &problems));
}
