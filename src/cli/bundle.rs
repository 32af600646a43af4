//! What is said about a bundle on the command line.

use std::path::PathBuf;

use clap::Args;

/// `ebdeploy bundle`
#[derive(Debug, Args)]
pub struct Bundle {
    /// The file that says what the environment should be.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// List the bundle's files, hidden ones as well.
    #[arg(long)]
    pub files: bool,
    /// Write the archive that would be uploaded.
    #[arg(long, value_name = "ARCHIVE.zip")]
    pub out: Option<PathBuf>,
    /// Exit with 1 when lints warn.
    #[arg(long)]
    pub deny_warnings: bool,
}
