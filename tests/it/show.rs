//! What a file says together with those that it extends.

use std::fs;
use std::path::Path;

use ebdeploy::config;
use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{Ran, ebdeploy, folder, ran, root};

const BASE: &str = r#"[application]
name = "shop"
[environment]
region = "eu-west-1"
tags = { team = "web" }
[https]
certificate = "shop.example.com"
redirect = { except = ["/up"] }
[health-check]
"#;

const TEST: &str = r#"extends = "shared/base.toml"
[environment]
name = "shop-test"
tags.stage = "test"
[variables]
API_TOKEN = { env = "SHOP_TOKEN" }
OLD_TOKEN = { reset = true }
[options."aws:elasticbeanstalk:managedactions"]
ManagedActionsEnabled = true
[apply]
timeout = "90m"
"#;

/// `show test.toml` in a folder with these files.
fn show(files: &[(&str, &str)], more: &[&str]) -> Ran {
    let folder = folder(files);
    ran(ebdeploy(&[&["show", "test.toml"], more].concat()).current_dir(folder.path()))
}

#[test]
fn each_key_has_its_file_and_line_beside_it_and_so_have_defaults_that_nobody_wrote() {
    assert_snapshot!(show(&[("shared/base.toml", BASE), ("test.toml", TEST)], &[]), @r#"
    # test.toml, and what it extends: shared/base.toml

    [application]
    name = "shop"  # shared/base.toml:2

    [environment]
    name = "shop-test"    # test.toml:3
    region = "eu-west-1"  # shared/base.toml:4

    [environment.tags]
    stage = "test"  # test.toml:4
    team = "web"    # shared/base.toml:5

    [https]
    certificate = "shop.example.com"                # shared/base.toml:7
    redirect = { except = ["/up"] }                 # shared/base.toml:8
    policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"  # default

    [health-check]
    fallback = "tcp"  # default
    grace = "5m"      # default
    matcher = "200"   # default
    path = "/health"  # default

    [variables]
    API_TOKEN = { env = "SHOP_TOKEN" }  # test.toml:6
    OLD_TOKEN = { reset = true }        # test.toml:7

    [options."aws:elasticbeanstalk:managedactions"]
    ManagedActionsEnabled = true  # test.toml:9

    [apply]
    timeout = "90m"      # test.toml:11
    depends-on = []      # default
    health = "ok"        # default
    lock = "optional"    # default
    on-failure = "stop"  # default
    ------- stderr -------
    [exit status: 0]
    "#);
}

#[test]
fn a_default_that_hangs_on_what_aws_has_is_only_told() {
    let certificate = BASE.replace("redirect = { except = [\"/up\"] }\n", "");
    let shown = |text: &str| {
        show(
            &[(
                "test.toml",
                &text
                    .replace("[https]", "name = \"shop-test\"\n[https]")
                    .replace("tags = { team = \"web\" }\n", ""),
            )],
            &[],
        )
    };
    let line = "# redirect = { except = [\"/health\"], status = 301 }  # default, where the load balancer is an application one";
    let told = shown(&certificate);
    assert!(told.stdout.contains(line), "{told}");
    let told = shown(&format!("{certificate}[load-balancer]\n"));
    assert!(
        told.stdout.contains("\nredirect = { except = [\"/health\"], status = 301 }"),
        "{told}"
    );
    assert!(told.stdout.contains("[load-balancer]\ntype = \"application\"  # default"), "{told}");
}

#[test]
fn no_secret_is_shown_in_either_form() {
    let own = format!("{TEST}[lints]\nliteral-secret = {{ allow = \"a test\" }}\n")
        .replace("{ reset = true }", "\"hunter2\"\nCACHE = \"redis://:hunter2@cache\"");
    for more in [&[][..], &["--json"], &["--no-origins"]] {
        let shown = show(&[("shared/base.toml", BASE), ("test.toml", &own)], more);
        assert_eq!(shown.code, 0, "{shown}");
        assert!(!shown.to_string().contains("hunter2"), "{shown}");
        assert_eq!(shown.stdout.matches("\"(secret)\"").count(), 2, "{shown}");
    }
}

#[test]
fn programs_get_a_list_of_keys_each_with_its_value_and_origin() {
    let shown = show(&[("shared/base.toml", BASE), ("test.toml", TEST)], &["--json"]);
    let document: Value = serde_json::from_str(&shown.stdout).unwrap();
    assert_eq!(document["format"], 1);
    assert_eq!(document["file"], "test.toml");
    assert_eq!(document["extends"], json!(["shared/base.toml"]));
    let entry = |key: &str| {
        let values = document["values"].as_array().unwrap();
        values.iter().find(|entry| entry["key"] == key).cloned().unwrap_or_default()
    };
    let written = |file: &str, line: usize| json!({ "file": file, "line": line });
    assert_eq!(
        entry("https.redirect"),
        json!({ "key": "https.redirect", "value": { "except": ["/up"] }, "origin": written("shared/base.toml", 8) })
    );
    let option = "options.aws:elasticbeanstalk:managedactions.ManagedActionsEnabled";
    assert_eq!(
        entry(option),
        json!({ "key": option, "value": true, "origin": written("test.toml", 9) })
    );
    assert_eq!(
        entry("apply.lock"),
        json!({ "key": "apply.lock", "value": "optional", "origin": "default" })
    );
    assert_eq!(entry("extends"), Value::Null);
}

/// What a file says, but for whom it extends.
fn said(path: &Path) -> String {
    let file = config::load(path).unwrap();
    assert_eq!(file.diagnostics, []);
    format!(
        "{:?} {:?}",
        config::Config { extends: None, ..file.config.clone() },
        file.config.variables.keys()
    )
}

#[test]
fn what_is_shown_says_the_same_when_it_is_read() {
    let odd = format!(
        "{}[environment.tags]\n'a \"b\"' = \"c\\\\\"\n\"\\u202e\" = '''\nd'''\n[variables]\nA = 1.5\nB = \"#\"\n",
        BASE.replace("tags = { team = \"web\" }", "name = \"shop-test\"")
    );
    let folder = folder(&[("odd.toml", &odd)]);
    let mut files = vec![folder.path().join("odd.toml")];
    let committed = [
        "environments/local.toml",
        "environments/prod.toml",
        "environments/staging.toml",
        "examples/shared/production.toml",
    ];
    files.extend(committed.iter().map(|path| root().join(path)));
    for path in files {
        for more in [&[][..], &["--no-origins"]] {
            let shown = ran(&mut ebdeploy(&[&["show", path.to_str().unwrap()], more].concat()));
            assert_eq!(shown.code, 0, "{shown}");
            let again = folder.path().join("again.toml");
            fs::write(&again, &shown.stdout).unwrap();
            let (before, after) = (said(&path), said(&again));
            // A redirect that holds by default may be written out.
            let redirect = |text: &str| {
                text.replace(
                    "redirect: None",
                    "redirect: Some(On { status: Permanent, except: Some([\"/health\"]) })",
                )
            };
            assert!(before == after || redirect(&before) == after, "{before}\n{after}");
        }
    }
}

#[test]
fn mistakes_are_told_instead() {
    let wrong =
        show(&[("shared/base.toml", &BASE.replace("[https]", "[htps]")), ("test.toml", TEST)], &[]);
    assert_eq!((wrong.code, wrong.stdout.as_str()), (1, ""), "{wrong}");
    assert!(wrong.stderr.contains("--> shared/base.toml:6:2"), "{wrong}");
}

#[test]
fn on_a_terminal_the_places_are_dim() {
    let folder = folder(&[("shared/base.toml", BASE), ("test.toml", TEST)]);
    let mut command = ebdeploy(&["show", "test.toml"]);
    let shown = ran(command.current_dir(folder.path()).env("CLICOLOR_FORCE", "1"));
    assert!(
        shown.stdout.contains("name = \"shop\"  \u{1b}[2m# shared/base.toml:2\u{1b}[0m"),
        "{shown}"
    );
}
