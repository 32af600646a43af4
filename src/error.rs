//! Why a command failed, with which exit code, and what to do next.

use std::io;
use std::path::{Path, PathBuf};

use crate::apply::{self, Journal};
use crate::cloud::{self, ErrorKind, Unreachable};
use crate::config::{self, Diagnostic, Source};
use crate::lease::{self, Lost};
use crate::logs;
use crate::plan::{Fallback, Plan};

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
    /// Somebody else applies the environment, or a newer run supersedes this one, or neither can be
    /// told.
    #[error("{}{source}", if matches!(**source, lease::Error::Call(_)) { "no lease could be taken: " } else { "" })]
    Lease {
        /// The file that says what the environment should be.
        file: PathBuf,
        /// Why.
        source: Box<lease::Error>,
    },
    /// There is no lease by whose number runs could be told apart.
    #[error("`--sequence` needs a lease, and [apply] lock is \"off\"")]
    NoSequence,
    /// The lease is another one than was shown.
    #[error("nothing was removed: `{0}` is being applied by somebody else by now")]
    OtherLease(String),
    /// Nobody can be asked, and `--yes` was not given.
    #[error("there is no terminal to ask on, and `--yes` was not given")]
    NobodyToAsk,
    /// The answer was not `yes`.
    #[error("not applied: the answer was not `yes`")]
    Declined,
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
            | Self::Unreachable(_)
            | Self::Observe(_)
            | Self::NoEnvironment(_)
            | Self::NoInstance { .. }
            | Self::NoLogsYet(_)
            | Self::Logs(_)
            | Self::Busy(_)
            | Self::Lease { .. }
            | Self::NoSequence
            | Self::OtherLease(_)
            | Self::Declined
            | Self::Apply { .. }
            | Self::Output(_) => exit::FAILED,
            Self::NobodyToAsk => exit::USAGE,
            Self::OnFallback { .. } => exit::FALLBACK,
            Self::Moved(_) => exit::MOVED,
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
            Self::Lease { file, source } => return of_lease(file, source),
            Self::NoSequence => "take `lock` out of [apply], or leave `--sequence` away",
            Self::OtherLease(_) => "run again to see who",
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
            Self::Moved(_) => "run again, and look at the new plan",
            Self::Interrupted { .. } => "run `ebdeploy apply` again: it finishes what was begun",
            Self::OnFallback { .. } => {
                "mend what is named above, and run `ebdeploy apply` again: it returns to the check of the \
                 file when every target passes it"
            }
            Self::NotConverged(_) => {
                "something else sets these values: an .ebextensions file of the version, or another \
                 deployer"
            }
            Self::File(_) | Self::Refused { .. } | Self::Declined | Self::Output(_) => return None,
        };
        Some(hint.to_owned())
    }
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
        apply::Error::Lease(Lost::Superseded(_)) => {
            "the newer run goes on from here; AWS finishes what was begun"
        }
        apply::Error::Lease(_) => {
            "AWS finishes what was begun; run `ebdeploy apply` again, which waits for whoever is there"
        }
        apply::Error::Gone { .. } | apply::Error::Missing(_) => {
            "run `ebdeploy plan` to see what is there"
        }
    };
    Some(hint.to_owned())
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
