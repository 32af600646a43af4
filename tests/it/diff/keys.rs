//! No key of a file is left out of a comparison.

use std::collections::BTreeSet;

use ebdeploy::commands::schema;
use ebdeploy::difference::of_files;
use serde_json::Value;

use super::{HEAD, desired};

const NETWORK: &str = "[network]\nvpc = \"vpc-1\"\ninstance-subnets = [\"a\"]\nload-balancer-subnets = [\"a\", \"b\"]\n";
const HTTPS: &str = "[https]\ncertificate = \"shop.example.com\"\n";

/// For each key two files that differ in it alone: the key, what both say, and what in it is replaced by
/// what.
const SAMPLES: [(&str, &str, &str, &str); 45] = [
    ("application.name", "", "name = \"shop\"", "name = \"blog\""),
    ("environment.name", "", "shop-test", "shop-prod"),
    ("environment.region", "", "eu-west-1", "eu-west-2"),
    ("environment.profile", "profile = \"a\"", "\"a\"", "\"b\""),
    (
        "environment.assume-role",
        "assume-role = \"arn:aws:iam::123456789012:role/deploy\"",
        "role/deploy",
        "role/other",
    ),
    ("environment.platform", "platform = \"P\"", "\"P\"", "\"Q\""),
    ("environment.platform-version", "platform = \"P\"\nplatform-version = \">=4\"", ">=4", ">=5"),
    ("environment.cname", "cname = \"first\"", "first", "other"),
    ("environment.service-role", "service-role = \"a\"", "\"a\"", "\"b\""),
    ("environment.instance-profile", "instance-profile = \"a\"", "\"a\"", "\"b\""),
    ("environment.tags", "tags = { a = \"b\" }", "\"b\"", "\"c\""),
    ("version.label", "[version]\nlabel = \"v1\"", "v1", "v2"),
    ("version.bundle", "[version]\nbundle = \"a\"", "\"a\"", "\"b\""),
    ("version.keep-versions", "[version]\nkeep-versions = 20", "20", "30"),
    ("version.label-prefix", "[version]\nbundle = \"a\"\nlabel-prefix = \"p\"", "\"p\"", "\"q\""),
    ("version.policy", "[version]\npolicy = \"rolling\"", "rolling", "immutable"),
    ("version.batch", "[version]\nbatch = \"2\"", "2\"", "3\""),
    ("version.traffic", "[version]\ntraffic = \"5%\"", "5%", "6%"),
    ("version.evaluation", "[version]\nevaluation = \"5m\"", "5m", "6m"),
    ("capacity.instance-types", "[capacity]\ninstance-types = [\"a\"]", "\"a\"", "\"b\""),
    ("capacity.min", "[capacity]\nmin = 1", "1\n", "2\n"),
    ("capacity.max", "[capacity]\nmax = 1", "1\n", "2\n"),
    ("network.vpc", NETWORK, "vpc-1", "vpc-2"),
    ("network.instance-subnets", NETWORK, "[\"a\"]", "[\"c\"]"),
    ("network.load-balancer-subnets", NETWORK, "\"b\"", "\"c\""),
    ("load-balancer.type", "[load-balancer]\ntype = \"application\"", "application\"", "network\""),
    ("https.certificate", HTTPS, "shop.example", "blog.example"),
    (
        "https.policy",
        "[https]\ncertificate = \"a.b\"\npolicy = \"ELBSecurityPolicy-1\"",
        "Policy-1",
        "Policy-2",
    ),
    ("https.redirect", "[https]\ncertificate = \"a.b\"\nredirect = true", "true", "false"),
    ("health-check.path", "[health-check]\npath = \"/a\"", "/a", "/b"),
    ("health-check.matcher", "[health-check]\nmatcher = \"200\"", "200", "204"),
    ("health-check.fallback", "[health-check]\nfallback = \"tcp\"", "tcp", "none"),
    ("health-check.grace", "[health-check]\ngrace = \"5m\"", "5m", "6m"),
    ("variables", "[variables]\nA = 1", "1\n", "2\n"),
    ("options", "[options.\"aws:autoscaling:asg\"]\nCooldown = 1", "1\n", "2\n"),
    ("unmanaged.variables", "[unmanaged]\nvariables = \"warn\"\ntags = \"keep\"", "warn", "prune"),
    ("unmanaged.tags", "[unmanaged]\nvariables = \"keep\"\ntags = \"warn\"", "warn", "prune"),
    ("apply.timeout", "[apply]\ntimeout = \"40m\"", "40m", "50m"),
    ("apply.health", "[apply]\nhealth = \"ok\"", "ok\"", "any\""),
    ("apply.stable-for", "[apply]\nstable-for = \"2m\"", "2m", "3m"),
    ("apply.depends-on", "[apply]\ndepends-on = [\"shop-api\"]", "shop-api", "shop-db"),
    ("apply.on-failure", "[apply]\non-failure = \"stop\"", "\"stop\"", "\"roll-back\""),
    ("apply.lock", "[apply]\nlock = \"off\"", "off", "required"),
    (
        "protect",
        "[protect]\nmax-impact = \"none\"\ndestroy = false\ndeny = [\"deploy\"]\ntime-zone = \"UTC\"\n\
         windows = [{ from = \"09:00\", to = \"17:00\" }]",
        "none",
        "rolling",
    ),
    ("lints", "[lints]\nssh-open = { allow = \"a\" }", "\"a\"", "\"b\""),
];

