//! What becomes of an environment when a run does not go well.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::config::OnFailure;

/// What an apply does when it fails, or is interrupted.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct Failing {
    /// What becomes of an environment whose update fails: it stays as the failure left it (`stop`), or
    /// what the run changed is taken back (`roll-back`). Comes before `on-failure` of the file's
    /// `[apply]`.
    #[arg(long, value_name = "WHAT", value_parser = on_failure())]
    pub on_failure: Option<OnFailure>,
    /// On Ctrl-C or SIGTERM, have AWS give up the update that is under way, where it can, and wait
    /// until it has. A second Ctrl-C ends the waiting.
    #[arg(long)]
    pub abort_on_interrupt: bool,
}

/// Either of the two, by name.
pub(super) fn on_failure() -> impl TypedValueParser<Value = OnFailure> {
    let names = PossibleValuesParser::new(OnFailure::ALL.map(OnFailure::as_str));
    names.try_map(|name| {
        let found = OnFailure::ALL.into_iter().find(|each| each.as_str() == name);
        found.ok_or("it is neither of the two")
    })
}
