//! Values and sentences in Markdown: whatever they hold, they stay values and sentences.

use std::borrow::Cow;

use crate::report::text::{visible, within};

/// A value, as code of at most so many bytes, fit for a cell of a table.
pub(super) fn code(value: &str, most: usize) -> String {
    let shown = visible(value);
    let shown = if shown.is_empty() { "\"\"".to_owned() } else { shown };
    // A backslash before a pipe cannot be written in a cell's code span, a backtick only by ever
    // longer fences.
    let tame = !shown.contains(['`', '|', '\\', '<', '>'])
        && !shown.contains("  ")
        && shown.trim() == shown;
    if tame {
        let most = most.saturating_sub(2);
        format!("`{}`", within(&shown, most, |character| character.to_string().into()))
    } else {
        let tags = "<code></code>".len();
        format!("<code>{}</code>", within(&shown, most.saturating_sub(tags), entity))
    }
}

/// A sentence of at most so many bytes. What stands between backticks in it is code.
pub(super) fn prose(sentence: &str, most: usize) -> String {
    let parts: Vec<_> = sentence.split('`').collect();
    let mut text = String::new();
    for (index, part) in parts.iter().enumerate() {
        let room = most.saturating_sub(text.len());
        let is_code = index % 2 == 1 && index + 1 < parts.len();
        let unpaired = index % 2 == 1 && !is_code;
        let piece = if is_code { code(part, room) } else { within(&visible(part), room, in_prose) };
        let piece = if unpaired { format!("\\`{piece}") } else { piece };
        if text.len() + piece.len() > most {
            text.push('…');
            break;
        }
        text.push_str(&piece);
    }
    text
}

/// Text between HTML tags.
pub(in crate::report) fn html(text: &str, most: usize) -> String {
    within(text, most, |character| match character {
        '&' => "&amp;".into(),
        '<' => "&lt;".into(),
        '>' => "&gt;".into(),
        '"' => "&quot;".into(),
        character => character.to_string().into(),
    })
}

/// A character that Markdown takes for nothing but itself.
fn entity(character: char) -> Cow<'static, str> {
    if character.is_alphanumeric() || " -./:,".contains(character) {
        character.to_string().into()
    } else {
        format!("&#{};", u32::from(character)).into()
    }
}

/// The same in a sentence, which is to be read as it is written too. `@` would call people, and `#`
/// issues, even where they are escaped: they are followed by a space of no width.
fn in_prose(character: char) -> Cow<'static, str> {
    match character {
        '@' | '#' => format!("\\{character}\u{200b}").into(),
        '\\' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' => {
            format!("\\{character}").into()
        }
        character => character.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_code_whatever_it_holds() {
        assert_eq!(code("/health", 99), "`/health`");
        assert_eq!(code("", 99), "`\"\"`");
        assert_eq!(code("*a*_b_", 99), "`*a*_b_`");
        assert_eq!(code("a|b", 99), "<code>a&#124;b</code>");
        assert_eq!(code("a\\|b", 99), "<code>a&#92;&#124;b</code>");
        assert_eq!(code("``", 99), "<code>&#96;&#96;</code>");
        assert_eq!(code("</details>", 99), "<code>&#60;/details&#62;</code>");
        assert_eq!(code("a\nb", 99), "`a⏎b`");
        assert_eq!(code(" a", 99), "<code> a</code>");
    }

    #[test]
    fn a_sentence_keeps_its_code_and_calls_nobody() {
        assert_eq!(prose("`shop` is Updating", 99), "`shop` is Updating");
        assert_eq!(prose("see #1, @team", 99), "see \\#\u{200b}1, \\@\u{200b}team");
        assert_eq!(prose("a <b> | *c* `d", 99), "a \\<b\\> \\| \\*c\\* \\`d");
        assert_eq!(prose("`a|b`", 99), "<code>a&#124;b</code>");
    }

    #[test]
    fn what_is_too_long_is_cut_between_characters() {
        assert_eq!(code(&"a".repeat(99), 20), format!("`{}…`", "a".repeat(15)));
        assert_eq!(code(&"|".repeat(99), 30), "<code>&#124;&#124;…</code>");
        assert_eq!(prose(&"é".repeat(99), 9), "ééé…");
    }
}
