//! A version goes from one environment to another, and old ones go.

use std::fs;

use serde_json::Value;

use crate::localstack::Account;
use crate::support::{Ran, ran, root};

/// A folder with the files of two environments.
struct Pair(tempfile::TempDir);

impl Pair {
    /// Each with something of its own in its file.
    fn of(staging: &str, production: &str) -> Self {
        let pair = Self(tempfile::tempdir().unwrap());
        pair.write("staging", staging);
        pair.write("production", production);
        pair
    }

    fn write(&self, name: &str, more: &str) {
        let text = fs::read_to_string(root().join(super::FILE)).unwrap();
        let text = text.replace("shop-local", &format!("shop-{name}"));
        let text = text.replace("#:schema ./schema.json", "").replace("min = 2", "min = 1");
        fs::write(self.path(name), format!("{text}{more}")).unwrap();
    }

    fn replace(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(name)).unwrap();
        assert!(text.contains(from), "{from}");
        fs::write(self.path(name), text.replace(from, to)).unwrap();
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(format!("{name}.toml")).to_str().unwrap().to_owned()
    }

    fn apply(&self, account: &Account, name: &str) {
        let done = account.ebdeploy(&["apply", &self.path(name), "--yes"]);
        assert_eq!(done.code, 0, "{done}");
    }

    fn promote(&self, account: &Account, more: &[&str]) -> Ran {
        let (from, to) = (self.path("staging"), self.path("production"));
        account.ebdeploy(&[&["promote", &from, &to], more].concat())
    }
}

fn described(account: &Account, name: &str) -> Value {
    let asked = ["elasticbeanstalk", "describe-environments", "--environment-names", name];
    account.aws(&asked)["Environments"][0].clone()
}

fn runs(account: &Account, name: &str) -> String {
    super::text(&described(account, name)["VersionLabel"])
}

const SAYS: fn(&str) -> String = |label| format!("\n[version]\nlabel = \"{label}\"\n");

#[test]
fn what_staging_runs_and_is_well_with_is_what_production_gets() {
    let account = Account::seeded();
    super::version(&account, "v1", &[("health", "fine")]);
    super::version(&account, "v2", &[("health", "finer")]);
    let pair = Pair::of(&SAYS("v1"), "");
    pair.apply(&account, "staging");
    pair.apply(&account, "production");

    account.forget_calls();
    let shown = pair.promote(&account, &["--dry-run"]);
    assert_eq!(shown.code, 0, "{shown}");
    let told = "shop-production gets the version v1, which shop-staging in eu-west-1 runs on 1 \
                instance, Green.";
    assert!(shown.stderr.contains(told), "{shown}");
    assert!(shown.stdout.contains("version.label"), "{shown}");
    assert_eq!(account.changing_calls(), [""; 0]);

    let done = pair.promote(&account, &["--yes"]);
    assert_eq!(done.code, 0, "{done}");
    assert_eq!(runs(&account, "shop-production"), "v1");
    let again = pair.promote(&account, &["--yes"]);
    assert!(again.code == 0 && again.stdout.contains("No changes"), "{again}");

    // The file names another one, which is left aside, and said so.
    pair.write("production", &SAYS("v2"));
    let aside = pair.promote(&account, &["--dry-run"]);
    assert!(aside.stdout.contains("`version.label` says v2, and is left aside"), "{aside}");
}

#[test]
fn a_version_that_is_not_well_where_it_runs_is_not_promoted() {
    let account = Account::seeded();
    super::version(&account, "v1", &[("health", "fine")]);
    let pair = Pair::of(&SAYS("v1"), "");
    pair.apply(&account, "staging");
    pair.apply(&account, "production");
    super::version(&account, "bad", &[("elsewhere", "fine")]);
    let bad = ["--environment-name", "shop-staging", "--version-label", "bad"];
    account.aws(&[&["elasticbeanstalk", "update-environment"], &bad[..]].concat());
    super::ready_named(&account, "shop-staging");
    while described(&account, "shop-staging")["Health"] == "Green" {
        super::pause();
    }
    account.forget_calls();
    let refused = pair.promote(&account, &["--yes"]);
    assert_eq!(refused.code, 1, "{refused}");
    assert!(refused.stderr.contains("nothing was promoted: `shop-staging` is Red"), "{refused}");
    assert!(refused.stderr.contains("`ebdeploy doctor`"), "{refused}");
    assert_eq!(account.changing_calls(), [""; 0]);

    let missing = Pair::of("", "");
    missing.replace("staging", "shop-staging", "shop-nowhere");
    let refused = missing.promote(&account, &["--yes"]);
    assert!(refused.stderr.contains("there is no environment `shop-nowhere`"), "{refused}");
}

