//! GitHub's workflow commands: lines of a job's log that its runner acts upon.
//!
//! The runner reads stdout and stderr alike, and takes `::name …::` at the beginning of a line and
//! `##[name …]` anywhere for a command (actions/runner, `ActionCommand`). So whatever else is told
//! there must not look like one.

use crate::report::text::visible;

/// An annotation shows no more than this.
const MOST: usize = 4000;

/// What a command is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Error,
    Warning,
    Notice,
}

/// One line of a file, and the columns that are meant. All count from 1; the last column is
/// within.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// An annotation of a file, or of none of its lines.
pub(super) fn annotation(
    kind: Kind,
    file: &str,
    place: Option<Place>,
    title: &str,
    message: &str,
) -> String {
    let name = match kind {
        Kind::Error => "error",
        Kind::Warning => "warning",
        Kind::Notice => "notice",
    };
    let mut properties = vec![format!("file={}", property(file))];
    if let Some(Place { line, from, to }) = place {
        properties.push(format!("line={line},endLine={line},col={from},endColumn={to}"));
    }
    properties.push(format!("title={}", property(title)));
    let message: String = message.chars().take(MOST).collect();
    format!("::{name} {}::{}", properties.join(","), data(&message))
}

/// The beginning of a group of lines that are folded.
pub(super) fn group(title: &str) -> String {
    format!("::group::{}", data(title))
}

/// Its end.
pub(super) const END_GROUP: &str = "::endgroup::";

/// The text after the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// A text that is no command, whatever it holds. Its lines stay lines.
pub(super) fn inert(text: &str) -> String {
    text.lines().map(inert_line).collect::<Vec<_>>().join("\n")
}

fn inert_line(line: &str) -> String {
    let line = visible(&anstream::adapter::strip_str(line).to_string()).replace("##[", "# #[");
    let begins = line.len() - line.trim_start().len();
    let (indent, rest) = line.split_at(begins);
    match rest.strip_prefix("::") {
        Some(rest) => format!("{indent}: :{rest}"),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn percent_signs_and_line_breaks_are_escaped_and_in_properties_colons_and_commas_too() {
        let place = Place { line: 4, from: 1, to: 13 };
        let line =
            annotation(Kind::Error, "a,b:c%.toml", Some(place), "x\ny", "100%: this,\r\nand that");
        assert_eq!(
            line,
            "::error file=a%2Cb%3Ac%25.toml,line=4,endLine=4,col=1,endColumn=13,title=x%0Ay::\
             100%25: this,%0D%0Aand that"
        );
    }

    #[test]
    fn what_looks_like_a_command_is_none() {
        assert_eq!(inert("  ::set-output name=x::y"), "  : :set-output name=x::y");
        assert_eq!(inert("\u{1b}[31m::add-mask::e"), ": :add-mask::e");
        assert_eq!(inert("a ##[add-path]b"), "a # #[add-path]b");
        assert_eq!(inert("a\r::error::b"), r"a\u{d}::error::b");
        assert_eq!(inert("a → b::c\n\nd"), "a → b::c\n\nd");
    }

    proptest! {
        #[test]
        fn an_annotation_is_one_line(file in "\\PC{0,9}", title in any::<String>(), message in any::<String>()) {
            let line = annotation(Kind::Notice, &file, None, &title, &message);
            prop_assert!(!line.contains(['\n', '\r']));
            let properties = line.strip_prefix("::notice ").and_then(|rest| rest.split_once("::")).unwrap().0;
            prop_assert_eq!(properties.split(',').count(), 2);
        }

        #[test]
        fn no_line_of_an_inert_text_is_a_command(text in "(::|##\\[|[ \\n\\r\\t\u{1b}a#:]|error|::stop-commands::x){0,12}") {
            for line in inert(&text).split(['\n', '\r']) {
                prop_assert!(!line.trim_start().starts_with("::"), "{:?}", line);
                prop_assert!(!line.contains("##["), "{:?}", line);
            }
        }
    }
}
