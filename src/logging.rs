//! Logs for those who look for a fault: on stderr, and only when asked for.

use tracing::{Level, Metadata};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, filter, fmt};

/// Overrides what `-v` means, in the syntax of `RUST_LOG`.
const FILTER: &str = "EBDEPLOY_LOG";

/// Starts logging: nothing, every AWS call, or what the SDK does as well.
pub fn start(verbosity: u8) {
    let default = match verbosity {
        0 => "off",
        1 => "ebdeploy=debug",
        _ => "debug",
    };
    let wanted = EnvFilter::try_from_env(FILTER).unwrap_or_else(|_| EnvFilter::new(default));
    let lines = fmt::layer().with_writer(anstream::stderr).without_time();
    let shown = lines.with_filter(wanted).with_filter(filter::filter_fn(is_safe));
    tracing_subscriber::registry().with(shown).init();
}

/// What libraries say below `debug` has whole requests in it, and so the secrets that they carry.
fn is_safe(metadata: &Metadata<'_>) -> bool {
    *metadata.level() <= Level::DEBUG || metadata.target().starts_with("ebdeploy")
}
