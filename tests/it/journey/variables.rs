//! Variables that stand elsewhere, in an application that really runs and tells what it was given; and
//! variables and tags that the file does not name.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use ebdeploy::saved::digest;
use serde_json::Value;

use super::{FILE, altered, applied, balancer, plan, ready, set_option, text};
use crate::localstack::Account;
use crate::support::{Ran, ran, root};

const VARIABLES: &str = "aws:elasticbeanstalk:application:environment";
const SECRETS: &str = "aws:elasticbeanstalk:application:environmentsecrets";
/// Answers `/health?NAME` with the digest of the variable of that name: all other paths are redirected.
const APP: &str = r#"
import hashlib, http.server, os

class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        value = os.environ.get(self.path.partition("?")[2], "")
        self.send_response(200)
        self.end_headers()
        self.wfile.write(hashlib.sha256(value.encode()).hexdigest().encode())

http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Page).serve_forever()
"#;

/// A folder with that application, and a file for it with these variables.
struct App {
    folder: tempfile::TempDir,
    account: Account,
}

impl App {
    fn with(account: Account, variables: &str) -> Self {
        let app = Self { folder: tempfile::tempdir().unwrap(), account };
        fs::create_dir(app.path("app")).unwrap();
        fs::write(app.path("app/Procfile"), "web: exec python3 app.py").unwrap();
        fs::write(app.path("app/app.py"), APP).unwrap();
        app.say(variables);
        app
    }

    /// Has the file say these variables.
    fn say(&self, variables: &str) {
        let file = fs::read_to_string(root().join(FILE)).unwrap();
        let file = file.replace("#:schema ./schema.json", "").replace("min = 2", "min = 1");
        let file = file.replace("[variables]", &format!("[variables]\n{variables}"));
        let file = format!("{file}\n[version]\nbundle = \"app\"\n");
        fs::write(self.path("shop.toml"), file).unwrap();
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        let mut command = self.account.command(arguments);
        let command = command.env("CALLERS", "hunter2-of-the-caller").env("EBDEPLOY_LOG", "trace");
        ran(command.current_dir(self.folder.path()))
    }

