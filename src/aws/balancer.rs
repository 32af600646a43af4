//! What load balancers are asked.

use std::collections::BTreeMap;

use aws_sdk_elasticloadbalancingv2::types::{
    Action as AwsAction, ActionTypeEnum, ForwardActionConfig, Listener as AwsListener,
    ProtocolEnum, RedirectActionStatusCodeEnum, Rule as AwsRule, RuleCondition,
    TargetGroup as AwsTargetGroup, TargetGroupTuple, TargetHealthDescription,
    TargetHealthStateEnum,
};

use super::{Aws, found, pages, text};
use crate::cloud::{ObserveBalancer, Result};
use crate::observed::{
    Action, Check, Condition, Listener, RedirectTarget, Rule, TargetGroup, TargetHealth,
};

/// Elastic Load Balancing API reference, `DescribeTags`.
const MOST_TAGGED: usize = 20;

impl ObserveBalancer for Aws {
    async fn listeners(&self, balancer: &str) -> Result<Vec<Listener>> {
        pages(async |marker| {
            let asked =
                self.balancer.describe_listeners().load_balancer_arn(balancer).set_marker(marker);
            let answer = self.call("elasticloadbalancing:DescribeListeners", asked.send()).await?;
            Ok((answer.listeners().iter().map(listener).collect(), answer.next_marker))
        })
        .await
    }

    async fn security_group_ids(&self, balancer: &str) -> Result<Vec<String>> {
        if !balancer.starts_with("arn:") {
            return super::classic::security_group_ids(self, balancer).await;
        }
        let asked = self.balancer.describe_load_balancers().load_balancer_arns(balancer);
        let answer = self.call("elasticloadbalancing:DescribeLoadBalancers", asked.send()).await?;
        Ok(answer
            .load_balancers()
            .iter()
            .flat_map(|balancer| balancer.security_groups().to_vec())
            .collect())
    }

    async fn target_groups(&self, balancer: &str) -> Result<Vec<TargetGroup>> {
        pages(async |marker| {
            let asked = self
                .balancer
                .describe_target_groups()
                .load_balancer_arn(balancer)
                .set_marker(marker);
            let answer =
                self.call("elasticloadbalancing:DescribeTargetGroups", asked.send()).await?;
            Ok((answer.target_groups().iter().map(target_group).collect(), answer.next_marker))
        })
        .await
    }

    async fn target_group(&self, name: &str) -> Result<Option<TargetGroup>> {
        let asked = self.balancer.describe_target_groups().names(name);
        let answer =
            found(self.call("elasticloadbalancing:DescribeTargetGroups", asked.send()).await)?;
        Ok(answer.and_then(|answer| answer.target_groups().first().map(target_group)))
    }

    async fn rules(&self, listener: &str) -> Result<Vec<Rule>> {
        let mut rules: Vec<Rule> = pages(async |marker| {
            let asked = self.balancer.describe_rules().listener_arn(listener).set_marker(marker);
            let answer = self.call("elasticloadbalancing:DescribeRules", asked.send()).await?;
            Ok((answer.rules().iter().filter_map(rule).collect(), answer.next_marker))
        })
        .await?;
        rules.sort_by_key(|rule| rule.priority);
        Ok(rules)
    }

    async fn balancer_tags(
        &self,
        arns: &[String],
    ) -> Result<BTreeMap<String, BTreeMap<String, String>>> {
        let mut tags = BTreeMap::new();
        for some in arns.chunks(MOST_TAGGED) {
            let asked = self.balancer.describe_tags().set_resource_arns(Some(some.to_vec()));
            let answer = self.call("elasticloadbalancing:DescribeTags", asked.send()).await?;
            tags.extend(answer.tag_descriptions().iter().map(|resource| {
                let of_resource =
                    resource.tags().iter().map(|tag| (text(tag.key()), text(tag.value())));
                (text(resource.resource_arn()), of_resource.collect())
            }));
        }
        Ok(tags)
    }

    async fn target_health(&self, target_group: &str) -> Result<Vec<TargetHealth>> {
        let asked = self.balancer.describe_target_health().target_group_arn(target_group);
        let answer = self.call("elasticloadbalancing:DescribeTargetHealth", asked.send()).await?;
        Ok(answer.target_health_descriptions().iter().map(health).collect())
    }

    async fn classic_health(&self, balancer: &str) -> Result<Vec<TargetHealth>> {
        super::classic::health(self, balancer).await
    }
}