#[test]
fn a_difference_in_one_key_is_a_difference_of_that_key() {
    for (key, lines, from, to) in SAMPLES {
        let text = format!("{HEAD}{lines}\n");
        assert!(text.contains(from), "{key}");
        let difference = of_files(&desired(&text), &desired(&text.replacen(from, to, 1)));
        let rows = difference.identity.iter().chain(&difference.rows);
        let keys: Vec<_> = rows.map(|row| row.key.as_str()).collect();
        assert!(keys.len() == 1 && keys[0].starts_with(key), "{key}: {keys:?}");
    }
}

#[test]
fn every_part_of_protection_is_compared() {
    let (_, lines, ..) = SAMPLES.iter().find(|(key, ..)| *key == "protect").unwrap();
    for (key, from, to) in [
        ("protect.max-impact", "none", "rolling"),
        ("protect.deny", "deploy", "create"),
        ("protect.destroy", "false", "true"),
        ("protect.time-zone", "UTC", "Europe/Berlin"),
        ("protect.windows", "09:00", "08:00"),
        ("protect.windows", "{ from", "{ days = [\"mon\"], from"),
    ] {
        let text = format!("{HEAD}{lines}\n");
        let difference = of_files(&desired(&text), &desired(&text.replace(from, to)));
        let keys: Vec<_> = difference.rows.iter().map(|row| row.key.as_str()).collect();
        assert_eq!(keys, [key]);
    }
}

/// A key that is new in the schema needs a sample here, and, where it becomes no option, a line in
/// `src/difference/files.rs`.
#[test]
fn there_is_a_sample_of_every_key() {
    let schema: Value = serde_json::from_str(&schema()).unwrap();
    let mut keys = BTreeSet::new();
    for (table, of) in schema["properties"].as_object().unwrap() {
        let of = if of["anyOf"].is_array() { &of["anyOf"][0] } else { of };
        let of = of["$ref"].as_str().map_or(of, |name| schema.pointer(&name[1..]).unwrap());
        let whole = ["protect", "lints"].contains(&table.as_str()) || of["properties"].is_null();
        match of["properties"].as_object().filter(|_| !whole) {
            Some(inner) => keys.extend(inner.keys().map(|key| format!("{table}.{key}"))),
            None => drop(keys.insert(table.clone())),
        }
    }
    keys.remove("extends");
    let samples: BTreeSet<_> = SAMPLES.iter().map(|(key, ..)| (*key).to_owned()).collect();
    assert_eq!(keys, samples);
}
