//! Waiting: look, tell, look again, until the environment is where it should be. The deadline is
//! the caller's.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};
use tokio::try_join;

use super::follow::Follow;
use super::health::is_passing;
use super::{Error, Event, Run};
use crate::cloud::{self, Change, ErrorKind, Observe, RequestId};
use crate::observed::{LogEvent, Status};

/// Short operations are noticed soon, long ones looked at less often: Elastic Beanstalk's calls
/// share one small budget.
const PAUSES: [(Duration, Duration); 3] = [
    (Duration::from_secs(10), Duration::from_secs(2)),
    (Duration::from_mins(2), Duration::from_secs(5)),
    (Duration::from_mins(10), Duration::from_secs(10)),
];
const LONGEST_PAUSE: Duration = Duration::from_secs(20);
/// How often it is told what is waited for.
const TICK: Duration = Duration::from_secs(5);
/// `Ready` so often in a row, with nothing having begun, means that there was nothing to do, or
/// that it was very quick.
pub(super) const READY_ENOUGH: usize = 3;
/// `Ready` for so long after a call, with nothing having begun, means that there was nothing to do.
const QUIET: Duration = Duration::from_mins(1);
/// The line that says how an operation ended comes, if it comes at all, this soon after its end.
const LATE: Duration = Duration::from_secs(20);

