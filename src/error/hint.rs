//! What to do next.

use std::path::Path;

use super::{Aftermath, Error, RollBack};
use crate::apply::{self, Aborted, Journal};
use crate::bundle;
use crate::cloud::{self, ErrorKind, Unreachable};
use crate::config::nearest;
use crate::explain;
use crate::gates::Refusal;
use crate::iam::{Refused, refused};
use crate::lease::{self, Lost};
use crate::plan::{Fallback, Goal, Plan};
use crate::saved;

impl Error {
    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Observe(error) => of_call(error),
            Self::Scaffold(error) => error.hint().map(str::to_owned),
            Self::Lease { file, source } => of_lease(file, source),
            Self::Apply { aftermath, plan, source, .. } if !is_astray(aftermath) => {
                of_apply(source, plan)
            }
            Self::Interrupted { plan, journal, aborted } => {
                Some(of_interruption(plan.as_deref()?, journal, aborted.as_deref()))
            }
            Self::NoSuchId(id) => Some(of_id(id)),
            Self::Unknown { name, region, known } => Some(of_unknown(name, region, known)),
            Self::NoInstance { known, .. } => {
                Some(format!("its instances are {}", known.join(", ")))
            }
            Self::NobodyToName(name) => {
                Some(format!("read what goes, then run again with `--yes --confirm {name}`"))
            }
            Self::Gated { plan, refusals, .. } => Some(of_gates(plan, refusals).to_owned()),
            _ => self.usual().map(str::to_owned),
        }
    }

    /// What to do next where that is the same each time.
    fn usual(&self) -> Option<&'static str> {
        Some(match self {
            Self::Unreachable(Unreachable::NoRoots) => {
                "install the package `ca-certificates`, or name a file of certificates in SSL_CERT_FILE"
            }
            Self::Unreachable(Unreachable::NoRegion) => {
                "write `region = \"eu-west-1\"` into [environment], or set AWS_REGION; where there is no file \
                 yet, `--region eu-west-1`"
            }
            Self::NoSequence => "take `lock` out of [apply], or leave `--sequence` away",
            Self::OtherLease(_) => "run again to see who",
            Self::Linted { errors: 0, .. } => {
                "mend the file, silence a lint under [lints] with the reason, or leave `--deny-warnings` out"
            }
            Self::Linted { .. } => {
                "mend the file, or silence a lint under [lints], with the reason"
            }
            Self::Apply { .. } => {
                "it is neither as the file says nor as it was: `ebdeploy plan` and `ebdeploy doctor` tell \
                 what there is; mend what failed, and run `ebdeploy apply` again, which goes forward"
            }
            Self::NoEnvironment(_) => "`ebdeploy apply` makes it",
            Self::NotDescribed(_) => {
                "run again when the environment is Ready and nobody changes it"
            }
            Self::Occupied(_) => "name another file with `--out`, or write over it with `--force`",
            Self::NotPromoted(_) => {
                "`ebdeploy doctor` says what ails the environment that the version comes from"
            }
            Self::NoLogsYet(_) => "see what it is at with `ebdeploy status --watch`",
            Self::Logs(_) => "run again; an instance that is out of reach hands in none",
            Self::Busy(_) => "run again later, or with `--if-busy wait`",
            Self::NobodyToAsk => {
                "read the plan first (`ebdeploy plan`), then run again with `--yes`"
            }
            Self::NobodyToAnswer(_) | Self::Unanswered => {
                "`ebdeploy init --help` says what can be given"
            }
            Self::OtherName { .. } => {
                "write the name that the file has, if that is the environment that you mean"
            }
            Self::NotGone(_) => "run `ebdeploy destroy` again",
            Self::Saved(saved::Error::Elsewhere { .. }) => {
                "save a plan here (`ebdeploy plan --out`), or use the credentials and region that it is for"
            }
            Self::Saved(saved::Error::NotOne { .. }) => "save one with `ebdeploy plan FILE --out`",
            Self::NotAsSaved { .. } => {
                "look at the new plan, and save it again with `ebdeploy plan FILE --out`"
            }
            Self::Moved(_) => "run again, and look at the new plan",
            Self::OnFallback { fallback: Fallback::Connection, .. } => {
                "make sure that the path answers 200 everywhere, and run `ebdeploy apply --require-path-check`: \
                 it takes the check of the file"
            }
            Self::OnFallback { fallback: Fallback::AnyAnswer, .. } => {
                "mend what is named above, and run `ebdeploy apply` again: it returns to the check of the \
                 file when every target passes it"
            }
            Self::NotAsBefore(_) => "take back by hand what the plan above names",
            Self::NotConverged(_) => {
                "something else sets these values: an .ebextensions file of the version, or another \
                 deployer"
            }
            // What happened says what to do, or each case has words of its own.
            Self::File(_)
            | Self::Refused { .. }
            | Self::Saved(saved::Error::File { .. })
            | Self::Worker(_)
            | Self::Declined
            | Self::NotNamed(_)
            | Self::NotBegun(_)
            | Self::Report { .. }
            | Self::Output(_)
            | Self::Observe(_)
            | Self::Scaffold(_)
            | Self::Lease { .. }
            | Self::Interrupted { .. }
            | Self::Unknown { .. }
            | Self::NoInstance { .. }
            | Self::NoSuchId(_)
            | Self::NobodyToName(_)
            | Self::Gated { .. } => return None,
        })
    }
}

