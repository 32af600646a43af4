//! The health gate: done is what serves.

use tokio::time::Instant;

use super::{Error, Run};
use crate::cloud::{ErrorKind, Observe};
use crate::config::HealthGoal;
use crate::desired::Desired;
use crate::observed::{Action, Check, Status, TargetGroup, TargetHealth};
use crate::plan::{Proof, shadow_name};

/// The load balancer, as far as health goes.
#[derive(Debug)]
pub(super) enum Front {
    /// There is none.
    None,
    /// A classic one, by its name.
    Classic(String),
    /// An application or network load balancer.
    Groups {
        /// Its ARN.
        balancer: String,
        /// The listener that its clients reach.
        listener: String,
        /// The target groups that serve: two, while traffic is split.
        serving: Vec<TargetGroup>,
    },
}

impl Front {
    /// The check that its targets have to pass.
    pub(super) fn check(&self) -> Option<&Check> {
        match self {
            Self::Groups { serving, .. } => serving.first().map(|group| &group.check),
            Self::None | Self::Classic(_) => None,
        }
    }

    /// What it takes to try a check on the targets that serve.
    pub(super) fn proof(&self, environment_id: &str, check: Check) -> Option<Proof> {
        let Self::Groups { balancer, listener, serving } = self else { return None };
        let group = serving.first()?;
        Some(Proof {
            balancer: balancer.clone(),
            listener: listener.clone(),
            serving: serving.iter().map(|group| group.arn.clone()).collect(),
            shadow: shadow_name(environment_id),
            protocol: group.protocol.clone(),
            port: group.port,
            vpc: group.vpc.clone(),
            check,
        })
    }
}

/// What is looked at before an environment is taken for healthy.
struct Vitals {
    /// `Green`, …
    health: String,
    targets: Vec<TargetHealth>,
}

impl<C: Observe> Run<'_, C> {
    /// Waits until the environment is as healthy as the file asks for, for as long as instances may
    /// take.
    pub(super) async fn until_healthy(
        &mut self,
        desired: &Desired,
        front: &Front,
        may_be_empty: bool,
    ) -> Result<(), Error> {
        self.journal.waiting_for = format!("`{}` gets healthy", self.environment);
        let began = Instant::now();
        loop {
            match self.vitals(front).await {
                Ok(vitals) if vitals.are_enough(desired.health(), may_be_empty) => return Ok(()),
                Ok(Vitals { targets, .. }) if began.elapsed() >= self.grace => {
                    let failing = targets.into_iter().filter(|target| !target.is_healthy());
                    return Err(self.unhealthy(front, failing.collect()).await?);
                }
                Err(Error::Call(error)) if !is_passing(error.kind) => return Err(error.into()),
                Err(error @ (Error::Gone { .. } | Error::Missing(_))) => return Err(error),
                Ok(_) | Err(_) => {}
            }
            self.pause().await;
        }
    }

    /// The load balancer that port 80, or else 443, is served by.
    pub(super) async fn front(&self) -> Result<Front, Error> {
        let Some(balancer) = self.cloud.balancer(self.environment).await? else {
            return Ok(Front::None);
        };
        if !balancer.starts_with("arn:") {
            return Ok(Front::Classic(balancer));
        }
        let (listeners, groups) =
            tokio::try_join!(self.cloud.listeners(&balancer), self.cloud.target_groups(&balancer))?;
        let forwarding = [80, 443].into_iter().find_map(|port| {
            let listener = listeners.iter().find(|listener| listener.port == port)?;
            match &listener.default_action {
                Action::Forward { target_groups } => Some((listener.arn.clone(), target_groups)),
                Action::Redirect(_) | Action::Other(_) => None,
            }
        });
        let Some((listener, arns)) = forwarding else { return Ok(Front::None) };
        let serving = groups.into_iter().filter(|group| arns.contains(&group.arn)).collect();
        Ok(Front::Groups { balancer, listener, serving })
    }

    async fn vitals(&self, front: &Front) -> Result<Vitals, Error> {
        let (health, targets) = tokio::try_join!(self.health(), self.targets(front))?;
        Ok(Vitals { health, targets })
    }

    /// `Green`, …
    async fn health(&self) -> Result<String, Error> {
        let summary = self.cloud.environment(self.environment).await?;
        let gone =
            || Error::Gone { environment: self.environment.to_owned(), status: Status::Terminated };
        Ok(summary.ok_or_else(gone)?.health)
    }

    /// Everybody behind the load balancer.
    pub(super) async fn targets(&self, front: &Front) -> Result<Vec<TargetHealth>, Error> {
        match front {
            Front::None => Ok(Vec::new()),
            Front::Classic(name) => Ok(self.cloud.classic_health(name).await?),
            Front::Groups { serving, .. } => {
                let mut targets = Vec::new();
                for group in serving {
                    targets.extend(self.cloud.target_health(&group.arn).await?);
                }
                Ok(targets)
            }
        }
    }

    /// The tale of an environment in which these targets do not pass.
    pub(super) async fn unhealthy(
        &self,
        front: &Front,
        targets: Vec<TargetHealth>,
    ) -> Result<Error, Error> {
        Ok(Error::Unhealthy {
            environment: self.environment.to_owned(),
            health: self.health().await?,
            causes: self.cloud.health_causes(self.environment).await.unwrap_or_default(),
            check: front.check().cloned().map(Box::new),
            targets,
        })
    }
}

/// A call that AWS had no patience for, or that did not reach it, tells nothing and ends nothing.
pub(super) fn is_passing(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Throttled | ErrorKind::Unreachable)
}

impl Vitals {
    fn are_enough(&self, goal: HealthGoal, may_be_empty: bool) -> bool {
        let mut staying = self.targets.iter().filter(|target| !target.is_leaving());
        // Assumed: without instances, and so without data, the colour is grey.
        if may_be_empty && staying.clone().next().is_none() && self.health == "Grey" {
            return true;
        }
        match goal {
            HealthGoal::Ok => self.health == "Green" && staying.all(TargetHealth::is_healthy),
            HealthGoal::Warning => {
                matches!(self.health.as_str(), "Green" | "Yellow")
                    && (self.targets.is_empty() || staying.any(TargetHealth::is_healthy))
            }
            HealthGoal::Any => true,
        }
    }
}
