//! A run for people, while it runs: a line for each thing that happens, and what is waited for in
//! between.

use std::time::Duration;

use indicatif::{HumanBytes, ProgressBar, ProgressStyle};
use tokio::time::Instant;

use super::rows::title;
use super::silence::Silence;
use super::theme::{ADDED, CHANGED, FAINT, HEADING, REMOVED, styled};
use super::{Reporter, plural, rollout, say};
use crate::apply::{Event, Turn};
use crate::observed::LogEvent;
use crate::plan::Step;

/// How many characters the bar of an upload has.
const BAR: usize = 20;
const TICK: Duration = Duration::from_millis(120);

/// Lines on stderr; on a terminal, the last of them moves.
#[derive(Debug)]
pub struct Progress {
    spinner: Option<ProgressBar>,
    began: Instant,
    silence: Silence,
    /// How far the deployment is that goes on.
    rollout: Option<String>,
    /// Since when an archive is on its way, while one is.
    uploading: Option<Instant>,
    /// Which environment each line is about, where there are several; as wide for all of them.
    about: Option<String>,
}

impl Progress {
    /// On a terminal, or not; for a run that began then.
    pub fn new(terminal: bool, began: Instant) -> Self {
        let spinner = terminal.then(|| {
            let style = ProgressStyle::with_template("{spinner} {elapsed_precise} {wide_msg}");
            let spinner = ProgressBar::new_spinner()
                .with_elapsed(began.elapsed())
                .with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            spinner.enable_steady_tick(TICK);
            spinner
        });
        Self {
            spinner,
            began,
            silence: Silence::default(),
            rollout: None,
            uploading: None,
            about: None,
        }
    }

    /// One of several runs at once, each line of which says what it is about.
    pub(super) fn about(environment: &str, began: Instant) -> Self {
        let mut lines = Self::new(false, began);
        lines.about = Some(environment.to_owned());
        lines
    }

    fn line(&mut self, text: &str) {
        let clock = styled(FAINT, clock(self.began.elapsed()));
        let line = match &self.about {
            Some(environment) => format!("{clock} {} {text}", styled(HEADING, environment)),
            None => format!("{clock} {text}"),
        };
        match &self.spinner {
            Some(spinner) => spinner.suspend(|| say(&line)),
            None => say(&line),
        }
        self.silence.broken();
    }

    /// What became of a step.
    fn of_step(&mut self, turn: Turn<'_>, text: &str) {
        self.line(&format!("{} {text}", number(turn)));
    }

    /// How much of an archive is there; on a terminal as a bar, with how fast it goes.
    fn uploading(&mut self, sent: u64, total: u64) {
        let since = *self.uploading.get_or_insert_with(Instant::now);
        let seconds = since.elapsed().as_secs_f64().max(0.001);
        let rate = HumanBytes(rate(sent, seconds));
        let (have, all) = (HumanBytes(sent), HumanBytes(total));
        if sent >= total {
            self.uploading = None;
            self.line(&format!("uploaded {all}, {rate}/s"));
        } else if self.spinner.is_some() {
            let full = usize::try_from(sent * BAR as u64 / total.max(1)).unwrap_or(0);
            let bar = format!("{:░<BAR$}", "█".repeat(full));
            self.waiting(&format!("uploading {bar} {have} of {all}, {rate}/s"));
        } else if self.silence.too_long("upload") {
            self.line(&format!("uploading: {have} of {all}"));
        }
    }

    /// How far a deployment is: on a terminal as what is waited for, else as a line.
    fn progress(&mut self, text: String) {
        match &self.spinner {
            Some(spinner) => spinner.set_message(text.clone()),
            None => self.line(&format!("  deployed to {text}")),
        }
        self.rollout = Some(text);
    }

    /// Says what is waited for: always on a terminal, else when it is something new, or was long
    /// ago.
    fn waiting(&mut self, what: &str) {
        match &self.spinner {
            Some(spinner) => {
                let rollout = self.rollout.as_deref();
                spinner.set_message(rollout.unwrap_or(what).to_owned());
            }
            None if self.silence.too_long(what) => self.line(&format!("waiting: {what}")),
            None => {}
        }
    }
}

impl Reporter for Progress {
    fn report(&mut self, event: Event<'_>) {
        match event {
            Event::Started(turn) => {
                self.rollout = None;
                self.line(&begun(turn));
            }
            Event::Done(turn, took) => {
                self.rollout = None;
                self.of_step(turn, &format!("{} in {} s", styled(ADDED, "done"), took.as_secs()));
            }
            Event::Failed(turn, _) => self.of_step(turn, &styled(REMOVED, "failed")),
            Event::NotPassed(turn, targets) => {
                let kept = matches!(turn.step, Step::ReturnToPathCheck { .. });
                let kept = if kept { "kept as it is: " } else { "" };
                let text = format!("{kept}{} did not pass", plural(targets.len(), "target"));
                self.of_step(turn, &styled(CHANGED, text));
            }
            Event::FellBack { to, .. } => {
                let text = format!("no target passes its health check: falling back to {to}");
                self.line(&styled(CHANGED, text));
            }
            Event::Uploading { sent, total } => self.uploading(sent, total),
            Event::Progress { rollout, elapsed: _ } => self.progress(rollout::progress(rollout)),
            Event::Log(line) => self.line(&log(line)),
            Event::Waiting { what, .. } => self.waiting(what),
        }
    }

    fn finish(&mut self) {
        if let Some(spinner) = self.spinner.take() {
            spinner.finish_and_clear();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.finish();
    }
}

/// Which step it is of how many.
fn number(Turn { index, total, .. }: Turn<'_>) -> String {
    format!("[{}/{total}]", index + 1)
}

/// A step that begins.
pub(super) fn begun(turn: Turn<'_>) -> String {
    let (mark, title) = title(turn.step);
    format!("{} {} {title}", number(turn), mark.symbol())
}

fn log(line: &LogEvent) -> String {
    let style = match line.severity.as_str() {
        "ERROR" | "FATAL" => REMOVED,
        "WARN" => CHANGED,
        _ => FAINT,
    };
    format!("  {} {}", styled(style, format!("{:5}", line.severity)), line.message)
}

/// Bytes a second.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is told to people")]
#[expect(clippy::cast_precision_loss, reason = "it is told to people")]
fn rate(bytes: u64, seconds: f64) -> u64 {
    (bytes as f64 / seconds) as u64
}

fn clock(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    format!("{:02}:{:02}", seconds / 60, seconds % 60)
}
