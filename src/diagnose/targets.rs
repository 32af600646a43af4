//! Targets that fail their health check: what the load balancer says of them, and what that means.

use std::collections::BTreeMap;

use super::Finding;
use crate::observed::{Check, TargetHealth};

/// What is wrong with targets that fail alike.
struct Symptom {
    id: &'static str,
    problem: &'static str,
    cure: &'static str,
}

/// Status codes, first and last of a range, and what it means that a check gets them.
const CODES: [(u16, u16, Symptom); 6] = [
    (
        300,
        399,
        Symptom {
            id: "check-redirected",
            problem: "the server redirects the health check instead of answering it",
            cure: "exempt the path from the redirect of the proxy or framework (Django: \
                   `SECURE_REDIRECT_EXEMPT = [r\"^health/?$\"]`), or check a path that answers by itself",
        },
    ),
    (
        400,
        400,
        Symptom {
            id: "host-refused",
            problem: "the application refuses the Host header of the health check, which is the \
                      instance's own address",
            cure: "allow the instance's address (Django: add it to `ALLOWED_HOSTS`), read from the \
                   instance metadata service with IMDSv2: a token by `PUT /latest/api/token`, then \
                   `GET /latest/meta-data/local-ipv4` at http://169.254.169.254",
        },
    ),
    (
        401,
        403,
        Symptom {
            id: "check-unauthorized",
            problem: "the path of the health check asks for a login",
            cure: "let it answer without authentication: the load balancer has no credentials",
        },
    ),
    (
        404,
        404,
        Symptom {
            id: "check-not-found",
            problem: "the application has no such route",
            cure: "add the route, or name one that is there in [health-check] path",
        },
    ),
    (
        500,
        599,
        Symptom {
            id: "application-failing",
            problem: "the application is up, and something that it needs is not",
            cure: "see what the path answers and what the log says (`ebdeploy logs`)",
        },
    ),
    (
        200,
        499,
        Symptom {
            id: "check-mismatch",
            problem: "the path answers with a code that [health-check] matcher does not have",
            cure: "answer one of the codes, or add this one to the matcher",
        },
    ),
];

const SILENT: Symptom = Symptom {
    id: "nothing-answers",
    problem: "nothing answers the health check",
    cure: "see whether the application runs (`ebdeploy logs`), listens on the port of the \
           environment's process, and may be reached from the load balancer's security group",
};

/// What ails targets, those that fail alike in one finding. Nothing, when each passes its check or
/// has not been checked yet.
pub fn of_targets(check: &Check, targets: &[TargetHealth]) -> Vec<Finding> {
    let mut failing: BTreeMap<&str, (&Symptom, Vec<String>)> = BTreeMap::new();
    for target in targets.iter().filter(|target| target.state == "unhealthy") {
        let symptom = symptom(target);
        let words = target.reason.as_deref().unwrap_or("no reason given");
        let (_, evidence) = failing.entry(symptom.id).or_insert_with(|| (symptom, Vec::new()));
        evidence.push(format!("{}: {words}", target.target));
    }
    let finding = |(symptom, evidence): (&Symptom, Vec<String>)| Finding {
        id: symptom.id,
        problem: format!("{} ({check} is asked for)", symptom.problem),
        evidence,
        cure: symptom.cure.to_owned(),
    };
    failing.into_values().map(finding).collect()
}

fn symptom(target: &TargetHealth) -> &'static Symptom {
    let code = code(target);
    let fits = |(first, last, _): &&(u16, u16, Symptom)| {
        code.is_some_and(|code| (*first..=*last).contains(&code))
    };
    CODES.iter().find(fits).map_or(&SILENT, |(_, _, symptom)| symptom)
}

/// The status code in AWS's words, `Health checks failed with these codes: [301]`.
fn code(target: &TargetHealth) -> Option<u16> {
    let (_, codes) = target.reason.as_deref()?.split_once('[')?;
    codes.split([',', ']']).next()?.trim().parse().ok()
}
