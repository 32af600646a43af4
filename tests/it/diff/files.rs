//! What two files ask for, compared by what it means.

use ebdeploy::difference::{Difference, of_files};
use insta::assert_snapshot;
use proptest::prelude::*;

use super::{asked, told};

fn between(a: &str, b: &str) -> String {
    told(&of_files(&asked(a), &asked(b)))
}

const HTTPS: &str = "[https]\ncertificate = \"shop.example.com\"\n";

#[test]
fn what_means_the_same_is_no_difference() {
    for (a, b) in [
        (
            "[capacity]\ninstance-types = [\"a\", \"b\"]",
            "[capacity]\ninstance-types = [\"b\", \"a\"]",
        ),
        ("[capacity]\nmin = 2", "[options.\"aws:autoscaling:asg\"]\nMinSize = \"2\""),
        ("service-role = \"web\"", "service-role = \"arn:aws:iam::123456789012:role/web\""),
        ("[apply]\ntimeout = \"90m\"", "[apply]\ntimeout = \"1h 30m\""),
        ("", "[apply]\nhealth = \"ok\""),
        (
            "[health-check]",
            "[health-check]\npath = \"/health\"\nmatcher = \"200\"\ngrace = \"300s\"",
        ),
        (HTTPS, &format!("{HTTPS}redirect = true")),
        (
            &format!("{HTTPS}[health-check]"),
            &format!(
                "{HTTPS}redirect = {{ status = 301, except = [\"/health\"] }}\n[health-check]"
            ),
        ),
        (
            &format!("{HTTPS}redirect = {{ except = [\"/a\", \"/b\"] }}"),
            &format!("{HTTPS}redirect = {{ except = [\"/b\", \"/a\"] }}"),
        ),
        (
            "platform = \"P\"\nplatform-version = \">=4.5,<5\"",
            "platform = \"P\"\nplatform-version = \">= 4.5, < 5\"",
        ),
        ("[variables]\nA = { env = \"X\" }", "[variables]\nA = { env = \"X\" }"),
        ("[variables]\nA = 5\nB = true", "[variables]\nA = \"5\"\nB = \"true\""),
        ("[options.\"aws:autoscaling:asg\"]\nMinSize = { reset = true }", "[capacity]\nmin = 1"),
        (
            "[options.\"aws:elasticbeanstalk:command\"]\nDeploymentPolicy = \"allatonce\"",
            "[version]\npolicy = \"all-at-once\"",
        ),
        (
            "[protect]\ndeny = [\"create\", \"deploy\"]",
            "[protect]\ndeny = [\"deploy\", \"create\"]",
        ),
        ("[protect]", ""),
    ] {
        assert_eq!(between(a, b), "", "{a}\nand\n{b}");
    }
}

