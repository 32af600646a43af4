//! The lines of an instance's logs that tell most.
//!
//! A tail is one text of several files, each under its name between two lines of dashes. That is as
//! recorded by users of Elastic Beanstalk; where it is otherwise, the last lines are as good.

use super::words;
use crate::observed::InstanceLog;

/// So many of an instance's lines are shown.
const LINES: usize = 6;
/// So many instances' lines are shown: they mostly say the same.
const INSTANCES: usize = 2;

/// Files by how much they tell of an application that does not serve: its own output, what the
/// proxy has against it, how its deployment went (Elastic Beanstalk developer guide, "Viewing
/// logs").
const FILES: [&str; 5] = [
    "web.stdout.log",
    "eb-docker/containers/",
    "web-1.error.log",
    "nginx/error.log",
    "eb-engine.log",
];

/// The last lines of the instances' logs, each with its instance and file.
pub(super) fn last_lines(logs: &[InstanceLog]) -> Vec<String> {
    logs.iter().take(INSTANCES).flat_map(of_one).collect()
}

fn of_one(InstanceLog { instance, text, .. }: &InstanceLog) -> Vec<String> {
    let files = files(text);
    let telling = FILES.iter().find_map(|name| {
        files.iter().find(|(file, lines)| file.contains(name) && !lines.is_empty())
    });
    let last = files.iter().rfind(|(_, lines)| !lines.is_empty());
    let Some((file, lines)) = telling.or(last) else { return Vec::new() };
    let name = file.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("log");
    let first = lines.len().saturating_sub(LINES);
    lines[first..].iter().map(|text| format!("{instance} {name}: {}", words::line(text))).collect()
}

/// The log of deployments (Elastic Beanstalk developer guide, "Viewing logs": its name).
const ENGINE: &str = "eb-engine.log";
/// How the platform's engine marks what went wrong, as in public reports of its log.
const ERROR: &str = "[ERROR]";
/// So many of its lines are shown.
const MOST_ERRORS: usize = 3;

/// What the platform calls an error in the log of the last deployment, of the first instance that
/// has any.
pub fn deployment_lines(logs: &[InstanceLog]) -> Vec<String> {
    let of_one = |InstanceLog { instance, text, .. }: &InstanceLog| {
        let files = files(text);
        let (_, lines) = files.iter().find(|(file, _)| file.contains(ENGINE))?;
        let errors: Vec<_> = lines.iter().filter(|line| line.contains(ERROR)).collect();
        let first = errors.len().saturating_sub(MOST_ERRORS);
        let told = errors[first..]
            .iter()
            .map(|text| format!("{instance} {ENGINE}: {}", words::line(text)));
        Some(told.collect::<Vec<_>>()).filter(|told| !told.is_empty())
    };
    logs.iter().find_map(of_one).unwrap_or_default()
}

/// Lines of the instances' logs that a test holds for, each with its instance: of each instance the
/// last.
pub(super) fn lines_with(logs: &[InstanceLog], tells: impl Fn(&str) -> bool) -> Vec<String> {
    let of_one = |InstanceLog { instance, text, .. }: &InstanceLog| {
        let line = text.lines().rev().find(|line| tells(line))?;
        Some(format!("{instance}: {}", words::line(line)))
    };
    logs.iter().take(INSTANCES).filter_map(of_one).collect()
}

/// The files of a tail, and what they say.
fn files(text: &str) -> Vec<(&str, Vec<&str>)> {
    let mut files = vec![("", Vec::new())];
    for line in text.lines().map(str::trim).filter(|line| !is_rule(line)) {
        match files.last_mut() {
            Some((_, lines)) if !line.starts_with("/var/log/") => lines.push(line),
            _ => files.push((line, Vec::new())),
        }
    }
    files
}

/// An empty line, or one of dashes.
fn is_rule(line: &str) -> bool {
    line.chars().all(|c| c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let taken = jiff::Timestamp::UNIX_EPOCH;
        last_lines(&[InstanceLog { instance: "i-1".into(), taken, text: text.into() }])
    }

    #[test]
    fn the_application_itself_says_most() {
        let text = "----\n/var/log/eb-engine.log\n----\nstarting\n\n----\n/var/log/web.stdout.log\n----\n\
                    no module named shop\n----\n/var/log/nginx/access.log\n----\n10.0.0.1 GET /health 502\n";
        assert_eq!(told(text), ["i-1 web.stdout.log: no module named shop"]);
    }

    #[test]
    fn where_it_says_nothing_others_do() {
        let text =
            "----\n/var/log/web.stdout.log\n----\n----\n/var/log/nginx/error.log\n----\nrefused\n";
        assert_eq!(told(text), ["i-1 error.log: refused"]);
    }

    #[test]
    fn a_text_without_files_is_taken_as_it_is() {
        assert_eq!(told("one\ntwo"), ["i-1 log: one", "i-1 log: two"]);
        assert!(told("").is_empty());
    }
}
