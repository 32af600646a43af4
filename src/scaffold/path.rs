//! Paths of requests: how they look on the wire, and regular expressions that match nothing else.
//!
//! nginx, Apache, Python and JavaScript all read `\xHH` as the character, and none of them reads more into it, whatever
//! quotes it stands in. So whatever is not plain is written like that.

use std::fmt::Write;

use super::Error;

/// The path that a load balancer asks for, without its query and its last slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HealthPath(String);

impl HealthPath {
    /// Takes the path as a file writes it.
    ///
    /// # Errors
    /// When no route of its own can be made of it.
    pub fn new(path: &str) -> Result<Self, Error> {
        let refused = |problem| Error::HealthPath { path: path.to_owned(), problem };
        let bare = path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
        if !path.starts_with('/') {
            return Err(refused("it does not begin with `/`"));
        }
        if bare.is_empty() {
            return Err(refused("that is the home page, which is to be redirected"));
        }
        if bare.chars().any(char::is_control) {
            return Err(refused("it has a control character"));
        }
        if bare.split('%').skip(1).any(|rest| {
            !rest
                .get(..2)
                .is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
        }) {
            return Err(refused("its `%` is not followed by two hexadecimal digits"));
        }
        if bare.split('/').skip(1).any(|part| matches!(part, "" | "." | "..")) {
            return Err(refused("servers shorten `//`, `/./` and `/../`"));
        }
        Ok(Self(bare.to_owned()))
    }

    /// As it was written, without query and last slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Matches the path as it comes over the wire, with or without a slash at its end.
    pub(super) fn on_the_wire(&self) -> String {
        format!("{}/?", self.0.chars().map(sent).collect::<String>())
    }

    /// Matches the path as an application sees it: decoded, without the slash before it.
    pub(super) fn decoded(&self) -> String {
        decode(&self.0).chars().skip(1).map(literal).collect()
    }

    /// Its folders and its name, decoded: two of them at least are none that a file system could mistake.
    pub(super) fn file(&self) -> String {
        decode(&self.0).trim_start_matches('/').to_owned()
    }
}

/// The path, where routes and quotes of any kind take it literally.
///
/// # Errors
/// When a character of it is another one than those; with this problem.
pub(super) fn plain<'a>(path: &'a HealthPath, problem: &'static str) -> Result<&'a str, Error> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | '~');
    if path.0.chars().all(is_plain) {
        return Ok(&path.0);
    }
    Err(Error::HealthPath { path: path.0.clone(), problem })
}

/// Matches what a load balancer's path pattern does, as it comes over the wire: `*` is any text, `?` any character
/// (ELB user guide, "Path conditions").
pub(super) fn pattern(pattern: &str) -> String {
    let part = |character| match character {
        '*' => r"[^?\s]*".to_owned(),
        '?' => r"[^?\s]".to_owned(),
        other => sent(other),
    };
    pattern.chars().map(part).collect()
}

/// A character as clients send it: as it is, or encoded. A space and what is not ASCII cannot be sent as they are.
fn sent(character: char) -> String {
    let encoded = || {
        let mut buffer = [0; 4];
        character.encode_utf8(&mut buffer).bytes().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "%{byte:02X}");
            text
        })
    };
    match character {
        'A'..='Z' | 'a'..='z' | '0'..='9' | '-' | '_' | '~' | '/' | '%' | '.' => literal(character),
        '!'..='~' => format!("(?:{}|{})", literal(character), encoded()),
        _ => encoded(),
    }
}

/// Matches this character and no other.
fn literal(character: char) -> String {
    match character {
        'A'..='Z' | 'a'..='z' | '0'..='9' | '_' | '~' | '/' | '%' | '-' => character.to_string(),
        '.' => r"\.".to_owned(),
        ' '..='~' => format!(r"\x{:02x}", u32::from(character)),
        other => other.to_string(),
    }
}

/// `%41` is `A`; what is encoded wrongly stays as it is.
fn decode(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digits = path
            .get(at + 1..at + 3)
            .filter(|digits| byte == b'%' && digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        if let Some(meant) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            decoded.push(meant);
            at += 3;
        } else {
            decoded.push(byte);
            at += 1;
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex_lite::Regex;

    use super::*;

    #[test]
    fn a_path_is_matched_with_and_without_a_slash_and_with_nothing_behind_it() {
        let wire = HealthPath::new("/up.it/?full=1").expect("a path").on_the_wire();
        assert_eq!(wire, r"/up\.it/?");
        let all = Regex::new(&format!("^(?:{wire})$")).expect("a pattern");
        assert!(all.is_match("/up.it") && all.is_match("/up.it/"));
        assert!(!all.is_match("/upXit") && !all.is_match("/up.it/x") && !all.is_match("/up.it//"));
    }

    #[test]
    fn what_no_application_could_serve_as_its_health_is_refused() {
        for (path, problem) in [
            ("health", "begin"),
            ("/", "home page"),
            ("/?x", "home page"),
            ("/a\nb", "control"),
            ("/a%{x}", "hexadecimal"),
            ("/a%4", "hexadecimal"),
            ("/a//b", "shorten"),
            ("/a/../b", "shorten"),
        ] {
            let told = HealthPath::new(path).expect_err(path).to_string();
            assert!(told.contains(problem), "{told}");
        }
    }

    #[test]
    fn a_star_is_any_text_and_a_question_mark_one_character() {
        let all = Regex::new(&format!("^(?:{})$", pattern("/a?c/*.js"))).expect("a pattern");
        assert!(
            all.is_match("/abc/d/e.js") && !all.is_match("/ac/d.js") && !all.is_match("/a?c/d.js")
        );
    }

    #[test]
    fn an_application_sees_the_path_decoded() {
        let path = HealthPath::new("/%c3%a4 b%2Bc").expect("a path");
        assert_eq!(path.decoded(), r"ä\x20b\x2bc");
        assert_eq!(path.on_the_wire(), "/%c3%a4%20b%2Bc/?");
    }

    proptest! {
        #[test]
        fn whatever_a_path_is_made_of_nothing_ends_the_quotes_that_it_stands_in(path in "/[ -~ä€]{1,20}") {
            let Ok(path) = HealthPath::new(&path) else { return Ok(()) };
            for written in [path.on_the_wire(), pattern(path.as_str()), path.decoded()] {
                prop_assert!(!written.contains(['"', '\'', '`', '#', '$', ';', '{', '}', ' ', '\n']), "{}", written);
                prop_assert!(Regex::new(&written).is_ok(), "{}", written);
            }
        }

        #[test]
        fn a_path_matches_itself_and_no_other(path in "/[!-~]{1,12}", other in "/[!-~]{1,12}") {
            let Ok(path) = HealthPath::new(&path) else { return Ok(()) };
            let all = Regex::new(&format!("^(?:{})$", path.on_the_wire())).expect("a pattern");
            prop_assert!(all.is_match(path.as_str()));
            let decoded = decode(&other);
            prop_assume!(decoded.trim_end_matches('/') != decode(path.as_str()));
            prop_assert!(!all.is_match(&other), "{} {}", path.as_str(), other);
        }
    }
}
