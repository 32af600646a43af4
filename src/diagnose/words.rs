//! Words of others in a line of ours: short, printable, and without what looks like a secret.

use std::sync::LazyLock;

use regex_lite::Regex;

/// A line of evidence is no longer.
const LONGEST: usize = 240;

/// A user and password in an address; a value after a word for secrets.
static SECRETS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let patterns = [
        (r"://[^/\s@]+@", "://…@"),
        (
            r#"(?i)\b([a-z_]*(?:password|passwd|secret|token|api_?key|private_?key)[a-z_]*["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;)}"']+)"#,
            "$1…",
        ),
        (r"(?i)\b(authorization:\s*\S+\s+)\S+", "$1…"),
        (r"(?i)(x-amz-(?:signature|security-token|credential)=)[^&\s]+", "$1…"),
    ];
    let compiled = |(pattern, put)| Some((Regex::new(pattern).ok()?, put));
    patterns.into_iter().filter_map(compiled).collect()
});

/// One line of somebody's words.
pub(super) fn line(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown: String = words.chars().filter(|c| !c.is_control()).collect();
    let mut shown = without_secrets(&shown);
    if shown.chars().count() > LONGEST {
        shown = shown.chars().take(LONGEST - 1).chain(['…']).collect();
    }
    shown
}

/// Words without what looks like a secret by the word before it.
pub fn without_secrets(words: &str) -> String {
    let hide = |shown: String, (pattern, put): &(Regex, &str)| {
        pattern.replace_all(&shown, *put).into_owned()
    };
    SECRETS.iter().fold(words.to_owned(), hide)
}

/// The title of a page.
pub(super) fn title(body: &str) -> Option<String> {
    static TITLE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?is)<title[^>]*>(.*?)</title>").ok());
    let title = TITLE.as_ref()?.captures(body)?.get(1)?.as_str();
    Some(line(title)).filter(|title| !title.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_of_others_are_not_shown() {
        let told = line(
            "DB_PASSWORD=hunter2 redis://:hunter2@cache Authorization: Bearer hunter2 token: hunter2 {\"secret_key\": \"hunter2 hunter2\", 'password' = 'hunter2'}",
        );
        assert!(!told.contains("hunter2"), "{told}");
    }

    #[test]
    fn a_page_is_known_by_its_title() {
        let page = "<html><head><title>DisallowedHost\n at /health</title></head></html>";
        assert_eq!(title(page).as_deref(), Some("DisallowedHost at /health"));
    }
}
