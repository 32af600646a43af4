//! Application and network load balancers.

use std::collections::BTreeMap;

use aws_sdk_elasticloadbalancingv2::types::{
    Action as AwsAction, ActionTypeEnum, Certificate, ForwardActionConfig, Listener as AwsListener,
    Matcher, PathPatternConditionConfig, RedirectActionConfig, RedirectActionStatusCodeEnum,
    Rule as AwsRule, RuleCondition, RulePriorityPair, Tag, TargetGroup as AwsTargetGroup,
};

use super::{Aws, call, pages, text};
use crate::cloud::{ChangeBalancer, ErrorKind, ObserveBalancer, Result, RuleAction, RuleShape};
use crate::observed::{
    Action, Condition, Listener, RedirectTarget, Rule, TargetGroup, TargetHealth,
};

/// Elastic Load Balancing API reference, `DescribeTags`.
const MOST_TAGGED: usize = 20;

impl ObserveBalancer for Aws {
    async fn listeners(&self, balancer: &str) -> Result<Vec<Listener>> {
        pages(async |marker| {
            let asked =
                self.balancer.describe_listeners().load_balancer_arn(balancer).set_marker(marker);
            let answer = call("elasticloadbalancing:DescribeListeners", asked.send()).await?;
            Ok((answer.listeners().iter().map(listener).collect(), answer.next_marker))
        })
        .await
    }

    async fn security_group_ids(&self, balancer: &str) -> Result<Vec<String>> {
        let asked = self.balancer.describe_load_balancers().load_balancer_arns(balancer);
        let answer = call("elasticloadbalancing:DescribeLoadBalancers", asked.send()).await?;
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
            let answer = call("elasticloadbalancing:DescribeTargetGroups", asked.send()).await?;
            Ok((answer.target_groups().iter().map(target_group).collect(), answer.next_marker))
        })
        .await
    }

    async fn rules(&self, listener: &str) -> Result<Vec<Rule>> {
        let mut rules: Vec<Rule> = pages(async |marker| {
            let asked = self.balancer.describe_rules().listener_arn(listener).set_marker(marker);
            let answer = call("elasticloadbalancing:DescribeRules", asked.send()).await?;
            Ok((answer.rules().iter().filter_map(rule).collect(), answer.next_marker))
        })
        .await?;
        rules.sort_by_key(|rule| rule.priority);
        Ok(rules)
    }

    async fn rule_tags(
        &self,
        rules: &[String],
    ) -> Result<BTreeMap<String, BTreeMap<String, String>>> {
        let mut tags = BTreeMap::new();
        for some in rules.chunks(MOST_TAGGED) {
            let asked = self.balancer.describe_tags().set_resource_arns(Some(some.to_vec()));
            let answer = call("elasticloadbalancing:DescribeTags", asked.send()).await?;
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
        let answer = call("elasticloadbalancing:DescribeTargetHealth", asked.send()).await?;
        let health =
            |description: &aws_sdk_elasticloadbalancingv2::types::TargetHealthDescription| {
                let health = description.target_health();
                TargetHealth {
                    target: text(description.target().and_then(|target| target.id())),
                    state: health
                        .and_then(|health| health.state())
                        .map_or_else(String::new, |state| state.as_str().to_owned()),
                    reason: health.and_then(|health| health.description()).map(str::to_owned),
                }
            };
        Ok(answer.target_health_descriptions().iter().map(health).collect())
    }
}

impl ChangeBalancer for Aws {
    async fn create_rule(
        &self,
        listener: &str,
        priority: u32,
        shape: &RuleShape<'_>,
        tags: &[(&str, &str)],
    ) -> Result<()> {
        let told = self
            .balancer
            .create_rule()
            .listener_arn(listener)
            .priority(priority.cast_signed())
            .conditions(condition(shape))
            .actions(action(shape))
            .set_tags(Some(
                tags.iter()
                    .map(|(key, value)| Tag::builder().key(*key).value(*value).build())
                    .collect(),
            ));
        call("elasticloadbalancing:CreateRule", told.send()).await.map(|_| ())
    }

    async fn modify_rule(&self, rule: &str, shape: &RuleShape<'_>) -> Result<()> {
        let told = self
            .balancer
            .modify_rule()
            .rule_arn(rule)
            .conditions(condition(shape))
            .actions(action(shape));
        call("elasticloadbalancing:ModifyRule", told.send()).await.map(|_| ())
    }

    async fn set_priorities(&self, priorities: &[(String, u32)]) -> Result<()> {
        let pair = |(rule, priority): &(String, u32)| {
            RulePriorityPair::builder().rule_arn(rule).priority(priority.cast_signed()).build()
        };
        let told = self
            .balancer
            .set_rule_priorities()
            .set_rule_priorities(Some(priorities.iter().map(pair).collect()));
        call("elasticloadbalancing:SetRulePriorities", told.send()).await.map(|_| ())
    }

    async fn delete_rule(&self, rule: &str) -> Result<()> {
        match call(
            "elasticloadbalancing:DeleteRule",
            self.balancer.delete_rule().rule_arn(rule).send(),
        )
        .await
        {
            Err(error) if error.kind == ErrorKind::NotFound => Ok(()),
            result => result.map(|_| ()),
        }
    }

    async fn modify_health_check(
        &self,
        target_group: &str,
        path: &str,
        matcher: &str,
    ) -> Result<()> {
        let matcher = Matcher::builder().http_code(matcher).build();
        let told = self
            .balancer
            .modify_target_group()
            .target_group_arn(target_group)
            .health_check_path(path)
            .matcher(matcher);
        call("elasticloadbalancing:ModifyTargetGroup", told.send()).await.map(|_| ())
    }

    async fn modify_listener(&self, listener: &str, certificate: &str, policy: &str) -> Result<()> {
        let certificate = Certificate::builder().certificate_arn(certificate).build();
        let told = self
            .balancer
            .modify_listener()
            .listener_arn(listener)
            .certificates(certificate)
            .ssl_policy(policy);
        call("elasticloadbalancing:ModifyListener", told.send()).await.map(|_| ())
    }
}

fn condition(shape: &RuleShape<'_>) -> RuleCondition {
    let paths =
        PathPatternConditionConfig::builder().set_values(Some(shape.paths.to_vec())).build();
    RuleCondition::builder().field("path-pattern").path_pattern_config(paths).build()
}

fn action(shape: &RuleShape<'_>) -> AwsAction {
    match shape.action {
        RuleAction::Forward(target_group) => AwsAction::builder()
            .r#type(ActionTypeEnum::Forward)
            .target_group_arn(target_group)
            .build(),
        RuleAction::Redirect(status) => {
            let redirect = RedirectActionConfig::builder()
                .protocol("HTTPS")
                .port("443")
                .host("#{host}")
                .path("/#{path}")
                .query("#{query}")
                .status_code(if status == 302 {
                    RedirectActionStatusCodeEnum::Http302
                } else {
                    RedirectActionStatusCodeEnum::Http301
                })
                .build();
            AwsAction::builder().r#type(ActionTypeEnum::Redirect).redirect_config(redirect).build()
        }
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

fn target_group(group: &AwsTargetGroup) -> TargetGroup {
    TargetGroup {
        arn: text(group.target_group_arn()),
        health_path: group.health_check_path().map(str::to_owned),
        matcher: group.matcher().and_then(|matcher| matcher.http_code()).map(str::to_owned),
    }
}
