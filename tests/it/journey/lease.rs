//! Runs that keep out of each other's way.

use std::io::Read;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use super::{FILE, altered, applied, apply, plan, text};
use crate::localstack::{Account, is_about_a_lease};
use crate::support::Ran;

fn start(command: &mut Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Reads what a run says until it says this.
fn read_until(running: &mut Child, words: &str) -> String {
    let stderr = running.stderr.as_mut().unwrap();
    let (mut told, mut byte) = (String::new(), [0]);
    while !told.contains(words) && stderr.read(&mut byte).unwrap() == 1 {
        told.push(char::from(byte[0]));
    }
    assert!(told.contains(words), "{told}");
    told
}

fn signal(running: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &running.id().to_string()]).status();
    assert!(sent.unwrap().success());
}

/// A run that makes the environment, and takes long for it.
fn making(account: &Account, flags: &[&str]) -> Child {
    account.control(&json!({ "phase_seconds": 6.0 }));
    let mut running = start(&mut account.command(&[&["apply", FILE, "--yes"], flags].concat()));
    read_until(&mut running, "createEnvironment is starting.");
    running
}

/// Starts two runs in one instant, and makes sure that each call of one comes before each of the
/// other.
fn race(account: &Account, files: [&str; 2], code: i32) {
    account.forget_calls();
    let run = |name: &str, file: &str| {
        let mut command = account.command(&["apply", file, "--yes"]);
        start(command.env("AWS_SDK_UA_APP_ID", name))
    };
    let runs = [run("first", files[0]), run("second", files[1])];
    for run in runs {
        let ended = Ran::from(run.wait_with_output().unwrap());
        assert_eq!(ended.code, code, "{ended}");
    }
    let calls = account.calls();
    let of_run =
        |call: &&Value| !is_about_a_lease(call) && !text(&call["operation"]).starts_with("sts.");
    let mut clients: Vec<_> = calls.iter().filter(of_run).map(client).collect();
    assert!(clients.len() > 10, "both looked");
    clients.dedup();
    assert_eq!(clients.len(), 2, "they take turns once: {clients:?}");
}

fn client(call: &Value) -> &'static str {
    let agent = call["user_agent"].as_str().unwrap();
    let names = ["first", "second"];
    names.into_iter().find(|name| agent.contains(&format!("app/{name}"))).expect("a run is named")
}

#[test]
fn two_applies_of_one_instant_never_interleave() {
    let account = applied();
    for _ in 0..5 {
        race(&account, [FILE, FILE], 0);
    }
    let (three, five) = (altered("max = 4", "max = 3"), altered("max = 4", "max = 5"));
    race(&account, [three.path().to_str().unwrap(), five.path().to_str().unwrap()], 0);
    assert!(account.leases().is_empty());
}

#[test]
#[ignore = "takes minutes"]
fn nor_do_they_in_fifty_rounds() {
    let account = applied();
    let (three, five) = (altered("max = 4", "max = 3"), altered("max = 4", "max = 5"));
    let files = [three.path().to_str().unwrap(), five.path().to_str().unwrap()];
    for round in 0..50 {
        race(&account, if round % 5 == 0 { files } else { [FILE, FILE] }, 0);
    }
}

#[test]
fn a_run_that_was_killed_keeps_others_out_only_until_its_lease_ends() {
    let account = Account::seeded();
    let mut killed = making(&account, &["--lock-lease", "5s"]);
    signal(&killed, "-KILL");
    killed.wait().unwrap();
    assert_eq!(account.leases(), ["ebdeploy/leases/shop-local.json"]);
    let finished = apply(&account);
    assert_eq!(finished.code, 0, "{finished}");
    assert!(finished.stderr.contains("who let the lease end: taken over"), "{finished}");
    assert!(account.leases().is_empty());
    assert_eq!(plan(&account).code, 0);
}

#[test]
fn a_run_that_is_interrupted_gives_its_lease_back() {
    for name in ["-INT", "-TERM"] {
        let account = Account::seeded();
        let mut running = making(&account, &[]);
        assert_eq!(account.leases(), ["ebdeploy/leases/shop-local.json"]);
        signal(&running, name);
        assert_eq!(running.wait().unwrap().code(), Some(130));
        assert!(account.leases().is_empty(), "after {name}");
    }
}

#[test]
fn so_does_one_that_fails_or_runs_out_of_time() {
    let account = applied();
    assert!(account.leases().is_empty(), "and one that is well");
    account.control(&json!({ "outcomes": { "shop-local": "fail" } }));
    let three = altered("max = 4", "max = 3");
    let failed = account.ebdeploy(&["apply", three.path().to_str().unwrap(), "--yes"]);
    assert_eq!(failed.code, 1, "{failed}");
    assert!(account.leases().is_empty());
    account.control(&json!({ "outcomes": { "shop-local": "hang" } }));
    let short =
        altered("[health-check]", "[apply]\ntimeout = \"2s\"\n[health-check]\ngrace = \"1s\"");
    let changed = std::fs::read_to_string(short.path()).unwrap().replace("max = 4", "max = 5");
    std::fs::write(short.path(), changed).unwrap();
    let late = account.ebdeploy(&["apply", short.path().to_str().unwrap(), "--yes"]);
    assert_eq!(late.code, 5, "{late}");
    assert!(account.leases().is_empty());
}

