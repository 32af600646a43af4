//! What is wrong with a file, for programs.

use serde_json::{Value, json};

use crate::config::Diagnostic;
use crate::error::Error;
use crate::report::diagnostics::shown;

/// Adds what is wrong with a file to how a command ended, if that is why.
pub(super) fn add(document: &mut Value, error: &Error) {
    let Some((source, diagnostics)) = error.problems() else { return };
    let problem = |Diagnostic { fault, message, span, help }: &Diagnostic| {
        json!({
            "id": fault.id(),
            "file": span.as_ref().map(|span| shown(&source.text_of(span).path)),
            "line": span.as_ref().map(|span| source.line(span)),
            "message": message,
            "help": help,
        })
    };
    document["problems"] = diagnostics.iter().map(problem).collect();
}
