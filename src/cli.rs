//! The command line. Types alone; what they mean is the commands' business.

mod adopt;
mod bundle;
mod compare;
mod destroy;
mod failing;
mod gates;
mod iam;
mod inspect;
mod lock;
mod output;
mod scaffold;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub use adopt::{Import, Init};
pub use bundle::Bundle;
pub use compare::{Diff, Show};
pub use destroy::Destroy;
pub use failing::Failing;
pub use gates::Gates;
pub use iam::{Iam, Only};
pub use inspect::{Doctor, Logs, Status, Via};
pub use lock::{Locking, Unlock};
pub use output::{Format, Output, Report, Shape};
pub use scaffold::{Kind, Linux, Scaffold, Writing};

/// Keeps AWS Elastic Beanstalk environments as a TOML file says they should be.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, after_help = EXIT_CODES)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Tell every AWS call, its duration and request id, on stderr. Twice: what the SDK does as
    /// well.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

const EXIT_CODES: &str = "\
Exit codes: 0 done or nothing to do, 1 failed or (doctor) something is wrong, 2 there are changes
(plan --detailed-exitcode) or differences (diff), 3 applied, serving on the fallback health check,
4 AWS changed since the plan, 5 deadline passed while AWS goes on, 6 applied but not as asked, 64
usage, 130 interrupted.

AWS region (unless the file names it), credentials and endpoint are those of the AWS SDK's own
chain: AWS_PROFILE, AWS_REGION, AWS_ENDPOINT_URL, SSO, roles and web identity all work.";

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check files, without asking AWS.
    Validate {
        /// The files that say what environments should be.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Exit with 1 when lints warn.
        #[arg(long)]
        deny_warnings: bool,
    },
    /// Show what the file's bundle is and holds, and check it, without asking AWS.
    Bundle(Bundle),
    /// Print what a file says together with those that it extends, without asking AWS.
    Show(Show),
    /// Show where two files ask for different things. Changes nothing.
    Diff(Diff),
    /// Write the file of an environment to be. Changes nothing in AWS.
    Init(Init),
    /// Write the smallest file that describes an environment which runs. Changes nothing in AWS.
    Import(Import),
    /// Show what `apply` would change. Changes nothing.
    Plan(Plan),
    /// Make environments as their files say, after showing what that changes.
    Apply(Apply),
    /// Deploy the version that another environment runs and is healthy with: from staging to
    /// production.
    Promote(Promote),
    /// Show how the environment is doing, and what differs from the file. Changes nothing.
    Status(Status),
    /// Look for what is wrong with the environment, and say what to do about it. Changes nothing.
    Doctor(Doctor),
    /// Say what an id in brackets stands for, as in `error[environment-name]`. Asks nobody.
    Explain {
        /// The id of a problem of a file, of a lint, or of what `doctor` finds.
        id: String,
    },
    /// Print the last lines of the instances' logs.
    Logs(Logs),
    /// End the environment, after showing what goes with it and having its name typed.
    Destroy(Destroy),
    /// Take away the lease of a run that cannot give it back.
    Unlock(Unlock),
    /// Print the least IAM policy that the file needs. Asks nobody.
    Iam(Iam),
    /// Write what the application and its proxy need for https and a health check, after showing it.
    Scaffold(Scaffold),
    /// Print the JSON Schema of the files, for editors.
    Schema {
        /// Of saved plans instead.
        #[arg(long)]
        saved_plan: bool,
    },
    /// Print the manual page, or write one for each command into a folder.
    Man {
        /// The folder.
        #[arg(long, value_name = "FOLDER")]
        into: Option<PathBuf>,
    },
    /// Print completions for a shell.
    Completions {
        /// Which shell.
        shell: Shell,
    },
}

/// `ebdeploy plan`
#[derive(Debug, Args)]
pub struct Plan {
    /// The files that say what environments should be, one each.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Exit with 2 when there are changes.
    #[arg(long)]
    pub detailed_exitcode: bool,
    /// Save the plan, so that `ebdeploy apply` carries out exactly this. For several files it is a
    /// folder, in which each plan is saved as `ENVIRONMENT.json`.
    #[arg(long, value_name = "PLAN.json")]
    pub out: Option<PathBuf>,
    /// What stands between a plan and its being carried out.
    #[command(flatten)]
    pub gates: Gates,
    /// How and where it is told.
    #[command(flatten)]
    pub output: Output,
    /// How the health check is changed.
    #[command(flatten)]
    pub health_check: HealthCheck,
}

/// How the health check of an environment is changed, in one run.
#[derive(Clone, Copy, Debug, Args)]
pub struct HealthCheck {
    /// Change the health check without trying it on a shadow target group first.
    #[arg(long)]
    pub no_shadow: bool,
    /// Do not lower the health check, and do not leave it lowered: fail instead.
    #[arg(long)]
    pub require_path_check: bool,
}

/// `ebdeploy apply`
#[derive(Debug, Args)]
pub struct Apply {
    /// The files that say what environments should be, one each; or saved plans (`.json`), which are
    /// carried out without a question if they are still the same.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Of several files, how many environments are worked on at once.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..))]
    pub parallel: u8,
    /// Of several files, begin no further environment once one has failed.
    #[arg(long)]
    pub stop_on_failure: bool,
    /// On which terms each is applied.
    #[command(flatten)]
    pub terms: Terms,
}

/// On which terms an environment is applied.
#[derive(Debug, Args)]
pub struct Terms {
    /// Do not ask: for pipelines.
    #[arg(short, long)]
    pub yes: bool,
    /// What to do when the environment is at something else.
    #[arg(long, value_enum, default_value_t)]
    pub if_busy: IfBusy,
    /// What stands between a plan and its being carried out.
    #[command(flatten)]
    pub gates: Gates,
    /// How and where it is told.
    #[command(flatten)]
    pub output: Output,
    /// How the health check is changed.
    #[command(flatten)]
    pub health_check: HealthCheck,
    /// How it keeps out of the way of others.
    #[command(flatten)]
    pub locking: Locking,
    /// What becomes of an environment when it does not go well.
    #[command(flatten)]
    pub failing: Failing,
}

/// `ebdeploy promote`
#[derive(Debug, Args)]
pub struct Promote {
    /// The file of the environment whose version is taken.
    #[arg(value_name = "FROM")]
    pub from: PathBuf,
    /// The file of the environment that gets it.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Show the plan, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// On which terms it is applied.
    #[command(flatten)]
    pub terms: Terms,
}

/// What to do with a busy environment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum IfBusy {
    /// Wait until it is ready.
    #[default]
    Wait,
    /// Fail at once.
    Fail,
}
