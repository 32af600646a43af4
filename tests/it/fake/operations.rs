//! What goes on in the fake's environment, and what it tells of that.

use ebdeploy::cloud::{ErrorKind, Result};
use ebdeploy::observed::{Balancer, Environment, LogEvent, Status};
use jiff::SignedDuration;

use super::{Twist, World, error, now};

impl World {
    /// Notes a call that changes something, unless it is the one that fails.
    pub(super) fn begin(&mut self, operation: &'static str) -> Result<()> {
        if self.fail_at == Some(self.changes.len()) {
            self.fail_at = None;
            return Err(error(operation, ErrorKind::Other, "the test wants this to fail"));
        }
        self.changes.push(operation.into());
        Ok(())
    }

    /// Begins an operation of the environment, and returns the id of the call that began it.
    pub(super) fn operate(&mut self, status: Status, before: Option<Environment>) -> String {
        let request = self.id("request");
        self.busy_for = self.looks;
        self.operation = Some((request.clone(), before));
        if self.begins_after == 0 {
            self.set_out(&request, status);
        } else {
            self.late = Some(status);
        }
        request
    }

    pub(super) fn set_out(&mut self, request: &str, status: Status) {
        if let Some(environment) = &mut self.environment {
            environment.summary.status = status;
        }
        self.line("INFO", "Environment update is starting.", Some(request));
    }

    /// The update that is under way is given up: after another look all is as it was.
    pub(super) fn abort(&mut self) {
        let Some((_, before)) = self.operation.take() else { return };
        self.environment = before;
        let request = self.operate(Status::Updating, None);
        self.busy_for = 1;
        self.line("INFO", "Environment update was aborted.", Some(&request));
    }

    /// Somebody else's operation begins.
    pub(crate) fn begin_elsewhere(&mut self) {
        self.operate(Status::Updating, None);
    }

    /// A look takes time: an operation may end.
    pub(super) fn look(&mut self) {
        let Some((request, before)) = self.operation.take() else { return };
        if let Some(status) = self.late {
            if self.begins_after > 0 {
                self.begins_after -= 1;
            } else {
                self.late = None;
                self.set_out(&request, status);
            }
            self.operation = Some((request, before));
            return;
        }
        if self.busy_for > 0 {
            self.busy_for -= 1;
            self.operation = Some((request, before));
            return;
        }
        let status = self.environment.as_ref().map(|environment| environment.summary.status);
        if status == Some(Status::Terminating) && self.end(&request) {
            return;
        }
        if std::mem::take(&mut self.gives_up) {
            self.environment = before;
            self.line("ERROR", "Failed to deploy configuration.", Some(&request));
            let text = "The environment was reverted to the previous configuration setting.";
            self.line("INFO", text, Some(&request));
        } else {
            let twist = self.twist.take();
            if twist == Some(Twist::GoesBack)
                && let (Some(now), Some(before)) = (&mut self.environment, before)
            {
                now.summary.version = before.summary.version;
            }
            if twist != Some(Twist::Silent) {
                self.line("INFO", "Environment update completed successfully.", Some(&request));
            }
        }
        if let Some(environment) = &mut self.environment {
            environment.summary.status = Status::Ready;
            environment.summary.abortable = false;
        }
    }

    pub(crate) fn line(&mut self, severity: &str, message: &str, request: Option<&str>) {
        let seconds = i64::try_from(self.log.len()).unwrap();
        self.log.push(LogEvent {
            at: now() + SignedDuration::from_secs(seconds),
            severity: severity.into(),
            message: message.into(),
            request_id: request.map(str::to_owned),
        });
    }

    pub(super) fn id(&mut self, kind: &str) -> String {
        self.made += 1;
        format!("{kind}-{}", self.made)
    }

    pub(crate) fn balancer(&mut self) -> &mut Balancer {
        self.environment.as_mut().and_then(|environment| environment.balancer.as_mut()).unwrap()
    }
}
