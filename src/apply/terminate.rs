//! The end of an environment: told to AWS once, and waited for until it is seen to be gone.

use super::follow::Follow;
use super::wait::{READY_ENOUGH, is_error};
use super::{Error, Run};
use crate::cloud::{Change, ErrorKind, Observe, RequestId};
use crate::observed::{LogEvent, Status};
use crate::plan::Ending;

impl<C: Observe + Change> Run<'_, C> {
    /// Ends the environment, unless AWS is at it already, and waits until it is gone.
    pub(super) async fn terminate(&mut self, ending: &Ending) -> Result<(), Error> {
        let Ending { environment: id, begun, .. } = ending;
        let log = self.follow(id).await?;
        let request = if *begun { None } else { self.begin_termination(id).await? };
        self.journal.waiting_for = format!("`{}` is being terminated", self.environment);
        self.until_gone(id, &request, log).await
    }

    /// Tells AWS as soon as it lets itself be told. What somebody else began meanwhile is as good.
    async fn begin_termination(&mut self, id: &str) -> Result<RequestId, Error> {
        let cloud = self.cloud;
        match self.when_ready(id, async || cloud.terminate_environment(id).await).await {
            Err(Error::Gone { status: Status::Terminating | Status::Terminated, .. }) => Ok(None),
            Err(Error::Call(error)) if error.kind == ErrorKind::NotFound => Ok(None),
            result => result,
        }
    }

    /// An environment that cannot be deleted, because something else holds on to part of it, comes
    /// back to `Ready`, or is gone with part of it left behind: events of severity ERROR tell both.
    async fn until_gone(
        &mut self,
        id: &str,
        request: &RequestId,
        mut log: Follow,
    ) -> Result<(), Error> {
        let (mut going, mut ready) = (false, 0);
        let mut errors = Vec::new();
        loop {
            self.pause().await;
            let look = self.look(id, &mut log).await?;
            errors.extend(look.lines.into_iter().filter(|line| is_error(line, request)));
            match look.status {
                // Which errors belong to what somebody else began cannot be told.
                Some(Status::Terminated) if request.is_none() => return Ok(()),
                Some(Status::Terminated) => return self.ended(errors, id, request, log).await,
                Some(Status::Terminating) => going = true,
                None | Some(Status::Launching | Status::Updating) => {}
                // Right after the call it may not have begun yet.
                Some(Status::Ready) => ready += 1,
            }
            if ready > 0 && (going || ready >= READY_ENOUGH) {
                return match self.ended(errors, id, request, log).await {
                    Ok(()) => Err(self.stays(Vec::new())),
                    failed => failed,
                };
            }
        }
    }

    /// The last lines may be a moment behind the status.
    async fn ended(
        &mut self,
        mut errors: Vec<LogEvent>,
        id: &str,
        request: &RequestId,
        mut log: Follow,
    ) -> Result<(), Error> {
        let look = self.look(id, &mut log).await?;
        errors.extend(look.lines.into_iter().filter(|line| is_error(line, request)));
        if errors.is_empty() { Ok(()) } else { Err(self.stays(errors)) }
    }

    fn stays(&self, events: Vec<LogEvent>) -> Error {
        Error::Stays { environment: self.environment.to_owned(), events }
    }
}
