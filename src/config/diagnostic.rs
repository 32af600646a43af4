//! What is wrong with a file, and where.

use std::ops::Range;

use super::fault::Fault;

/// Bytes of the file's text.
pub type Span = Range<usize>;

/// One problem of a file: what, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which of the things that can be wrong.
    pub fault: &'static Fault,
    /// What is wrong, as a fragment without a full stop.
    pub message: String,
    /// Where in the text; nowhere when the file as a whole is meant.
    pub span: Option<Span>,
    /// What to do about it.
    pub help: String,
}

impl Diagnostic {
    /// A problem at a place of the text. What to do about it is the fault's to say, unless
    /// [`with_help`](Self::with_help) knows better.
    pub fn error(
        fault: &'static Fault,
        message: impl Into<String>,
        span: impl Into<Option<Span>>,
    ) -> Self {
        let (message, span) = (message.into(), span.into());
        Self { fault, message, span, help: fault.cure().to_owned() }
    }

    /// Where it stands among others: those of the file as a whole come first.
    pub fn position(&self) -> Option<usize> {
        self.span.as_ref().map(|span| span.start)
    }

    /// Says more exactly what to do about it.
    #[must_use]
    pub fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: help.into(), ..self }
    }

    /// The same, of one that is told already.
    pub(super) fn set_help(&mut self, help: impl Into<String>) {
        self.help = help.into();
    }
}

/// The one of `known` that `word` was probably meant to be.
///
/// Names are compared without case and punctuation, since `instanceTypes` is as likely as
/// `instance-typs`.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const ENOUGH: f64 = 0.6;
    let folded = fold(word);
    known
        .into_iter()
        .map(|candidate| {
            (strsim::normalized_damerau_levenshtein(&folded, &fold(candidate)), candidate)
        })
        .filter(|(likeness, _)| *likeness >= ENOUGH)
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, candidate)| candidate)
}

fn fold(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_finds_the_word_that_was_meant() {
        assert_eq!(
            nearest("instance-typs", ["min", "max", "instance-types"]),
            Some("instance-types")
        );
        assert_eq!(
            nearest("instanceTypes", ["min", "max", "instance-types"]),
            Some("instance-types")
        );
    }

    #[test]
    fn a_word_unlike_all_others_finds_nothing() {
        assert_eq!(nearest("colour", ["min", "max", "instance-types"]), None);
    }
}
