//! The pages of the guide that are made from the types, from clap, and from tables.

mod diagnostics;
mod lints;

use std::fmt::Write;
use std::fs;

use clap::{Command, CommandFactory};
use ebdeploy::cli::Cli;
use serde_json::Value;

use crate::support::root;

/// As wide as the text around it.
const COLUMNS: usize = 100;

/// Compares a page with what it should be, and writes it where that is wanted.
fn is_current(page: &str, text: &str) {
    let path = root().join("docs").join(page);
    if std::env::var_os("GUIDE_WRITE").is_some() {
        fs::write(&path, text).unwrap();
    }
    let committed = fs::read_to_string(path).unwrap_or_default();
    assert_eq!(committed, text, "run `make pages`");
}

#[test]
fn every_command_stands_in_the_guide_as_clap_has_it() {
    let mut text = String::from("# Every command\n\nMade from the commands' own help.\n");
    let mut all = Cli::command().term_width(COLUMNS).max_term_width(COLUMNS);
    all.build();
    help(&mut all.clone(), &mut text);
    let commands = all.get_subcommands_mut().filter(|command| !command.is_hide_set());
    for command in commands.filter(|command| command.get_name() != "help") {
        help(command, &mut text);
    }
    is_current("commands.md", &text);
}

fn help(command: &mut Command, text: &mut String) {
    let name = command.get_bin_name().unwrap_or("ebdeploy").to_owned();
    let long = command.render_long_help().to_string();
    let lines: Vec<_> = long.lines().map(str::trim_end).collect();
    let _ = write!(text, "\n## `{name}`\n\n```text\n{}\n```\n", lines.join("\n").trim_end());
}

#[test]
fn every_key_stands_in_the_guide_as_the_types_have_it() {
    let schema: Value = serde_json::from_str(&ebdeploy::commands::schema()).unwrap();
    let mut text = String::from(
        "# Every key\n\nMade from the types that read the file; [file.md](file.md) says what becomes of them.\n",
    );
    let tables = schema["properties"].as_object().unwrap();
    for (name, said) in tables {
        let said_of_it = described(said);
        let Some(table) = resolved(&schema, said).filter(|table| table["properties"].is_object())
        else {
            let _ = write!(text, "\n## `{name}`\n\n{said_of_it}\n");
            continue;
        };
        let _ =
            write!(text, "\n## `[{name}]`\n\n{said_of_it}\n\n| key | what | type | default |\n");
        text.push_str("|---|---|---|---|\n");
        let required = table["required"].as_array().cloned().unwrap_or_default();
        for (key, said) in table["properties"].as_object().unwrap() {
            let default = match &said["default"] {
                _ if required.iter().any(|name| name == key) => "required".to_owned(),
                Value::Null => String::new(),
                value => format!("`{value}`"),
            };
            let (what, kind) = (described(said), kind(&schema, said));
            let _ = writeln!(text, "| `{key}` | {what} | {kind} | {default} |");
        }
    }
    is_current("keys.md", &text);
}

/// A description as one line of a table.
fn described(said: &Value) -> String {
    let text = said["description"].as_str().unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// The type that a place refers to, if it has one; leaving it out is no type.
fn resolved<'a>(schema: &'a Value, said: &'a Value) -> Option<&'a Value> {
    let any = said["anyOf"].as_array();
    let said = any.and_then(|any| any.iter().find(|one| one["type"] != "null")).unwrap_or(said);
    match said["$ref"].as_str() {
        Some(name) => schema.pointer(name.strip_prefix('#')?),
        None => Some(said),
    }
}

fn kind(schema: &Value, said: &Value) -> String {
    let Some(of) = resolved(schema, said) else { return String::new() };
    let words = |all: &Vec<Value>| {
        let word = |one: &Value| one["const"].as_str().map(|word| format!("`{word}`"));
        all.iter().map(word).collect::<Option<Vec<_>>>().map(|words| words.join(", "))
    };
    if let Some(words) = of["oneOf"].as_array().and_then(words) {
        return words;
    }
    if let Some(items) = of["items"].as_object() {
        return format!("list of {}", kind(schema, &Value::Object(items.clone())));
    }
    let names: Vec<_> = match &of["type"] {
        Value::String(name) => vec![name.as_str()],
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let names: Vec<_> = names.into_iter().filter(|name| *name != "null").collect();
    match names.as_slice() {
        ["string"] => "text".to_owned(),
        ["object"] => "table".to_owned(),
        ["integer"] => "whole number".to_owned(),
        ["boolean"] => "`true` or `false`".to_owned(),
        [] => described(of),
        names => names.join(" or "),
    }
}
