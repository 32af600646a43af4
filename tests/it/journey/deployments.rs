//! Deployments by each policy, as they go on and as they end; what the `eb` command sees of them.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{FILE, applied, text, version};
use crate::localstack::Account;
use crate::support::{Ran, root};

const NAME: [&str; 2] = ["--environment-name", "shop-local"];

/// An environment, and versions of its application.
struct Shop {
    account: Account,
    folder: TempDir,
}

impl Shop {
    /// With `v1`, which it does not run yet, `v2`, and `sick`, which does not pass the health check.
    fn new() -> Self {
        let shop = Self { account: applied(), folder: tempfile::tempdir().unwrap() };
        version(&shop.account, "v1", &[("health", "fine")]);
        version(&shop.account, "v2", &[("health", "fine too")]);
        version(&shop.account, "sick", &[("index.html", "no health")]);
        shop
    }

    /// Applies the file with this version, policy and keys, and instances that are soon found out.
    fn deploy(&self, label: &str, policy: &str, more: &str, arguments: &[&str]) -> Ran {
        let file = std::fs::read_to_string(root().join(FILE)).unwrap();
        let quick = "[options.\"aws:elasticbeanstalk:environment:process:default\"]\n\
                     HealthCheckInterval = 10\nUnhealthyThresholdCount = 2\n";
        let table = format!("[version]\nlabel = \"{label}\"\npolicy = \"{policy}\"\n{more}\n");
        let file = format!("{file}\n{table}{quick}").replace("#:schema ./schema.json", "");
        let path = self.folder.path().join("shop.toml");
        std::fs::write(
            &path,
            file.replace("[health-check]", "[health-check]\nfallback = \"none\""),
        )
        .unwrap();
        let command = [&["apply", path.to_str().unwrap(), "--yes"], arguments].concat();
        self.account.ebdeploy(&command)
    }

    /// What each instance runs, by the `aws` command.
    fn running(&self) -> BTreeMap<String, String> {
        let health = ["elasticbeanstalk", "describe-instances-health", "--attribute-names", "All"];
        let told = self.account.aws(&[&health[..], &NAME].concat());
        let list = told["InstanceHealthList"].as_array().unwrap();
        let row =
            |one: &Value| (text(&one["InstanceId"]), text(&one["Deployment"]["VersionLabel"]));
        list.iter().map(row).collect()
    }

    /// The versions that instances run, each once for each of them.
    fn versions(&self) -> Vec<String> {
        let mut versions: Vec<_> = self.running().into_values().collect();
        versions.sort();
        versions
    }

    /// The environment's label, by the `aws` command.
    fn label(&self) -> String {
        let asked = ["elasticbeanstalk", "describe-environments", "--environment-names", NAME[1]];
        text(&self.account.aws(&asked)["Environments"][0]["VersionLabel"])
    }

    /// What the `eb` command says.
    fn eb(&self, arguments: &[&str]) -> String {
        let told = self.account.eb(self.folder.path(), arguments);
        assert_eq!(told.code, 0, "eb {arguments:?}: {told}");
        told.to_string()
    }
}

/// The events of a deployment's progress that a run told.
fn progress(ran: &Ran) -> Vec<Value> {
    let lines = ran.stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.filter(|line| line["event"] == "progress").collect()
}

#[test]
fn eb_sees_the_version_that_was_deployed_whatever_the_policy() {
    let shop = Shop::new();
    shop.eb(&[
        "init",
        "shop",
        "--platform",
        "Python 3.13 running on 64bit Amazon Linux 2023",
        "--region",
        "eu-west-1",
    ]);
    let policies = [
        ("all-at-once", ""),
        ("rolling", "batch = \"50%\""),
        ("rolling-with-additional-batch", "batch = \"1\""),
        ("immutable", ""),
        ("traffic-splitting", "traffic = \"20%\"\nevaluation = \"3m\""),
    ];
    for (number, (policy, keys)) in policies.into_iter().enumerate() {
        let label = ["v1", "v2"][number % 2];
        let done = shop.deploy(label, policy, keys, &[]);
        assert_eq!(done.code, 0, "{policy}: {done}");
        let status = shop.eb(&["status", "shop-local"]);
        assert!(status.contains(&format!("Deployed Version: {label}")), "{policy}: {status}");
        assert!(status.contains("Health: Green"), "{policy}: {status}");
        // As many rows as fit its screen: an instance, `Deployed`, the number, the label.
        let health = shop.eb(&["health", "shop-local"]);
        let rows: Vec<_> = health.lines().filter(|line| line.contains(" Deployed ")).collect();
        let right = |row: &&str| {
            let known = shop.running().keys().any(|instance| row.contains(instance.as_str()));
            known && row.split_whitespace().any(|word| word == label)
        };
        assert!(!rows.is_empty() && rows.iter().all(right), "{policy}: {health}");
        let events = shop.eb(&["events", "shop-local"]);
        let deployed =
            events.matches("New application version was deployed to running EC2 instances.");
        assert_eq!(deployed.count(), number + 1, "{policy}: {events}");
        assert_eq!(shop.versions(), [label, label], "{policy}");
        assert_eq!(shop.label(), label);
        let again = shop.deploy(label, policy, keys, &[]);
        assert!(again.stdout.starts_with("No changes"), "{policy}: {again}");
    }
}

