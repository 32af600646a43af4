//! One file's text, and its place among those of the files that belong together.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::diagnostic::Span;

/// The text of one file.
#[derive(Clone, Debug)]
pub struct Text {
    /// The file, as it is shown.
    pub path: PathBuf,
    /// What it says.
    pub text: String,
    /// Where it begins in the positions of all texts.
    start: usize,
    /// What looks like a secret, in its own positions.
    pub(super) secrets: Vec<Span>,
}

impl Text {
    pub(super) fn new(path: PathBuf, text: String, start: usize) -> Self {
        Self { path, text, start, secrets: Vec::new() }
    }

    /// Where it begins in the positions of all texts.
    pub(super) fn start(&self) -> usize {
        self.start
    }

    /// Where the next text begins: the end of this one is a position of its own.
    pub(super) fn next(&self) -> usize {
        self.start + self.text.len() + 1
    }

    /// A span of this text alone, in the positions of all texts.
    pub(super) fn among_all(&self, span: &Span) -> Span {
        moved(span, self.start)
    }

    /// A span of the positions of all texts, in those of this text, and never beyond its end.
    pub fn within(&self, span: &Span) -> Span {
        let own = |position: usize| position.saturating_sub(self.start).min(self.text.len());
        own(span.start)..own(span.end)
    }

    /// The path that a relative one means in this file: it is taken from the file's folder.
    pub fn beside(&self, path: &str) -> PathBuf {
        tidy(&self.path.parent().unwrap_or(Path::new("")).join(path))
    }
}

/// The same span so much further on.
pub(super) fn moved(span: &Span, by: usize) -> Span {
    span.start + by..span.end + by
}

/// A file's path without links and detours; as it is, where there is no such file.
pub fn true_path(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// A path without `.` and `folder/..`, so that it is shown as people and GitHub know it; as it is
/// where a link in it leads elsewhere.
fn tidy(path: &Path) -> PathBuf {
    let mut tidied = PathBuf::new();
    for part in path.components() {
        let inside = matches!(tidied.components().next_back(), Some(Component::Normal(_)));
        match part {
            Component::CurDir => {}
            Component::ParentDir if inside => {
                tidied.pop();
            }
            part => tidied.push(part),
        }
    }
    if fs::canonicalize(&tidied).ok() == fs::canonicalize(path).ok() {
        tidied
    } else {
        path.to_owned()
    }
}
