//! The commands that look and change nothing.

use std::path::PathBuf;

use clap::Args;

/// `ebdeploy status`
#[derive(Debug, Args)]
pub struct Status {
    /// The file that says what the environment should be.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Print the status as JSON.
    #[arg(long)]
    pub json: bool,
    /// Look again every few seconds, until Ctrl-C.
    #[arg(short, long)]
    pub watch: bool,
}

/// `ebdeploy doctor`
#[derive(Debug, Args)]
pub struct Doctor {
    /// The file that says what the environment should be.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Print the findings as JSON.
    #[arg(long)]
    pub json: bool,
    /// Send the requests there instead of to the load balancer: through a tunnel, for example. One
    /// port plays both 80 and 443.
    #[arg(long, value_name = "HOST:PORT", value_parser = via)]
    pub via: Option<Via>,
    /// Make no requests to the environment.
    #[arg(long, conflicts_with = "via")]
    pub no_probe: bool,
    /// Ask for no logs.
    #[arg(long)]
    pub no_logs: bool,
}

/// `ebdeploy logs`
#[derive(Debug, Args)]
pub struct Logs {
    /// The file that says what the environment should be.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Of this instance only; may be given several times.
    #[arg(long = "instance", value_name = "ID")]
    pub instances: Vec<String>,
    /// Only so many lines of each instance, the last ones.
    #[arg(short = 'n', long, value_name = "N")]
    pub lines: Option<usize>,
    /// Print the logs as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Where requests go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Via {
    /// A domain name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
}

fn via(text: &str) -> Result<Via, String> {
    let (host, port) = text.rsplit_once(':').ok_or("write it as HOST:PORT")?;
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let port = port.parse().ok().filter(|port| *port != 0);
    match port {
        Some(port) if !host.is_empty() => Ok(Via { host: host.to_owned(), port }),
        _ => Err("write it as HOST:PORT".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_host_and_a_port() {
        let place = |host: &str, port| Ok(Via { host: host.to_owned(), port });
        assert_eq!(via("127.0.0.1:4566"), place("127.0.0.1", 4566));
        assert_eq!(via("[::1]:80"), place("::1", 80));
        for wrong in ["", "localhost", ":80", "localhost:", "localhost:0", "localhost:99999"] {
            assert!(via(wrong).is_err(), "{wrong}");
        }
    }
}