#[test]
fn a_run_whose_lease_is_taken_away_stops_and_says_so() {
    let account = Account::seeded();
    let mut running = making(&account, &["--lock-lease", "6s"]);
    let flags = ["apply", FILE, "--yes", "--json", "--lock-timeout"];
    let refused = account.ebdeploy(&[&flags[..], &["0s"]].concat());
    assert_eq!(refused.code, 1, "{refused}");
    let process = format!("(process {})", running.id());
    assert!(refused.stderr.contains("`shop-local` is being applied by "), "{refused}");
    assert!(refused.stderr.contains(&process), "{refused}");
    assert!(refused.stderr.contains("ebdeploy unlock environments/local.toml"), "{refused}");
    let waited = account.ebdeploy(&[&flags[..], &["1s"]].concat());
    let first: Value = serde_json::from_str(waited.stdout.lines().next().unwrap()).unwrap();
    assert_eq!((&first["event"], &first["state"]), (&json!("lease"), &json!("held")), "{waited}");
    assert_eq!(first["holder"]["process"], running.id(), "{waited}");
    let unsure = account.ebdeploy(&["unlock", FILE]);
    assert_eq!(unsure.code, 64, "nobody can be asked: {unsure}");
    assert!(unsure.stderr.contains(&process), "{unsure}");
    let removed = account.ebdeploy(&["unlock", FILE, "--yes"]);
    assert_eq!(removed.code, 0, "{removed}");
    let code = running.wait().unwrap().code();
    let mut told = String::new();
    running.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("the lease of `shop-local` is lost: somebody removed it"), "{told}");
    assert!(told.contains("begun      environment shop-local"), "{told}");
    assert!(account.ebdeploy(&["unlock", FILE]).stderr.contains("Nobody holds the lease"));
}

#[test]
fn without_permission_a_run_goes_on_or_not_as_the_file_says() {
    let account = applied();
    account.fault("s3.PutObject", "access-denied", 1);
    let noted = account.ebdeploy(&["apply", FILE, "--yes", "--json"]);
    assert_eq!(noted.code, 0, "{noted}");
    assert!(noted.stderr.contains("note: nothing keeps others from applying"), "{noted}");
    assert!(noted.stdout.contains("\"state\":\"none\""), "{noted}");
    account.fault("s3.PutObject", "access-denied", 1);
    let required = altered("[health-check]", "[apply]\nlock = \"required\"\n[health-check]");
    let refused = account.ebdeploy(&["apply", required.path().to_str().unwrap(), "--yes"]);
    assert_eq!(refused.code, 1, "{refused}");
    assert!(refused.stderr.contains("no lease could be taken: s3:PutObject failed"), "{refused}");
    assert!(refused.stderr.contains("the IAM permission `s3:PutObject`"), "{refused}");
}

#[test]
fn a_lease_costs_three_calls_and_none_where_it_is_not_wanted() {
    let account = applied();
    let costs = |arguments: &[&str]| {
        account.forget_calls();
        let ended = account.ebdeploy(arguments);
        assert_eq!(ended.code, 0, "{ended}");
        let calls = account.calls();
        let of_lease = calls.iter().map(|call| text(&call["operation"]));
        of_lease
            .filter(|name| name.starts_with("s3") || name.starts_with("sts"))
            .collect::<Vec<_>>()
    };
    let three = ["sts.GetCallerIdentity", "s3.PutObject", "s3.DeleteObject"];
    assert_eq!(costs(&["apply", FILE, "--yes"]), three);
    assert!(costs(&["apply", FILE, "--yes", "--no-lock"]).is_empty());
    let off = altered("[health-check]", "[apply]\nlock = \"off\"\n[health-check]");
    assert!(costs(&["apply", off.path().to_str().unwrap(), "--yes"]).is_empty());
    assert!(costs(&["plan", FILE]).is_empty());
}

#[test]
fn an_older_run_does_not_undo_what_a_newer_one_did() {
    let account = applied();
    let run = |number: &str| account.ebdeploy(&["apply", FILE, "--yes", "--sequence", number]);
    assert_eq!(run("41").code, 0);
    assert_eq!(run("42").code, 0);
    let older = run("41");
    assert_eq!(older.code, 1, "{older}");
    assert!(older.stderr.contains("run 41 of `shop-local` is superseded by run 42"), "{older}");
    assert_eq!(run("42").code, 0, "a run may be run again");
    assert_eq!(account.leases(), ["ebdeploy/leases/shop-local.sequence.json"]);
}

#[test]
fn where_there_is_no_bucket_yet_elastic_beanstalk_makes_it() {
    let account = Account::empty();
    let refused = apply(&account);
    assert_eq!(refused.code, 1, "there is no certificate: {refused}");
    assert!(!refused.stderr.contains("note: nothing keeps others"), "{refused}");
    let calls = account.calls();
    let made =
        calls.iter().filter(|call| call["operation"] == "elasticbeanstalk.CreateStorageLocation");
    assert_eq!(made.count(), 1);
    assert!(account.leases().is_empty());
}
