//! One match on the step.

use std::collections::BTreeMap;

use tokio::time::Instant;

use super::follow::Follow;
use super::{Error, Event, Run, Shadow, Turn};
use crate::cloud::{Change, Creation, ErrorKind, Observe, Update};
use crate::desired::{OptionKey, Property};
use crate::observed::{Status, TargetHealth};
use crate::plan::{Edit, NewEnvironment, Plan, Step, TagEdit};

/// What became of a step that did not fail.
pub(super) enum Done {
    /// It is done.
    Yes,
    /// It was tried, and these targets did not pass.
    NotPassed(Vec<TargetHealth>),
}

impl<C: Observe + Change> Run<'_, C> {
    /// Carries out a step, and tells of it.
    pub(super) async fn step(
        &mut self,
        index: usize,
        plan: &Plan,
        step: &Step,
    ) -> Result<(), Error> {
        let turn = Turn { index, total: plan.steps.len(), step };
        (self.emit)(Event::Started(turn));
        let began = Instant::now();
        self.journal.current = Some(index);
        match self.carry_out(plan, step).await {
            Ok(Done::Yes) => {
                self.journal.done = index + 1;
                self.journal.current = None;
                self.restarted |= step.restarts_in_place();
                (self.emit)(Event::Done(turn, began.elapsed()));
                Ok(())
            }
            Ok(Done::NotPassed(targets)) => {
                self.journal.current = None;
                (self.emit)(Event::NotPassed(turn, &targets));
                Ok(())
            }
            Err(error) => {
                (self.emit)(Event::Failed(turn, &error));
                Err(error)
            }
        }
    }

    async fn carry_out(&mut self, plan: &Plan, step: &Step) -> Result<Done, Error> {
        match step {
            Step::CreateApplication { application } => {
                self.cloud.create_application(application).await?;
            }
            Step::UploadBundle(upload) => self.upload(upload).await?,
            Step::CreateVersion { application, label, bundle } => {
                self.create_version(application, label, bundle).await?;
            }
            Step::CreateEnvironment(new) => self.create(new).await?,
            Step::LiftExemption { rules } => self.lift(rules).await?,
            Step::UpdatePlatform { environment, before: _, after } => {
                let update = Update { platform: Some(after), ..Update::default() };
                self.update(environment, &update, "is moved to another platform version").await?;
            }
            Step::UpdateSettings { environment, edits, removals } => {
                let settings = texts(edits.iter().map(|Edit { property, before: _ }| property));
                let removals = removals.iter().map(|removal| removal.option.clone()).collect();
                let update = Update { settings, removals, ..Update::default() };
                self.update(environment, &update, "takes its new settings").await?;
            }
            Step::UpdateTags { arn, edits } => self.tag(arn, edits).await?,
            Step::DeployVersion { environment, before: _, after, policy, impact: _ } => {
                self.deploy(environment, after, *policy).await?;
            }
            Step::SweepShadow { balancer, shadow, target_group: _ } => {
                let shadow = Shadow { balancer: balancer.clone(), name: shadow.clone() };
                self.sweep(&shadow).await?;
            }
            Step::ProveHealthCheck(proof) => self.prove(proof).await?,
            Step::ReturnToPathCheck { environment, edits, proof } => {
                let settings = texts(edits.iter().map(|edit| &edit.property));
                let proof = proof.as_ref();
                let fallback = plan.on_fallback;
                return self.return_to_check(environment, settings, proof, fallback).await;
            }
            Step::LookAnew { environment } => return self.look_anew(environment).await,
            Step::RestoreHealthCheck { target_group, before: _, after: (path, matcher) } => {
                self.cloud.modify_health_check(target_group, path, matcher).await?;
                self.proved = None;
            }
            Step::RestoreListener { listener, before: _, after: (certificate, policy) } => {
                self.cloud.modify_listener(listener, certificate, policy).await?;
            }
            Step::OpenHttpsPort { group, sources } => {
                self.open_https_port(group.as_deref(), sources).await?;
            }
            Step::RedirectToHttps { listener, certificate, changes } => {
                self.redirect(listener.as_deref(), certificate.as_deref(), changes).await?;
            }
            Step::RemoveVersions { application, keep: _, versions } => {
                self.remove_versions(application, versions).await?;
            }
            Step::TerminateEnvironment(ending) => self.terminate(ending).await?,
            Step::DeleteApplication { application, versions: _, configurations: _ } => {
                self.delete_application(application).await?;
            }
        }
        Ok(Done::Yes)
    }

    /// Elastic Beanstalk may count an environment as running for a moment after it is gone.
    async fn delete_application(&mut self, application: &str) -> Result<(), Error> {
        self.journal.waiting_for = format!("the application `{application}` is deleted");
        loop {
            match self.cloud.delete_application(application).await {
                Err(error) if matches!(error.kind, ErrorKind::Busy | ErrorKind::Throttled) => {
                    self.pause().await;
                }
                result => return Ok(result?),
            }
        }
    }

    async fn create(&mut self, new: &NewEnvironment) -> Result<(), Error> {
        let creation = Creation {
            application: &new.application,
            environment: &new.environment,
            cname: new.cname.as_deref(),
            platform: &new.platform,
            version: new.version.as_deref(),
            tags: &new.tags,
            settings: texts(&new.properties),
        };
        // Also for whoever interrupts before AWS has answered.
        self.journal.waiting_for = format!("`{}` is being created", new.environment);
        let (summary, request) = self.cloud.create_environment(&creation).await?;
        self.id = Some(summary.id.clone());
        self.until_done(&summary.id, &request, Follow::from_start()).await?;
        match &new.version {
            Some(version) => self.until_running(&summary.id, version).await,
            None => Ok(()),
        }
    }

    pub(super) async fn update(
        &mut self,
        environment_id: &str,
        update: &Update<'_>,
        what: &str,
    ) -> Result<(), Error> {
        let log = self.follow(environment_id).await?;
        let cloud = self.cloud;
        let request = self
            .when_ready(environment_id, async || {
                cloud.update_environment(environment_id, update).await
            })
            .await?;
        self.proved = None;
        self.id = Some(environment_id.to_owned());
        self.journal.waiting_for = format!("`{}` {what}", self.environment);
        self.journal.under_way = true;
        let ended = self.until_done(environment_id, &request, log).await;
        self.journal.under_way = false;
        ended
    }

    async fn tag(&mut self, arn: &str, edits: &BTreeMap<String, TagEdit>) -> Result<(), Error> {
        let set: BTreeMap<_, _> = edits
            .iter()
            .filter_map(|(key, edit)| Some((key.clone(), edit.after.clone()?)))
            .collect();
        let removed: Vec<_> = edits
            .iter()
            .filter(|(_, edit)| edit.after.is_none())
            .map(|(key, _)| key.clone())
            .collect();
        let Some(environment) = self.cloud.environment(self.environment).await? else {
            return Err(Error::Gone {
                environment: self.environment.to_owned(),
                status: Status::Terminated,
            });
        };
        let log = self.follow(&environment.id).await?;
        let cloud = self.cloud;
        let request = self
            .when_ready(&environment.id, async || cloud.update_tags(arn, &set, &removed).await)
            .await?;
        self.journal.waiting_for = format!("`{}` takes its new tags", self.environment);
        self.until_done(&environment.id, &request, log).await
    }
}

fn texts<'a>(properties: impl IntoIterator<Item = &'a Property>) -> Vec<(OptionKey, String)> {
    properties
        .into_iter()
        .map(|property| (property.option.clone(), property.value.to_aws()))
        .collect()
}