#[test]
fn what_a_file_does_not_say_takes_away_or_says_otherwise_is_told_apart() {
    let a = "tags = { team = \"web\", old = { reset = true } }\n[capacity]\nmin = 2\n[variables]\nA = \"1\"\nB = { reset = true }\n";
    let b = "cname = \"shop\"\nplatform = \"P\"\ntags = { team = \"ops\", old = \"x\" }\n[version]\nlabel = \"v1\"\n[https]\n\
             redirect = false\n[variables]\nB = \"2\"\n[protect]\nmax-impact = \"none\"\ntime-zone = \"UTC\"\n\
             windows = [{ days = [\"mon-thu\", \"sat\"], from = \"09:00\", to = \"17:00\" }]\n\
             [lints]\nssh-open = { allow = \"a test\" }\n";
    assert_snapshot!(between(a, b), @r"
    environment.cname: (unmanaged) → shop
    environment.platform: (unmanaged) → P
    environment.tags.old: (taken away) → x
    environment.tags.team: web → ops
    version.label: (unmanaged) → v1
    capacity.min: 2 → (unmanaged)
    https.redirect: (unmanaged) → off
    variables.A: 1 → (unmanaged)
    variables.B: (taken away) → 2
    protect.max-impact: (unmanaged) → none
    protect.time-zone: (unmanaged) → UTC
    protect.windows: (unmanaged) → mon-thu sat 09:00–17:00
    lints.ssh-open: (unmanaged) → a test
    ");
}

#[test]
fn how_a_redirect_and_a_health_check_are_asked_for_differs_key_by_key() {
    let a = format!("{HTTPS}redirect = {{ status = 302 }}\n[health-check]\nfallback = \"none\"\n");
    let b = format!(
        "{HTTPS}[health-check]\npath = \"/up\"\ngrace = \"90s\"\n[load-balancer]\ntype = \"classic\"\n"
    );
    assert_snapshot!(between(&a, &b), @r"
    load-balancer.type: (unmanaged) → classic
    https.policy: ELBSecurityPolicy-TLS13-1-2-2021-06 → (unmanaged)
    https.redirect: 302 but for /health → (unmanaged)
    health-check.path: /health → /up
    health-check.matcher: 200 → (unmanaged)
    health-check.fallback: none → tcp
    health-check.grace: 5m → 1m 30s
    ");
}

#[test]
fn a_variable_of_the_callers_is_another_when_its_name_is_and_no_value_is_told() {
    let secret = |value: &str| format!("[variables]\nAPI_TOKEN = {value}\n");
    for (a, b) in [
        ("{ env = \"ONE\" }", "{ env = \"OTHER\" }"),
        ("{ env = \"ONE\" }", "\"hunter2\""),
        ("\"hunter1\"", "\"hunter2\""),
    ] {
        assert_eq!(between(&secret(a), &secret(b)), "variables.API_TOKEN: (secret) → (secret)");
    }
}

/// Lines of which any may stand in a file.
const LINES: [&[&str]; 8] = [
    &["", "platform = \"P\"", "platform = \"Q\"\nplatform-version = \">=4\""],
    &["", "tags = { a = \"b\" }", "tags = { a = { reset = true } }"],
    &["", "[capacity]\nmin = 1", "[capacity]\nmin = 2\nmax = 3"],
    &["", "[load-balancer]", "[load-balancer]\ntype = \"classic\""],
    &["", "[https]\ncertificate = \"shop.example.com\"", "[https]\nredirect = false"],
    &["", "[health-check]", "[health-check]\npath = \"/up\""],
    &[
        "",
        "[variables]\nA = 1\nT_TOKEN = \"x\"",
        "[variables]\nA = { reset = true }\nT_TOKEN = { env = \"A\" }",
    ],
    &["", "[apply]\nhealth = \"any\"", "[protect]\ndeny = [\"create\"]"],
];

fn any_lines() -> impl Strategy<Value = String> {
    let lines = LINES.map(|choice| proptest::sample::select(choice.to_vec()));
    lines.prop_map(|lines| lines.join("\n"))
}

fn turned(difference: Difference) -> Difference {
    let turn = |rows: Vec<_>| {
        let row = |row: ebdeploy::difference::Row| ebdeploy::difference::Row {
            a: row.b,
            b: row.a,
            ..row
        };
        let mut rows: Vec<_> = rows.into_iter().map(row).collect();
        rows.sort_by_key(|row| (row.key.clone(), row.option.clone()));
        rows
    };
    let Difference { identity, rows } = difference;
    Difference { identity: turn(identity), rows: turn(rows) }
}

proptest! {
    #[test]
    fn a_file_differs_from_itself_in_nothing_and_from_another_as_that_from_it(a in any_lines(), b in any_lines()) {
        let (one, other) = (asked(&a), asked(&b));
        prop_assert_eq!(of_files(&one, &asked(&a)), Difference::default());
        let there = turned(turned(of_files(&one, &other)));
        prop_assert_eq!(there, turned(of_files(&other, &one)));
        prop_assert_eq!(of_files(&one, &other) == Difference::default(), a == b, "{}\n{}", a, b);
    }
}
