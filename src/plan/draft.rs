//! A plan in the making.

use super::{Fallback, Note, Problem, Step, VariableBytes};

/// A plan in the making.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) steps: Vec<Step>,
    pub(super) notes: Vec<Note>,
    pub(super) problems: Vec<Problem>,
    pub(super) on_fallback: Option<Fallback>,
    pub(super) variable_bytes: Option<VariableBytes>,
}

impl Draft {
    pub(super) fn note(&mut self, text: impl Into<String>) {
        self.notes.push(Note(text.into()));
    }

    /// Keeps what went well, and collects what did not.
    pub(super) fn take<T>(&mut self, result: Result<T, Problem>) -> Option<T> {
        result.map_err(|problem| self.problems.push(problem)).ok()
    }
}
