//! What an id in brackets stands for.

use std::io;

use super::block::Block;
use super::{out, width};
use crate::explain::{Entry, Kind};
use crate::lints::Severity;

/// Writes what is told under an id to stdout, by each who tells of it.
///
/// # Errors
/// When stdout cannot be written to.
pub fn explained(entries: &[Entry]) -> io::Result<()> {
    let columns = width(&io::stdout());
    let texts: Vec<_> = entries.iter().map(|entry| text(entry, columns)).collect();
    out(&texts.join("\n\n"))
}

fn text(entry: &Entry, columns: usize) -> String {
    let Entry { id, kind, says, why, cure } = entry;
    let mut block = Block::new(columns);
    block.head(id);
    block.rows("kind", [of_kind(*kind)]);
    block.rows(if matches!(kind, Kind::Problem { .. }) { "rule" } else { "says" }, [*says]);
    block.rows("why", *why);
    block.rows("help", [*cure]);
    block.finish()
}

fn of_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Problem { takes_a_look: false } => "a problem of the file",
        Kind::Problem { takes_a_look: true } => "a problem of the file that a look at AWS finds",
        Kind::Lint(Severity::Error) => "a lint that refuses the file",
        Kind::Lint(Severity::Warning) => "a lint that warns",
        Kind::Lint(Severity::Note) => "a lint that notes",
        Kind::Finding => "a finding of `ebdeploy doctor`",
    }
}