#[test]
fn into_another_account_the_bundle_is_copied() {
    let [staging, production] = [Account::seeded(), Account::seeded()];
    super::version(&staging, "v1", &[("health", "fine")]);
    let pair = Pair::of(&SAYS("v1"), "");
    pair.apply(&staging, "staging");
    pair.apply(&production, "production");
    pair.replace("production", "[environment]", "[environment]\nprofile = \"live\"");
    let config = pair.0.path().join("config");
    let key = format!("aws_access_key_id = {}\naws_secret_access_key = x\n", production.id());
    fs::write(&config, format!("[profile live]\n{key}")).unwrap();
    let (from, to) = (pair.path("staging"), pair.path("production"));
    let mut command = staging.command(&["promote", &from, &to, "--yes"]);
    let done = ran(command.env("AWS_CONFIG_FILE", &config));
    assert_eq!(done.code, 0, "{done}");
    assert_eq!(runs(&production, "shop-production"), "v1");
    let versions = ["elasticbeanstalk", "describe-application-versions", "--version-labels", "v1"];
    let place = &production.aws(&versions)["ApplicationVersions"][0]["SourceBundle"];
    let bucket = super::text(&place["S3Bucket"]);
    assert_eq!(bucket, format!("elasticbeanstalk-eu-west-1-{}", production.id()));
    assert_eq!(place["S3Key"], "shop/v1.zip");
}

#[test]
fn old_versions_go_with_the_bundles_that_are_ours_once_the_new_one_serves() {
    let account = Account::seeded();
    let pair = Pair::of(&SAYS("v1"), "");
    for label in ["v1", "v2", "v3"] {
        super::version(&account, label, &[("health", "fine")]);
    }
    pair.apply(&account, "staging");
    // Three of our own, the last of which keeps two.
    let app = pair.0.path().join("app");
    fs::create_dir(&app).unwrap();
    fs::write(app.join("Procfile"), "web: python3 -m http.server $PORT").unwrap();
    let says = "\n[version]\nbundle = \"app\"\nlabel-prefix = \"shop-\"\n";
    for page in ["one", "two", "three"] {
        fs::write(app.join("health"), page).unwrap();
        let keep = if page == "three" { "keep-versions = 2\n" } else { "" };
        pair.write("production", &format!("{says}{keep}"));
        if page == "three" {
            let plan = account.ebdeploy(&["plan", &pair.path("production")]);
            assert!(plan.stdout.contains("- 3 old versions"), "{plan}");
        }
        pair.apply(&account, "production");
    }
    let versions = account.aws(&["elasticbeanstalk", "describe-application-versions"]);
    let labels: Vec<_> = versions["ApplicationVersions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|version| super::text(&version["VersionLabel"]))
        .collect();
    assert_eq!(labels.len(), 3, "{labels:?}");
    assert!(labels.contains(&"v1".to_owned()), "staging runs it: {labels:?}");
    assert!(labels.contains(&runs(&account, "shop-production")), "{labels:?}");
    let bucket = format!("elasticbeanstalk-eu-west-1-{}", account.id());
    let objects = account.aws(&["s3api", "list-objects-v2", "--bucket", &bucket]);
    let keys: Vec<_> = objects["Contents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|object| super::text(&object["Key"]))
        .collect();
    let ours = keys.iter().filter(|key| key.starts_with("shop/shop-")).count();
    assert_eq!(ours, 2, "{keys:?}");
    assert!(keys.contains(&"v2.zip".to_owned()), "somebody else's bundle stays: {keys:?}");
    let again = account.ebdeploy(&["plan", &pair.path("production"), "--detailed-exitcode"]);
    assert_eq!(again.code, 0, "{again}");
}
