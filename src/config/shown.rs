//! A text as it may be shown: what looks like a secret is blotted out.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::diagnostic::Span;
use super::secret::{names_secret, secret_shape};
use super::source::Source;
use super::text::Text;

/// What stands for a secret.
pub(super) const HIDDEN: &str = "(secret)";
const BLOT: &str = "\"(secret)\"";

/// The table whose keys are names of ours: `literal-secret` is no secret.
const LINTS: &str = "lints";

/// Where in a table something stands that looks like a secret, by position.
pub(super) fn secrets(table: &DeTable<'_>) -> Vec<Span> {
    let mut found = Vec::new();
    for (key, value) in table {
        let key = key.get_ref().as_ref();
        of_value(value, key != LINTS, false, &mut found);
    }
    sorted(found)
}

/// `named` tells that keys may name a secret, `secret` that one of them names a secret.
fn of_value(value: &Spanned<DeValue<'_>>, named: bool, secret: bool, found: &mut Vec<Span>) {
    match value.get_ref() {
        DeValue::Table(table) => {
            for (key, value) in table {
                let key = key.get_ref().as_ref();
                if is_place(key, value.get_ref()) {
                    continue;
                }
                of_value(value, named, secret || (named && names_secret(key)), found);
            }
        }
        DeValue::Array(items) => {
            items.iter().for_each(|item| of_value(item, named, secret, found));
        }
        DeValue::String(text) if secret || secret_shape(text).is_some() => found.push(value.span()),
        _ if secret => found.push(value.span()),
        _ => {}
    }
}

/// It says where a secret is, or that there is none. What stands where an ARN should is taken for
/// the secret itself.
fn is_place(key: &str, value: &DeValue<'_>) -> bool {
    match (key, value) {
        ("env" | "file" | "reset", _) => true,
        ("secret", DeValue::String(text)) => text.starts_with("arn:"),
        _ => false,
    }
}

/// The same of a text that is no TOML, as far as that can be told of one line.
pub(super) fn secrets_of_lines(text: &str) -> Vec<Span> {
    let mut start = 0;
    let mut found = Vec::new();
    for line in text.split_inclusive('\n') {
        if let Some((key, value)) = line.split_once('=')
            && names_secret(key)
            && !value.trim_start().starts_with('{')
        {
            let begin = start + line.len() - value.trim_start().len();
            found.push(begin..(begin + value.trim().len()));
        }
        start += line.len();
    }
    found
}

/// By position, without overlap.
pub(super) fn sorted(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| !span.is_empty());
    spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let mut end = 0;
    spans.retain(|span| {
        let outside = span.start >= end;
        end = end.max(span.end);
        outside
    });
    spans
}

impl Source {
    /// The text that a span lies in, without what looks like a secret, and where in it the span is.
    /// Lines keep their numbers.
    pub fn shown(&self, span: &Span) -> (String, Span) {
        let text = self.text_of(span);
        text.shown(&text.within(span))
    }
}

impl Text {
    /// The text without what looks like a secret, and where in it one of its own spans is.
    fn shown(&self, span: &Span) -> (String, Span) {
        let mut shown = String::new();
        let mut place = span.clone();
        let mut copied = 0;
        for hidden in &self.secrets {
            let Some(before) = self.text.get(copied..hidden.start) else { continue };
            shown.push_str(before);
            let begin = shown.len();
            shown.push_str(BLOT);
            let end = shown.len();
            let lines = self.text.get(hidden.clone()).map_or(0, |text| text.matches('\n').count());
            shown.push_str(&"\n".repeat(lines));
            // What lies before is where it was put by the secrets before; what lies within is put
            // to the blot's own ends.
            let moved = |offset: usize, within: usize| match offset {
                offset if offset <= hidden.start => None,
                offset if offset < hidden.end => Some(within),
                offset => Some(shown.len() + (offset - hidden.end)),
            };
            place.start = moved(span.start, begin).unwrap_or(place.start);
            place.end = moved(span.end, end).unwrap_or(place.end);
            copied = hidden.end;
        }
        shown.push_str(self.text.get(copied..).unwrap_or_default());
        (shown, place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::parse;
    use proptest::prelude::*;

    fn source(variables: &str) -> Source {
        let head = "[application]\nname = \"shop\"\n[environment]\nname = \"shop-test\"\n";
        let text = format!("{head}[variables]\n{variables}");
        match parse(std::path::Path::new("test.toml"), &text) {
            Ok(file) => file.source,
            Err(crate::config::Error::Invalid { source_file, .. }) => *source_file,
            Err(error) => panic!("{error}"),
        }
    }

    fn shown(variables: &str) -> String {
        let (text, _) = source(variables).shown(&(0..0));
        text.split_once("[variables]\n").unwrap().1.to_owned()
    }

    #[test]
    fn a_secret_is_blotted_out_by_its_name_or_its_form_and_nothing_else_is() {
        assert_eq!(
            shown("API_TOKEN = \"hunter2\" # ours\nA = 1"),
            "API_TOKEN = \"(secret)\" # ours\nA = 1"
        );
        assert_eq!(shown("PASSWORD = 1234"), "PASSWORD = \"(secret)\"");
        assert_eq!(shown("A = \"redis://:hunter2@cache\""), "A = \"(secret)\"");
        assert_eq!(
            shown("API_TOKEN = { secret = \"hunter2\" }"),
            "API_TOKEN = { secret = \"(secret)\" }"
        );
        let arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-AbCdEf";
        for kept in [
            "API_TOKEN = { env = \"API_TOKEN\" }\nOLD_TOKEN = { reset = true }\nA = \"b\"",
            "API_TOKEN = { file = \"token.txt\" }",
            &format!("API_TOKEN = {{ secret = \"{arn}\" }}"),
        ] {
            assert_eq!(shown(kept), kept);
        }
    }

    #[test]
    fn lines_keep_their_numbers() {
        let key = "KEY = \"\"\"-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----\n\"\"\"\nA = 1";
        assert_eq!(shown(key), "KEY = \"(secret)\"\n\n\n\nA = 1");
        assert_eq!(shown(key).lines().count(), key.lines().count());
    }

    #[test]
    fn a_text_that_is_no_toml_shows_no_secret_either() {
        assert_eq!(shown("API_TOKEN = \"hunter2\nA = 1"), "API_TOKEN = \"(secret)\"\nA = 1");
    }

    proptest! {
        #[test]
        fn a_span_that_is_no_secret_shows_the_same_text(words in proptest::collection::vec("[a-z€]{1,6}", 1..6)) {
            let lines = words.iter().enumerate().map(|(index, word)| format!("A{index} = \"{word}\"\nTOKEN{index} = \"x{word}y\"\n"));
            let source = source(&lines.collect::<String>());
            for (index, word) in words.iter().enumerate() {
                let (text, span) = source.shown(&source.value(&format!("variables.A{index}")).unwrap());
                prop_assert_eq!(&text[span], format!("\"{word}\""));
                let (text, span) = source.shown(&source.value(&format!("variables.TOKEN{index}")).unwrap());
                prop_assert_eq!(&text[span], BLOT);
            }
        }

        #[test]
        fn any_span_of_any_text_can_be_shown(text in "[a-c=\"\\[\\]\\nTOKEN€]{0,60}", start in 0..70usize, length in 0..20usize) {
            let source = source(&text);
            let whole = &source.texts()[0].text;
            let (start, end) = (whole.floor_char_boundary(start), whole.floor_char_boundary(start + length));
            let (shown, span) = source.shown(&(start..end));
            prop_assert!(shown.get(span).is_some());
        }
    }
}
