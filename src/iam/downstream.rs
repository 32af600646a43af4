//! What Elastic Beanstalk does in other services for whoever calls it.
//!
//! It acts with the permissions of its caller (Elastic Beanstalk developer guide, "Managing Elastic
//! Beanstalk user policies"), unless the environment has an operations role. Which calls these are
//! is not published. Assumed: that they are within what AWS's own policy for administrators of
//! Elastic Beanstalk allows (`AdministratorAccess-AWSElasticBeanstalk`, version 9) for web
//! environments; narrowed to the region, the account and the names that Elastic Beanstalk gives,
//! and without services that no file of ours brings in.

use super::asks::is_single;
use super::document::{Condition, Statement};
use super::place::Place;
use crate::desired::Desired;

/// Services that have roles of their own in an account from their first use on.
const LINKED: [&str; 3] = [
    "autoscaling.amazonaws.com",
    "elasticbeanstalk.amazonaws.com",
    "elasticloadbalancing.amazonaws.com",
];

/// The statements for a file.
pub(super) fn statements(desired: &Desired, place: &Place) -> Vec<Statement> {
    let mut statements = vec![Statement::allow("DownstreamAny", any(desired), ["*"]), roles(place)];
    statements.extend(instances(place));
    statements.extend(stack(place));
    statements.extend(storage(place));
    statements.extend(options(desired, place));
    statements
}

/// What has no resources, or none whose names are known.
fn any(desired: &Desired) -> Vec<&'static str> {
    let mut actions = vec![
        "autoscaling:Describe*",
        "cloudformation:Describe*",
        "cloudformation:Get*",
        "cloudformation:List*",
        "cloudformation:Validate*",
        "cloudwatch:DescribeAlarms",
        "ec2:AuthorizeSecurityGroup*",
        "ec2:CreateLaunchTemplate*",
        "ec2:CreateSecurityGroup",
        "ec2:CreateTags",
        "ec2:DeleteLaunchTemplate*",
        "ec2:DeleteSecurityGroup",
        "ec2:DeleteTags",
        "ec2:Describe*",
        "ec2:RevokeSecurityGroup*",
        "elasticloadbalancing:Describe*",
        "iam:GetRole",
        "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfiles",
        "iam:ListRolePolicies",
        "logs:Describe*",
        "s3:ListAllMyBuckets",
    ];
    if is_single(&desired.properties_of_new(None)) {
        actions.extend([
            "ec2:AllocateAddress",
            "ec2:AssociateAddress",
            "ec2:DisassociateAddress",
            "ec2:ReleaseAddress",
        ]);
    }
    actions
}

/// Instances: made from launch templates, ended where they are an environment's.
fn instances(place: &Place) -> [Statement; 2] {
    let templates = [place.arn("ec2", "launch-template/*")];
    let stacks = [place.arn("cloudformation", "stack/awseb-e-*")];
    let of_stack = "ec2:ResourceTag/aws:cloudformation:stack-id";
    [
        Statement::allow("DownstreamLaunches", ["ec2:RunInstances"], ["*"])
            .when(Some(Condition::of("ArnLike", "ec2:LaunchTemplate", templates))),
        Statement::allow(
            "DownstreamInstances",
            ["ec2:TerminateInstances"],
            [place.arn("ec2", "instance/*")],
        )
        .when(Some(Condition::of("StringLike", of_stack, stacks))),
    ]
}

fn roles(place: &Place) -> Statement {
    let services = LINKED.map(str::to_owned);
    Statement::allow(
        "DownstreamServiceRoles",
        ["iam:CreateServiceLinkedRole"],
        [place.global("iam", "role/aws-service-role/*")],
    )
    .when(Some(Condition::of("StringEquals", "iam:AWSServiceName", services)))
}

/// The environment's stack and what is in it.
fn stack(place: &Place) -> Vec<Statement> {
    let balancing = [
        "listener/*/awseb-*",
        "listener-rule/*/awseb-*",
        "loadbalancer/*awseb-*",
        "targetgroup/awseb-*",
    ];
    vec![
        Statement::allow(
            "DownstreamAlarms",
            ["cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm"],
            [place.arn("cloudwatch", "alarm:awseb-*")],
        ),
        Statement::allow(
            "DownstreamBalancers",
            ["elasticloadbalancing:*"],
            balancing.map(|rest| place.arn("elasticloadbalancing", rest)),
        ),
        Statement::allow(
            "DownstreamGroups",
            ["autoscaling:*"],
            [
                "autoScalingGroup:*:autoScalingGroupName/awseb-e-*",
                "launchConfiguration:*:launchConfigurationName/awseb-e-*",
            ]
            .map(|rest| place.arn("autoscaling", rest)),
        ),
        Statement::allow(
            "DownstreamStack",
            [
                "cloudformation:CancelUpdateStack",
                "cloudformation:ContinueUpdateRollback",
                "cloudformation:CreateStack",
                "cloudformation:DeleteStack",
                "cloudformation:SignalResource",
                "cloudformation:TagResource",
                "cloudformation:UntagResource",
                "cloudformation:UpdateStack",
            ],
            [place.arn("cloudformation", "stack/awseb-*")],
        ),
    ]
}

/// The bucket: versions, templates, logs.
fn storage(place: &Place) -> Vec<Statement> {
    vec![
        Statement::allow(
            "DownstreamBucket",
            [
                "s3:CreateBucket",
                "s3:GetBucket*",
                "s3:ListBucket",
                "s3:PutBucketOwnershipControls",
                "s3:PutBucketPolicy",
                "s3:PutBucketPublicAccessBlock",
            ],
            [place.bucket("")],
        ),
        Statement::allow(
            "DownstreamObjects",
            ["s3:Delete*", "s3:Get*", "s3:Put*"],
            [place.bucket("/*")],
        ),
    ]
}

/// What some options bring in besides.
fn options(desired: &Desired, place: &Place) -> Vec<Statement> {
    let properties = desired.properties_of_new(None);
    let mut statements = Vec::new();
    if properties.speak_of("aws:elasticbeanstalk:sns:topics") {
        let actions = [
            "CreateTopic",
            "DeleteTopic",
            "GetTopicAttributes",
            "SetTopicAttributes",
            "Subscribe",
            "Unsubscribe",
        ];
        let topics = [place.arn("sns", "ElasticBeanstalkNotifications-*")];
        let actions = actions.map(|action| format!("sns:{action}"));
        statements.push(Statement::allow("DownstreamTopics", actions, topics));
    }
    let logs =
        ["aws:elasticbeanstalk:cloudwatch:logs", "aws:elasticbeanstalk:cloudwatch:logs:health"];
    if logs.iter().any(|namespace| properties.speak_of(namespace)) {
        let actions = ["CreateLogGroup", "DeleteLogGroup", "PutRetentionPolicy"];
        let actions = actions.map(|action| format!("logs:{action}"));
        let groups = [place.arn("logs", "log-group:/aws/elasticbeanstalk/*")];
        statements.push(Statement::allow("DownstreamLogs", actions, groups));
    }
    statements
}
