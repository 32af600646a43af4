//! Symptoms turned into causes and cures. Pure: from what was observed and probed to findings.

mod targets;

use serde::Serialize;

pub use targets::of_targets;

/// Something that is wrong, what shows it, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Finding {
    /// Its lasting name, for programs: `check-redirected`.
    pub id: &'static str,
    /// What is wrong, as a fragment without a full stop.
    pub problem: String,
    /// Where that is seen: each a line.
    pub evidence: Vec<String>,
    /// What to do about it.
    pub cure: String,
}
