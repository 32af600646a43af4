//! What the fake can be asked.

use std::collections::BTreeMap;

use ebdeploy::cloud::{
    ErrorKind, ObserveBalancer, ObserveBeanstalk, ObserveCertificates, ObserveNetwork, Result,
    Subnets,
};
use ebdeploy::desired::OptionKey;
use ebdeploy::observed::{
    ApplicationVersion, Certificate, Complaint, Listener, LogEvent, OptionFacts, PlatformVersion,
    Rule, SecurityGroup, Settings, SourceBundle, Subnet, Summary, TargetGroup, TargetHealth,
};
use jiff::Timestamp;

use super::{Fake, Made, PLATFORM, error, platform};

impl ObserveBeanstalk for Fake {
    fn region(&self) -> &'static str {
        "eu-west-1"
    }

    async fn account(&self) -> Result<String> {
        Ok("123456789012".into())
    }

    async fn environments(&self, names: &[String]) -> Result<Vec<Summary>> {
        let mut world = self.0.borrow_mut();
        if world.throttled > 0 {
            world.throttled -= 1;
            let operation = "elasticbeanstalk:DescribeEnvironments";
            return Err(error(operation, ErrorKind::Throttled, "Rate exceeded"));
        }
        world.look();
        let health = world.health.clone().unwrap_or_else(|| world.measured());
        let environment =
            world.environment.as_ref().filter(|found| names.contains(&found.summary.name));
        let summary = environment.map(|found| Summary { health, ..found.summary.clone() });
        Ok(summary.into_iter().collect())
    }

    async fn settings(&self, _: &str, name: &str) -> Result<Option<Settings>> {
        let world = self.0.borrow();
        let environment = world.environment.as_ref().filter(|found| found.summary.name == name);
        Ok(environment.map(|environment| environment.settings.clone()))
    }

    async fn balancer(&self, name: &str) -> Result<Option<String>> {
        let world = self.0.borrow();
        let environment = world.environment.as_ref().filter(|found| found.summary.name == name);
        let balancer = environment.and_then(|found| found.balancer.as_ref());
        Ok(balancer.map(|balancer| balancer.arn.clone()))
    }

    async fn tags(&self, _: &str) -> Result<BTreeMap<String, String>> {
        Ok(Self::environment(self).tags)
    }

    async fn events(&self, _: &str, since: Option<Timestamp>) -> Result<Vec<LogEvent>> {
        let world = self.0.borrow();
        let recent = world.log.iter().filter(|line| since.is_none_or(|since| line.at >= since));
        let mut recent: Vec<_> = recent.cloned().collect();
        recent.sort_by_key(|line| line.at);
        Ok(recent)
    }

    async fn health_causes(&self, _: &str) -> Result<Vec<String>> {
        Ok(vec!["None of the instances are sending data.".into()])
    }

    async fn application_exists(&self, _: &str) -> Result<bool> {
        Ok(self.0.borrow().application)
    }

    async fn version(&self, _: &str, label: &str) -> Result<Option<ApplicationVersion>> {
        let known = |label: &str| {
            let (label, status) = (label.into(), "PROCESSED".into());
            ApplicationVersion { label, status, ..Default::default() }
        };
        let mut world = self.0.borrow_mut();
        if let Some(made) = world.versions.iter_mut().find(|made| made.label == label) {
            let status = match made.looks.checked_sub(1) {
                Some(left) => {
                    made.looks = left;
                    "PROCESSING"
                }
                None if made.fails => "FAILED",
                None => "PROCESSED",
            };
            let (label, status) = (label.into(), status.into());
            return Ok(Some(ApplicationVersion { label, status, ..Default::default() }));
        }
        Ok(label.starts_with('v').then(|| known(label)))
    }

    async fn versions(&self, _: &str) -> Result<Vec<ApplicationVersion>> {
        let world = self.0.borrow();
        let version = |made: &Made| ApplicationVersion {
            label: made.label.clone(),
            status: "PROCESSED".into(),
            created: None,
            bundle: Some(SourceBundle {
                bucket: "elasticbeanstalk-eu-west-1-123456789012".into(),
                key: format!("shop/{}.zip", made.label),
            }),
        };
        Ok(world.versions.iter().rev().map(version).collect())
    }

    async fn environments_of(&self, _: Option<&str>) -> Result<Vec<Summary>> {
        let world = self.0.borrow();
        let own = world.environment.iter().map(|environment| environment.summary.clone());
        Ok(own.chain(world.neighbours.iter().cloned()).collect())
    }

    async fn platform_versions(&self, branch: &str) -> Result<Vec<PlatformVersion>> {
        let versions = ["4.5.0", "4.6.1", "4.7.2"].map(platform);
        Ok(if branch == PLATFORM { versions.into() } else { Vec::new() })
    }

    async fn platform_made(&self, arn: &str) -> Result<Option<Timestamp>> {
        let version = arn.rsplit('/').next().unwrap_or_default();
        let made = match version {
            "4.5.0" => "2025-02-25T00:00:00Z",
            "4.6.1" => "2025-06-10T00:00:00Z",
            _ => "2026-02-10T00:00:00Z",
        };
        self.0.borrow_mut().asked.push(format!("DescribePlatformVersion {version}"));
        Ok(made.parse().ok())
    }

    async fn platform_branches(&self) -> Result<Vec<String>> {
        Ok(vec![PLATFORM.into(), "Docker running on 64bit Amazon Linux 2023".into()])
    }

    async fn cname_available(&self, prefix: &str) -> Result<bool> {
        Ok(prefix != "taken")
    }

    async fn validate(
        &self,
        _: &str,
        _: &str,
        settings: &[(OptionKey, String)],
    ) -> Result<Vec<Complaint>> {
        let bad = settings.iter().filter(|(_, value)| value == "t9.nonsense");
        let complaint = |(option, value): &(OptionKey, String)| Complaint {
            option: Some(option.clone()),
            message: format!("Invalid option value: '{value}'"),
            fatal: true,
        };
        Ok(bad.map(complaint).collect())
    }

    async fn option_facts(&self, _: &str, _: &str) -> Result<OptionFacts> {
        let platforms_own = self.0.borrow().platforms_own.clone();
        Ok(OptionFacts { impacts: BTreeMap::new(), platforms_own })
    }
}

