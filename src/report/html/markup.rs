//! HTML that is written as a tree, so that whatever is opened is closed, and every text is a text.

use std::fmt::Write;

use crate::report::text::visible;

/// A page in the making.
#[derive(Debug, Default)]
pub(super) struct Markup(String);

/// Attributes of an element, by name.
pub(super) type Attributes<'a> = &'a [(&'a str, &'a str)];

impl Markup {
    /// An element with what is in it.
    pub(super) fn element(
        &mut self,
        name: &str,
        attributes: Attributes<'_>,
        content: impl FnOnce(&mut Self),
    ) {
        self.open(name, attributes);
        content(self);
        let _ = write!(self.0, "</{name}>");
        if is_block(name) {
            self.0.push('\n');
        }
    }

    /// An element with a text in it.
    pub(super) fn leaf(&mut self, name: &str, attributes: Attributes<'_>, text: &str) {
        self.element(name, attributes, |markup| markup.text(text));
    }

    /// An element that HTML closes by itself.
    pub(super) fn void(&mut self, name: &str, attributes: Attributes<'_>) {
        self.open(name, attributes);
        self.0.push('\n');
    }

    /// A text. What cannot be seen is written out.
    pub(super) fn text(&mut self, text: &str) {
        escape(&mut self.0, &visible(text));
    }

    /// A text whose lines stay lines.
    pub(super) fn lines(&mut self, text: &str) {
        for line in text.lines() {
            self.text(line);
            self.0.push('\n');
        }
    }

    /// A style sheet, which is written as it is.
    pub(super) fn style(&mut self, sheet: &str) {
        let _ = writeln!(self.0, "<style>\n{sheet}</style>");
    }

    /// The page.
    pub(super) fn finish(self) -> String {
        format!("<!doctype html>\n{}", self.0)
    }

    fn open(&mut self, name: &str, attributes: Attributes<'_>) {
        let _ = write!(self.0, "<{name}");
        for (attribute, value) in attributes {
            let _ = write!(self.0, " {attribute}=\"");
            escape(&mut self.0, &visible(value));
            self.0.push('"');
        }
        self.0.push('>');
    }
}

/// Elements after which a line of the page ends.
fn is_block(name: &str) -> bool {
    !matches!(name, "code" | "strong" | "span" | "summary" | "title" | "td" | "th")
}

fn escape(page: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => page.push_str("&amp;"),
            '<' => page.push_str("&lt;"),
            '>' => page.push_str("&gt;"),
            '"' => page.push_str("&quot;"),
            '\'' => page.push_str("&#39;"),
            character => page.push(character),
        }
    }
}
