//! Why a command failed, with which exit code, and what to do next.

mod aftermath;
pub mod exit;
mod hint;
mod unbegun;

use std::io;
use std::path::PathBuf;

use crate::apply::{self, Aborted, Journal};
use crate::cloud::{self, Unreachable};
use crate::config::{self, Diagnostic, Source};
use crate::gates::Refusal;
use crate::lease;
use crate::logs;
use crate::plan::{Fallback, Plan};
use crate::saved::{self, Moved};
use crate::scaffold;

pub use aftermath::{Aftermath, RollBack, Stays};
pub use unbegun::Unbegun;

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
    /// There is no environment of the name that was given, in the region.
    #[error("there is no environment `{name}` in {region}")]
    Unknown {
        /// The name.
        name: String,
        /// The region.
        region: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// It is not well with the version that was to be promoted, where it runs.
    #[error("nothing was promoted: {}", .0.join("; "))]
    NotPromoted(Vec<String>),
    /// No file can be written that describes the environment.
    #[error("nothing was written: {0}")]
    NotDescribed(String),
    /// The environment is none that a file can describe.
    #[error(
        "nothing was written: `{0}` is a worker environment, and ebdeploy looks after those that serve the web"
    )]
    Worker(String),
    /// A file is there already.
    #[error("nothing was written: `{}` is there already", .0.display())]
    Occupied(PathBuf),
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
    /// Of several environments, one was not begun.
    #[error("not begun: {0}")]
    NotBegun(Unbegun),
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
    /// Nobody can be asked, and these options were not given.
    #[error("there is no terminal to ask on; not given: {}", .0.join(", "))]
    NobodyToAnswer(Vec<&'static str>),
    /// Whoever was asked gave no more answers.
    #[error("nothing was written: the answers ended")]
    Unanswered,
    /// The answer was not `yes`.
    #[error("not applied: the answer was not `yes`")]
    Declined,
    /// The name that was confirmed is not the environment's.
    #[error(
        "`--confirm {confirmed}` is not the environment of the file, `{environment}`; nothing was done"
    )]
    OtherName {
        /// As on the command line.
        confirmed: String,
        /// The file's.
        environment: String,
    },
    /// Nobody can be asked to type the environment's name, and it was not confirmed.
    #[error("there is no terminal to type `{0}` on, and `--yes --confirm {0}` was not given")]
    NobodyToName(String),
    /// What was typed was not the environment's name.
    #[error("not destroyed: the answer was not `{0}`")]
    NotNamed(String),
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
    #[error("{source}{aftermath}")]
    Apply {
        /// What was to be done.
        plan: Box<Plan>,
        /// How far it came.
        journal: Box<Journal>,
        /// Why no further.
        source: Box<apply::Error>,
        /// What was found out and done since.
        aftermath: Box<Aftermath>,
    },
    /// Somebody stopped it.
    #[error("interrupted")]
    Interrupted {
        /// What was to be done, if that was known yet.
        plan: Option<Box<Plan>>,
        /// How far it came.
        journal: Box<Journal>,
        /// What came of having AWS give up what is under way, where that is wanted.
        aborted: Option<Box<Aborted>>,
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
    /// All was taken back, and yet AWS is not as it was.
    #[error("rolled back, but AWS is not as it was before")]
    NotAsBefore(Box<Plan>),
    /// All was done, and yet something is still there.
    #[error("destroyed, but something is still there")]
    NotGone(Box<Plan>),
    /// Nothing can be scaffolded, or written.
    #[error(transparent)]
    Scaffold(#[from] scaffold::Error),
    /// Nothing is told under this id.
    #[error("there is no id `{0}`")]
    NoSuchId(String),
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
    /// A look at AWS failed.
    pub(crate) fn unseen(error: cloud::Error) -> Self {
        Self::Observe(Box::new(error))
    }

    /// What is wrong with a file, and where it is written; nothing where that is not why.
    pub fn problems(&self) -> Option<(&Source, &[Diagnostic])> {
        match self {
            Self::File(config::Error::Invalid { source_file, diagnostics })
            | Self::Refused { source_file, diagnostics } => Some((source_file, diagnostics)),
            _ => None,
        }
    }

    /// What was found out and done after a run failed.
    pub fn aftermath(&self) -> Option<&Aftermath> {
        match self {
            Self::Apply { aftermath, .. } => Some(aftermath),
            _ => None,
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
