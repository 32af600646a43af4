//! A run in a job's log: the lines of each step in a group of their own.

use tokio::time::Instant;

use super::command::{END_GROUP, group, inert};
use crate::apply::Event;
use crate::observed::LogEvent;
use crate::report::progress::begun;
use crate::report::{Progress, Reporter, say};

/// Lines on stderr, in groups.
#[derive(Debug)]
pub(in crate::report) struct Grouped {
    lines: Progress,
    open: bool,
}

impl Grouped {
    pub(in crate::report) fn new(began: Instant) -> Self {
        Self { lines: Progress::new(false, began), open: false }
    }

    fn close(&mut self) {
        if std::mem::take(&mut self.open) {
            say(END_GROUP);
        }
    }
}

impl Reporter for Grouped {
    fn report(&mut self, event: Event<'_>) {
        match event {
            Event::Started(turn) => {
                self.close();
                say(&group(&begun(turn)));
                self.open = true;
            }
            Event::Done(..) | Event::Failed(..) | Event::NotPassed(..) => {
                self.lines.report(event);
                self.close();
            }
            Event::Log(line) => {
                let line = LogEvent { message: inert(&line.message), ..line.clone() };
                self.lines.report(Event::Log(&line));
            }
            Event::Waiting { what, elapsed } => {
                self.lines.report(Event::Waiting { what: &inert(what), elapsed });
            }
            Event::Progress { .. } | Event::Uploading { .. } | Event::FellBack { .. } => {
                self.lines.report(event);
            }
        }
    }

    fn finish(&mut self) {
        self.close();
        self.lines.finish();
    }
}

/// A run that is interrupted leaves no group open, in which all that follows would be hidden.
impl Drop for Grouped {
    fn drop(&mut self) {
        self.close();
    }
}
