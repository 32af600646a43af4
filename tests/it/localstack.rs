//! One LocalStack for all tests of this binary, on a free port; an account of its own for each
//! test.
//!
//! It ends with the tests: its standard input is a pipe of theirs, which closes when they end,
//! however they end.

mod user;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::support::{Ran, ebdeploy, ran, root};

pub(crate) use user::User;

/// How long a phase of an environment's operation takes there.
const PHASE: &str = "0.05";

struct LocalStack {
    endpoint: String,
    /// Where the `aws` command of its own tools is.
    aws: String,
    _process: Child,
    _home: tempfile::TempDir,
}

static STARTED: OnceLock<LocalStack> = OnceLock::new();

fn localstack() -> &'static LocalStack {
    STARTED.get_or_init(|| {
        let home = tempfile::tempdir().unwrap();
        let mut process = Command::new("python3")
            .arg(root().join("localstack/run.py"))
            .args(["--port", "0", "--until-stdin-closes", "--phase-seconds", PHASE, "--home"])
            .arg(home.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 is there");
        let mut ready = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut ready).unwrap();
        let endpoint = ready.trim().strip_prefix("ready ").expect("LocalStack starts").to_owned();
        let tools = python(&[root().join("localstack/venvs.py").to_str().unwrap(), "dev"]);
        let aws = format!("{}/bin/aws", tools.stdout.trim());
        LocalStack { endpoint, aws, _process: process, _home: home }
    })
}

fn python(arguments: &[&str]) -> Ran {
    ran(Command::new("python3").args(arguments).stdin(Stdio::null()))
}

/// Sends a request to LocalStack, and returns the answer, which is a good one.
fn ask(method: &str, path: &str, headers: &str, body: &str) -> String {
    let host = localstack().endpoint.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{method} {path}: {answer}");
    answer
}

/// Asks one of LocalStack's own routes.
fn http(method: &str, path: &str, body: Option<&Value>) -> Value {
    let body = body.map_or_else(String::new, ToString::to_string);
    let answer = ask(method, path, "Content-Type: application/json", &body);
    let json = &answer[answer.find('{').unwrap()..=answer.rfind('}').unwrap()];
    serde_json::from_str(json).unwrap()
}

/// An account of LocalStack that no other test uses.
pub(crate) struct Account {
    id: String,
}

impl Account {
    /// An account with nothing in it but what `localstack/seed.py` makes.
    pub(crate) fn seeded() -> Self {
        Self::seeded_for("shop.example.com")
    }

    /// The same with a certificate for another domain.
    pub(crate) fn seeded_for(domain: &str) -> Self {
        let account = Self::empty();
        let seed = root().join("localstack/seed.py");
        let where_to = ["--endpoint", &localstack().endpoint, "--account", &account.id];
        let seed = [&[seed.to_str().unwrap(), "--domain", domain], &where_to[..]].concat();
        let seeded = python(&seed);
        assert_eq!(seeded.code, 0, "{seeded}");
        account
    }

    /// An account with nothing in it.
    pub(crate) fn empty() -> Self {
        static NEXT: AtomicI64 = AtomicI64::new(0);
        let start = Timestamp::now().as_second() % 100_000_000;
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Self { id: format!("{:012}", (100_000_000 + start) * 1000 + number) }
    }

    /// Its twelve digits, which are an access key of it.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// The binary, speaking with this account.
    pub(crate) fn ebdeploy(&self, arguments: &[&str]) -> Ran {
        ran(&mut self.command(arguments))
    }

