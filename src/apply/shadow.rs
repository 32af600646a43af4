//! A health check, tried on a shadow target group: the targets that serve, and the new check, on the
//! same load balancer, by a rule that no request matches. The target group that serves is not
//! touched.
//!
//! The shadow is removed whatever comes of it. A run that is cut off leaves it to whoever cut it
//! off, who knows of it by the [journal](super::Journal), or else to the next run.

use std::collections::BTreeSet;

use tokio::time::{Duration, Instant, sleep};
use tokio::try_join;

use super::health::is_passing;
use super::verdict::{Enough, Verdict, verdict};
use super::{Error, Run, Shadow};
use crate::cloud::{
    self, Change, ErrorKind, Matches, NewTargetGroup, Observe, RuleAction, RuleShape,
};
use crate::observed::TargetHealth;
use crate::plan::{ENVIRONMENT_TAG, Proof, ROLE_TAG, SHADOW};

/// The shadow's rule matches nothing, so that it may stand anywhere; here it is in nobody's way.
const HIGHEST_PRIORITY: u32 = 49_000;
/// Elastic Load Balancing lets go of a target group a moment after the rule is gone.
const ATTEMPTS: usize = 10;
const PAUSE: Duration = Duration::from_secs(1);
const SWEPT: &str = "somebody else sweeps the shadow target group again and again: let runs take the lease, so that \
                     one goes after the other";

impl<C: Observe + Change> Run<'_, C> {
    /// Succeeds when every target that serves passes the check.
    pub(super) async fn prove(&mut self, proof: &Proof) -> Result<(), Error> {
        self.try_on_shadow(proof, Enough::EveryServing).await?;
        self.proved = Some(proof.clone());
        self.restarted = false;
        Ok(())
    }

    /// Tries a check, and leaves nothing behind.
    pub(super) async fn try_on_shadow(
        &mut self,
        proof: &Proof,
        enough: Enough,
    ) -> Result<(), Error> {
        let shadow = Shadow { balancer: Some(proof.balancer.clone()), name: proof.shadow.clone() };
        self.sweep(&shadow).await?;
        self.journal.waiting_for = format!("`{}` is tried on a shadow target group", proof.check);
        self.journal.shadow = Some(shadow.clone());
        let outcome = self.watch_shadow(proof, enough).await;
        let swept = self.sweep(&shadow).await;
        if swept.is_ok() {
            self.journal.shadow = None;
        }
        outcome.and(swept)
    }

    async fn watch_shadow(&mut self, proof: &Proof, enough: Enough) -> Result<(), Error> {
        let serving = self.health_of(proof.serving.iter().map(String::as_str)).await?;
        if serving.iter().all(TargetHealth::is_leaving) {
            return Ok(()); // Nobody serves, so nobody can be hurt.
        }
        let mut group = self.make_shadow(proof).await?;
        let began = Instant::now();
        let mut known = BTreeSet::new();
        loop {
            let looked = try_join!(
                self.health_of(proof.serving.iter().map(String::as_str)),
                self.shadow_health(group.as_deref())
            );
            let (serving, shadowed) = match looked {
                Err(error) if is_passing(error.kind) => {
                    self.pause().await;
                    continue;
                }
                looked => looked?,
            };
            let late = began.elapsed() >= self.grace;
            let (Some(shadowed), Some(arn)) = (shadowed, &group) else {
                if late {
                    return Err(Error::Missing(SWEPT.to_owned()));
                }
                // A run that holds no lease shares the shadow's name, and sweeps when it is done.
                self.pause().await;
                group = self.make_shadow(proof).await?;
                known.clear();
                continue;
            };
            self.journal.waiting_for = told(proof, &shadowed);
            let staying = serving.iter().filter(|target| !target.is_leaving());
            let new: Vec<_> = staying
                .map(|target| target.target.clone())
                .filter(|instance| !known.contains(instance))
                .collect();
            if !new.is_empty() {
                // Instances that were launched meanwhile are tried as well.
                gone_is_nothing(self.cloud.register_targets(arn, &new).await)?;
                known.extend(new);
                continue;
            }
            match verdict(&serving, &shadowed, enough) {
                Verdict::Passed => return Ok(()),
                Verdict::Failed(targets) => return Err(unproved(proof, targets)),
                Verdict::Open(targets) if late => return Err(unproved(proof, targets)),
                Verdict::Open(_) => self.pause().await,
            }
        }
    }

    /// Nothing where the shadow is gone.
    async fn shadow_health(&self, group: Option<&str>) -> cloud::Result<Option<Vec<TargetHealth>>> {
        let Some(group) = group else { return Ok(None) };
        gone_is_nothing(self.cloud.target_health(group).await)
    }

    /// The ARN of a new shadow; nothing where somebody sweeps it while it is made.
    async fn make_shadow(&mut self, proof: &Proof) -> Result<Option<String>, Error> {
        let Proof { balancer: _, listener, serving: _, shadow, protocol, port, vpc, check } = proof;
        let tags = [(ENVIRONMENT_TAG, self.environment), (ROLE_TAG, SHADOW)];
        let group = NewTargetGroup { name: shadow, protocol, port: *port, vpc, check };
        let group = self.cloud.create_target_group(&group, &tags).await?;
        let shape = RuleShape { matches: Matches::Nothing, action: RuleAction::Forward(&group) };
        let rules = self.cloud.rules(listener).await?;
        let taken: BTreeSet<_> = rules.iter().map(|rule| rule.priority).collect();
        for priority in (1..=HIGHEST_PRIORITY).rev().filter(|priority| !taken.contains(priority)) {
            match self.cloud.create_rule(listener, priority, &shape, &tags).await {
                // Somebody else took the place meanwhile.
                Err(error) if error.kind == ErrorKind::Exists => {}
                result => return Ok(gone_is_nothing(result)?.map(|_| group)),
            }
        }
        Err(Error::Missing("the listener has no place for another rule".to_owned()))
    }

    /// Removes what there is of a shadow: its rule, then its target group.
    pub(super) async fn sweep(&self, shadow: &Shadow) -> Result<(), Error> {
        sweep(self.cloud, self.environment, shadow).await
    }
}