/// Which way past gates there is.
fn of_gates(plan: &Plan, refusals: &[Refusal]) -> &'static str {
    if refusals.iter().all(|refusal| refusal.gate == "windows") {
        "run again when a window is open, or let this plan through once with `--override REASON`"
    } else if plan.goal == Goal::Gone {
        "change [protect] if that is meant, or let it through once with `--override REASON`"
    } else {
        "leave the steps out, or let this plan through once with `--override REASON`"
    }
}

/// The id that was meant, or where ids are to be seen.
fn of_id(id: &str) -> String {
    match explain::meant(id) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => {
            "an id stands in brackets before what is told: `error[environment-name]`".to_owned()
        }
    }
}

/// Which environment may be meant.
fn of_unknown(name: &str, region: &str, known: &[String]) -> String {
    if let Some(meant) = nearest(name, known.iter().map(String::as_str)) {
        return format!("did you mean `{meant}`?");
    }
    let there = match known {
        [] => "there are none".to_owned(),
        _ => format!("there are {}", known.join(", ")),
    };
    format!("in {region} {there}; `--region` looks elsewhere, AWS_PROFILE in another account")
}

/// The way back was begun, and did not lead there.
fn is_astray(aftermath: &Aftermath) -> bool {
    matches!(aftermath.roll_back, Some(RollBack::Begun { result: Err(_), .. }))
}

/// How AWS is made to give up an update, by a client that everybody has.
fn by_hand(environment: &str) -> String {
    format!("`aws elasticbeanstalk abort-environment-update --environment-name {environment}`")
}

fn of_interruption(plan: &Plan, journal: &Journal, aborted: Option<&Aborted>) -> String {
    let command = plan.goal.command();
    let again = match plan.goal {
        Goal::AsItWas { .. } => "goes forward again, to what the file says",
        Goal::AsTheFileSays | Goal::Gone => "finishes what was begun",
    };
    let hint = format!("run `{command}` again: it waits for what is under way, and {again}");
    if matches!(aborted, Some(Aborted::Ended { .. })) {
        return format!("run `{command}` again: it goes forward from here");
    }
    if aborted.is_some() || !journal.under_way {
        return hint;
    }
    let by_hand = by_hand(&plan.environment);
    format!("{hint}; {by_hand} has AWS give it up, as `--abort-on-interrupt` would have")
}

