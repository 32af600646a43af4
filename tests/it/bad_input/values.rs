//! Values that stand elsewhere: files, and secrets that instances fetch.

use std::fs;

use insta::assert_snapshot;

use super::with;
use crate::support::{Ran, ebdeploy, folder, ran};

const HEAD: &str =
    "[application]\nname = \"shop\"\n[environment]\nname = \"shop-test\"\nregion = \"eu-west-1\"\n";

/// `plan` of a file with one value in a file of these bytes.
fn planned(content: Option<&[u8]>) -> Ran {
    let text = format!("{HEAD}[variables]\nAPI_TOKEN = {{ file = \"values/token.txt\" }}\n");
    let folder = folder(&[("a.toml", &text), ("values/other", "")]);
    if let Some(content) = content {
        fs::write(folder.path().join("values/token.txt"), content).unwrap();
    }
    ran(ebdeploy(&["plan", "a.toml"]).current_dir(folder.path()))
}

#[test]
fn a_file_that_is_not_there_is_told_at_the_key_that_names_it() {
    assert_snapshot!(planned(None).stderr, @r#"
    error[value-file]: cannot read `values/token.txt`: No such file or directory (os error 2)
     --> a.toml:7:13
      |
    7 | API_TOKEN = { file = "values/token.txt" }
      |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: a path is taken from the folder of the file that says it

    error: 1 problem in a.toml, the first in line 7; nothing was changed
    "#);
}

#[test]
fn a_file_that_is_no_value_is_told_and_not_shown() {
    let large = "hunter2".repeat(600).into_bytes();
    for (content, problem) in [
        (b"hunter2\xff".to_vec(), "error[value-file]: `values/token.txt` is no text"),
        (b"hunter2\0".to_vec(), "error[value-file]: `values/token.txt` is no text"),
        (
            large,
            "error[value-file]: `values/token.txt` is too large: a value has at most 4096 bytes",
        ),
    ] {
        let told = planned(Some(&content));
        assert!(told.code == 1 && told.stderr.starts_with(problem), "{told}");
        assert!(told.stderr.contains("--> a.toml:7:13"), "{told}");
        assert!(!told.to_string().contains("hunter2"), "{told}");
    }
}

#[test]
fn a_folder_is_no_file() {
    let text = format!("{HEAD}[variables]\nA = {{ file = \".\" }}\n");
    let folder = folder(&[("a.toml", &text)]);
    let told = ran(ebdeploy(&["plan", "a.toml"]).current_dir(folder.path()));
    assert!(
        told.code == 1 && told.stderr.starts_with("error[value-file]: cannot read `.`"),
        "{told}"
    );
}

#[test]
fn neither_validate_nor_show_read_it() {
    let text = format!("{HEAD}[variables]\nA = {{ file = \"nowhere\" }}\n");
    let folder = folder(&[("a.toml", &text)]);
    for verb in ["validate", "show"] {
        let told = ran(ebdeploy(&[verb, "a.toml"]).current_dir(folder.path()));
        assert_eq!(told.code, 0, "{told}");
    }
}

#[test]
fn what_is_no_arn_of_a_secret_is_told_without_it() {
    let secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret";
    let lines = format!(
        "[variables]\nA = {{ secret = \"hunter2\" }}\nB = {{ secret = \"arn:aws:s3:eu-west-1:123456789012:b\" }}\n\
         C = {{ secret = \"{secret}:a:b:c\" }}\n[variables.D]\nsecret = \"arn:aws:ssm:eu-west-1:123456789012:parameter/\"\n"
    );
    let told = with(&lines);
    assert!(!told.contains("hunter2"), "{told}");
    assert_snapshot!(told, @r#"
    error[secret-arn]: this is no ARN
     --> test.toml:8:16
      |
    8 | A = { secret = "(secret)" }
      |                ^^^^^^^^^^
      |
    help: write the ARN of a secret or parameter, and never the secret itself

    error[secret-arn]: its service keeps no secrets
     --> test.toml:9:16
      |
    9 | B = { secret = "arn:aws:s3:eu-west-1:123456789012:b" }
      |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: name a secret of `secretsmanager`, or a parameter of `ssm`

    error[secret-arn]: a JSON key of a secret is a name without colons
      --> test.toml:10:16
       |
    10 | ...t = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:a:b:c" }
       |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
    help: write `…:secret:NAME-XXXXXX:KEY`: keys of keys, versions and stages cannot be named

    error[secret-arn]: this ARN names no parameter
      --> test.toml:12:10
       |
    12 | secret = "arn:aws:ssm:eu-west-1:123456789012:parameter/"
       |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
    help: it ends in `parameter/NAME`

    error: 4 problems in test.toml, the first in line 8; nothing was changed
    "#);
}

#[test]
fn a_secret_of_another_region_is_told() {
    let text = "[variables]\nA = { secret = \"arn:aws:ssm:us-east-1:123456789012:parameter/a\" }";
    let file = format!("{HEAD}{text}\n");
    let folder = folder(&[("a.toml", &file)]);
    let told = ran(ebdeploy(&["validate", "a.toml"]).current_dir(folder.path()));
    assert_snapshot!(told.stderr, @r#"
    error[secret-region]: it is kept in us-east-1, and the environment is in eu-west-1
     --> a.toml:7:16
      |
    7 | A = { secret = "arn:aws:ssm:us-east-1:123456789012:parameter/a" }
      |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: keep a copy in eu-west-1, and name that one

    error: 1 problem in a.toml, the first in line 7; nothing was changed
    "#);
}

#[test]
fn a_secret_that_instances_fetch_is_a_variable_and_no_option_or_tag() {
    let arn = "arn:aws:ssm:eu-west-1:123456789012:parameter/a";
    let told = with(&format!(
        "tags = {{ a = {{ secret = \"{arn}\" }}, b = {{ file = \"b\" }} }}\n\
         [options.\"aws:autoscaling:asg\"]\nMinSize = {{ secret = \"{arn}\" }}"
    ));
    assert_eq!(told.matches("error[not-a-text]: a tag is a text").count(), 2, "{told}");
    let problem =
        "error[secret-outside-variables]: only a variable can be a secret that instances fetch";
    assert_eq!(told.matches(problem).count(), 1, "{told}");
}

#[test]
fn a_variable_that_is_a_secret_and_has_a_value_is_written_twice() {
    let namespace = "aws:elasticbeanstalk:application:environmentsecrets";
    let arn = "arn:aws:ssm:eu-west-1:123456789012:parameter/a";
    assert_snapshot!(with(&format!("[variables]\nA = \"1\"\n[options.\"{namespace}\"]\nA = \"{arn}\"")), @r#"
    error[declared-twice]: the variable `A` is written twice
      --> test.toml:10:1
       |
    10 | A = "(secret)"
       | ^
       |
    help: `variables.A` gives it a value as well: keep one of them

    error: 1 problem in test.toml, the first in line 10; nothing was changed
    "#);
}

#[test]
fn a_value_says_one_thing() {
    let told = with("[variables]\nA = { env = \"A\", file = \"a\" }\nB = { file = \" \" }\nC = {}");
    let forms = "write one of { env = \"NAME\" }, { file = \"PATH\" }, { secret = \"ARN\" } or { reset = true }";
    assert_eq!(told.matches(forms).count(), 2, "{told}");
    assert!(told.contains("error[empty-reference]: `file` names no file"), "{told}");
}

#[test]
fn what_comes_of_strays_is_one_of_three_words() {
    assert_snapshot!(with("[unmanaged]\nvariables = \"purge\""), @r#"
    error[unknown-word]: unknown variant `purge`, expected one of `keep`, `warn`, `prune`
     --> test.toml:8:13
      |
    8 | variables = "purge"
      |             ^^^^^^^
      |
    help: did you mean `prune`?

    error: 1 problem in test.toml, the first in line 8; nothing was changed
    "#);
}
