//! Texts of other hands, made fit to be shown: what cannot be seen is written out, so that it
//! neither steers a terminal nor passes for something else.

use std::fmt::Write;

/// The same text without line breaks and without anything invisible.
pub(super) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.replace("\r\n", "\n").chars() {
        match character {
            '\n' => shown.push('⏎'),
            character if is_hidden(character) => {
                let _ = write!(shown, "{}", character.escape_unicode());
            }
            character => shown.push(character),
        }
    }
    shown
}

/// Control characters, and those that turn the direction of writing or have no width (Unicode
/// technical report 36, "Security considerations").
pub(super) fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}'
        )
}

/// A text piece after piece, each a character as it is written there, for as long as it is not
/// longer than so many bytes.
pub(super) fn within<'a>(
    text: &str,
    most: usize,
    written: impl Fn(char) -> std::borrow::Cow<'a, str>,
) -> String {
    let mut whole = String::new();
    let mut kept = 0;
    for character in text.chars() {
        whole.push_str(&written(character));
        if whole.len() > most {
            whole.truncate(kept);
            whole.push('…');
            break;
        }
        if whole.len() + '…'.len_utf8() <= most {
            kept = whole.len();
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_cannot_be_seen_is_written_out() {
        assert_eq!(visible("a\r\nb\tc\u{1b}[31m\u{202e}d"), r"a⏎b\u{9}c\u{1b}[31m\u{202e}d");
    }

    proptest! {
        #[test]
        fn a_text_is_cut_between_characters_and_only_where_it_is_too_long(text in "\\PC{0,20}", most in 3..40usize) {
            let whole = within(&text, most, |character| character.to_string().into());
            prop_assert!(whole.len() <= most.max('…'.len_utf8()));
            prop_assert_eq!(whole == text, text.len() <= most, "{} {}", whole, text);
        }
    }
}
