//! On a terminal: the question, its answers, and what may happen between the two.

mod adopting;

use std::process::Command;

use crate::localstack::Account;
use crate::support::{Ran, ran};

/// Runs a command on a terminal of its own; where it asks, does something and then answers.
pub(crate) const PTY: &str = r"
import os, pty, subprocess, sys
answer, before, *command = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    os.execv(command[0], command)
seen, asked = b'', False
while True:
    try:
        some = os.read(terminal, 4096)
    except OSError:
        break
    if not some:
        break
    seen += some
    if b'goes on: ' in seen and not asked:
        asked = True
        if before:
            subprocess.run(before, shell=True, check=True, stdout=subprocess.DEVNULL)
        os.write(terminal, answer.encode())
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
";

fn apply(account: &Account, before: &str, answer: &str) -> Ran {
    on_terminal(account, "apply", before, answer)
}

fn on_terminal(account: &Account, verb: &str, before: &str, answer: &str) -> Ran {
    let mut python = Command::new("python3");
    python.args(["-c", PTY, answer, before, env!("CARGO_BIN_EXE_ebdeploy")]);
    python.args([verb, "environments/local.toml"]).current_dir(crate::support::root());
    account.credentials(&mut python);
    ran(python.env("TERM", "xterm").env("AWS_REGION", "eu-west-1"))
}

fn untouched(account: &Account) -> bool {
    !account.changing_calls().iter().any(|call| call.contains("Environment"))
}

#[test]
fn yes_goes_on() {
    let account = Account::seeded();
    let ended = apply(&account, "", "yes\n");
    assert_eq!(ended.code, 0, "{ended}");
    assert!(ended.stdout.contains("Apply this to shop-local? Only `yes` goes on:"), "{ended}");
    assert!(ended.stdout.contains("Applied: shop-local"), "{ended}");
}

#[test]
fn anything_else_does_not() {
    let account = Account::seeded();
    for answer in ["y\n", "\n", "\u{4}"] {
        let ended = apply(&account, "", answer);
        assert_eq!(ended.code, 1, "{ended}");
        assert!(ended.stdout.contains("the answer was not `yes`"), "{ended}");
    }
    assert!(untouched(&account));
    assert!(account.leases().is_empty());
}

#[test]
fn ctrl_c_at_the_question_ends_it() {
    let account = Account::seeded();
    let ended = apply(&account, "", "\u{3}");
    assert_eq!(ended.code, 130, "{ended}");
    assert!(ended.stdout.contains("nothing was changed"), "{ended}");
    assert!(untouched(&account));
    assert!(account.leases().is_empty());
}

#[test]
fn what_changed_between_question_and_answer_is_not_overrun() {
    let account = Account::seeded();
    let elsewhere = account.aws_line("elasticbeanstalk create-application --application-name shop");
    let ended = apply(&account, &elsewhere, "yes\n");
    assert_eq!(ended.code, 4, "{ended}");
    assert!(
        ended.stdout.contains("AWS changed since the plan was made; nothing was done"),
        "{ended}"
    );
    assert!(untouched(&account));
    assert!(account.leases().is_empty());
}

#[test]
fn an_environment_goes_when_its_name_is_typed_and_for_nothing_else() {
    let account = Account::seeded();
    assert_eq!(apply(&account, "", "yes\n").code, 0);
    account.forget_calls();
    for answer in ["yes\n", "shop\n", "SHOP-LOCAL\n", "\n"] {
        let ended = on_terminal(&account, "destroy", "", answer);
        assert_eq!(ended.code, 1, "{ended}");
        assert!(ended.stdout.contains("This destroys shop-local in eu-west-1."), "{ended}");
        assert!(ended.stdout.contains("not destroyed: the answer was not `shop-local`"), "{ended}");
    }
    let interrupted = on_terminal(&account, "destroy", "", "\u{3}");
    assert_eq!(interrupted.code, 130, "{interrupted}");
    assert!(!account.changing_calls().iter().any(|call| call.contains("Terminate")));
    assert!(account.leases().is_empty());
    let ended = on_terminal(&account, "destroy", "", "shop-local\n");
    assert_eq!(ended.code, 0, "{ended}");
    assert!(ended.stdout.contains("Destroyed: shop-local in eu-west-1 is gone."), "{ended}");
}

#[test]
fn a_termination_that_began_between_question_and_answer_is_a_plan_of_its_own() {
    let account = Account::seeded();
    assert_eq!(apply(&account, "", "yes\n").code, 0);
    account.control(&serde_json::json!({ "phase_seconds": 3 }));
    let elsewhere = "elasticbeanstalk terminate-environment --environment-name shop-local";
    let elsewhere = account.aws_line(elsewhere);
    let moved = on_terminal(&account, "destroy", &elsewhere, "shop-local\n");
    assert_eq!(moved.code, 4, "{moved}");
    assert!(moved.stdout.contains("AWS is at it already; it is waited for"), "{moved}");
    let finished = on_terminal(&account, "destroy", "", "");
    assert_eq!(finished.code, 0, "nobody is asked: {finished}");
}