/// Removes what there is of a shadow; nothing that is not tagged as ours.
pub(super) async fn sweep(
    cloud: &(impl Observe + Change),
    environment: &str,
    Shadow { balancer, name }: &Shadow,
) -> Result<(), Error> {
    let Some(group) = cloud.target_group(name).await? else { return Ok(()) };
    let tags = cloud.balancer_tags(std::slice::from_ref(&group.arn)).await;
    // Who shares its name may have swept it by now.
    let Some(mut tags) = gone_is_nothing(tags)? else { return Ok(()) };
    let tags = tags.remove(&group.arn).unwrap_or_default();
    if tags.get(ENVIRONMENT_TAG).is_none_or(|name| name != environment) {
        return Err(Error::Missing(format!(
            "the target group `{name}` does not bear ebdeploy's tag, and its name is needed"
        )));
    }
    let listeners = match balancer {
        Some(balancer) => gone_is_empty(cloud.listeners(balancer).await)?,
        None => Vec::new(),
    };
    for listener in listeners {
        for rule in gone_is_empty(cloud.rules(&listener.arn).await)? {
            if rule.action.forwards_to(&group.arn) {
                cloud.delete_rule(&rule.arn).await?;
            }
        }
    }
    for _ in 1..ATTEMPTS {
        match cloud.delete_target_group(&group.arn).await {
            Err(error) if error.kind == ErrorKind::Busy => sleep(PAUSE).await,
            result => return Ok(result?),
        }
    }
    Ok(cloud.delete_target_group(&group.arn).await?)
}

/// What is gone, and was not looked for in vain.
fn gone_is_nothing<T>(result: cloud::Result<T>) -> cloud::Result<Option<T>> {
    match result {
        Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
        result => result.map(Some),
    }
}

/// A load balancer that is gone has nothing any more.
fn gone_is_empty<T>(result: cloud::Result<Vec<T>>) -> cloud::Result<Vec<T>> {
    match result {
        Err(error) if error.kind == ErrorKind::NotFound => Ok(Vec::new()),
        result => result,
    }
}

fn unproved(proof: &Proof, targets: Vec<TargetHealth>) -> Error {
    Error::Unproved { check: proof.check.clone(), targets }
}

fn told(proof: &Proof, shadowed: &[TargetHealth]) -> String {
    let passed = shadowed.iter().filter(|target| target.is_healthy()).count();
    let all = shadowed.len();
    format!("`{}` is tried on a shadow target group: {passed} of {all} targets pass", proof.check)
}
