//! The health gate: done is what serves.

use super::{Error, Run};
use crate::cloud::{ErrorKind, Observe};
use crate::config::HealthGoal;
use crate::desired::Desired;
use crate::observed::{Action, Status, TargetHealth};

impl<C: Observe> Run<'_, C> {
    /// Waits until the environment is as healthy as the file asks for, for as long as instances may
    /// take.
    pub(super) async fn until_healthy(&mut self, desired: &Desired) -> Result<(), Error> {
        if desired.health() == HealthGoal::Any {
            return Ok(());
        }
        self.journal.waiting_for = format!("`{}` gets healthy", self.environment);
        let began = tokio::time::Instant::now();
        let target_group = self.target_group().await?;
        loop {
            let state = self.state(target_group.as_deref()).await;
            match state {
                Ok((health, targets)) if is_enough(desired.health(), &health, &targets) => {
                    return Ok(());
                }
                Ok((health, targets)) if began.elapsed() >= desired.grace() => {
                    return Err(self.unhealthy(health, &targets).await);
                }
                Err(Error::Call(error))
                    if !matches!(error.kind, ErrorKind::Throttled | ErrorKind::Unreachable) =>
                {
                    return Err(error.into());
                }
                Err(error @ (Error::Gone { .. } | Error::Missing(_))) => return Err(error),
                Ok(_) | Err(_) => {}
            }
            self.pause().await;
        }
    }

    /// The target group that port 80 forwards to; none where there is no such load balancer.
    async fn target_group(&self) -> Result<Option<String>, Error> {
        let Some(balancer) =
            self.cloud.balancer(self.environment).await?.filter(|name| name.starts_with("arn:"))
        else {
            return Ok(None);
        };
        let listeners = self.cloud.listeners(&balancer).await?;
        let default = listeners
            .into_iter()
            .find(|listener| listener.port == 80)
            .map(|listener| listener.default_action);
        Ok(match default {
            Some(Action::Forward { target_groups }) => target_groups.into_iter().next(),
            _ => None,
        })
    }

    async fn state(
        &self,
        target_group: Option<&str>,
    ) -> Result<(String, Vec<TargetHealth>), Error> {
        let targets = async {
            match target_group {
                Some(arn) => self.cloud.target_health(arn).await,
                None => Ok(Vec::new()),
            }
        };
        let (summary, targets) =
            tokio::try_join!(self.cloud.environment(self.environment), targets)?;
        let gone =
            || Error::Gone { environment: self.environment.to_owned(), status: Status::Terminated };
        Ok((summary.ok_or_else(gone)?.health, targets))
    }

    async fn unhealthy(&self, health: String, targets: &[TargetHealth]) -> Error {
        let mut causes = self.cloud.health_causes(self.environment).await.unwrap_or_default();
        causes.extend(targets.iter().filter(|target| target.state != HEALTHY).map(|target| {
            let reason = target.reason.as_deref().unwrap_or("no reason given");
            format!("{} is {}: {reason}", target.target, target.state)
        }));
        Error::Unhealthy { environment: self.environment.to_owned(), health, causes }
    }
}

const HEALTHY: &str = "healthy";
/// A target that leaves says nothing about those that stay.
const LEAVING: &str = "draining";

fn is_enough(goal: HealthGoal, health: &str, targets: &[TargetHealth]) -> bool {
    let mut staying = targets.iter().filter(|target| target.state != LEAVING);
    match goal {
        HealthGoal::Ok => health == "Green" && staying.all(|target| target.state == HEALTHY),
        HealthGoal::Warning => {
            matches!(health, "Green" | "Yellow")
                && (targets.is_empty() || staying.any(|target| target.state == HEALTHY))
        }
        HealthGoal::Any => true,
    }
}
