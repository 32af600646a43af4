//! Classic load balancers.

use super::{Aws, text};
use crate::cloud::Result;
use crate::observed::TargetHealth;

/// The ids of a classic load balancer's security groups; outside a VPC it has none.
///
/// Source: Elastic Load Balancing API reference (2012-06-01), `LoadBalancerDescription`: "The security
/// groups for the load balancer. Valid only for load balancers in a VPC."
pub(super) async fn security_group_ids(aws: &Aws, balancer: &str) -> Result<Vec<String>> {
    let asked = aws.classic.describe_load_balancers().load_balancer_names(balancer);
    let answer = aws.call("elasticloadbalancing:DescribeLoadBalancers", asked.send()).await?;
    let described = answer.load_balancer_descriptions().iter();
    Ok(described.flat_map(|balancer| balancer.security_groups().to_vec()).collect())
}

/// The health of a classic load balancer's instances, in the words of a target group's.
///
/// Source: Elastic Load Balancing API reference (2012-06-01), `InstanceState`.
pub(super) async fn health(aws: &Aws, balancer: &str) -> Result<Vec<TargetHealth>> {
    let asked = aws.classic.describe_instance_health().load_balancer_name(balancer);
    let answer = aws.call("elasticloadbalancing:DescribeInstanceHealth", asked.send()).await?;
    let health = |instance: &aws_sdk_elasticloadbalancing::types::InstanceState| {
        let state = match instance.state() {
            Some("InService") => "healthy",
            // The load balancer itself is at fault: it is not in service yet.
            _ if instance.reason_code() == Some("ELB") => "initial",
            Some("OutOfService") => "unhealthy",
            _ => "initial",
        };
        let given = |text: Option<&str>| text.filter(|text| *text != "N/A").map(str::to_owned);
        TargetHealth {
            target: text(instance.instance_id()),
            state: state.to_owned(),
            code: given(instance.reason_code()),
            reason: given(instance.description()),
        }
    };
    Ok(answer.instance_states().iter().map(health).collect())
}
