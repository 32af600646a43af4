//! The commands that look at files.

use std::path::PathBuf;

use clap::Args;

/// `ebdeploy show`
#[derive(Debug, Args)]
pub struct Show {
    /// The file that says what the environment should be.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Print it as JSON: a list of keys, each with its value and where it is written.
    #[arg(long)]
    pub json: bool,
    /// Do not say where each key is written.
    #[arg(long, conflicts_with = "json")]
    pub no_origins: bool,
}

/// `ebdeploy diff`
#[derive(Debug, Args)]
pub struct Diff {
    /// One file.
    #[arg(value_name = "A")]
    pub a: PathBuf,
    /// The other.
    #[arg(value_name = "B")]
    pub b: PathBuf,
    /// Compare what AWS has for the two environments, in what either file manages.
    #[arg(long)]
    pub live: bool,
    /// Print the differences as JSON.
    #[arg(long)]
    pub json: bool,
    /// Exit with 2 when there are differences.
    #[arg(long)]
    pub detailed_exitcode: bool,
}
