//! Logs for those who look for a fault: on stderr, and only when asked for.

use tracing_subscriber::EnvFilter;

/// Overrides what `-v` means, in the syntax of `RUST_LOG`.
const FILTER: &str = "EBDEPLOY_LOG";

/// Starts logging: nothing, every AWS call, or what the SDK does as well.
pub fn start(verbosity: u8) {
    let default = match verbosity {
        0 => "off",
        1 => "ebdeploy=debug",
        _ => "ebdeploy=debug,aws_smithy_runtime=debug,aws_config=debug,info",
    };
    let filter = EnvFilter::try_from_env(FILTER).unwrap_or_else(|_| EnvFilter::new(default));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(anstream::stderr)
        .without_time()
        .init();
}
