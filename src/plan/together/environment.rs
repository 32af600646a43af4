//! The group of instances, the network, managed updates.

use super::super::merged::Merged;
use super::{Broken, broken};
use crate::config::LoadBalancerType::{Application, Network};
use crate::desired::namespace::{ENVIRONMENT, GROUP, HEALTH, LAUNCH, LOAD_BALANCER, VPC};

const MANAGED: &str = "aws:elasticbeanstalk:managedactions";
const MANAGED_UPDATE: &str = "aws:elasticbeanstalk:managedactions:platformupdate";
const STREAMING: &str = "aws:elasticbeanstalk:cloudwatch:logs:health";
/// AWS's own role, which managed updates do not take.
const SERVICE_LINKED: &str = "AWSServiceRoleForElasticBeanstalk";

/// Probe: "`MinSize` is greater than `MaxSize`".
pub(super) fn sizes(of: &Merged<'_>) -> Vec<Broken> {
    let (min, max) = (of.number(GROUP, "MinSize"), of.number(GROUP, "MaxSize"));
    let (Some(min), Some(max)) = (min, max) else { return Vec::new() };
    if min <= max {
        return Vec::new();
    }
    let message = format!("at least {min} instances are more than at most {max}");
    vec![broken(&[(GROUP, "MinSize"), (GROUP, "MaxSize")], message, "say both `min` and `max`")]
}

/// Public reports: "Specify the subnets for the VPC."
pub(super) fn subnets(of: &Merged<'_>) -> Vec<Broken> {
    if of.value(VPC, "VPCId").is_empty() || !of.value(VPC, "Subnets").is_empty() {
        return Vec::new();
    }
    let options = [(VPC, "VPCId"), (VPC, "Subnets")];
    vec![broken(&options, "a VPC is named, and none of its subnets", "name `Subnets` as well")]
}

/// Probe: "Managed platform updates require enhanced health reporting …"; the guide names the rest.
pub(super) fn managed_updates(of: &Merged<'_>) -> Vec<Broken> {
    if !of.is(MANAGED, "ManagedActionsEnabled", "true") {
        return Vec::new();
    }
    let role = of.value(ENVIRONMENT, "ServiceRole");
    let needs = [
        (!of.is_enhanced(), (HEALTH, "SystemType"), "enhanced health reporting"),
        (
            of.value(MANAGED, "PreferredStartTime").is_empty(),
            (MANAGED, "PreferredStartTime"),
            "a `PreferredStartTime`",
        ),
        (
            of.value(MANAGED_UPDATE, "UpdateLevel").is_empty(),
            (MANAGED_UPDATE, "UpdateLevel"),
            "an `UpdateLevel`",
        ),
        (
            role.is_empty() || role.ends_with(SERVICE_LINKED),
            (ENVIRONMENT, "ServiceRole"),
            "a service role of your own",
        ),
    ];
    let missing = needs.into_iter().filter(|(missing, ..)| *missing);
    let told = |(_, option, what): (bool, (&str, &str), &str)| {
        let options = [(MANAGED, "ManagedActionsEnabled"), option];
        let message = format!("managed platform updates need {what}");
        broken(&options, message, "give it, or switch `ManagedActionsEnabled` off")
    };
    missing.map(told).collect()
}

/// Probe: `HealthStreamingEnabled` needs enhanced health.
pub(super) fn streaming(of: &Merged<'_>) -> Vec<Broken> {
    if !of.is(STREAMING, "HealthStreamingEnabled", "true") || of.is_enhanced() {
        return Vec::new();
    }
    let options = [(STREAMING, "HealthStreamingEnabled"), (HEALTH, "SystemType")];
    let message = "health is streamed only where health reporting is enhanced";
    vec![broken(&options, message, "switch one of them on, or the other off")]
}

/// Probe, and the guide of 2026: without Elastic Beanstalk's security group there must be another.
pub(super) fn own_groups(of: &Merged<'_>) -> Vec<Broken> {
    let option = (LAUNCH, "DisableDefaultEC2SecurityGroup");
    if !of.is(option.0, option.1, "true") {
        return Vec::new();
    }
    let balanced = matches!(of.balancer(), Some(Application | Network));
    let needs = [(LAUNCH, true), (LOAD_BALANCER, balanced)];
    let missing = needs.into_iter().filter(|(namespace, needed)| {
        *needed && of.said(namespace, "SecurityGroups").is_none_or(|said| said.is_empty())
    });
    let told = |(namespace, _): (&str, bool)| {
        let message =
            format!("without the default security group, {namespace} needs SecurityGroups");
        broken(
            &[option, (namespace, "SecurityGroups")],
            message,
            "name a security group of your own",
        )
    };
    missing.map(told).collect()
}
