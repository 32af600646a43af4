//! What README and the guide name is there: commands, their options, exit codes.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use clap::{Command, CommandFactory};
use ebdeploy::cli::Cli;
use ebdeploy::error::exit;
use regex_lite::Regex;

use crate::support::root;

/// Options on the pages that are those of other programs.
const OF_OTHERS: [&str; 22] = [
    "--chmod",
    "--assume-role-policy-document",
    "--bind",
    "--client-id-list",
    "--connect-to",
    "--endpoint",
    "--env",
    "--environment-name",
    "--listener-arn",
    "--load-balancer-arn",
    "--message",
    "--option-settings",
    "--output",
    "--policy-document",
    "--policy-name",
    "--query",
    "--rm",
    "--role-name",
    "--tag",
    "--url",
    "--user",
    "--volume",
];
const CODES: [u8; 9] = [
    exit::DONE,
    exit::FAILED,
    exit::CHANGES,
    exit::FALLBACK,
    exit::MOVED,
    exit::DEADLINE,
    exit::NOT_CONVERGED,
    exit::USAGE,
    exit::INTERRUPTED,
];

/// Each page that is written by hand, with its text; continued command lines are one.
fn pages() -> Vec<(String, String)> {
    let docs = fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let docs = docs.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let docs = docs.filter(|path| !path.ends_with("commands.md"));
    let all: Vec<PathBuf> = docs.chain([root().join("README.md")]).collect();
    assert!(all.len() > 20, "{all:?}");
    let text = |path: &PathBuf| fs::read_to_string(path).unwrap().replace("\\\n", " ");
    all.iter().map(|path| (path.file_name().unwrap().display().to_string(), text(path))).collect()
}

/// Every long option of a command, with and without what is shown only on request.
fn options(command: &Command) -> BTreeSet<String> {
    let named = command.get_arguments().filter_map(|argument| argument.get_long());
    named.map(|name| format!("--{name}")).chain(["--help".into(), "--version".into()]).collect()
}

#[test]
fn every_option_that_a_page_names_is_one_of_some_command() {
    let cli = Cli::command();
    let own: BTreeSet<_> = cli.get_subcommands().flat_map(options).collect();
    let option = Regex::new(r"(?:^|[^-\w])(--[a-z][a-z0-9-]*)").unwrap();
    let mut met = BTreeSet::new();
    for (page, text) in pages() {
        for named in option.captures_iter(&text).map(|found| found[1].to_owned()) {
            let is_known = own.contains(&named) || OF_OTHERS.contains(&named.as_str());
            assert!(is_known, "{page}: no command has {named}");
            met.insert(named);
        }
    }
    let stale: Vec<_> = OF_OTHERS.iter().filter(|option| !met.contains(**option)).collect();
    assert!(stale.is_empty(), "no page names {stale:?} any more");
}

#[test]
fn every_command_line_of_a_page_has_a_command_and_options_of_that_command() {
    let cli = Cli::command();
    let line =
        Regex::new(r"(?m)(?:`|^\$ |^ *|(?:run: |[;&|({] ))ebdeploy ([a-z]+)([^`;&|>\n]*)").unwrap();
    let option = Regex::new(r"(?:^| )(--[a-z][a-z0-9-]*)").unwrap();
    let mut met = 0;
    for (page, text) in pages() {
        let code = code_of(&text);
        for found in line.captures_iter(&code) {
            let (verb, rest) = (&found[1], &found[2]);
            let command = cli.find_subcommand(verb);
            let command =
                command.unwrap_or_else(|| panic!("{page}: there is no `ebdeploy {verb}`"));
            let own = options(command);
            for named in option.captures_iter(rest) {
                assert!(own.contains(&named[1]), "{page}: `ebdeploy {verb}` has no {}", &named[1]);
            }
            met += 1;
        }
    }
    assert!(met > 100, "only {met} command lines were found");
}

/// What is in blocks and between backticks, a line each.
fn code_of(text: &str) -> String {
    let spans = Regex::new(r"`(ebdeploy [^`\n]*)`").unwrap();
    let mut lines = Vec::new();
    for (number, part) in text.split("\n```").enumerate() {
        if number % 2 == 1 {
            lines.push(part.to_owned());
        } else {
            lines.extend(spans.captures_iter(part).map(|span| span[1].to_owned()));
        }
    }
    lines.join("\n")
}

#[test]
fn every_exit_code_that_a_page_names_is_one() {
    let code = Regex::new(r"(?:exit codes?|exits with|ends with|ended with) (\d+)\b").unwrap();
    let mut met = 0;
    for (page, text) in pages() {
        for found in code.captures_iter(&text) {
            let named: u16 = found[1].parse().unwrap();
            assert!(CODES.iter().any(|code| u16::from(*code) == named), "{page}: {named}");
            met += 1;
        }
    }
    assert!(met > 30, "only {met} were found");
}
