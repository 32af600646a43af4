//! Why a command failed, with which exit code, and what to do next.

use std::io;
use std::path::PathBuf;

use crate::apply::{self, Journal};
use crate::cloud::{self, ErrorKind, Unreachable};
use crate::config::{self, Diagnostic, Source};
use crate::gates::Refusal;
use crate::logs;
use crate::plan::{Fallback, Plan};
use crate::saved::{self, Moved};

/// Exit codes. `docs/exit-codes.md` says what each means to a pipeline.
pub mod exit {
    /// Done, or nothing to do.
    pub const DONE: u8 = 0;
    /// Failed.
    pub const FAILED: u8 = 1;
    /// `plan --detailed-exitcode`: there are changes.
    pub const CHANGES: u8 = 2;
    /// Applied, and serving on the fallback health check.
    pub const FALLBACK: u8 = 3;
    /// AWS changed since the plan was made.
    pub const MOVED: u8 = 4;
    /// The deadline passed; AWS goes on.
    pub const DEADLINE: u8 = 5;
    /// Applied, but AWS is not as the file says.
    pub const NOT_CONVERGED: u8 = 6;
    /// The command line is wrong.
    pub const USAGE: u8 = 64;
    /// Interrupted.
    pub const INTERRUPTED: u8 = 130;
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read, or is wrong.
    #[error(transparent)]
    File(#[from] config::Error),
    /// The file asks for what cannot be.
    #[error("`{}` cannot be brought about", source_file.path.display())]
    Refused {
        /// Its text.
        source_file: Box<Source>,
        /// Each reason, with its place.
        diagnostics: Vec<Diagnostic>,
    },
    /// Gates say no to the plan. Nothing was done.
    #[error("gates say no to this plan: {}", names(refusals))]
    Gated {
        /// The file's text.
        source_file: Box<Source>,
        /// The plan.
        plan: Box<Plan>,
        /// Each gate, and the steps that it says no to.
        refusals: Vec<Refusal>,
    },
    /// Lints refuse the file, or warn where the caller wants no warnings. Nothing was done.
    #[error("lints refuse `{}`: {}; nothing was changed", file.display(), counted(*errors, *warnings))]
    Linted {
        /// Which file.
        file: PathBuf,
        /// How many errors.
        errors: usize,
        /// How many warnings.
        warnings: usize,
    },
    /// AWS cannot even be asked.
    #[error(transparent)]
    Unreachable(#[from] Unreachable),
    /// A look at AWS failed. Nothing was changed.
    #[error("AWS could not be looked at")]
    Observe(#[source] Box<cloud::Error>),
    /// There is no such environment to look at.
    #[error("there is no environment `{0}`")]
    NoEnvironment(String),
    /// The environment has no such instance.
    #[error("`{environment}` has no instance {unknown}")]
    NoInstance {
        /// The environment's name.
        environment: String,
        /// The id that it does not have.
        unknown: String,
        /// Those that it has.
        known: Vec<String>,
    },
    /// Logs can be had of an environment that is Ready.
    #[error("`{0}` is busy, and gives no logs until it is Ready")]
    NoLogsYet(String),
    /// Logs did not come, or cannot be read.
    #[error(transparent)]
    Logs(#[from] logs::Error),
    /// The environment is at something else, and the caller does not want to wait.
    #[error("the environment `{0}` is busy")]
    Busy(String),
    /// Nobody can be asked, and `--yes` was not given.
    #[error("there is no terminal to ask on, and `--yes` was not given")]
    NobodyToAsk,
    /// The answer was not `yes`.
    #[error("not applied: the answer was not `yes`")]
    Declined,
    /// A saved plan cannot be read or written, or is for something else.
    #[error(transparent)]
    Saved(#[from] saved::Error),
    /// What was saved is not what would be done now.
    #[error("this is not what was saved in `{}` any more; nothing was done", path.display())]
    NotAsSaved {
        /// The saved plan.
        path: PathBuf,
        /// What is not as it was.
        moved: Box<Moved>,
    },
    /// AWS is not as it was when the plan was made.
    #[error("AWS changed since the plan was made; nothing was done")]
    Moved(Box<Plan>),
    /// The plan was not carried out to its end.
    #[error("{source}")]
    Apply {
        /// What was to be done.
        plan: Box<Plan>,
        /// How far it came.
        journal: Box<Journal>,
        /// Why no further.
        source: Box<apply::Error>,
    },
    /// Somebody stopped it.
    #[error("interrupted")]
    Interrupted {
        /// What was to be done, if that was known yet.
        plan: Option<Box<Plan>>,
        /// How far it came.
        journal: Box<Journal>,
    },
    /// All was done, and the environment serves, but not by the health check that the file asks for.
    #[error("applied, but serving on the fallback health check")]
    OnFallback {
        /// What was done.
        plan: Box<Plan>,
        /// How far it came, and why no further.
        journal: Box<Journal>,
        /// What the check is.
        fallback: Fallback,
    },
    /// All was done, and yet AWS is not as the file says.
    #[error("applied, but AWS is not as the file says")]
    NotConverged(Box<Plan>),
    /// A report cannot be written to its file.
    #[error("cannot write `{}`", path.display())]
    Report {
        /// As written on the command line.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A stream cannot be written to.
    #[error("cannot write the output")]
    Output(#[from] io::Error),
}

impl Error {
    /// The process's exit code.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Apply { source, .. } if matches!(**source, apply::Error::Deadline { .. }) => {
                exit::DEADLINE
            }
            Self::File(_)
            | Self::Refused { .. }
            | Self::Saved(_)
            | Self::Gated { .. }
            | Self::Linted { .. }
            | Self::Unreachable(_)
            | Self::Observe(_)
            | Self::NoEnvironment(_)
            | Self::NoInstance { .. }
            | Self::NoLogsYet(_)
            | Self::Logs(_)
            | Self::Busy(_)
            | Self::Declined
            | Self::Apply { .. }
            | Self::Report { .. }
            | Self::Output(_) => exit::FAILED,
            Self::NobodyToAsk => exit::USAGE,
            Self::OnFallback { .. } => exit::FALLBACK,
            Self::Moved(_) | Self::NotAsSaved { .. } => exit::MOVED,
            Self::NotConverged(_) => exit::NOT_CONVERGED,
            Self::Interrupted { .. } => exit::INTERRUPTED,
        }
    }

    /// How far a run came before it failed.
    pub fn journal(&self) -> Option<&Journal> {
        match self {
            Self::Apply { journal, .. }
            | Self::Interrupted { journal, .. }
            | Self::OnFallback { journal, .. } => Some(journal),
            _ => None,
        }
    }

    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Unreachable(Unreachable::NoRoots) => {
                "install the package `ca-certificates`, or name a file of certificates in SSL_CERT_FILE"
            }
            Self::Unreachable(Unreachable::NoRegion) => {
                "write `region = \"eu-west-1\"` into [environment], or set AWS_REGION"
            }
            Self::Observe(error) => return of_call(error),
            Self::Gated { refusals, .. }
                if refusals.iter().all(|refusal| refusal.gate == "windows") =>
            {
                "run again when a window is open, or let this plan through once with `--override REASON`"
            }
            Self::Gated { .. } => {
                "leave the steps out, or let this plan through once with `--override REASON`"
            }
            Self::Linted { errors: 0, .. } => {
                "mend the file, silence a lint under [lints] with the reason, or leave `--deny-warnings` out"
            }
            Self::Linted { .. } => {
                "mend the file, or silence a lint under [lints], with the reason"
            }
            Self::Apply { source, .. } => return of_apply(source),
            Self::NoEnvironment(_) => "`ebdeploy apply` makes it",
            Self::NoInstance { known, .. } => {
                return Some(format!("its instances are {}", known.join(", ")));
            }
            Self::NoLogsYet(_) => "see what it is at with `ebdeploy status --watch`",
            Self::Logs(_) => "run again; an instance that is out of reach hands in none",
            Self::Busy(_) => "run again later, or with `--if-busy wait`",
            Self::NobodyToAsk => {
                "read the plan first (`ebdeploy plan`), then run again with `--yes`"
            }
            Self::Saved(saved::Error::Elsewhere { .. }) => {
                "save a plan here (`ebdeploy plan --out`), or use the credentials and region that it is for"
            }
            Self::Saved(saved::Error::NotOne { .. }) => "save one with `ebdeploy plan FILE --out`",
            Self::NotAsSaved { .. } => {
                "look at the new plan, and save it again with `ebdeploy plan FILE --out`"
            }
            Self::Moved(_) => "run again, and look at the new plan",
            Self::Interrupted { .. } => "run `ebdeploy apply` again: it finishes what was begun",
            Self::OnFallback { fallback: Fallback::Connection, .. } => {
                "make sure that the path answers 200 everywhere, and run `ebdeploy apply --require-path-check`: \
                 it takes the check of the file"
            }
            Self::OnFallback { fallback: Fallback::AnyAnswer, .. } => {
                "mend what is named above, and run `ebdeploy apply` again: it returns to the check of the \
                 file when every target passes it"
            }
            Self::NotConverged(_) => {
                "something else sets these values: an .ebextensions file of the version, or another \
                 deployer"
            }
            Self::File(_)
            | Self::Saved(saved::Error::File { .. })
            | Self::Refused { .. }
            | Self::Declined
            | Self::Report { .. }
            | Self::Output(_) => return None,
        };
        Some(hint.to_owned())
    }
}

/// `1 error and 2 warnings`
fn counted(errors: usize, warnings: usize) -> String {
    let some =
        [(errors, "error"), (warnings, "warning")].into_iter().filter(|(count, _)| *count > 0);
    let words =
        some.map(|(count, noun)| format!("{count} {noun}{}", if count == 1 { "" } else { "s" }));
    words.collect::<Vec<_>>().join(" and ")
}

fn names(refusals: &[Refusal]) -> String {
    refusals.iter().map(|refusal| refusal.gate).collect::<Vec<_>>().join(", ")
}

fn of_apply(error: &apply::Error) -> Option<String> {
    let hint = match error {
        apply::Error::Call(error) => return of_call(error),
        apply::Error::Deadline { .. } => {
            "run `ebdeploy apply` again: it goes on where AWS is; or raise [apply] timeout"
        }
        apply::Error::Failed { .. } => "mend what the events name, and run again",
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
    };
    Some(hint.to_owned())
}

fn of_call(error: &cloud::Error) -> Option<String> {
    let hint = match error.kind {
        ErrorKind::AccessDenied => {
            return Some(format!("the caller needs the IAM permission `{}`", error.operation));
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
