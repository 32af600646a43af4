//! The only module that writes to a stream: the plan or JSON to stdout, all else to stderr.
//!
//! Nothing is said by colour alone; there are none where `NO_COLOR` says so or nobody sees them.

mod adopted;
mod aftermath;
mod block;
mod bundle;
mod diagnostics;
mod difference;
mod explained;
mod failure;
mod findings;
mod fleet;
pub mod github;
mod html;
mod human;
mod inspection;
mod json;
mod lease;
mod listing;
mod literal;
mod markdown;
mod mermaid;
mod planned;
mod progress;
mod promotion;
mod question;
mod record;
mod review;
mod rollout;
mod rows;
pub mod scaffold;
mod setting;
mod silence;
mod status;
mod text;
mod theme;
mod whole;
mod written;

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use tokio::time::Instant;

use crate::apply::Event;
use crate::error::Error;
use crate::plan::{Goal, Plan};
use theme::{HEADING, HELP, styled};

pub use adopted::{draft_text, imported, started};
pub use aftermath::rolling_back;
pub use bundle::bundle;
pub use difference::{Compared, Named, compared};
pub use explained::explained;
pub use failure::render as failure_text;
pub use findings::findings as findings_text;
pub use fleet::Fleet;
pub use human::plan as plan_text;
pub use inspection::{diagnosis, missing, redraw, status_shown, tails};
pub use lease::{lease_kept, lease_left, lease_shown, lease_told, no_lease, number_kept};
pub use listing::{Listing, listed};
pub use planned::{gap, plan, plan_among_others, plan_lines, planned};
pub use progress::Progress;
pub use promotion::promoted;
pub use question::{ask, ask_name, ask_text, can_ask, no_answer};
pub use record::{Fate, Record};
pub use review::{Review, overridden, place, remarks, remarks_beside, remarks_text};
pub use status::status as status_text;
pub use whole::{Report, Shape, Verb};
pub use written::{check, write};

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

/// How a plan or a run is told on stdout, and what is told beside it on stderr.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// For people.
    Human,
    /// For programs.
    Json,
    /// For a pull request's comment: stdout has nothing but that, at the end.
    Markdown,
    /// For a job of GitHub Actions: for people, with annotations and groups.
    Github,
}

/// Which of several environments something is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// Its name.
    pub environment: String,
    /// What it is called among the others: its name, and its region where the name is not enough.
    pub label: String,
    /// Its file, as on the command line.
    pub file: PathBuf,
}

/// Whoever listens to a run.
pub trait Reporter {
    /// Something happened.
    fn report(&mut self, event: Event<'_>);
    /// A run is over; nothing more will be told of it.
    fn finish(&mut self);
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

/// Writes a note to stderr.
pub fn note(text: &str) {
    let wrapped = human::wrap(text, width(&io::stderr()), "      ");
    say(&format!("{} {wrapped}", styled(HELP, "note:")));
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
pub fn outcome_json(
    about: Option<&About>,
    plan: Option<&Plan>,
    overridden: Option<&str>,
    result: &Result<u8, Error>,
) -> io::Result<()> {
    out(&json::outcome(about, plan, overridden, result.as_ref().copied()))
}

/// Says that a plan was carried out and proved; programs see it in the outcome.
pub fn applied(plan: &Plan, file: &Path, manner: Manner, overridden: Option<&str>) {
    if manner != Manner::Json {
        let Plan { environment, region, goal, .. } = plan;
        let reason = overridden.map(|reason| format!(" Gates were overridden: {reason}"));
        let (reason, file) = (reason.unwrap_or_default(), file.display());
        let (done, is) = match goal {
            Goal::AsTheFileSays => ("Applied", format!("as {file} says")),
            Goal::AsItWas { .. } => ("Rolled back", "as it was before".to_owned()),
            Goal::Gone => ("Destroyed", "gone".to_owned()),
        };
        say(&format!("{done}: {environment} in {region} is {is}.{reason}"));
    }
}

/// Says where a plan was saved.
pub fn saved(path: &Path) {
    let shown = path.display();
    say(&format!("Saved in {shown}: `ebdeploy apply {shown}` carries out exactly this."));
}

/// Writes what came of several environments: a line for each. Of a plan it goes to stdout, as the
/// plans do; of a run to stderr.
///
/// # Errors
/// When stdout cannot be written to.
pub fn overview(fleet: &Fleet<'_>, manner: Manner) -> io::Result<()> {
    let applied = fleet.verb == Verb::Apply;
    let columns = if manner == Manner::Github {
        COLUMNS
    } else if applied {
        width(&io::stderr())
    } else {
        width(&io::stdout())
    };
    match manner {
        Manner::Json if applied => out(&json::ended(fleet)),
        Manner::Json => out(&json::fleet(fleet)),
        Manner::Markdown => Ok(()),
        Manner::Human | Manner::Github => {
            let text = human::overview(fleet, columns);
            let text = if manner == Manner::Github { github::plan_text(&text) } else { text };
            if applied {
                say(&format!("\n{text}"));
                return Ok(());
            }
            out(&text)
        }
    }
}

/// Writes to stderr why one of several environments failed.
pub fn failure_of(subject: &str, error: &Error, manner: Manner) {
    let text = failure::render(error, width(&io::stderr()));
    let text = format!("\n{}\n{text}", styled(HEADING, text::visible(subject)));
    say(&if manner == Manner::Github { github::plan_text(&text) } else { text });
}

/// A listener for a run that began then: lines or JSON. Of several runs at once, each says what it
/// is about.
pub fn reporter(manner: Manner, about: Option<&About>, began: Instant) -> Box<dyn Reporter> {
    match manner {
        Manner::Json => Box::new(about.map_or_else(json::Lines::default, json::Lines::about)),
        _ if let Some(About { label, .. }) = about => Box::new(Progress::about(label, began)),
        Manner::Human | Manner::Markdown => {
            Box::new(Progress::new(io::stderr().is_terminal(), began))
        }
        Manner::Github => Box::new(github::Grouped::new(began)),
    }
}

fn width(stream: &impl std::os::fd::AsFd) -> usize {
    let columns = terminal_size::terminal_size_of(stream).map(|(width, _)| usize::from(width.0));
    columns.unwrap_or(COLUMNS).clamp(40, MOST_COLUMNS)
}

/// `1 step`, `2 steps`.
fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
