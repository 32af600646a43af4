//! Protection and silenced lints that do not make sense.

use insta::assert_snapshot;

use super::with;

#[test]
fn kinds_of_change_that_there_are_not() {
    assert_snapshot!(with("[protect]\ndeny = [\"redirect\", \"deploy\", \"colour\", \"deploy\"]"), @r#"
    error[unknown-change]: `redirect` is no kind of change
     --> test.toml:8:9
      |
    8 | deny = ["redirect", "deploy", "colour", "deploy"]
      |         ^^^^^^^^^^
      |
    help: did you mean `redirect-off`?

    error[unknown-change]: `colour` is no kind of change
     --> test.toml:8:31
      |
    8 | deny = ["redirect", "deploy", "colour", "deploy"]
      |                               ^^^^^^^^
      |
    help: there are create, deploy, platform-branch, downgrade, redirect-off, redirect-exempt, https-off, tls-weakened, port-open, health-check-off, health-check-loosened, capacity-reduced, instance-types, network, roles, managed-updates-off, variables-removed, options-removed, tags-removed

    error[written-twice]: `deploy` is written twice
     --> test.toml:8:41
      |
    8 | deny = ["redirect", "deploy", "colour", "deploy"]
      |                                         ^^^^^^^^
      |
    help: remove one of them

    error: 3 problems in test.toml, the first in line 8; nothing was changed
    "#);
}

#[test]
fn an_impact_that_there_is_not() {
    assert_snapshot!(with("[protect]\nmax-impact = \"inplace\""), @r#"
    error[unknown-word]: unknown variant `inplace`, expected one of `none`, `in-place`, `app-restart`, `rolling`, `instances-replaced`
     --> test.toml:8:14
      |
    8 | max-impact = "inplace"
      |              ^^^^^^^^^
      |
    help: did you mean `in-place`?

    error: 1 problem in test.toml, the first in line 8; nothing was changed
    "#);
}

#[test]
fn every_window_that_cannot_be_read() {
    let lines = "[protect]\ntime-zone = \"Europe/Berln\"\nwindows = [\n  { days = [\"mon-thr\"], from = \"9:00\", to = \"17:00\" },\n  \
                 { from = \"09:00\", to = \"09:00\" },\n  { days = [], from = \"09:00\", to = \"17:00\" },\n  \
                 { form = \"09:00\", to = \"24:00\" },\n  { from = \"24:00\", to = \"01:00\" },\n]";
    assert_snapshot!(with(lines), @r#"
    error[time-zone]: there is no time zone `Europe/Berln`
     --> test.toml:8:13
      |
    8 | time-zone = "Europe/Berln"
      |             ^^^^^^^^^^^^^^
      |
    help: did you mean `Europe/Berlin`?

    error[value-form]: `thr` is no day of the week
      --> test.toml:10:12
       |
    10 |   { days = ["mon-thr"], from = "9:00", to = "17:00" },
       |            ^^^^^^^^^^^
       |
    help: write `mon`, or `mon-thu`

    error[value-form]: `9:00` is no time of day
      --> test.toml:10:32
       |
    10 |   { days = ["mon-thr"], from = "9:00", to = "17:00" },
       |                                ^^^^^^
       |
    help: write it as `09:00`, up to `24:00`

    error[unknown-key]: unknown field `form`, expected one of `days`, `from`, `to`
      --> test.toml:13:5
       |
    13 |   { form = "09:00", to = "24:00" },
       |     ^^^^
       |
    help: did you mean `from`?

    error: 4 problems in test.toml, the first in line 8; nothing was changed
    "#);
}

#[test]
fn windows_and_a_time_zone_go_together() {
    let window = "[[protect.windows]]\nfrom = \"09:00\"\nto = \"17:00\"";
    assert_snapshot!(with(window), @r#"
    error[without-effect]: `windows` say nothing without a `time-zone`
     --> test.toml:7:11
      |
    7 | [[protect.windows]]
      |           ^^^^^^^
      |
    help: add `time-zone = "Europe/Berlin"`, or `"UTC"`

    error: 1 problem in test.toml, the first in line 7; nothing was changed
    "#);
    assert_snapshot!(with("[protect]\ntime-zone = \"UTC\""), @r#"
    error[without-effect]: `time-zone` says nothing without `windows`
     --> test.toml:8:1
      |
    8 | time-zone = "UTC"
      | ^^^^^^^^^
      |
    help: add `windows = [{ days = ["mon-thu"], from = "09:00", to = "17:00" }]`

    error: 1 problem in test.toml, the first in line 8; nothing was changed
    "#);
}

#[test]
fn a_lint_that_there_is_not_or_is_silenced_for_no_reason() {
    let lines = "[lints]\nsingle-instanse = { allow = \"staging\" }\none-zone = { allow = \" \" }\nimds-v1 = {}\nssh-open = { allow = \"x\", deny = \"y\" }";
    assert_snapshot!(with(lines), @r#"
    error[unknown-lint]: there is no lint `single-instanse`
     --> test.toml:8:1
      |
    8 | single-instanse = { allow = "staging" }
      | ^^^^^^^^^^^^^^^
      |
    help: did you mean `single-instance`?

    error[silenced-without-reason]: `one-zone` is silenced without a reason
     --> test.toml:9:22
      |
    9 | one-zone = { allow = " " }
      |                      ^^^
      |
    help: say why it does not matter here: { allow = "staging only" }

    error[missing-key]: missing field `allow`
      --> test.toml:10:11
       |
    10 | imds-v1 = {}
       |           ^^
       |
    help: add it, or extend a file that has it; a file that is there to be extended is checked with those that extend it

    error[unknown-key]: unknown field `deny`, expected `allow`
      --> test.toml:11:27
       |
    11 | ssh-open = { allow = "x", deny = "y" }
       |                           ^^^^
       |
    help: use a key that is expected here; an option of Elastic Beanstalk goes under [options]

    error: 4 problems in test.toml, the first in line 8; nothing was changed
    "#);
}

#[test]
fn a_problem_in_the_line_of_a_secret_does_not_show_it() {
    let lines = "variables = { API_TOKEN = \"hunter2\", \"a b\" = \"1\", CACHE = \"redis://:hunter2@cache\", B = [\"x\"] }";
    let told =
        with(&format!("[version]\nlabel = \"\"\n[lints]\n[capacity]\nmin = 1\n[apply]\n{lines}"));
    assert!(!told.contains("hunter2"), "{told}");
    let lines = "[variables]\nAPI_TOKEN = { secret = \"hunter2\" }\n\"\" = \"redis://:hunter2@cache\"\nPASSWORD = [\"hunter2\"]";
    assert_snapshot!(with(lines), @r#"
    error[secret-arn]: this is no ARN
     --> test.toml:8:24
      |
    8 | API_TOKEN = { secret = "(secret)" }
      |                        ^^^^^^^^^^
      |
    help: write the ARN of a secret or parameter, and never the secret itself

    error[variable-name]: a variable has no name
     --> test.toml:9:1
      |
    9 | "" = "(secret)"
      | ^^
      |
    help: give it one, or remove the line

    error[not-a-text]: a variable is a text
      --> test.toml:10:12
       |
    10 | PASSWORD = ["(secret)"]
       |            ^^^^^^^^^^^^
       |
    help: write it in quotes

    error: 3 problems in test.toml, the first in line 8; nothing was changed
    "#);
}

#[test]
fn broken_toml_in_the_line_of_a_secret_does_not_show_it() {
    assert_snapshot!(with("[variables]\nAPI_TOKEN = \"hunter2"), @r#"
    error[toml-syntax]: invalid basic string, expected `"`
     --> test.toml:8:23
      |
    8 | API_TOKEN = "(secret)"
      |                       ^
      |
    help: write `[table]` on a line of its own and `key = value` below it, with texts in quotes: https://toml.io

    error: 1 problem in test.toml, the first in line 8; nothing was changed
    "#);
}

#[test]
fn windows_that_are_no_time() {
    let lines = "[protect]\ntime-zone = \"UTC\"\nwindows = [\n  { from = \"09:00\", to = \"09:00\" },\n  { days = [], from = \"09:00\", to = \"17:00\" },\n  \
                 { from = \"24:00\", to = \"01:00\" },\n]";
    assert_snapshot!(with(lines), @r#"
    error[window]: a window from 09:00 to 09:00 says nothing
      --> test.toml:10:3
       |
    10 |   { from = "09:00", to = "09:00" },
       |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
    help: for example { days = ["mon-thu"], from = "09:00", to = "17:00" }; a whole day is from 00:00 to 24:00, every day without `days`

    error[window]: this window has no day
      --> test.toml:11:3
       |
    11 |   { days = [], from = "09:00", to = "17:00" },
       |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
    help: for example { days = ["mon-thu"], from = "09:00", to = "17:00" }; a whole day is from 00:00 to 24:00, every day without `days`

    error[window]: a window begins at 23:59 at the latest
      --> test.toml:12:3
       |
    12 |   { from = "24:00", to = "01:00" },
       |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
    help: for example { days = ["mon-thu"], from = "09:00", to = "17:00" }; a whole day is from 00:00 to 24:00, every day without `days`

    error: 3 problems in test.toml, the first in line 10; nothing was changed
    "#);
}
