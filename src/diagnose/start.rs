//! Why an application does not start, as its own log or that of its deployment says.
//!
//! The words are those of the shell, of interpreters, and of the platforms' engine, as they stand in
//! public reports.

use super::tail::lines_with;
use super::{Case, Symptom};

pub(super) const SYMPTOMS: [Symptom; 3] = [
    Symptom {
        id: "command-not-found",
        problem: "the instance does not find a program that is to be run",
        cure: "name one that is there in the Procfile or the hook: what requirements.txt, \
               package.json or the platform install; and mind a path that exists on your machine \
               only",
        evidence: |case| lines_with(case.logs, is_not_found),
    },
    Symptom {
        id: "module-missing",
        problem: "the application does not find a module that it needs",
        cure: "name it among the dependencies (requirements.txt, package.json, …), or put it into \
               the bundle",
        evidence: |case| {
            of(case, &["ModuleNotFoundError", "Cannot find module", "cannot load such file"])
        },
    },
    Symptom {
        id: "install-failed",
        problem: "what the application depends on could not be installed",
        cure: "mend the list of dependencies: a version that there is, for the platform's own \
               language version; and see that the instances reach the registry (NAT or internet \
               gateway)",
        evidence: |case| {
            of(case, &["[InstallDependency]", "No matching distribution found for", "npm ERR!"])
        },
    },
];

/// As bash says it, and as a plain shell does.
fn is_not_found(line: &str) -> bool {
    let line = line.trim_end();
    line.contains(": command not found") || (line.contains("sh: ") && line.ends_with(": not found"))
}

fn of(case: &Case<'_>, signs: &[&str]) -> Vec<String> {
    lines_with(case.logs, |line| signs.iter().any(|sign| line.contains(sign)))
}
