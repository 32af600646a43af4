//! The health gate: done is what serves.

use std::fmt;
use std::time::Duration;

use tokio::time::Instant;

use super::{Error, Run};
use crate::cloud::{self, ErrorKind, Observe};
use crate::config::HealthGoal;
use crate::desired::Desired;
use crate::observed::{Action, Check, Status, TargetGroup, TargetHealth, is_well};
use crate::plan::{Proof, shadow_name};
use crate::waves::all;

/// Whoever checks the instances: the load balancer, as far as health goes.
#[derive(Debug)]
pub(super) enum Checker {
    /// There is none.
    None,
    /// A classic one.
    Classic {
        /// Its name.
        name: String,
        /// Its check, if it could be looked at.
        check: Option<Check>,
    },
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

impl Checker {
    /// The check that its targets have to pass.
    pub(super) fn check(&self) -> Option<&Check> {
        match self {
            Self::Groups { serving, .. } => serving.first().map(|group| &group.check),
            Self::Classic { check, .. } => check.as_ref(),
            Self::None => None,
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
        checker: &Checker,
        may_be_empty: bool,
    ) -> Result<(), Error> {
        let waiting_for = format!("`{}` gets healthy", self.environment);
        self.journal.waiting_for.clone_from(&waiting_for);
        let began = Instant::now();
        loop {
            match self.vitals(checker).await {
                Ok(vitals) if vitals.are_enough(desired.health(), may_be_empty) => return Ok(()),
                Ok(Vitals { targets, .. }) if began.elapsed() >= self.grace => {
                    let failing = targets.into_iter().filter(|target| !target.is_healthy());
                    return Err(self.unhealthy(checker, failing.collect()).await?);
                }
                Ok(vitals) => self.journal.waiting_for = format!("{waiting_for}: {vitals}"),
                Err(Error::Call(error)) if !is_passing(error.kind) => return Err(error.into()),
                Err(error @ (Error::Gone { .. } | Error::Missing(_))) => return Err(error),
                Err(_) => {}
            }
            self.pause().await;
        }
    }

    /// Waits for as long as a load balancer goes by what it found before a restart: what is healthy
    /// then is healthy.
    pub(super) async fn hold(
        &mut self,
        desired: &Desired,
        checker: &Checker,
        may_be_empty: bool,
    ) -> Result<(), Error> {
        let Some(Check { interval, unhealthy, .. }) = checker.check() else { return Ok(()) };
        let lag = Duration::from_secs((interval * unhealthy).into());
        if !self.stays_healthy(desired, checker, may_be_empty, lag).await? {
            self.until_healthy(desired, checker, may_be_empty).await?;
        }
        Ok(())
    }

    /// Waits until the environment has been healthy for as long as the file asks for, without a
    /// break: whatever breaks it begins it anew.
    pub(super) async fn until_stable(
        &mut self,
        desired: &Desired,
        checker: &Checker,
        may_be_empty: bool,
    ) -> Result<(), Error> {
        let span = desired.stable_for();
        while !self.stays_healthy(desired, checker, may_be_empty, span).await? {
            self.until_healthy(desired, checker, may_be_empty).await?;
        }
        Ok(())
    }

    /// Looks for so long whether the environment stays healthy; ends early where it does not.
    async fn stays_healthy(
        &mut self,
        desired: &Desired,
        checker: &Checker,
        may_be_empty: bool,
        span: Duration,
    ) -> Result<bool, Error> {
        self.journal.waiting_for = format!("`{}` stays healthy", self.environment);
        let end = Instant::now() + span;
        while Instant::now() < end {
            self.pause_until(end).await;
            match self.vitals(checker).await {
                Ok(vitals) if !vitals.are_enough(desired.health(), may_be_empty) => {
                    return Ok(false);
                }
                Err(Error::Call(error)) if !is_passing(error.kind) => return Err(error.into()),
                Err(error @ (Error::Gone { .. } | Error::Missing(_))) => return Err(error),
                Ok(_) | Err(_) => {}
            }
        }
        Ok(true)
    }

    /// The load balancer that port 80, or else 443, is served by.
    pub(super) async fn checker(&self) -> Result<Checker, Error> {
        let Some(balancer) = self.cloud.balancer(self.environment).await? else {
            return Ok(Checker::None);
        };
        if !balancer.starts_with("arn:") {
            let described = self.cloud.classic(&balancer).await?;
            let check = described.map(|(_, _, check)| check);
            return Ok(Checker::Classic { name: balancer, check });
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
        let Some((listener, arns)) = forwarding else { return Ok(Checker::None) };
        let serving = groups.into_iter().filter(|group| arns.contains(&group.arn)).collect();
        Ok(Checker::Groups { balancer, listener, serving })
    }

    async fn vitals(&self, checker: &Checker) -> Result<Vitals, Error> {
        let (health, targets) = tokio::try_join!(self.health(), self.targets(checker))?;
        Ok(Vitals { health, targets })
    }

    /// `Green`, …
    async fn health(&self) -> Result<String, Error> {
        let summary = self.cloud.environment(self.environment).await?;
        // Another of its name was made since, and is not ours to judge.
        let same = |id: &String| self.id.as_ref().is_none_or(|known| known == id);
        let summary = summary.filter(|summary| same(&summary.id));
        let gone =
            || Error::Gone { environment: self.environment.to_owned(), status: Status::Terminated };
        Ok(summary.ok_or_else(gone)?.health)
    }

    /// Everybody behind the load balancer.
    pub(super) async fn targets(&self, checker: &Checker) -> Result<Vec<TargetHealth>, Error> {
        match checker {
            Checker::None => Ok(Vec::new()),
            Checker::Classic { name, .. } => Ok(self.cloud.classic_health(name).await?),
            Checker::Groups { serving, .. } => {
                Ok(self.health_of(serving.iter().map(|group| group.arn.as_str())).await?)
            }
        }
    }

    /// The targets of several groups.
    pub(super) async fn health_of(
        &self,
        groups: impl Iterator<Item = &str>,
    ) -> cloud::Result<Vec<TargetHealth>> {
        let each = all(groups.map(|group| self.cloud.target_health(group))).await;
        Ok(each.into_iter().collect::<cloud::Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    /// The tale of an environment in which these targets do not pass.
    pub(super) async fn unhealthy(
        &self,
        checker: &Checker,
        targets: Vec<TargetHealth>,
    ) -> Result<Error, Error> {
        Ok(Error::Unhealthy {
            environment: self.environment.to_owned(),
            health: self.health().await?,
            causes: self.cloud.health_causes(self.environment).await.unwrap_or_default(),
            check: checker.check().cloned().map(Box::new),
            targets,
        })
    }
}

/// A call that AWS had no patience for, or that did not reach it, tells nothing and ends nothing.
pub(super) fn is_passing(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Throttled | ErrorKind::Unreachable)
}

/// What there is to wait for: `Red, 1 of 2 targets healthy: Request timed out`.
impl fmt::Display for Vitals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let staying = || self.targets.iter().filter(|target| !target.is_leaving());
        let (all, healthy) = (staying().count(), staying().filter(|it| it.is_healthy()).count());
        f.write_str(&self.health)?;
        if all == 0 {
            return Ok(());
        }
        write!(f, ", {healthy} of {all} {} healthy", if all == 1 { "target" } else { "targets" })?;
        let reason = staying().filter(|it| !it.is_healthy()).find_map(|it| it.reason.as_ref());
        reason.map_or(Ok(()), |reason| write!(f, ": {reason}"))
    }
}

impl Vitals {
    fn are_enough(&self, goal: HealthGoal, may_be_empty: bool) -> bool {
        let mut staying = self.targets.iter().filter(|target| !target.is_leaving());
        // Assumed: without instances, and so without data, the colour is grey.
        if may_be_empty && staying.next().is_none() && self.health == "Grey" {
            return true;
        }
        is_well(goal, &self.health, self.targets.iter())
    }
}
