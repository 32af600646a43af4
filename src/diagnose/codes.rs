//! What it means that a health check gets a status code, or none.

use std::collections::BTreeMap;

use super::Row;
use crate::observed::TargetHealth;

/// Why a target fails its check.
pub(super) struct Failing {
    pub(super) id: &'static str,
    pub(super) problem: &'static str,
    pub(super) cure: &'static str,
}

/// Status codes, first and last of a range, and what each means. The first that fits holds.
const CODES: [(u16, u16, Failing); 8] = [
    (
        300,
        399,
        Failing {
            id: "check-redirected",
            problem: "the server redirects the health check instead of answering it",
            cure: "exempt the path from the redirect: in the framework (Django: \
                   `SECURE_REDIRECT_EXEMPT = [r\"^health/?$\"]`) or in the proxy's configuration \
                   file (.platform/nginx/conf.d/); mind a final slash; or check a path that answers \
                   by itself",
        },
    ),
    (
        400,
        400,
        Failing {
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
        Failing {
            id: "check-unauthorized",
            problem: "the path of the health check asks for a login",
            cure: "let it answer without authentication: the load balancer has no credentials",
        },
    ),
    (
        404,
        404,
        Failing {
            id: "check-not-found",
            problem: "the application has no such route",
            cure: "add the route, or name one that is there in [health-check] path",
        },
    ),
    (502, 502, APPLICATION_DOWN),
    (504, 504, APPLICATION_DOWN),
    (
        500,
        599,
        Failing {
            id: "application-failing",
            problem: "the application is up, and something that it needs is not",
            cure: "mend what the path and the log name: a database that does not answer, a \
                   migration that did not run, a variable that is not set (`ebdeploy logs`)",
        },
    ),
    (
        100,
        499,
        Failing {
            id: "check-mismatch",
            problem: "the path answers with a code that [health-check] matcher does not have",
            cure: "answer one of the codes, or add this one to the matcher",
        },
    ),
];

/// nginx's own answers for an application that does not take its connection, or is too slow.
const APPLICATION_DOWN: Failing = Failing {
    id: "application-down",
    problem: "the proxy on the instance answers, and the application behind it does not",
    cure: "see in the log why it does not run (`ebdeploy logs`): its start command in the \
           Procfile, the port that it listens on, an error at its start",
};

const TIMED_OUT: Failing = Failing {
    id: "check-timeout",
    problem: "the health check gets no answer in time",
    cure: "see whether the instances' security group lets in the load balancer's on the port of \
           the process, and whether the path does slow work: it should answer within the check's \
           time-out",
};

const SILENT: Failing = Failing {
    id: "nothing-answers",
    problem: "nothing answers the health check",
    cure: "see whether the application runs (`ebdeploy logs`), listens on the port of the \
           environment's process, and may be reached from the load balancer's security group",
};

/// What it means that a check gets this code.
pub(super) fn of_code(code: u16) -> Option<&'static Failing> {
    let fits = |(first, last, _): &&(u16, u16, Failing)| (*first..=*last).contains(&code);
    CODES.iter().find(fits).map(|(_, _, failing)| failing)
}

/// Why a target fails.
pub(super) fn of_target(target: &TargetHealth) -> &'static Failing {
    let of_code = code(target).and_then(of_code);
    of_code.unwrap_or(match target.code.as_deref() {
        Some("Target.Timeout") => &TIMED_OUT,
        _ => &SILENT,
    })
}

/// Lines of the instances' logs help to see why.
pub(super) fn wants_logs(id: &str) -> bool {
    ["application-failing", APPLICATION_DOWN.id, TIMED_OUT.id, SILENT.id].contains(&id)
}

/// Several codes may mean the same.
pub(super) fn rows() -> impl Iterator<Item = Row> {
    let of_codes = CODES.iter().map(|(_, _, failing)| failing);
    let row = |&Failing { id, problem, cure }: &Failing| (id, Row { id, problem, cure });
    let all: BTreeMap<_, _> = of_codes.chain([&TIMED_OUT, &SILENT]).map(row).collect();
    all.into_values()
}

/// The status code in AWS's words, `Health checks failed with these codes: [301]`.
fn code(target: &TargetHealth) -> Option<u16> {
    let (_, codes) = target.reason.as_deref()?.split_once('[')?;
    codes.split([',', ']']).next()?.trim().parse().ok()
}
