//! Why there can be no plan.

use crate::config::{Diagnostic, Fault, Source};

/// Why there can be no plan: at which key of the file, what, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which of the things that can be wrong.
    pub fault: &'static Fault,
    /// The dotted path of the key.
    pub path: String,
    /// What is wrong, as a fragment without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Problem {
    /// What to do about it is the fault's to say, unless [`with_help`](Self::with_help) knows better.
    pub(super) fn new(
        fault: &'static Fault,
        path: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        let help = fault.cure().to_owned();
        Self { fault, path: path.into(), message: message.into(), help }
    }

    pub(super) fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: help.into(), ..self }
    }

    /// The same at its place in the file.
    pub fn located(self, source: &Source) -> Diagnostic {
        let Self { fault, path, message, help } = self;
        Diagnostic::error(fault, message, source.value(&path)).with_help(help)
    }
}
