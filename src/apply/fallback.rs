//! Down to the fallback, when nothing passes the health check and yet would serve; and up again,
//! when it will hold.

use super::health::Checker;
use super::step::Done;
use super::verdict::Enough;
use super::{Error, Event, OnFallback, Run};
use crate::cloud::{Change, Observe, Update};
use crate::config::HealthGoal;
use crate::desired::{Desired, OptionKey};
use crate::observed::TargetHealth;
use crate::plan::{Fallback, Plan, Proof};

/// AWS's code for a target that answered, though not as the check wants it (Elastic Load Balancing
/// user guide, "Target health reason codes").
const ANSWERED: &str = "Target.ResponseCodeMismatch";

impl<C: Observe + Change> Run<'_, C> {
    /// Waits until the environment serves as the file asks for; if no target passes its check after
    /// a change, on the fallback.
    pub(super) async fn until_serving(
        &mut self,
        desired: &Desired,
        plan: &Plan,
    ) -> Result<(), Error> {
        if desired.health() == HealthGoal::Any {
            return Ok(());
        }
        let checker = self.checker().await?;
        let unhealthy = match self.is_serving(desired, plan, &checker).await {
            Err(error @ Error::Unhealthy { .. }) => error,
            Err(error) => return Err(error),
            Ok(()) => return self.until_stable(desired, &checker, plan.may_be_empty).await,
        };
        let lowered = match plan.fallback.filter(|_| !plan.is_empty()) {
            Some(fallback) => self.fall_back(desired, fallback, &checker, &unhealthy).await?,
            None => false,
        };
        if !lowered {
            return Err(unhealthy);
        }
        let checker = self.checker().await?;
        self.until_healthy(desired, &checker, plan.may_be_empty).await?;
        self.until_stable(desired, &checker, plan.may_be_empty).await
    }

    async fn is_serving(
        &mut self,
        desired: &Desired,
        plan: &Plan,
        checker: &Checker,
    ) -> Result<(), Error> {
        let failing = std::mem::take(&mut self.failing);
        if !failing.is_empty() {
            return Err(self.unhealthy(checker, failing).await?);
        }
        self.until_healthy(desired, checker, plan.may_be_empty).await?;
        if std::mem::take(&mut self.restarted) {
            self.hold(desired, checker, plan.may_be_empty).await?;
        }
        Ok(())
    }

    /// Lowers the check, if that brings back a service that is gone. Says whether it did.
    async fn fall_back(
        &mut self,
        desired: &Desired,
        fallback: Fallback,
        checker: &Checker,
        unhealthy: &Error,
    ) -> Result<bool, Error> {
        let Error::Unhealthy { targets, check, .. } = unhealthy else { return Ok(false) };
        let failing: Vec<_> =
            targets.iter().filter(|target| target.state == "unhealthy").cloned().collect();
        let fails =
            |target: &TargetHealth| failing.iter().any(|other| other.target == target.target);
        let live = self.targets(checker).await?;
        let none_passes = live.iter().filter(|target| !target.is_leaving()).all(fails);
        if failing.is_empty() || !none_passes {
            return Ok(false);
        }
        let Some(environment) = self.cloud.environment(self.environment).await? else {
            return Ok(false);
        };
        if !self.would_serve(desired, fallback, checker, &failing, &environment.id).await? {
            return Ok(false);
        }
        (self.emit)(Event::FellBack { to: fallback, targets: &failing });
        let settings = fallback.settings();
        let update = Update { settings, removals: fallback.removals(), ..Update::default() };
        self.update(&environment.id, &update, "falls back to a lower health check").await?;
        let check = check.as_deref().cloned();
        self.journal.fallback = Some(OnFallback { check, to: fallback, targets: failing });
        Ok(true)
    }

    /// With the lower check, somebody would pass: tried on a shadow, or, where the caller wants
    /// none, told by the fact that the targets answer. A classic load balancer can tell only by
    /// being lowered.
    async fn would_serve(
        &mut self,
        desired: &Desired,
        fallback: Fallback,
        checker: &Checker,
        failing: &[TargetHealth],
        environment_id: &str,
    ) -> Result<bool, Error> {
        let Checker::Groups { serving, .. } = checker else {
            return Ok(matches!(checker, Checker::Classic { .. }));
        };
        let Some(group) = serving.first() else { return Ok(false) };
        let check = fallback.lower(&group.check);
        if group.check == check {
            return Ok(false);
        }
        if !desired.proves_checks() {
            return Ok(failing.iter().all(|target| target.code.as_deref() == Some(ANSWERED)));
        }
        let Some(proof) = checker.proof(environment_id, check) else { return Ok(false) };
        match self.try_on_shadow(&proof, Enough::One).await {
            Ok(()) => Ok(true),
            Err(Error::Unproved { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Has every target that serves checked anew. Whether the environment is the worse for those that
    /// do not pass is for the health gate to say.
    pub(super) async fn look_anew(&mut self, environment_id: &str) -> Result<Done, Error> {
        let checker = self.checker().await?;
        let Some(proof) =
            checker.check().and_then(|check| checker.proof(environment_id, check.clone()))
        else {
            return Ok(Done::Yes);
        };
        let enough = match self.goal {
            HealthGoal::Ok => Enough::EveryServing,
            HealthGoal::Warning | HealthGoal::Any => Enough::One,
        };
        match self.try_on_shadow(&proof, enough).await {
            Ok(()) => {
                self.restarted = false;
                Ok(Done::Yes)
            }
            Err(Error::Unproved { targets, .. }) => {
                self.restarted = false;
                self.failing.clone_from(&targets);
                Ok(Done::NotPassed(targets))
            }
            Err(error) => Err(error),
        }
    }

    /// Takes the check back from its fallback, if that will hold; leaves it otherwise.
    pub(super) async fn return_to_check(
        &mut self,
        environment_id: &str,
        settings: Vec<(OptionKey, String)>,
        proof: Option<&Proof>,
        fallback: Option<Fallback>,
    ) -> Result<Done, Error> {
        if let Some(proof) = proof {
            match self.prove(proof).await {
                Ok(()) => {}
                Err(Error::Unproved { check, targets }) => {
                    let (check, failing) = (Some(check), targets.clone());
                    self.journal.fallback =
                        fallback.map(|to| OnFallback { check, to, targets: failing });
                    return Ok(Done::NotPassed(targets));
                }
                Err(error) => return Err(error),
            }
        }
        let update = Update { settings, ..Update::default() };
        self.update(environment_id, &update, "takes its health check back").await?;
        Ok(Done::Yes)
    }
}
