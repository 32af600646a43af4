//! The page of all that can be wrong with a file, with an example of each that is run.

use std::fmt::Write;

use ebdeploy::config::Fault;
use ebdeploy::config::fault::{GROUPS, Group};

use super::is_current;
use crate::bad_input::HEAD;
use crate::bad_input::examples::{Example, of};

/// Longer lines, and more of them, are cut: they are there to be too long or too many.
const LONGEST_LINE: usize = 100;
const MOST_LINES: usize = 8;

/// What tells of most of them: of those that the file alone shows, and of those that take a look.
const VALIDATE: &str = "ebdeploy validate shop.toml";
const PLAN: &str = "ebdeploy plan shop.toml";

const INTRODUCTION: &str = "\
# What can be wrong with a file

Made from the table of all problems, and from an example of each, which is run.

Every problem of a file has an id, which lasts, in brackets before what is said: `error[environment-name]: …`. It comes with the place in
the file and with what to do about it; all problems of a file are told at once, and as long as there is one nothing is changed (exit code 1).
`ebdeploy explain ID` prints what is said here. A file with no such problem may still have [lints](lints.md).

`ebdeploy validate` finds what the file alone shows, without asking AWS; what takes a look at AWS [stands at the end](#what-a-look-at-aws-finds),
and is found by `plan`, and by `apply` before it changes anything.
";

#[tokio::test(start_paused = true)]
async fn every_problem_stands_in_the_guide_with_its_example() {
    let mut text = INTRODUCTION.to_owned();
    for Group { title, faults, .. } in &GROUPS {
        let ids = faults.iter().map(|fault| format!("[`{0}`](#{0})", fault.id()));
        let _ = write!(text, "\n- {title}: {}", ids.collect::<Vec<_>>().join(", "));
    }
    let _ = write!(
        text,
        "\n\nAn example that names no `[environment]` of its own goes on where this ends:\n\n```toml\n{HEAD}```\n"
    );
    for group in &GROUPS {
        let _ = write!(text, "\n## {}\n", group.title);
        for fault in group.faults {
            write_fault(&mut text, fault, &of(fault, group.takes_a_look).await);
        }
    }
    is_current("diagnostics.md", &text);
}

fn write_fault(text: &mut String, fault: &Fault, example: &Example) {
    let Example { lines, command, told } = example;
    let _ = write!(
        text,
        "\n### `{}`\n\n{} {}\n\nWhat to do: {}.\n",
        fault.id(),
        fault.says(),
        fault.why(),
        fault.cure(),
    );
    if !lines.is_empty() {
        let _ = write!(text, "\n```toml\n{}\n```\n", shortened(lines));
    }
    // What most are told by is said above.
    if ![VALIDATE, PLAN].contains(&command.as_str()) {
        let _ = write!(text, "\n`{command}` says:\n");
    }
    let _ = write!(text, "\n```text\n{}\n```\n", shortened(told));
}

/// A text without what is there to be too much.
fn shortened(text: &str) -> String {
    let cut = |line: &str| {
        let is_long = line.chars().count() > LONGEST_LINE && !line.starts_with(['e', 'h']);
        let short: String = line.chars().take(LONGEST_LINE - 1).collect();
        if is_long { format!("{short}…") } else { line.to_owned() }
    };
    let mut lines: Vec<_> = text.lines().map(cut).collect();
    if lines.len() > MOST_LINES {
        let last = lines.split_off(lines.len() - 1);
        lines.truncate(MOST_LINES - 2);
        lines.push("…".to_owned());
        lines.extend(last);
    }
    lines.join("\n")
}
