//! The overlay: port 443 and the rules on port 80, by the load balancer's and EC2's own calls.

use super::{Error, Run};
use crate::cloud::{Change, Matches, Observe, RuleAction, RuleShape};
use crate::observed::{Action, Listener};
use crate::plan::{ENVIRONMENT_TAG, ROLE_TAG, RuleChange, RuleContent, RuleSpec, Serve};

const HTTPS: u16 = 443;

impl<C: Observe + Change> Run<'_, C> {
    /// Opens port 443 where it is closed: Elastic Beanstalk may have opened it with the listener.
    pub(super) async fn open_https_port(
        &mut self,
        group: Option<&str>,
        sources: &[String],
    ) -> Result<(), Error> {
        let ids = match group {
            Some(group) => vec![group.to_owned()],
            None => self.cloud.security_group_ids(&self.balancer().await?).await?,
        };
        let groups = self.cloud.security_groups(&ids).await?;
        if groups.iter().any(|group| !group.sources_of(HTTPS).is_empty()) {
            return Ok(());
        }
        let Some(group) = groups.iter().find(|group| group.of_beanstalk) else {
            // The rules of security groups that were given to Elastic Beanstalk are the user's.
            return Ok(());
        };
        Ok(self
            .cloud
            .open_port(&group.id, HTTPS, sources, &[(ENVIRONMENT_TAG, self.environment)])
            .await?)
    }

    /// Removes rules for as long as the target group that they forward to is replaced.
    pub(super) async fn lift(&mut self, rules: &[String]) -> Result<(), Error> {
        for rule in rules {
            self.cloud.delete_rule(rule).await?;
        }
        Ok(())
    }

    /// Makes the rules on port 80 as they should be, once nobody is sent to a port that does not
    /// answer.
    pub(super) async fn redirect(
        &mut self,
        listener: Option<&str>,
        certificate: Option<&str>,
        changes: &[RuleChange],
    ) -> Result<(), Error> {
        let listeners = self.cloud.listeners(&self.balancer().await?).await?;
        let on = |port: u16| listeners.iter().find(|listener| listener.port == port);
        let stands = on(HTTPS).is_some_and(|https| https.certificate.as_deref() == certificate);
        if certificate.is_some() && !stands {
            return Err(Error::Missing(
                "port 443 does not have the certificate yet, so port 80 is not redirected"
                    .to_owned(),
            ));
        }
        let Some(http) = on(80).filter(|http| listener.is_none_or(|arn| arn == http.arn)) else {
            return Err(Error::Missing(
                "the listener on port 80 is not the one that the plan is for".to_owned(),
            ));
        };
        let moves: Vec<_> = changes.iter().filter_map(moved).collect();
        for change in changes.iter().filter(|change| matches!(change, RuleChange::Delete { .. })) {
            self.change(http, change).await?;
        }
        if !moves.is_empty() {
            self.cloud.set_priorities(&moves).await?;
        }
        for change in changes.iter().filter(|change| !matches!(change, RuleChange::Delete { .. })) {
            self.change(http, change).await?;
        }
        Ok(())
    }

    async fn change(&self, http: &Listener, change: &RuleChange) -> Result<(), Error> {
        match change {
            RuleChange::Create(RuleSpec { role, priority, content }) => {
                let tags = [(ENVIRONMENT_TAG, self.environment), (ROLE_TAG, role.as_str())];
                let shape = shape(content, http)?;
                self.cloud.create_rule(&http.arn, *priority, &shape, &tags).await?;
                Ok(())
            }
            RuleChange::Modify { rule, role: _, before: _, after } => {
                Ok(self.cloud.modify_rule(rule, &shape(after, http)?).await?)
            }
            RuleChange::Delete { rule, role: _, before: _ } => {
                Ok(self.cloud.delete_rule(rule).await?)
            }
            // All at once, so that two may change places.
            RuleChange::Move { .. } => Ok(()),
        }
    }

    /// The ARN of the environment's load balancer.
    pub(super) async fn balancer(&self) -> Result<String, Error> {
        let balancer = self.cloud.balancer(self.environment).await?;
        balancer
            .ok_or_else(|| Error::Missing(format!("`{}` has no load balancer", self.environment)))
    }
}

fn moved(change: &RuleChange) -> Option<(String, u32)> {
    match change {
        RuleChange::Move { rule, after, .. } => Some((rule.clone(), *after)),
        RuleChange::Create(_) | RuleChange::Modify { .. } | RuleChange::Delete { .. } => None,
    }
}

fn shape<'a>(content: &'a RuleContent, http: &'a Listener) -> Result<RuleShape<'a>, Error> {
    let action = match &content.serve {
        Serve::Redirect { status } => RuleAction::Redirect(*status),
        Serve::Forward { target_group: Some(arn) } => RuleAction::Forward(arn),
        Serve::Forward { target_group: None } => match &http.default_action {
            Action::Forward { target_groups } if !target_groups.is_empty() => {
                RuleAction::Forward(&target_groups[0])
            }
            _ => {
                return Err(Error::Missing(
                    "port 80 has no target group to serve the exempt paths".to_owned(),
                ));
            }
        },
    };
    Ok(RuleShape { matches: Matches::Paths(&content.paths), action })
}
