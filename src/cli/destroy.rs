//! `ebdeploy destroy`

use std::path::PathBuf;

use clap::Args;

use super::gates::reason;
use super::{IfBusy, Locking, Output};

/// `ebdeploy destroy`
#[derive(Debug, Args)]
pub struct Destroy {
    /// The file that says which environment it is.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Do not ask: for pipelines. Takes `--confirm`.
    #[arg(short, long, requires = "confirm")]
    pub yes: bool,
    /// The environment's name, as one would type it on a terminal.
    #[arg(long, value_name = "NAME", requires = "yes")]
    pub confirm: Option<String>,
    /// Delete the application as well, with its versions, if it has no other environment. Source
    /// bundles stay.
    #[arg(long)]
    pub with_application: bool,
    /// What to do when the environment is at something else.
    #[arg(long, value_enum, default_value_t)]
    pub if_busy: IfBusy,
    /// Let a destruction through that the gates refuse; the reason is shown, and recorded in the
    /// outcome.
    #[arg(long = "override", value_name = "REASON", value_parser = reason)]
    pub overridden: Option<String>,
    /// How and where it is told.
    #[command(flatten)]
    pub output: Output,
    /// How it keeps out of the way of others.
    #[command(flatten)]
    pub locking: Locking,
}