fn of_apply(error: &apply::Error, plan: &Plan) -> Option<String> {
    let command = plan.goal.command();
    let hint = match error {
        apply::Error::Call(error) => return of_call(error),
        apply::Error::Deadline { .. } => {
            let again = format!("run `{command}` again: it goes on where AWS is");
            if plan.goal == Goal::Gone {
                return Some(format!("{again}; or raise [apply] timeout"));
            }
            let by_hand = by_hand(&plan.environment);
            return Some(format!(
                "{again}; raise [apply] timeout; or have AWS give it up ({by_hand}), mend it, and run \
                 again"
            ));
        }
        apply::Error::Stays { .. } => {
            "take away what the events name: other security groups' rules that refer to it, for \
             example; and run `ebdeploy destroy` again"
        }
        apply::Error::Unprocessed { .. } => {
            "mend what the events name in the bundle, and run again"
        }
        apply::Error::Bundle(bundle::Error::Changed(_)) => "run again, and look at the new plan",
        apply::Error::Bundle(_) => return None,
        apply::Error::Failed { .. } => "mend what the events name, and run again",
        apply::Error::Reverted { .. } => {
            "mend what the events and the instances' logs (`ebdeploy logs`) name, and run again"
        }
        apply::Error::Mixed { .. } => {
            "run `ebdeploy apply` again: it deploys the version anew, to every instance"
        }
        apply::Error::Unhealthy { .. } => {
            "mend the application or the check, and run again; [apply] health = \"warning\" or \
             \"any\" asks for less"
        }
        apply::Error::Unproved { .. } => {
            "mend the application or the check, and run again; `--no-shadow` changes the check without \
             trying it first"
        }
        apply::Error::Gone { .. } | apply::Error::Missing(_) => {
            "run `ebdeploy plan` to see what is there"
        }
        apply::Error::Lease(Lost::Superseded(_)) => {
            "the newer run goes on from here; AWS finishes what was begun"
        }
        apply::Error::Lease(_) => {
            return Some(format!(
                "AWS finishes what was begun; run `{command}` again, which waits for whoever is there"
            ));
        }
    };
    Some(hint.to_owned())
}

fn of_call(error: &cloud::Error) -> Option<String> {
    let hint = match error.kind {
        ErrorKind::AccessDenied => {
            return Some(of_refusal(&refused(error.operation, &error.message)));
        }
        ErrorKind::Credentials => {
            "check the AWS credentials (AWS_PROFILE, AWS_ACCESS_KEY_ID, `aws sso login`): `aws sts \
             get-caller-identity` says whose they are"
        }
        ErrorKind::Unreachable => {
            "check the network, the region's name, and AWS_ENDPOINT_URL if it is set"
        }
        ErrorKind::Throttled => "AWS has had enough for now: run again in a minute",
        ErrorKind::Busy => "the environment is at something else: run again",
        ErrorKind::NotFound | ErrorKind::Exists | ErrorKind::Other => return None,
    };
    Some(hint.to_owned())
}

fn of_refusal(Refused { actions, denied }: &Refused) -> String {
    let actions = actions.iter().map(|action| format!("`{action}`")).collect::<Vec<_>>();
    if *denied {
        return format!("a policy denies the caller the IAM permission {}", actions.join(", or "));
    }
    let noun = if actions.len() == 1 { "permission" } else { "permissions" };
    let actions = actions.join(", ");
    format!(
        "the caller needs the IAM {noun} {actions}; `ebdeploy iam FILE` prints all that a file needs"
    )
}

fn of_lease(file: &Path, error: &lease::Error) -> Option<String> {
    match error {
        lease::Error::Held { .. } => Some(format!(
            "wait longer with `--lock-timeout`; if that run is dead for certain, `ebdeploy unlock {}`",
            file.display()
        )),
        lease::Error::Superseded(_) => {
            Some("the newer run does what this one was to do".to_owned())
        }
        lease::Error::Call(error) => of_call(error),
    }
}
