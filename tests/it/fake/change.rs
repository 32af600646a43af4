//! What the fake can be told.

use std::collections::BTreeMap;

use ebdeploy::cloud::{
    ChangeBalancer, ChangeBeanstalk, ChangeNetwork, Creation, ErrorKind, Matches, NewTargetGroup,
    RequestId, Result, RuleAction, RuleShape, Update,
};
use ebdeploy::observed::{
    Action, Condition, Ingress, RedirectTarget, Rule, Status, Summary, TargetGroup,
};

use super::build::{build, template};
use super::{Fake, MadeGroup, World, error};

const BUSY: &str =
    "Environment named shop-test is in an invalid state for this operation. Must be Ready.";

const NOTHING_PENDING: &str = "Environment named shop-test is in an invalid state for this operation. \
                               Must be pending deployment.";

impl World {
    /// AWS refuses to begin an operation while another goes on.
    fn must_be_ready(&self, operation: &'static str) -> Result<()> {
        let status = self.environment.as_ref().map(|environment| environment.summary.status);
        if status == Some(Status::Ready) {
            Ok(())
        } else {
            Err(error(operation, ErrorKind::Busy, BUSY))
        }
    }

    fn rules(&mut self) -> &mut Vec<Rule> {
        &mut self.balancer().listeners[0].rules
    }

    fn rule(&mut self, arn: &str) -> &mut Rule {
        self.rules().iter_mut().find(|rule| rule.arn == arn).expect("the rule is there")
    }
}

impl ChangeBeanstalk for Fake {
    async fn create_application(&self, _: &str) -> Result<()> {
        self.answered().await;
        let mut world = self.0.borrow_mut();
        world.begin("CreateApplication")?;
        world.application = true;
        Ok(())
    }

    async fn create_environment(&self, new: &Creation<'_>) -> Result<(Summary, RequestId)> {
        self.answered().await;
        let mut world = self.0.borrow_mut();
        world.begin("CreateEnvironment")?;
        assert!(world.application, "an environment needs an application");
        assert!(world.environment.is_none(), "the environment exists already");
        let settings = new.settings.iter().map(|(key, value)| (key.clone(), Some(value.clone())));
        let mut made = build(new.environment, new.application, new.cname, settings.collect());
        made.summary.platform = Some(new.platform.into());
        made.summary.version = new.version.map(str::to_owned);
        made.tags = new.tags.clone();
        let summary = made.summary.clone();
        world.environment = Some(made);
        world.deployed = 1;
        let request = world.operate(Status::Launching, None);
        Ok((summary, Some(request)))
    }

    async fn update_environment(&self, _: &str, update: &Update<'_>) -> Result<RequestId> {
        self.answered().await;
        let mut world = self.0.borrow_mut();
        world.must_be_ready("elasticbeanstalk:UpdateEnvironment")?;
        world.begin("UpdateEnvironment")?;
        let before = world.environment.clone();
        let environment = world.environment.as_mut().unwrap();
        let settings = environment.settings.clone();
        for (key, value) in &update.settings {
            environment.settings.insert(key.clone(), Some(value.clone()));
        }
        for key in &update.removals {
            environment.settings.remove(key);
        }
        if let Some(version) = update.version {
            environment.summary.version = Some(version.into());
        }
        if let Some(platform) = update.platform {
            environment.summary.platform = Some(platform.into());
        }
        template(environment, &settings);
        environment.summary.abortable = true;
        world.deployed += i64::from(update.version.is_some());
        Ok(Some(world.operate(Status::Updating, before)))
    }

    async fn update_tags(
        &self,
        _: &str,
        set: &BTreeMap<String, String>,
        removed: &[String],
    ) -> Result<RequestId> {
        self.answered().await;
        let mut world = self.0.borrow_mut();
        world.must_be_ready("elasticbeanstalk:UpdateTagsForResource")?;
        world.begin("UpdateTagsForResource")?;
        let before = world.environment.clone();
        let tags = &mut world.environment.as_mut().unwrap().tags;
        tags.extend(set.clone());
        tags.retain(|key, _| !removed.contains(key));
        Ok(Some(world.operate(Status::Updating, before)))
    }

    async fn abort_update(&self, _: &str) -> Result<()> {
        self.answered().await;
        let mut world = self.0.borrow_mut();
        if !world.environment.as_ref().is_some_and(|found| found.summary.abortable) {
            let operation = "elasticbeanstalk:AbortEnvironmentUpdate";
            return Err(error(operation, ErrorKind::Other, NOTHING_PENDING));
        }
        world.begin("AbortEnvironmentUpdate")?;
        world.abort();
        Ok(())
    }

    async fn terminate_environment(&self, _: &str) -> Result<RequestId> {
        self.answered().await;
        let mut world = self.0.borrow_mut();
        world.must_be_ready("elasticbeanstalk:TerminateEnvironment")?;
        world.begin("TerminateEnvironment")?;
        Ok(Some(world.operate(Status::Terminating, None)))
    }

    async fn delete_application(&self, _: &str) -> Result<()> {
        self.answered().await;
        let mut world = self.0.borrow_mut();
        world.begin("DeleteApplication")?;
        assert!(world.environment.is_none(), "the application has a running environment");
        world.application = false;
        Ok(())
    }
}

