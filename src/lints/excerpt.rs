//! A place in a file of the bundle, as it may be shown.

use std::ops::Range;
use std::path::PathBuf;

use serde::Serialize;

use crate::config::{names_secret, secret_shape};

/// What stands for a secret.
const HIDDEN: &str = "(secret)";

/// A line of a file in the bundle, and what of it is meant. No secret is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Excerpt {
    /// The file; in an archive, behind the archive's own path.
    pub file: PathBuf,
    /// It is in an archive: nobody can open it by its path.
    pub packed: bool,
    /// Which line, from 1; nothing where the file as a whole is meant.
    pub line: Option<usize>,
    /// The line's text.
    pub text: String,
    /// Which bytes of the line.
    pub span: Range<usize>,
}

impl Excerpt {
    /// A file as a whole.
    pub(super) fn whole(file: PathBuf, packed: bool) -> Self {
        Self { file, packed, line: None, text: String::new(), span: 0..0 }
    }

    /// The line of a text in which a span begins.
    pub(super) fn of(file: PathBuf, packed: bool, text: &str, span: &Range<usize>) -> Self {
        let start = text.floor_char_boundary(span.start);
        let begin = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let end = text[start..].find('\n').map_or(text.len(), |newline| start + newline);
        let line = text[begin..end].trim_end_matches('\r');
        let number = text[..begin].matches('\n').count() + 1;
        let (shown, covered) = blotted(line, beside(text, number));
        let from = (start - begin).min(line.len());
        let to = line.ceil_char_boundary(span.end.saturating_sub(begin).clamp(from, line.len()));
        let within = from..to;
        let within = match covered {
            Some(covered) if within.start >= covered.start => covered.start..shown.len(),
            Some(covered) => within.start..within.end.min(covered.start),
            None => within,
        };
        Self { file, packed, line: Some(number), text: shown, span: within }
    }
}

/// The lines next to one, in which a name may stand whose value is in that one.
fn beside(text: &str, number: usize) -> impl Iterator<Item = &str> {
    text.lines().skip(number.saturating_sub(3)).take(5)
}

/// A line without the secret that it may hold, and what of it was covered. It is taken for one by
/// its name, its form, or a name that stands next to it.
fn blotted<'a>(
    line: &str,
    mut beside: impl Iterator<Item = &'a str>,
) -> (String, Option<Range<usize>>) {
    let Some(sign) = line.find([':', '=']) else {
        let plain = secret_shape(line.trim()).is_none();
        return if plain {
            (line.to_owned(), None)
        } else {
            (HIDDEN.to_owned(), Some(0..line.len()))
        };
    };
    let (key, value) = (&line[..sign], &line[sign + 1..]);
    let word = value.trim().trim_matches(['"', '\'']);
    let key = key.trim().trim_start_matches("- ").trim_matches(['"', '\'']);
    let of_another = key == "value" && beside.any(names_secret);
    if word.is_empty() || !(names_secret(key) || of_another || secret_shape(word).is_some()) {
        return (line.to_owned(), None);
    }
    let start = line.len() - value.trim_start().len();
    (format!("{}{HIDDEN}", &line[..start]), Some(start..line.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, span: Range<usize>) -> (usize, String, String) {
        let Excerpt { line, text, span, .. } = Excerpt::of("f".into(), false, text, &span);
        let meant = text[span].to_owned();
        (line.unwrap(), text, meant)
    }

    #[test]
    fn the_line_is_shown_in_which_it_begins() {
        let text = "a: 1\nbc: 23\r\nd: 4";
        assert_eq!(of(text, 5..7), (2, "bc: 23".into(), "bc".into()));
        assert_eq!(of(text, 9..16), (2, "bc: 23".into(), "23".into()));
        assert_eq!(of(text, 16..99), (3, "d: 4".into(), "4".into()));
        assert_eq!(of("", 0..0), (1, String::new(), String::new()));
    }

    #[test]
    fn a_secret_is_not_shown_whether_its_name_or_its_form_gives_it_away() {
        let text = "  DB_PASSWORD: hunter2\n  URL: redis://:hunter2@cache\n  - option_name: API_TOKEN\n    value: hunter2\n";
        for (place, line) in [(2, 1), (15, 1), (25, 2)] {
            let (number, shown, _) = of(text, place..place + 3);
            assert_eq!(number, line);
            assert!(shown.ends_with("(secret)") && !shown.contains("hunter2"), "{shown}");
        }
        let value = text.rfind("value").unwrap();
        assert_eq!(of(text, value..value + 5).1, "    value: (secret)");
    }
}