    /// The same, to be started.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = ebdeploy(arguments);
        self.credentials(&mut command);
        command
    }

    /// What makes a command speak with this account.
    pub(crate) fn credentials(&self, command: &mut Command) {
        command.env("AWS_ENDPOINT_URL", &localstack().endpoint);
        command.env("AWS_ACCESS_KEY_ID", &self.id).env("AWS_SECRET_ACCESS_KEY", "x");
    }

    /// The `aws` command, as another client than ours: what it prints, as JSON.
    pub(crate) fn aws(&self, arguments: &[&str]) -> Value {
        let mut command = Command::new(&localstack().aws);
        command.args(["--region", "eu-west-1", "--output", "json"]).args(arguments);
        self.credentials(command.env("AWS_EC2_METADATA_DISABLED", "true"));
        let answer = ran(&mut command);
        assert_eq!(answer.code, 0, "aws {arguments:?}: {answer}");
        if answer.stdout.trim().is_empty() {
            Value::Null
        } else {
            serde_json::from_str(&answer.stdout).unwrap()
        }
    }

    /// The `eb` command, in a folder that it takes for a project's.
    pub(crate) fn eb(&self, folder: &Path, arguments: &[&str]) -> Ran {
        let tools = python(&[root().join("localstack/venvs.py").to_str().unwrap(), "ebcli"]);
        let mut command = Command::new(format!("{}/bin/eb", tools.stdout.trim()));
        command.args(arguments).current_dir(folder).stdin(Stdio::null()).env("HOME", folder);
        command.env("AWS_DEFAULT_REGION", "eu-west-1").env("LANG", "C.UTF-8");
        self.credentials(command.env("AWS_EC2_METADATA_DISABLED", "true"));
        ran(&mut command)
    }

    /// A line for a shell that has this account's credentials.
    pub(crate) fn aws_line(&self, arguments: &str) -> String {
        let LocalStack { endpoint, aws, .. } = localstack();
        let account = format!("AWS_ACCESS_KEY_ID={} AWS_SECRET_ACCESS_KEY=x", self.id);
        format!("{account} {aws} --endpoint-url {endpoint} --region eu-west-1 {arguments}")
    }

    /// Decides something about this account: faults, outcomes.
    pub(crate) fn control(&self, body: &Value) {
        http("PUT", &self.route(""), Some(body));
    }

    /// Decides what the built-in page of an environment's instances answers.
    pub(crate) fn page(&self, environment: &str, status: u16) {
        self.answer(environment, json!({ "status": status }));
    }

    /// The same with more than a status: `body`, `headers`, `delay_seconds`.
    pub(crate) fn answer(&self, environment: &str, mut answer: Value) {
        answer["account"] = self.id.as_str().into();
        answer["region"] = "eu-west-1".into();
        answer["environment"] = environment.into();
        http("PUT", "/_ebdeploy/pages", Some(&answer));
    }

    /// Where a load balancer is reached whose name a request has: `127.0.0.1:PORT`.
    pub(crate) fn place() -> &'static str {
        localstack().endpoint.strip_prefix("http://").unwrap()
    }

    /// A name that leads to a load balancer; the names are those of all accounts.
    pub(crate) fn name(host: &str, balancer: &str) {
        let record = json!({ "host": host, "load_balancer": balancer });
        http("PUT", "/_ebdeploy/names", Some(&record));
    }

    fn route(&self, of_account: &str) -> String {
        format!("/_ebdeploy/accounts/{}{of_account}", self.id)
    }

    /// The calls that changed, or would have changed, something; but for the lease. What instances are
    /// asked for is no change: they hand in what their logs say.
    pub(crate) fn changes(&self) -> Vec<Value> {
        let reading = [".Describe", ".List", ".Check", ".Validate", ".Get"];
        let logs = [".RequestEnvironmentInfo", ".RetrieveEnvironmentInfo"];
        let reads = |call: &Value| {
            let operation = call["operation"].as_str().unwrap();
            reading.iter().chain(&logs).any(|verb| operation.contains(verb))
        };
        let calls = self.calls().into_iter();
        calls.filter(|call| !is_about_a_lease(call) && !reads(call)).collect()
    }

    /// What those were.
    pub(crate) fn changing_calls(&self) -> Vec<String> {
        let calls = self.changes();
        calls.iter().map(|call| call["operation"].as_str().unwrap().to_owned()).collect()
    }

    /// The keys of what is kept of leases.
    pub(crate) fn leases(&self) -> Vec<String> {
        let made = self.aws(&["elasticbeanstalk", "create-storage-location"]);
        let bucket = made["S3Bucket"].as_str().unwrap().to_owned();
        let listed =
            self.aws(&["s3api", "list-objects-v2", "--bucket", &bucket, "--prefix", "ebdeploy/"]);
        let objects = listed["Contents"].as_array().cloned().unwrap_or_default();
        objects.iter().map(|object| object["Key"].as_str().unwrap().to_owned()).collect()
    }

    /// All calls since they were forgotten, in the order in which they began.
    pub(crate) fn calls(&self) -> Vec<Value> {
        http("GET", &self.route("/calls"), None)["calls"].as_array().unwrap().clone()
    }

    pub(crate) fn forget_calls(&self) {
        http("DELETE", &self.route("/calls"), None);
    }

    /// The next calls of an operation get this fault instead of an answer.
    pub(crate) fn fault(&self, operation: &str, kind: &str, count: usize) {
        let fault = json!({ "operation": operation, "kind": kind, "count": count });
        self.control(&json!({ "faults": [fault] }));
    }
}

/// A call that takes, keeps or gives back a lease, or makes the place for it.
pub(crate) fn is_about_a_lease(call: &Value) -> bool {
    let key = call["parameters"]["Key"].as_str().unwrap_or_default();
    key.starts_with("ebdeploy/") || call["operation"] == "elasticbeanstalk.CreateStorageLocation"
}