#[test]
fn versions_that_are_mixed_after_a_failure_are_told_and_mended_in_either_direction() {
    let shop = Shop::new();
    assert_eq!(shop.deploy("v1", "all-at-once", "", &[]).code, 0);
    let failed = shop.deploy("sick", "rolling", "batch = \"1\"", &[]);
    assert_eq!(failed.code, 1, "{failed}");
    assert_eq!(shop.versions(), ["sick", "v1"]);
    for (instance, label) in shop.running() {
        assert!(failed.stderr.contains(&format!("{instance} runs {label}")), "{failed}");
    }
    // The label is the old one: that alone would be no difference.
    assert_eq!(shop.label(), "v1");
    let mended = shop.deploy("v1", "rolling", "batch = \"1\"", &[]);
    assert_eq!(mended.code, 0, "{mended}");
    let said = mended.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("the environment's label is `v1`, but i-"), "{mended}");
    assert!(
        said.contains("instances run something else than the environment's label says"),
        "{mended}"
    );
    assert_eq!(shop.versions(), ["v1", "v1"]);
}

#[test]
fn a_policy_that_leaves_everything_as_it_was_when_it_fails_is_told_as_that() {
    let shop = Shop::new();
    assert_eq!(shop.deploy("v1", "all-at-once", "", &[]).code, 0);
    for (policy, keys) in
        [("immutable", ""), ("traffic-splitting", "traffic = \"20%\"\nevaluation = \"3m\"")]
    {
        let before = shop.running();
        let failed = shop.deploy("sick", policy, keys, &["--json"]);
        assert_eq!(failed.code, 1, "{policy}: {failed}");
        assert_eq!(shop.running(), before, "{policy}");
        let outcome: Value = serde_json::from_str(failed.stdout.lines().last().unwrap()).unwrap();
        let told = outcome["instances"].as_array().unwrap().iter();
        let told: BTreeMap<_, _> =
            told.map(|one| (text(&one["id"]), text(&one["deployment"]["version"]))).collect();
        assert_eq!(told, before, "{policy}: {outcome}");
        assert_eq!(outcome["failed"], "deploy-version");
    }
}

#[test]
fn how_far_a_deployment_is_is_told_while_it_goes_on() {
    let shop = Shop::new();
    let batch = "batch = \"1\"";
    assert_eq!(shop.deploy("v2", "rolling", batch, &[]).code, 0);
    // Long enough to be looked at: a run looks every two seconds at first.
    shop.account.control(&json!({ "phase_seconds": 4 }));
    let rolling = shop.deploy("v1", "rolling", batch, &["--json"]);
    assert_eq!(rolling.code, 0, "{rolling}");
    let told = progress(&rolling);
    let numbers = |line: &Value| {
        ["batch", "batches", "instances", "done", "in-progress", "left"]
            .map(|key| line[key].as_u64().unwrap_or_default())
    };
    let seen: Vec<_> = told.iter().map(numbers).collect();
    assert!(seen.contains(&[1, 2, 2, 0, 1, 1]), "the first is in progress: {seen:?}");
    assert!(seen.iter().any(|[batch, ..]| *batch == 2), "the second comes: {seen:?}");
    assert_eq!(seen.last().unwrap()[3..], [2, 0, 0], "at last all is done: {seen:?}");
    assert!(seen.windows(2).all(|pair| pair[0] != pair[1]), "each state once: {seen:?}");

    shop.account.control(&json!({ "phase_seconds": 1 }));
    let keys = "traffic = \"20%\"\nevaluation = \"10m\"";
    let split = shop.deploy("v2", "traffic-splitting", keys, &[]);
    assert_eq!(split.code, 0, "{split}");
    assert!(split.stderr.contains("deployed to 2 of 2 instances, 20% of requests"), "{split}");
}