    /// The digest of a variable's value, as the application has it.
    fn digest(&self, variable: &str) -> String {
        let balancers = ["elbv2", "describe-load-balancers", "--load-balancer-arns"];
        let balancer = balancer(&self.account);
        let described = self.account.aws(&[&balancers[..], &[&balancer]].concat());
        let host = text(&described["LoadBalancers"][0]["DNSName"]);
        let mut stream = TcpStream::connect(Account::place()).unwrap();
        write!(
            stream,
            "GET /health?{variable} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.rsplit_once("\r\n\r\n").expect("an answer").1.trim().to_owned()
    }
}

/// A secret of this value, made by the `aws` command.
fn kept(account: &Account, name: &str, value: &str) -> String {
    let secret = ["secretsmanager", "create-secret", "--name", name, "--secret-string", value];
    text(&account.aws(&secret)["ARN"])
}

/// What the `aws` command sees of an option; nothing where there is no such option.
fn setting(account: &Account, namespace: &str, name: &str) -> Option<String> {
    let asked = ["elasticbeanstalk", "describe-configuration-settings", "--application-name"];
    let of = ["shop", "--environment-name", "shop-local"];
    let sets = account.aws(&[&asked[..], &of].concat());
    let settings = sets["ConfigurationSettings"][0]["OptionSettings"].as_array().unwrap();
    let is = |row: &&Value| row["Namespace"] == namespace && row["OptionName"] == name;
    settings.iter().find(is).and_then(|row| row["Value"].as_str()).map(str::to_owned)
}

fn files(folder: &Path) -> String {
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    ["plan.json", "r.md", "r.html", "r.json", "r.txt"].map(read).concat()
}

#[test]
fn what_is_kept_elsewhere_reaches_the_application_and_nobody_else() {
    let account = Account::seeded();
    let secret = kept(&account, "shop/token", "hunter2-of-secrets-manager");
    let keyed = kept(&account, "shop/db", r#"{"password":"hunter2-of-a-key"}"#);
    account.aws(&[
        "ssm",
        "put-parameter",
        "--name",
        "/shop/mail",
        "--type",
        "SecureString",
        "--value",
        "hunter2-of-ssm",
    ]);
    let parameter = format!("arn:aws:ssm:eu-west-1:{}:parameter/shop/mail", account.id());
    let app = App::with(
        account,
        &format!(
            "A = {{ secret = \"{secret}\" }}\nB = {{ secret = \"{keyed}:password\" }}\n\
             C = {{ secret = \"{parameter}\" }}\nD = {{ file = \"d.txt\" }}\nE = {{ env = \"CALLERS\" }}"
        ),
    );
    fs::write(app.path("d.txt"), "hunter2-of-a-file\n").unwrap();
    let reports = ["markdown=r.md", "html=r.html", "json=r.json", "human=r.txt"];
    let reports: Vec<_> = reports.iter().flat_map(|report| ["--report", report]).collect();
    let planned = app.run(&[&["-vv", "plan", "shop.toml", "--out", "plan.json"][..]].concat());
    assert_eq!(planned.code, 0, "{planned}");
    assert!(planned.stdout.contains(&secret), "an ARN is no secret: {planned}");
    assert!(planned.stdout.contains("variables: "), "{planned}");
    let done = app.run(&[&["-vv", "apply", "shop.toml", "--yes"][..], &reports].concat());
    assert_eq!(done.code, 0, "{done}");
    for (name, value) in [
        ("A", "hunter2-of-secrets-manager"),
        ("B", "hunter2-of-a-key"),
        ("C", "hunter2-of-ssm"),
        ("D", "hunter2-of-a-file"),
        ("E", "hunter2-of-the-caller"),
    ] {
        assert_eq!(app.digest(name), digest(value), "{name}");
    }
    assert_eq!(setting(&app.account, SECRETS, "A"), Some(secret));
    assert_eq!(setting(&app.account, SECRETS, "B"), Some(format!("{keyed}:password")));
    let told = [planned, done].map(|ran| ran.to_string()).concat() + &files(app.folder.path());
    assert!(!told.contains("hunter2"), "a secret is in what was told or written");
    // Another value is a change, whose value is not told either.
    fs::write(app.path("d.txt"), "hunter2-of-another-file").unwrap();
    let changed = app.run(&["plan", "shop.toml"]);
    assert!(changed.stdout.contains("variables.D  (secret) changed"), "{changed}");
    assert!(!changed.to_string().contains("hunter2"), "{changed}");
}

#[test]
fn a_value_becomes_a_secret_in_one_update_and_a_value_again() {
    let account = Account::seeded();
    let secret = kept(&account, "shop/token", "hunter2-of-secrets-manager");
    let app = App::with(account, "A = \"plain\"");
    assert_eq!(app.run(&["apply", "shop.toml", "--yes"]).code, 0);
    let fetched = format!("A = {{ secret = \"{secret}\" }}");
    for (variables, value) in
        [(fetched.as_str(), "hunter2-of-secrets-manager"), ("A = \"plain\"", "plain")]
    {
        app.say(variables);
        app.account.forget_calls();
        let done = app.run(&["apply", "shop.toml", "--yes"]);
        assert_eq!(done.code, 0, "{done}");
        let calls = app.account.changing_calls();
        let updates = calls.iter().filter(|call| call.ends_with("UpdateEnvironment"));
        assert_eq!(updates.count(), 1, "{calls:?}");
        assert_eq!(app.digest("A"), digest(value));
    }
    assert_eq!(setting(&app.account, SECRETS, "A"), None);
}

#[test]
fn a_secret_that_cannot_be_fetched_fails_the_apply_and_the_log_says_why() {
    let account = Account::seeded();
    let gone = kept(&account, "shop/token", "hunter2").replace("token", "nothing");
    let app = App::with(account, "A = \"1\"");
    assert_eq!(app.run(&["apply", "shop.toml", "--yes"]).code, 0);
    app.say(&format!("A = {{ secret = \"{gone}\" }}"));
    let failed = app.run(&["apply", "shop.toml", "--yes"]);
    assert_eq!(failed.code, 1, "{failed}");
    assert!(failed.stderr.contains("failed to fetch secrets"), "{failed}");
    assert_eq!(app.digest("A"), digest("1"), "what ran before runs on");
    let logs = app.run(&["logs", "shop.toml"]);
    assert!(logs.stdout.contains("ResourceNotFoundException"), "{logs}");
}

#[test]
fn a_platform_that_cannot_fetch_secrets_is_refused_before_anything_is_done() {
    let account = Account::seeded();
    let arn = "arn:aws:ssm:eu-west-1:123456789012:parameter/a";
    let file = altered("[variables]", &format!("[variables]\nA = {{ secret = \"{arn}\" }}"));
    let text = fs::read_to_string(file.path()).unwrap();
    let old = "Python 3.9 running on 64bit Amazon Linux 2023\"\nplatform-version = \"=4.3.0\"";
    let text = text.replace("Python 3.13 running on 64bit Amazon Linux 2023\"", old);
    fs::write(file.path(), text).unwrap();
    account.forget_calls();
    let refused = account.ebdeploy(&["apply", file.path().to_str().unwrap(), "--yes"]);
    assert_eq!(refused.code, 1, "{refused}");
    assert!(refused.stderr.contains("4.3.0 was made on 2024-11-12"), "{refused}");
    assert_eq!(account.changing_calls(), [""; 0]);
}

#[test]
fn what_the_file_does_not_name_is_told_denied_and_taken_away_as_it_says() {
    let account = applied();
    set_option(&account, VARIABLES, "LEFT_BEHIND", "hunter2-of-somebody");
    let arn = super::seen(&account).environment_arn;
    let tag = ["elasticbeanstalk", "update-tags-for-resource", "--resource-arn", &arn];
    account.aws(&[&tag[..], &["--tags-to-add", "Key=left,Value=1"]].concat());
    ready(&account);
    assert_eq!(plan(&account).code, 0, "it is kept, and no change");

    let saying = |lines: &str| altered("[capacity]", &format!("{lines}\n[capacity]"));
    let file = saying("[unmanaged]\nvariables = \"warn\"\ntags = \"warn\"");
    let warned = account.ebdeploy(&["plan", file.path().to_str().unwrap()]);
    let notes = "note: variables that the file does not name: `LEFT_BEHIND`\nnote: tags that the file does not name: `left`";
    assert!(warned.stdout.contains(notes), "{warned}");

    let prune = "[unmanaged]\nvariables = \"prune\"\ntags = \"prune\"";
    let file =
        saying(&format!("{prune}\n[protect]\ndeny = [\"variables-removed\", \"tags-removed\"]"));
    let denied = account.ebdeploy(&["apply", file.path().to_str().unwrap(), "--yes"]);
    assert_eq!(denied.code, 1, "{denied}");
    assert!(denied.stderr.contains("variables-removed"), "{denied}");
    assert!(denied.stderr.contains("tags-removed"), "{denied}");

    let file = saying(prune);
    let pruned = account.ebdeploy(&["apply", file.path().to_str().unwrap(), "--yes"]);
    assert_eq!(pruned.code, 0, "{pruned}");
    assert_eq!(setting(&account, VARIABLES, "LEFT_BEHIND"), None);
    let kept = setting(&account, VARIABLES, "DJANGO_SETTINGS_MODULE");
    assert_eq!(kept.as_deref(), Some("shop.settings.aws"));
    let tags = ["elasticbeanstalk", "list-tags-for-resource", "--resource-arn", &arn];
    let tags = account.aws(&tags)["ResourceTags"].clone();
    let keys: Vec<_> = tags.as_array().unwrap().iter().map(|tag| text(&tag["Key"])).collect();
    assert!(!keys.contains(&"left".to_owned()), "{keys:?}");
    assert!(keys.contains(&"team".to_owned()), "{keys:?}");
    let told = [warned, denied, pruned].map(|ran| ran.to_string()).concat();
    assert!(!told.contains("hunter2"), "{told}");
}
