//! How runs keep out of each other's way.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::config;

/// Shorter leases than this cost more calls than they save time.
const SHORTEST_LEASE: Duration = Duration::from_secs(5);

/// How a run keeps out of the way of others.
#[derive(Clone, Copy, Debug, Args)]
pub struct Locking {
    /// Take no lease: nothing keeps another apply away.
    #[arg(long, conflicts_with_all = ["lock_timeout", "sequence"])]
    pub no_lock: bool,
    /// How long to wait while somebody else applies the environment; `0s` fails at once.
    #[arg(long, value_name = "DURATION", default_value = "10m", value_parser = patience)]
    pub lock_timeout: Duration,
    /// For how long a run that died keeps others out. A living one renews its lease.
    #[arg(long, value_name = "DURATION", default_value = "2m", value_parser = length)]
    pub lock_lease: Duration,
    /// The number of this run, such as `$GITHUB_RUN_NUMBER`: it stops when a run with a higher one
    /// comes.
    #[arg(long, value_name = "N")]
    pub sequence: Option<u64>,
}

/// `ebdeploy unlock`
#[derive(Debug, Args)]
pub struct Unlock {
    /// The file that says what the environment should be.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Do not ask.
    #[arg(short, long)]
    pub yes: bool,
}

fn patience(text: &str) -> Result<Duration, String> {
    if ["0", "0s"].contains(&text) {
        return Ok(Duration::ZERO);
    }
    text.parse().map(config::Duration::get)
}

fn length(text: &str) -> Result<Duration, String> {
    let length = text.parse().map(config::Duration::get)?;
    let shortest = SHORTEST_LEASE.as_secs();
    if length < SHORTEST_LEASE {
        Err(format!("`{text}` is less than {shortest} s"))
    } else {
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_waited_for_in_no_time_but_a_lease_takes_some() {
        assert_eq!(patience("0s"), Ok(Duration::ZERO));
        assert_eq!(patience("90s"), Ok(Duration::from_secs(90)));
        assert!(patience("-1s").is_err());
        assert_eq!(length("5s"), Ok(Duration::from_secs(5)));
        assert!(length("4s").is_err());
    }
}
