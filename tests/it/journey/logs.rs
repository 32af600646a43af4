//! What the instances say.

use serde_json::Value;

use super::{FILE, altered, text};
use crate::localstack::Account;
use crate::support::Ran;

const SAYS: &str = "web: python3 -c \"import http.server, os; print('one\\ntwo\\n\\x1b[31mthree', flush=True); \
                    http.server.test(http.server.SimpleHTTPRequestHandler, port=int(os.environ['PORT']))\"";

/// An environment whose application says something at its start.
fn talking() -> Account {
    let account = Account::seeded();
    account.aws(&["elasticbeanstalk", "create-application", "--application-name", "shop"]);
    let folder = tempfile::tempdir().unwrap();
    let bundle = folder.path().join("bundle.zip");
    let path = bundle.to_str().unwrap();
    let script = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1], 'w')
z.writestr('Procfile', sys.argv[2]); z.writestr('health', 'fine'); z.close()";
    let made = std::process::Command::new("python3").args(["-c", script, path, SAYS]).status();
    assert!(made.unwrap().success());
    let storage = text(&account.aws(&["elasticbeanstalk", "create-storage-location"])["S3Bucket"]);
    account.aws(&["s3api", "put-object", "--bucket", &storage, "--key", "v1.zip", "--body", path]);
    let source = format!("S3Bucket={storage},S3Key=v1.zip");
    let version =
        ["--application-name", "shop", "--version-label", "v1", "--source-bundle", &source];
    account.aws(&[&["elasticbeanstalk", "create-application-version"], &version[..]].concat());
    let file = altered("[capacity]", "[version]\nlabel = \"v1\"\n[capacity]");
    let made = account.ebdeploy(&["apply", file.path().to_str().unwrap(), "--yes"]);
    assert_eq!(made.code, 0, "{made}");
    account
}

fn logs(account: &Account, flags: &[&str]) -> Ran {
    account.ebdeploy(&[&["logs", FILE], flags].concat())
}

#[test]
fn each_instances_last_lines_stand_under_its_id() {
    let account = talking();
    let all = logs(&account, &[]);
    assert_eq!(all.code, 0, "{all}");
    assert_eq!(all.stdout.matches("==> i-").count(), 2, "{all}");
    assert_eq!(all.stdout.matches("one\ntwo\nthree\n").count(), 2, "without what steers: {all}");
    assert!(all.stderr.contains("waiting: the logs of 2 instances"), "{all}");

    let told = logs(&account, &["--json", "--lines", "100"]);
    let document: Value = serde_json::from_str(&told.stdout).unwrap();
    let first = text(&document["logs"][0]["instance"]);
    let one = logs(&account, &["--instance", &first, "--lines", "2", "-vv"]);
    assert_eq!(one.code, 0, "{one}");
    assert!(one.stdout.starts_with(&format!("==> {first}, ")), "{one}");
    assert_eq!(one.stdout.lines().count(), 3, "{one}");
    let told = format!("{}{}", one.stdout, one.stderr).to_lowercase();
    assert!(!told.contains("signature="), "the addresses are credentials: {one}");

    let unknown = logs(&account, &["--instance", "i-0"]);
    assert_eq!(unknown.code, 1, "{unknown}");
    assert!(unknown.stderr.contains("`shop-local` has no instance i-0"), "{unknown}");
    assert!(unknown.stderr.contains(&first), "it names those that there are: {unknown}");
}