fn listener(listener: &AwsListener) -> Listener {
    Listener {
        arn: text(listener.listener_arn()),
        port: listener.port().and_then(|port| u16::try_from(port).ok()).unwrap_or_default(),
        certificate: listener
            .certificates()
            .first()
            .and_then(|certificate| certificate.certificate_arn())
            .map(str::to_owned),
        policy: listener.ssl_policy().map(str::to_owned),
        default_action: deciding(listener.default_actions()),
        weights: listener.default_actions().last().map(weights).unwrap_or_default(),
        rules: Vec::new(),
    }
}

/// The default rule has no number, and is the listener's own default action.
fn rule(rule: &AwsRule) -> Option<Rule> {
    Some(Rule {
        arn: text(rule.rule_arn()),
        priority: rule.priority()?.parse().ok()?,
        conditions: rule.conditions().iter().map(read_condition).collect(),
        action: deciding(rule.actions()),
        tags: None,
    })
}

fn read_condition(condition: &RuleCondition) -> Condition {
    match (condition.field(), condition.path_pattern_config()) {
        (Some("path-pattern"), Some(paths)) if condition.regex_values().is_empty() => {
            let mut paths = paths.values().to_vec();
            paths.sort();
            Condition::Path(paths)
        }
        (field, _) => Condition::Other(text(field)),
    }
}

/// Actions such as authentication come before the one that decides.
fn deciding(actions: &[AwsAction]) -> Action {
    let Some(action) = actions.last() else { return Action::Other("none".to_owned()) };
    let redirect = action.redirect_config().map(|redirect| RedirectTarget {
        protocol: text(redirect.protocol()),
        port: text(redirect.port()),
        host: text(redirect.host()),
        path: text(redirect.path()),
        query: text(redirect.query()),
        status: if redirect.status_code() == Some(&RedirectActionStatusCodeEnum::Http302) {
            302
        } else {
            301
        },
    });
    match (action.r#type(), redirect) {
        (Some(ActionTypeEnum::Forward), _) => {
            Action::Forward { target_groups: target_groups(action) }
        }
        (Some(ActionTypeEnum::Redirect), Some(redirect)) => Action::Redirect(redirect),
        (kind, _) => Action::Other(kind.map_or_else(String::new, |kind| kind.as_str().to_owned())),
    }
}

fn target_groups(action: &AwsAction) -> Vec<String> {
    let many = action.forward_config().map(ForwardActionConfig::target_groups).unwrap_or_default();
    if many.is_empty() {
        return action.target_group_arn().map(str::to_owned).into_iter().collect();
    }
    many.iter().map(|group| text(group.target_group_arn())).collect()
}

/// A group that is alone has a weight of 1, or none.
fn weights(action: &AwsAction) -> BTreeMap<String, u32> {
    let groups = action.forward_config().map(ForwardActionConfig::target_groups);
    let weight = |group: &TargetGroupTuple| {
        let weight = group.weight().map_or(1, i32::cast_unsigned);
        (text(group.target_group_arn()), weight)
    };
    groups.unwrap_or_default().iter().map(weight).collect()
}

fn target_group(group: &AwsTargetGroup) -> TargetGroup {
    let count = |number: Option<i32>| number.unwrap_or_default().cast_unsigned();
    TargetGroup {
        arn: text(group.target_group_arn()),
        protocol: text(group.protocol().map(ProtocolEnum::as_str)),
        port: group.port().and_then(|port| u16::try_from(port).ok()).unwrap_or_default(),
        vpc: text(group.vpc_id()),
        check: Check {
            path: group.health_check_path().map(str::to_owned),
            matcher: group.matcher().and_then(|matcher| matcher.http_code()).map(str::to_owned),
            interval: count(group.health_check_interval_seconds()),
            timeout: count(group.health_check_timeout_seconds()),
            healthy: count(group.healthy_threshold_count()),
            unhealthy: count(group.unhealthy_threshold_count()),
        },
        targets: None,
    }
}

fn health(description: &TargetHealthDescription) -> TargetHealth {
    let health = description.target_health();
    TargetHealth {
        target: text(description.target().and_then(|target| target.id())),
        state: text(health.and_then(|health| health.state()).map(TargetHealthStateEnum::as_str)),
        code: health.and_then(|health| health.reason()).map(|reason| reason.as_str().to_owned()),
        reason: health.and_then(|health| health.description()).map(str::to_owned),
    }
}