impl ObserveBalancer for Fake {
    async fn listeners(&self, _: &str) -> Result<Vec<Listener>> {
        if self.0.borrow().environment.is_none() {
            let operation = "elasticloadbalancing:DescribeListeners";
            return Err(error(operation, ErrorKind::NotFound, "it does not exist"));
        }
        let mut listeners = self.0.borrow_mut().balancer().listeners.clone();
        for listener in &mut listeners {
            listener.rules.clear();
        }
        Ok(listeners)
    }

    async fn security_group_ids(&self, _: &str) -> Result<Vec<String>> {
        Ok(self.0.borrow_mut().balancer().groups.iter().map(|group| group.id.clone()).collect())
    }

    async fn target_groups(&self, _: &str) -> Result<Vec<TargetGroup>> {
        let mut world = self.0.borrow_mut();
        let own = world.balancer().target_groups.clone();
        let made = world.groups.iter().map(|made| made.group.clone());
        let made: Vec<_> = made.collect();
        Ok(own
            .into_iter()
            .chain(made.into_iter().filter(|group| world.is_used(&group.arn)))
            .collect())
    }

    async fn rules(&self, listener: &str) -> Result<Vec<Rule>> {
        let mut world = self.0.borrow_mut();
        let listeners = &world.balancer().listeners;
        let found = listeners.iter().find(|found| found.arn == listener).unwrap();
        let mut rules: Vec<_> =
            found.rules.iter().map(|rule| Rule { tags: None, ..rule.clone() }).collect();
        rules.sort_by_key(|rule| rule.priority);
        Ok(rules)
    }

    async fn balancer_tags(
        &self,
        arns: &[String],
    ) -> Result<BTreeMap<String, BTreeMap<String, String>>> {
        let world = self.0.borrow();
        let balancer = world.environment.as_ref().and_then(|found| found.balancer.as_ref());
        let listeners = balancer.iter().flat_map(|balancer| &balancer.listeners);
        let rules = listeners
            .flat_map(|listener| &listener.rules)
            .map(|rule| (rule.arn.clone(), rule.tags.clone().unwrap_or_default()));
        let mut tags: BTreeMap<_, _> = rules.collect();
        tags.extend(world.groups.iter().map(|made| (made.group.arn.clone(), made.tags.clone())));
        tags.retain(|arn, _| arns.contains(arn));
        Ok(tags)
    }

    async fn target_health(&self, target_group: &str) -> Result<Vec<TargetHealth>> {
        let mut world = self.0.borrow_mut();
        if target_group.starts_with("ebdeploy-") && !world.has_made(target_group) {
            let text = "Target group not found";
            return Err(error("DescribeTargetHealth", ErrorKind::NotFound, text));
        }
        Ok(world.target_health(target_group))
    }

    async fn target_group(&self, name: &str) -> Result<Option<TargetGroup>> {
        Ok(self.0.borrow().made_group(name).map(|made| made.group.clone()))
    }

    async fn classic_health(&self, _: &str) -> Result<Vec<TargetHealth>> {
        Ok(self.0.borrow_mut().target_health("target-group"))
    }
}

impl ObserveCertificates for Fake {
    async fn certificates(&self) -> Result<Vec<Certificate>> {
        Ok(self.0.borrow().certificates.clone())
    }

    async fn certificate(&self, arn: &str) -> Result<Option<Certificate>> {
        Ok(self.0.borrow().certificates.iter().find(|found| found.arn == arn).cloned())
    }
}

impl ObserveNetwork for Fake {
    async fn security_groups(&self, _: &[String]) -> Result<Vec<SecurityGroup>> {
        Ok(self.0.borrow_mut().balancer().groups.clone())
    }

    async fn subnets(&self, which: Subnets<'_>) -> Result<Vec<Subnet>> {
        let world = self.0.borrow();
        let asked = |subnet: &&Subnet| match which {
            Subnets::Named(ids) => ids.contains(&subnet.id),
            Subnets::Default => true,
        };
        Ok(world.subnets.iter().filter(asked).cloned().collect())
    }
}