impl ChangeBalancer for Fake {
    async fn create_rule(
        &self,
        _: &str,
        priority: u32,
        shape: &RuleShape<'_>,
        tags: &[(&str, &str)],
    ) -> Result<String> {
        self.answered().await;
        let mut world = self.0.borrow_mut();
        world.begin("CreateRule")?;
        if world.sweepers > 0 {
            world.sweepers -= 1;
            world.groups.clear();
            let why = "One or more target groups not found";
            return Err(error("elasticloadbalancing:CreateRule", ErrorKind::NotFound, why));
        }
        let taken = world.rules().iter().any(|rule| rule.priority == priority);
        assert!(!taken, "priority {priority} is in use");
        let arn = world.id("rule");
        let tags = tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        let rule = shaped(shape, arn.clone(), priority);
        world.rules().push(Rule { tags: Some(tags.collect()), ..rule });
        Ok(arn)
    }

    async fn modify_rule(&self, rule: &str, shape: &RuleShape<'_>) -> Result<()> {
        self.answered().await;
        let mut world = self.0.borrow_mut();
        world.begin("ModifyRule")?;
        let found = world.rule(rule);
        *found =
            Rule { tags: found.tags.clone(), ..shaped(shape, found.arn.clone(), found.priority) };
        Ok(())
    }

    async fn set_priorities(&self, priorities: &[(String, u32)]) -> Result<()> {
        self.answered().await;
        let mut world = self.0.borrow_mut();
        world.begin("SetRulePriorities")?;
        for (rule, priority) in priorities {
            world.rule(rule).priority = *priority;
        }
        let mut all: Vec<_> = world.rules().iter().map(|rule| rule.priority).collect();
        all.sort_unstable();
        assert!(all.windows(2).all(|pair| pair[0] != pair[1]), "a priority is in use twice");
        Ok(())
    }

    async fn delete_rule(&self, rule: &str) -> Result<()> {
        self.answered().await;
        let mut world = self.0.borrow_mut();
        world.begin("DeleteRule")?;
        world.rules().retain(|found| found.arn != rule);
        Ok(())
    }

    async fn create_target_group(
        &self,
        new: &NewTargetGroup<'_>,
        tags: &[(&str, &str)],
    ) -> Result<String> {
        self.answered().await;
        let mut world = self.0.borrow_mut();
        world.begin("CreateTargetGroup")?;
        let arn = format!("{}-{}", new.name, world.id("group"));
        let tags = tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        assert!(world.made_group(new.name).is_none(), "there is a group of this name");
        let group = TargetGroup {
            arn: arn.clone(),
            protocol: new.protocol.into(),
            port: new.port,
            vpc: new.vpc.into(),
            check: new.check.clone(),
            targets: None,
        };
        let tags = tags.collect();
        let targets = Vec::new();
        world.groups.push(MadeGroup { name: new.name.into(), group, tags, targets });
        Ok(arn)
    }

    async fn register_targets(&self, target_group: &str, instances: &[String]) -> Result<()> {
        self.answered().await;
        let mut world = self.0.borrow_mut();
        world.begin("RegisterTargets")?;
        let made = world.groups.iter_mut().find(|made| made.group.arn == target_group);
        made.expect("the group is there").targets.extend(instances.iter().cloned());
        Ok(())
    }

    async fn delete_target_group(&self, target_group: &str) -> Result<()> {
        self.answered().await;
        let mut world = self.0.borrow_mut();
        world.begin("DeleteTargetGroup")?;
        assert!(!world.is_used(target_group), "a rule forwards to the group");
        world.groups.retain(|made| made.group.arn != target_group);
        Ok(())
    }

    async fn modify_health_check(&self, _: &str, path: &str, matcher: &str) -> Result<()> {
        self.answered().await;
        let mut world = self.0.borrow_mut();
        world.begin("ModifyTargetGroup")?;
        let check = &mut world.balancer().target_groups[0].check;
        check.path = Some(path.into());
        check.matcher = Some(matcher.into());
        Ok(())
    }

    async fn modify_listener(&self, listener: &str, certificate: &str, policy: &str) -> Result<()> {
        self.answered().await;
        let mut world = self.0.borrow_mut();
        world.begin("ModifyListener")?;
        let listeners = &mut world.balancer().listeners;
        let found = listeners.iter_mut().find(|found| found.arn == listener).unwrap();
        found.certificate = Some(certificate.into());
        found.policy = Some(policy.into());
        Ok(())
    }
}

impl ChangeNetwork for Fake {
    async fn open_port(
        &self,
        group: &str,
        port: u16,
        sources: &[String],
        _: &[(&str, &str)],
    ) -> Result<()> {
        self.answered().await;
        let mut world = self.0.borrow_mut();
        world.begin("AuthorizeSecurityGroupIngress")?;
        let groups = &mut world.balancer().groups;
        let found = groups.iter_mut().find(|found| found.id == group).unwrap();
        found.ingress.push(Ingress { from: port, to: port, sources: sources.to_vec() });
        Ok(())
    }
}

fn shaped(shape: &RuleShape<'_>, arn: String, priority: u32) -> Rule {
    let action = match shape.action {
        RuleAction::Forward(group) => Action::Forward { target_groups: vec![group.into()] },
        RuleAction::Redirect(status) => Action::Redirect(RedirectTarget {
            protocol: "HTTPS".into(),
            port: "443".into(),
            host: "#{host}".into(),
            path: "/#{path}".into(),
            query: "#{query}".into(),
            status,
        }),
    };
    let condition = match shape.matches {
        Matches::Paths(paths) => Condition::Path(paths.to_vec()),
        Matches::Nothing => Condition::Other("source-ip".into()),
    };
    Rule { arn, priority, conditions: vec![condition], action, tags: None }
}
