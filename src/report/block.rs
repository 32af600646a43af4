//! Labelled lines, broken to the width of the terminal: what `status` and `doctor` are made of.

use std::fmt::Write;

use anstyle::Style;

use super::human::wrap;
use super::theme::{FAINT, styled};

/// The column in which what a label names begins.
const LABEL: usize = 16;

/// Labelled lines.
#[derive(Debug, Default)]
pub(super) struct Block {
    text: String,
    columns: usize,
}

impl Block {
    /// For so many columns.
    pub(super) fn new(columns: usize) -> Self {
        Self { text: String::new(), columns }
    }

    /// A label, and lines under it that begin in the same column. Without lines there is no label.
    pub(super) fn rows<T: AsRef<str>>(&mut self, label: &str, lines: impl IntoIterator<Item = T>) {
        let plain = |line: T| (Style::new(), line);
        self.styled_rows(label, lines.into_iter().map(plain));
    }

    /// The same with a style for each line.
    pub(super) fn styled_rows<T: AsRef<str>>(
        &mut self,
        label: &str,
        lines: impl IntoIterator<Item = (Style, T)>,
    ) {
        let mut label = Some(label);
        for (style, line) in lines {
            let label = label.take().unwrap_or_default();
            let gap = " ".repeat(LABEL.saturating_sub(2 + label.chars().count()));
            let _ = write!(self.text, "\n  {}{gap}", painted(FAINT, label));
            let further = " ".repeat(LABEL + 2);
            // What others wrote does not steer the terminal.
            let line: String =
                line.as_ref().chars().filter(|c| c.is_whitespace() || !c.is_control()).collect();
            // Each line is styled by itself, so that no style runs over the margin.
            let wrapped = wrap(&line, self.columns, &further);
            for (index, part) in wrapped.lines().enumerate() {
                if index > 0 {
                    let _ = write!(self.text, "\n{further}");
                }
                let _ = write!(self.text, "{}", painted(style, part.trim_start()));
            }
        }
    }

    /// A heading, which is short, and an empty line.
    pub(super) fn head(&mut self, line: &str) {
        let _ = writeln!(self.text, "{line}");
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// A text in a style; as it is, where that is none.
pub(super) fn painted(style: Style, text: &str) -> String {
    if style == Style::new() || text.is_empty() { text.to_owned() } else { styled(style, text) }
}
