//! What the tests share: files, runs against the fake, and the binary.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use ebdeploy::apply::{self, Event, Journal};
use ebdeploy::config;
use ebdeploy::desired::Desired;
use ebdeploy::observe::observe;
use ebdeploy::observed::Rollout;
use ebdeploy::plan::{Plan, Problem, plan};
use ebdeploy::report;
use tempfile::TempDir;

use crate::fake::{Fake, now};

/// The smallest useful file.
pub(crate) const FILE: &str = r#"
[application]
name = "shop"
[environment]
name = "shop-test"
region = "eu-west-1"
platform = "Python 3.13 running on 64bit Amazon Linux 2023"
[https]
certificate = "shop.example.com"
[health-check]
"#;

/// The wishes of a file.
pub(crate) fn desired(text: &str) -> Desired {
    let file = config::parse(Path::new("environments/test.toml"), text).expect("the file is TOML");
    let caller = |name: &str| (name == "API_TOKEN").then(|| "hunter2".to_owned());
    Desired::new(&file, &caller).expect("the file is right")
}

/// The plan for a file and what there is.
pub(crate) async fn look(cloud: &Fake, desired: &Desired) -> Result<Plan, Vec<Problem>> {
    plan(desired, &observe(cloud, desired, now()).await.expect("the fake answers"))
}

/// A plan as people see it, without colours.
pub(crate) fn shown(plan: &Plan) -> String {
    let coloured = report::plan_text(plan, Path::new("environments/test.toml"), 80);
    anstream::adapter::strip_str(&coloured).to_string()
}

/// Problems as text.
pub(crate) fn told(problems: &[Problem]) -> String {
    let line = |Problem { path, message, help }: &Problem| format!("{path}: {message}\n  {help}");
    problems.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A run against the fake: the plan, how it ended, how far it came, and what it told.
pub(crate) struct Run {
    pub(crate) result: Result<(), apply::Error>,
    pub(crate) journal: Journal,
    pub(crate) told: Vec<String>,
}

/// Plans and applies.
pub(crate) async fn run(cloud: &Fake, desired: &Desired) -> Run {
    let plan = look(cloud, desired).await.unwrap_or_else(|problems| panic!("{}", told(&problems)));
    let mut journal = Journal::default();
    let mut told = Vec::new();
    let mut emit = |event: Event<'_>| match event {
        Event::Log(line) => told.push(format!("{} {}", line.severity, line.message)),
        Event::Waiting { what, .. } => told.push(format!("waiting: {what}")),
        Event::FellBack { to, .. } => told.push(format!("fell back: {to}")),
        Event::NotPassed(..) => told.push("not passed".to_owned()),
        Event::Progress { rollout, .. } => {
            let Rollout { done, in_progress, instances, .. } = rollout;
            told.push(format!("progress: {done} done, {in_progress} in progress of {instances}"));
        }
        Event::Uploading { .. } | Event::Started(_) | Event::Done(..) | Event::Failed(..) => {}
    };
    let result = apply::apply(cloud, desired, &plan, &mut journal, &mut emit).await;
    Run { result, journal, told }
}

/// An environment that is as the file says.
pub(crate) async fn converged(text: &str) -> (Fake, Desired) {
    let (cloud, desired) = (Fake::empty(), desired(text));
    run(&cloud, &desired).await.result.expect("the environment can be made");
    assert!(look(&cloud, &desired).await.unwrap().is_empty(), "it is as the file says");
    cloud.change(|world| world.changes.clear());
    (cloud, desired)
}

/// What a run of the binary printed, and how it ended.
pub(crate) struct Ran {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: i32,
}

impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { stdout, stderr, code } = self;
        write!(f, "{stdout}------- stderr -------\n{stderr}[exit status: {code}]")
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            code: output.status.code().unwrap_or(-1),
        }
    }
}

/// The binary, with nothing of the caller's AWS environment, and nobody to ask.
pub(crate) fn ebdeploy(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ebdeploy"));
    command.args(arguments).stdin(Stdio::null()).env_clear();
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("AWS_EC2_METADATA_DISABLED", "true").env("HOME", "/nonexistent");
    command.current_dir(root());
    command
}

/// A folder with these files: the path of each, which may be in a folder of its own, and its text.
pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// Runs a command to its end.
pub(crate) fn ran(command: &mut Command) -> Ran {
    command.output().expect("it can be started").into()
}

/// The project's folder.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
