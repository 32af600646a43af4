//! What load balancers are told.

use aws_sdk_elasticloadbalancingv2::types::builders::MatcherBuilder;
use aws_sdk_elasticloadbalancingv2::types::{
    Action as AwsAction, ActionTypeEnum, Certificate, HttpRequestMethodConditionConfig, Matcher,
    PathPatternConditionConfig, RedirectActionConfig, RedirectActionStatusCodeEnum, RuleCondition,
    RulePriorityPair, SourceIpConditionConfig, Tag, TargetDescription, TargetTypeEnum,
};

use super::{Aws, found, text};
use crate::cloud::{ChangeBalancer, Matches, NewTargetGroup, Result, RuleAction, RuleShape};

/// No packet comes from here: the address of a network that is reserved for documentation
/// (RFC 5737). The load balancer refuses 255.255.255.255, and others are somebody's.
const NOBODY: &str = "192.0.2.0/32";
/// And nobody asks so.
const NO_METHOD: &str = "EBDEPLOY-CHECKS-HEALTH";

impl ChangeBalancer for Aws {
    async fn create_rule(
        &self,
        listener: &str,
        priority: u32,
        shape: &RuleShape<'_>,
        tags: &[(&str, &str)],
    ) -> Result<String> {
        let told = self
            .balancer
            .create_rule()
            .listener_arn(listener)
            .priority(priority.cast_signed())
            .set_conditions(Some(conditions(shape)))
            .actions(action(shape))
            .set_tags(Some(tags.iter().map(tag).collect()));
        let answer = self.call("elasticloadbalancing:CreateRule", told.send()).await?;
        Ok(text(answer.rules().first().and_then(|rule| rule.rule_arn())))
    }

    async fn modify_rule(&self, rule: &str, shape: &RuleShape<'_>) -> Result<()> {
        let told = self
            .balancer
            .modify_rule()
            .rule_arn(rule)
            .set_conditions(Some(conditions(shape)))
            .actions(action(shape));
        self.call("elasticloadbalancing:ModifyRule", told.send()).await.map(|_| ())
    }

    async fn set_priorities(&self, priorities: &[(String, u32)]) -> Result<()> {
        let pair = |(rule, priority): &(String, u32)| {
            RulePriorityPair::builder().rule_arn(rule).priority(priority.cast_signed()).build()
        };
        let told = self
            .balancer
            .set_rule_priorities()
            .set_rule_priorities(Some(priorities.iter().map(pair).collect()));
        self.call("elasticloadbalancing:SetRulePriorities", told.send()).await.map(|_| ())
    }

    async fn delete_rule(&self, rule: &str) -> Result<()> {
        let told = self.balancer.delete_rule().rule_arn(rule);
        found(self.call("elasticloadbalancing:DeleteRule", told.send()).await).map(|_| ())
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
        self.call("elasticloadbalancing:ModifyTargetGroup", told.send()).await.map(|_| ())
    }

    async fn create_target_group(
        &self,
        group: &NewTargetGroup<'_>,
        tags: &[(&str, &str)],
    ) -> Result<String> {
        let NewTargetGroup { name, protocol, port, vpc, check } = *group;
        let matcher = check.matcher.as_ref().map(|codes| Matcher::builder().http_code(codes));
        let told = self
            .balancer
            .create_target_group()
            .name(name)
            .protocol(protocol.into())
            .port(port.into())
            .vpc_id(vpc)
            .target_type(TargetTypeEnum::Instance)
            .set_health_check_path(check.path.clone())
            .set_matcher(matcher.map(MatcherBuilder::build))
            .health_check_interval_seconds(check.interval.cast_signed())
            .health_check_timeout_seconds(check.timeout.cast_signed())
            .healthy_threshold_count(check.healthy.cast_signed())
            .unhealthy_threshold_count(check.unhealthy.cast_signed())
            .set_tags(Some(tags.iter().map(tag).collect()));
        let answer = self.call("elasticloadbalancing:CreateTargetGroup", told.send()).await?;
        Ok(text(answer.target_groups().first().and_then(|group| group.target_group_arn())))
    }

    async fn register_targets(&self, target_group: &str, instances: &[String]) -> Result<()> {
        let targets = instances.iter().map(|id| TargetDescription::builder().id(id).build());
        let told = self
            .balancer
            .register_targets()
            .target_group_arn(target_group)
            .set_targets(Some(targets.collect()));
        self.call("elasticloadbalancing:RegisterTargets", told.send()).await.map(|_| ())
    }

    async fn delete_target_group(&self, target_group: &str) -> Result<()> {
        let told = self.balancer.delete_target_group().target_group_arn(target_group);
        found(self.call("elasticloadbalancing:DeleteTargetGroup", told.send()).await).map(|_| ())
    }

    async fn modify_listener(&self, listener: &str, certificate: &str, policy: &str) -> Result<()> {
        let certificate = Certificate::builder().certificate_arn(certificate).build();
        let told = self
            .balancer
            .modify_listener()
            .listener_arn(listener)
            .certificates(certificate)
            .ssl_policy(policy);
        self.call("elasticloadbalancing:ModifyListener", told.send()).await.map(|_| ())
    }
}

fn tag((key, value): &(&str, &str)) -> Tag {
    Tag::builder().key(*key).value(*value).build()
}

fn conditions(shape: &RuleShape<'_>) -> Vec<RuleCondition> {
    let condition = |field: &str| RuleCondition::builder().field(field);
    match shape.matches {
        Matches::Paths(paths) => {
            let paths = PathPatternConditionConfig::builder().set_values(Some(paths.to_vec()));
            vec![condition("path-pattern").path_pattern_config(paths.build()).build()]
        }
        Matches::Nothing => {
            let source = SourceIpConditionConfig::builder().values(NOBODY).build();
            let method = HttpRequestMethodConditionConfig::builder().values(NO_METHOD).build();
            vec![
                condition("source-ip").source_ip_config(source).build(),
                condition("http-request-method").http_request_method_config(method).build(),
            ]
        }
    }
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
