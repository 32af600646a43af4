//! Words of others in a line of ours: short, printable, and without what looks like a secret.

use std::sync::LazyLock;

use regex_lite::Regex;

use crate::observed::InstanceLog;

/// A line of evidence is no longer.
const LONGEST: usize = 160;
/// So many of an instance's lines are shown.
const LINES: usize = 6;
/// So many instances' lines are shown: they mostly say the same.
const INSTANCES: usize = 2;

/// A user and password in an address; a value after a word for secrets.
static SECRETS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let patterns = [
        (r"://[^/\s@]+@", "://…@"),
        (
            r"(?i)\b([a-z_]*(?:password|passwd|secret|token|api_?key|private_?key)[a-z_]*[=:]\s*)\S+",
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
    let mut shown: String = words.chars().filter(|c| !c.is_control()).collect();
    for (pattern, put) in SECRETS.iter() {
        shown = pattern.replace_all(&shown, *put).into_owned();
    }
    if shown.chars().count() > LONGEST {
        shown = shown.chars().take(LONGEST - 1).chain(['…']).collect();
    }
    shown
}

/// The title of a page.
pub(super) fn title(body: &str) -> Option<String> {
    static TITLE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?is)<title[^>]*>(.*?)</title>").ok());
    let title = TITLE.as_ref()?.captures(body)?.get(1)?.as_str();
    Some(line(title)).filter(|title| !title.is_empty())
}

/// The last lines of the instances' logs.
pub(super) fn last_lines(logs: &[InstanceLog]) -> Vec<String> {
    let of_one = |log: &InstanceLog| {
        let lines: Vec<_> = log.text.lines().filter(|line| is_said(line)).collect();
        let last = lines.len().saturating_sub(LINES);
        let lines: Vec<_> = lines[last..]
            .iter()
            .map(|text| format!("{} log: {}", log.instance, line(text)))
            .collect();
        lines
    };
    logs.iter().take(INSTANCES).flat_map(of_one).collect()
}

/// Elastic Beanstalk draws lines around the names of files.
fn is_said(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.chars().all(|c| c == '-') && !line.starts_with("/var/log/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_of_others_are_not_shown() {
        let told = line(
            "DB_PASSWORD=hunter2 redis://:hunter2@cache Authorization: Bearer hunter2 token: hunter2",
        );
        assert!(!told.contains("hunter2"), "{told}");
    }

    #[test]
    fn the_last_lines_are_those_of_the_application() {
        let text = "-----\n/var/log/web.stdout.log\n-----\nstarting\nno module named shop\n\n";
        let log = InstanceLog {
            instance: "i-1".into(),
            taken: jiff::Timestamp::UNIX_EPOCH,
            text: text.into(),
        };
        assert_eq!(last_lines(&[log]), ["i-1 log: starting", "i-1 log: no module named shop"]);
    }

    #[test]
    fn a_page_is_known_by_its_title() {
        let page = "<html><head><title>DisallowedHost\n at /health</title></head></html>";
        assert_eq!(title(page).as_deref(), Some("DisallowedHost at /health"));
    }
}
