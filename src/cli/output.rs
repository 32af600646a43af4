//! How `plan` and `apply` tell what they have to tell.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Where a plan or a run is told, and how.
#[derive(Clone, Debug, Args)]
pub struct Output {
    /// How to tell it on stdout.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Short for `--format json`.
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    /// Write a report to a file as well, as `human`, `json`, `markdown` or `html`. May be given
    /// several times.
    #[arg(long = "report", value_name = "FORMAT=FILE", value_parser = report)]
    pub reports: Vec<Report>,
}

/// How to tell it on stdout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Human,
    /// For programs: a plan is one document, a run one object a line.
    Json,
    /// For the comment of a pull request.
    Markdown,
    /// For GitHub Actions: as for people, with annotations, groups, a summary and outputs.
    Github,
}

/// A report in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How it is written.
    pub shape: Shape,
    /// Where to.
    pub file: PathBuf,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shape {
    /// Plain text.
    Human,
    /// A JSON document.
    Json,
    /// For the comment of a pull request.
    Markdown,
    /// A page for a browser.
    Html,
}

fn report(text: &str) -> Result<Report, String> {
    let Some((shape, file)) = text.split_once('=').filter(|(_, file)| !file.is_empty()) else {
        return Err("write it as FORMAT=FILE, for example `markdown=plan.md`".to_owned());
    };
    match Shape::from_str(shape, false) {
        Ok(shape) => Ok(Report { shape, file: PathBuf::from(file) }),
        Err(_) => Err(format!("a report is `human`, `json`, `markdown` or `html`, not `{shape}`")),
    }
}
