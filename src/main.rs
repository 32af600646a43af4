//! `ebdeploy`: parse, run, render the error, exit code.

use std::process::ExitCode;

use clap::Parser;
use ebdeploy::cli::Cli;
use ebdeploy::error::exit;
use ebdeploy::{commands, logging, report};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { exit::USAGE } else { exit::DONE });
        }
    };
    logging::start(cli.verbose);
    let code = commands::run(cli).await.unwrap_or_else(|error| {
        report::failure(&error);
        error.exit_code()
    });
    ExitCode::from(code)
}
