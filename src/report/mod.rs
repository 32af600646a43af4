//! The only module that writes to a stream: the plan or JSON to stdout, all else to stderr.
//!
//! Nothing is said by colour alone. Colours are left out where `NO_COLOR` says so or nobody sees
//! them.

mod block;
mod diagnostics;
mod failure;
mod findings;
mod human;
mod inspection;
mod json;
mod lease;
mod progress;
mod rows;
mod silence;
mod status;
mod theme;

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::thread;

use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::apply::Event;
use crate::error::Error;
use crate::plan::Plan;

pub use failure::render as failure_text;
pub use findings::findings as findings_text;
pub use human::plan as plan_text;
pub use inspection::{diagnosis, missing, redraw, status_shown, tails};
pub use lease::{lease_kept, lease_left, lease_shown, lease_told, no_lease};
pub use progress::Progress;
pub use status::status as status_text;

/// Columns where there is no terminal to ask; and the most that are used.
const COLUMNS: usize = 80;
const MOST_COLUMNS: usize = 120;

/// How a command's result is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Human,
    /// For programs.
    Json,
}

/// Whoever listens to a run.
pub trait Reporter {
    /// Something happened.
    fn report(&mut self, event: Event<'_>);
    /// A run is over; nothing more will be told of it.
    fn finish(&mut self);
}

/// Writes a plan to stdout.
///
/// # Errors
/// When stdout cannot be written to.
pub fn plan(plan: &Plan, file: &Path, format: Format) -> io::Result<()> {
    let text = match format {
        Format::Human => human::plan(plan, file, width(&io::stdout())),
        Format::Json => json::plan(plan, file),
    };
    out(&text)
}

/// Writes the plan that a run is about to carry out to stdout.
///
/// # Errors
/// When stdout cannot be written to.
pub fn planned(plan: &Plan, file: &Path, format: Format) -> io::Result<()> {
    match format {
        Format::Human => self::plan(plan, file, format),
        Format::Json => out(&json::planned(plan, file)),
    }
}

/// Writes a text to stdout.
///
/// # Errors
/// When stdout cannot be written to.
pub fn out(text: &str) -> io::Result<()> {
    let mut stdout = anstream::stdout();
    let written = writeln!(stdout, "{text}").and_then(|()| stdout.flush());
    match written {
        // Whoever reads has read enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// Writes a line to stderr. Where nobody can read that either, it is lost.
pub fn say(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// Writes why a command failed to stderr.
pub fn failure(error: &Error) {
    say(&failure::render(error, width(&io::stderr())));
}

/// Writes how an apply ended, for programs.
///
/// # Errors
/// When stdout cannot be written to.
pub fn outcome_json(plan: Option<&Plan>, result: &Result<(), Error>) -> io::Result<()> {
    out(&json::outcome(plan, result))
}

/// Says that a plan was carried out and proved; programs see it in the outcome.
pub fn applied(plan: &Plan, file: &Path, format: Format) {
    if format == Format::Human {
        let Plan { environment, region, .. } = plan;
        say(&format!("Applied: {environment} in {region} is as {} says.", file.display()));
    }
}

/// A listener for a run that began then: lines or JSON.
pub fn reporter(format: Format, began: Instant) -> Box<dyn Reporter> {
    match format {
        Format::Human => Box::new(Progress::new(io::stderr().is_terminal(), began)),
        Format::Json => Box::new(json::Lines::default()),
    }
}

/// A question can be asked and answered.
pub fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks a question that only `yes` answers.
///
/// # Errors
/// When the terminal cannot be read.
pub async fn ask(question: &str) -> io::Result<bool> {
    let mut stderr = anstream::stderr();
    write!(stderr, "{question} Only `yes` goes on: ")?;
    stderr.flush()?;
    let (answer, answered) = oneshot::channel();
    // Reading blocks, and must keep neither Ctrl-C nor the end of the process waiting.
    thread::spawn(move || {
        let mut line = String::new();
        let read = io::stdin().read_line(&mut line);
        answer.send(read.map(|_| line.trim() == "yes"))
    });
    answered.await.unwrap_or(Ok(false))
}

fn width(stream: &impl std::os::fd::AsFd) -> usize {
    let columns = terminal_size::terminal_size_of(stream).map(|(width, _)| usize::from(width.0));
    columns.unwrap_or(COLUMNS).clamp(40, MOST_COLUMNS)
}

/// `1 step`, `2 steps`.
fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
