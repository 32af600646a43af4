//! The whole journey against LocalStack, over HTTP by the real SDK, looked at with another client
//! than ours.

mod adopting;
mod app;
mod bundles;
mod by_hand;
mod deployments;
mod destroy;
mod diff;
mod django;
mod doctor;
mod drift;
mod extends;
mod failures;
mod health;
mod interruptions;
mod lease;
mod logs;
mod many;
mod network;
mod permissions;
mod promotion;
mod racing;
mod reports;
mod saved;
mod shop;
mod status;
mod story;
mod trouble;
mod variables;

use serde_json::Value;

use crate::localstack::Account;
use crate::support::Ran;

const FILE: &str = "environments/local.toml";

fn plan(account: &Account) -> Ran {
    account.ebdeploy(&["plan", FILE, "--detailed-exitcode"])
}

fn apply(account: &Account) -> Ran {
    account.ebdeploy(&["apply", FILE, "--yes"])
}

/// The file with something in it replaced.
fn altered(from: &str, to: &str) -> tempfile::NamedTempFile {
    let text = std::fs::read_to_string(crate::support::root().join(FILE)).unwrap();
    assert!(text.contains(from), "{from} is in the file");
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, text.replace(from, to)).unwrap();
    file
}

/// An account with the environment of the file, as the file says.
fn applied() -> Account {
    let account = Account::seeded();
    let made = apply(&account);
    assert_eq!(made.code, 0, "{made}");
    account
}

/// The load balancer's parts, as the `aws` command sees them.
struct Seen {
    environment_arn: String,
    http: String,
    https: Value,
    target_group: Value,
    rules: Vec<Value>,
    groups: Vec<Value>,
}

fn seen(account: &Account) -> Seen {
    let name = ["--environment-name", "shop-local"];
    let resources =
        account.aws(&["elasticbeanstalk", "describe-environment-resources", name[0], name[1]]);
    let balancer = text(&resources["EnvironmentResources"]["LoadBalancers"][0]["Name"]);
    let environments = account.aws(&[
        "elasticbeanstalk",
        "describe-environments",
        "--environment-names",
        "shop-local",
    ]);
    let listeners = account.aws(&["elbv2", "describe-listeners", "--load-balancer-arn", &balancer]);
    let listener = |port: u64| {
        let all = listeners["Listeners"].as_array().unwrap();
        all.iter().find(|listener| listener["Port"] == port).unwrap().clone()
    };
    let http = text(&listener(80)["ListenerArn"]);
    let rules = account.aws(&["elbv2", "describe-rules", "--listener-arn", &http])["Rules"].clone();
    let groups =
        account.aws(&["elbv2", "describe-target-groups", "--load-balancer-arn", &balancer]);
    let balancers =
        account.aws(&["elbv2", "describe-load-balancers", "--load-balancer-arns", &balancer]);
    let group = text(&balancers["LoadBalancers"][0]["SecurityGroups"][0]);
    let security = account.aws(&["ec2", "describe-security-groups", "--group-ids", &group]);
    Seen {
        environment_arn: text(&environments["Environments"][0]["EnvironmentArn"]),
        http,
        https: listener(443),
        target_group: groups["TargetGroups"][0].clone(),
        rules: rules
            .as_array()
            .unwrap()
            .iter()
            .filter(|rule| rule["IsDefault"] == false)
            .cloned()
            .collect(),
        groups: security["SecurityGroups"][0]["IpPermissions"].as_array().unwrap().clone(),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

/// The ARN of the environment's load balancer.
fn balancer(account: &Account) -> String {
    let resources = account.aws(&[
        "elasticbeanstalk",
        "describe-environment-resources",
        "--environment-name",
        "shop-local",
    ]);
    text(&resources["EnvironmentResources"]["LoadBalancers"][0]["Name"])
}

/// Changes an option setting by the `aws` command, and waits until that is done.
fn set_option(account: &Account, namespace: &str, name: &str, value: &str) {
    let setting = format!("Namespace={namespace},OptionName={name},Value={value}");
    let environment = ["--environment-name", "shop-local"];
    account.aws(&[
        "elasticbeanstalk",
        "update-environment",
        environment[0],
        environment[1],
        "--option-settings",
        &setting,
    ]);
    ready(account);
}

fn ready(account: &Account) {
    ready_named(account, "shop-local");
}

/// Waits until an environment is ready; the `aws` command's own waiter looks every 20 s.
fn ready_named(account: &Account, name: &str) {
    let asked = ["elasticbeanstalk", "describe-environments", "--environment-names", name];
    while account.aws(&asked)["Environments"][0]["Status"] != "Ready" {
        pause();
    }
}

/// Makes a version of the application that serves these files, by the `aws` command.
fn version(account: &Account, label: &str, files: &[(&str, &str)]) {
    let folder = tempfile::tempdir().unwrap();
    let bundle = folder.path().join("bundle.zip");
    let path = bundle.to_str().unwrap();
    let script = "import json, sys, zipfile; z = zipfile.ZipFile(sys.argv[1], 'w')
z.writestr('Procfile', 'web: python3 -m http.server $PORT')
for name, text in json.loads(sys.argv[2]): z.writestr(name, text)
z.close()";
    let files = serde_json::to_string(files).unwrap();
    let made = std::process::Command::new("python3").args(["-c", script, path, &files]).status();
    assert!(made.unwrap().success());
    upload(account, label, path);
}

/// Makes a version of the application of a bundle, by the `aws` command.
fn upload(account: &Account, label: &str, path: &str) {
    let storage = text(&account.aws(&["elasticbeanstalk", "create-storage-location"])["S3Bucket"]);
    let key = format!("{label}.zip");
    account.aws(&["s3api", "put-object", "--bucket", &storage, "--key", &key, "--body", path]);
    let source = format!("S3Bucket={storage},S3Key={key}");
    let version =
        ["--application-name", "shop", "--version-label", label, "--source-bundle", &source];
    let made = ["elasticbeanstalk", "create-application-version", "--auto-create-application"];
    account.aws(&[&made[..], &version[..]].concat());
}

/// A moment in which health checks are made, and others may work.
fn pause() {
    std::process::Command::new("sleep").arg("0.1").status().unwrap();
}