impl<C: Observe> Run<'_, C> {
    /// Waits until the operation that a call began has ended, and says whether it ended well.
    ///
    /// `Ready` alone says neither: right after the call the environment may not have begun yet, and
    /// an update that AWS gave up and rolled back ends in `Ready` too. So the operation must have
    /// been seen, and its events tell how it went.
    pub(super) async fn until_done(
        &mut self,
        environment_id: &str,
        request: &RequestId,
        mut log: Follow,
    ) -> Result<(), Error> {
        let called = Instant::now();
        let (mut begun, mut ended, mut ready) = (false, false, None);
        self.story.clear();
        self.overtaken = false;
        loop {
            self.pause().await;
            let look = self.look(environment_id, &mut log).await?;
            ended |= self.hear(&look.lines, request);
            self.tell_progress(&look.lines).await;
            match look.status {
                None => {}
                Some(Status::Ready) => drop(ready.get_or_insert_with(Instant::now)),
                Some(Status::Launching | Status::Updating) => (begun, ready) = (true, None),
                // A creation that could not go on ends so, and its events say why.
                Some(status @ (Status::Terminating | Status::Terminated)) => {
                    return Err(self.gone(status, self.failures(request)));
                }
            }
            let Some(ready) = ready else { continue };
            let quiet = if begun { ready.elapsed() >= LATE } else { called.elapsed() >= QUIET };
            let over = ended || quiet;
            if over {
                // The last lines may be a moment behind the status.
                let look = self.look(environment_id, &mut log).await?;
                self.hear(&look.lines, request);
                if log.is_silent() {
                    return Err(self.silence().into());
                }
                let failures = self.failures(request);
                return if failures.is_empty() { Ok(()) } else { Err(self.failed(failures)) };
            }
        }
    }

    /// Takes down what the log says of the operation, and whether it says that it has ended.
    fn hear(&mut self, lines: &[LogEvent], request: &RequestId) -> bool {
        for line in lines {
            if is_of(line, request) {
                self.story.push(line.clone());
            } else if !self.story.is_empty() && is_beginning(line) {
                self.overtaken = true;
            }
        }
        lines.iter().any(|line| is_ending(line, request))
    }

    /// The lines that say that the operation failed: errors, or, where there are none, that AWS went
    /// back to what was there before.
    fn failures(&self, request: &RequestId) -> Vec<LogEvent> {
        let that = |is: &dyn Fn(&LogEvent) -> bool| {
            self.story.iter().filter(|line| is(line)).cloned().collect::<Vec<_>>()
        };
        let errors = that(&|line| is_error(line, request));
        let reverted = |line: &LogEvent| line.message.contains(REVERTED);
        if errors.is_empty() { that(&reverted) } else { errors }
    }

    /// Waits until the environment is at nothing. How another's operation ends is not ours to
    /// judge.
    pub(super) async fn until_idle(&mut self, environment_id: &str) -> Result<(), Error> {
        self.journal.waiting_for =
            format!("`{}` is busy with something that was begun elsewhere", self.environment);
        let mut log = self.follow(environment_id).await?;
        loop {
            match self.look(environment_id, &mut log).await?.status {
                Some(Status::Ready) => return Ok(()),
                Some(status @ (Status::Terminating | Status::Terminated)) => {
                    return Err(self.gone(status, Vec::new()));
                }
                Some(Status::Launching | Status::Updating) | None => self.pause().await,
            }
        }
    }

    /// Begins to follow the environment's log, from now on.
    pub(super) async fn follow(&mut self, environment_id: &str) -> Result<Follow, Error> {
        loop {
            match Follow::from_now(self.cloud, environment_id).await {
                Err(error) if error.kind == ErrorKind::Throttled => self.pause().await,
                result => return Ok(result?),
            }
        }
    }

    /// Looks once: at the environment, and at what is new in its log. A look that AWS had no
    /// patience for, or that did not reach it, tells nothing and ends nothing.
    pub(super) async fn look(
        &mut self,
        environment_id: &str,
        log: &mut Follow,
    ) -> Result<Look, Error> {
        let looked = try_join!(
            self.cloud.environment(self.environment),
            log.new_lines(self.cloud, environment_id)
        );
        match looked {
            Ok((summary, lines)) => {
                for line in &lines {
                    (self.emit)(Event::Log(line));
                }
                // One of another id is another environment, made since.
                let summary = summary.filter(|summary| summary.id == environment_id);
                let status = summary.map_or(Status::Terminated, |summary| summary.status);
                Ok(Look { status: Some(status), lines })
            }
            Err(error) if is_passing(error.kind) => {
                let what =
                    format!("{}; AWS does not answer just now ({error})", self.journal.waiting_for);
                (self.emit)(Event::Waiting { what: &what, elapsed: self.began.elapsed() });
                Ok(Look::default())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Pauses between two looks: shortly at first, longer the longer it takes. It is told what is
    /// waited for meanwhile.
    pub(super) async fn pause(&mut self) {
        self.pause_until(Instant::now() + LONGEST_PAUSE * 2).await;
    }

    /// The same, but no longer than until then.
    pub(super) async fn pause_until(&mut self, latest: Instant) {
        let elapsed = self.began.elapsed();
        let pause = PAUSES.iter().find(|(until, _)| elapsed < *until);
        let pause = pause.map_or(LONGEST_PAUSE, |(_, pause)| *pause);
        let end = latest.min(Instant::now() + pause + jitter(elapsed, pause));
        while Instant::now() < end {
            let elapsed = self.began.elapsed();
            (self.emit)(Event::Waiting { what: &self.journal.waiting_for, elapsed });
            sleep_until(end.min(Instant::now() + TICK)).await;
        }
    }

    pub(super) fn gone(&self, status: Status, events: Vec<LogEvent>) -> Error {
        if !events.is_empty() {
            return self.failed(events);
        }
        Error::Gone { environment: self.environment.to_owned(), status }
    }

    /// Without events it cannot be told how an operation ended.
    fn silence(&self) -> cloud::Error {
        let what = format!(
            "AWS shows no events of `{}`, so how this ended cannot be told",
            self.environment
        );
        cloud::Error::left_out("elasticbeanstalk:DescribeEvents", what)
    }

    fn failed(&self, events: Vec<LogEvent>) -> Error {
        Error::Failed { environment: self.environment.to_owned(), events }
    }
}

impl<C: Observe + Change> Run<'_, C> {
    /// Does something as soon as the environment lets it be done: another operation may have begun
    /// since it was last looked at, and AWS may be short of patience.
    pub(super) async fn when_ready<T>(
        &mut self,
        environment_id: &str,
        mut act: impl AsyncFnMut() -> cloud::Result<T>,
    ) -> Result<T, Error> {
        loop {
            match act().await {
                Err(error) if error.kind == ErrorKind::Busy => {
                    self.until_idle(environment_id).await?;
                    // What was proved was proved of instances that may be gone.
                    if let Some(proof) = self.proved.clone() {
                        self.prove(&proof).await?;
                    }
                }
                Err(error) if error.kind == ErrorKind::Throttled => self.pause().await,
                result => return Ok(result?),
            }
        }
    }
}

/// What one look saw.
#[derive(Debug, Default)]
pub(super) struct Look {
    /// What the environment is doing, if AWS said so.
    pub(super) status: Option<Status>,
    /// What is new in its log.
    pub(super) lines: Vec<LogEvent>,
}

/// Up to a fifth more, so that pipelines which began together do not go on asking together.
fn jitter(elapsed: Duration, pause: Duration) -> Duration {
    pause.mul_f64(f64::from(elapsed.subsec_micros() % 1000) / 5000.0)
}

/// An error of the operation itself. Lines about health belong to no call: health comes and goes
/// while instances are updated, and is judged when they have been.
pub(super) fn is_error(line: &LogEvent, request: &RequestId) -> bool {
    is_of(line, request) && matches!(line.severity.as_str(), "ERROR" | "FATAL")
}

/// A line of the operation itself; any line, where AWS gave the call no number.
fn is_of(line: &LogEvent, request: &RequestId) -> bool {
    request.is_none() || line.request_id == *request
}

/// What AWS says when it has gone back.
const REVERTED: &str = "was reverted to the previous configuration";

/// The words with which Elastic Beanstalk ends an operation, as its own `eb` client looks for them.
/// They tell that there was one; how it went, severity and status tell.
const ENDINGS: [&str; 6] = [
    "update completed successfully",
    "Successfully launched environment",
    "operation is complete, but with errors",
    "Failed to deploy",
    REVERTED,
    "there were issues during launch",
];

fn is_ending(line: &LogEvent, request: &RequestId) -> bool {
    line.request_id == *request && ENDINGS.iter().any(|ending| line.message.contains(ending))
}

/// A line with which an operation that a call began sets out; lines about health belong to no call.
fn is_beginning(line: &LogEvent) -> bool {
    line.request_id.is_some() && line.message.contains("update is starting")
}
