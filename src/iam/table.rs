//! One row an operation: which actions AWS wants for it, and on what.
//!
//! Source: service authorization reference of each service; for Elastic Beanstalk also its
//! developer guide ("Resources and conditions for Elastic Beanstalk actions", "Example policies
//! based on resource permissions": what creating takes besides), for S3 its user guide
//! ("conditional-writes", "conditional-deletes": an `ETag` takes `s3:GetObject` as well).
//!
//! Assumed, where these end: that the tags of a new environment take `AddTags`; that "other
//! actions", which take `CreateStorageLocation`, are updates; that a name of which nothing exists
//! is allowed on `*` alone, so that what is asked by a name before there is an environment is not
//! narrowed.

use super::row::{Grant, Row, on, row, when};
use super::scope::Scope;
use super::when::{removes_tags, removes_versions, sets_tags, takes_leases, uploads};

const PASS_SERVICE_ROLE: Grant = on("iam:PassRole", Scope::ServiceRole);
const PASS_INSTANCE_ROLE: Grant = on("iam:PassRole", Scope::InstanceRole);
const STORAGE: Grant = on("elasticbeanstalk:CreateStorageLocation", Scope::Everything);

/// Every operation that ebdeploy calls.
pub const TABLE: &[Row] = &[
    row("acm:DescribeCertificate", &[on("acm:DescribeCertificate", Scope::Certificate)]),
    row("acm:ListCertificates", &[on("acm:ListCertificates", Scope::Everything)]),
    row(
        "ec2:AuthorizeSecurityGroupIngress",
        &[
            on("ec2:AuthorizeSecurityGroupIngress", Scope::SecurityGroup),
            on("ec2:CreateTags", Scope::NewSecurityGroupRule),
        ],
    ),
    row("ec2:DescribeSecurityGroups", &[on("ec2:DescribeSecurityGroups", Scope::Everything)]),
    row("ec2:DescribeSubnets", &[on("ec2:DescribeSubnets", Scope::Everything)]),
    row(
        "elasticbeanstalk:AbortEnvironmentUpdate",
        &[on("elasticbeanstalk:AbortEnvironmentUpdate", Scope::Environment)],
    ),
    row(
        "elasticbeanstalk:CheckDNSAvailability",
        &[on("elasticbeanstalk:CheckDNSAvailability", Scope::Everything)],
    ),
    row(
        "elasticbeanstalk:CreateApplication",
        &[on("elasticbeanstalk:CreateApplication", Scope::Application), STORAGE],
    ),
    // The bundle is read with the caller's permissions (developer guide, "Managing Elastic Beanstalk
    // user policies").
    row(
        "elasticbeanstalk:CreateApplicationVersion",
        &[
            on("elasticbeanstalk:CreateApplicationVersion", Scope::Version),
            on("s3:GetObject", Scope::Bundle),
            STORAGE,
        ],
    ),
    row(
        "elasticbeanstalk:CreateEnvironment",
        &[
            on("elasticbeanstalk:CreateEnvironment", Scope::Environment),
            when(sets_tags, "elasticbeanstalk:AddTags", Scope::Environment),
            on("elasticbeanstalk:CheckDNSAvailability", Scope::Everything),
            STORAGE,
            PASS_SERVICE_ROLE,
            PASS_INSTANCE_ROLE,
        ],
    ),
    row("elasticbeanstalk:CreateStorageLocation", &[STORAGE]),
    row(
        "elasticbeanstalk:DeleteApplication",
        &[on("elasticbeanstalk:DeleteApplication", Scope::Application)],
    ),
    // With a version's own bundle, by the caller's permissions as well.
    row(
        "elasticbeanstalk:DeleteApplicationVersion",
        &[
            on("elasticbeanstalk:DeleteApplicationVersion", Scope::AnyVersion),
            on("s3:DeleteObject", Scope::AnyBundle),
        ],
    ),
    row(
        "elasticbeanstalk:DescribeApplicationVersions",
        &[
            on("elasticbeanstalk:DescribeApplicationVersions", Scope::Version),
            when(
                removes_versions,
                "elasticbeanstalk:DescribeApplicationVersions",
                Scope::AnyVersion,
            ),
        ],
    ),
    row(
        "elasticbeanstalk:DescribeApplications",
        &[on("elasticbeanstalk:DescribeApplications", Scope::Application)],
    ),
    row(
        "elasticbeanstalk:DescribeConfigurationOptions",
        &[on("elasticbeanstalk:DescribeConfigurationOptions", Scope::Environment)],
    ),
    row(
        "elasticbeanstalk:DescribeConfigurationSettings",
        &[on("elasticbeanstalk:DescribeConfigurationSettings", Scope::Environment)],
    ),
    row(
        "elasticbeanstalk:DescribeEnvironmentHealth",
        &[on("elasticbeanstalk:DescribeEnvironmentHealth", Scope::Environment)],
    ),
    row(
        "elasticbeanstalk:DescribeEnvironmentResources",
        &[on("elasticbeanstalk:DescribeEnvironmentResources", Scope::Everything)],
    ),
    row(
        "elasticbeanstalk:DescribeEnvironments",
        &[on("elasticbeanstalk:DescribeEnvironments", Scope::Everything)],
    ),
    row(
        "elasticbeanstalk:DescribeEvents",
        &[on("elasticbeanstalk:DescribeEvents", Scope::Environment)],
    ),
    row(
        "elasticbeanstalk:DescribeInstancesHealth",
        &[on("elasticbeanstalk:DescribeInstancesHealth", Scope::Environment)],
    ),
    row(
        "elasticbeanstalk:DescribePlatformVersion",
        &[on("elasticbeanstalk:DescribePlatformVersion", Scope::Platform)],
    ),
    row(
        "elasticbeanstalk:ListPlatformBranches",
        &[on("elasticbeanstalk:ListPlatformBranches", Scope::Everything)],
    ),
    row(
        "elasticbeanstalk:ListPlatformVersions",
        &[on("elasticbeanstalk:ListPlatformVersions", Scope::Everything)],
    ),
    row(
        "elasticbeanstalk:ListTagsForResource",
        &[on("elasticbeanstalk:ListTagsForResource", Scope::Environment)],
    ),
    row(
        "elasticbeanstalk:RequestEnvironmentInfo",
        &[on("elasticbeanstalk:RequestEnvironmentInfo", Scope::Environment)],
    ),
    row(
        "elasticbeanstalk:RetrieveEnvironmentInfo",
        &[on("elasticbeanstalk:RetrieveEnvironmentInfo", Scope::Environment)],
    ),
    row(
        "elasticbeanstalk:TerminateEnvironment",
        &[on("elasticbeanstalk:TerminateEnvironment", Scope::Environment)],
    ),
    row(
        "elasticbeanstalk:UpdateEnvironment",
        &[
            on("elasticbeanstalk:UpdateEnvironment", Scope::Environment),
            STORAGE,
            PASS_SERVICE_ROLE,
            PASS_INSTANCE_ROLE,
        ],
    ),
    row(
        "elasticbeanstalk:UpdateTagsForResource",
        &[
            when(sets_tags, "elasticbeanstalk:AddTags", Scope::Environment),
            when(removes_tags, "elasticbeanstalk:RemoveTags", Scope::Environment),
        ],
    ),
    row(
        "elasticbeanstalk:ValidateConfigurationSettings",
        &[on("elasticbeanstalk:ValidateConfigurationSettings", Scope::Environment)],
    ),
    row(
        "elasticloadbalancing:CreateRule",
        &[
            on("elasticloadbalancing:CreateRule", Scope::Listener),
            on("elasticloadbalancing:AddTags", Scope::Rule),
        ],
    ),
    row(
        "elasticloadbalancing:CreateTargetGroup",
        &[
            on("elasticloadbalancing:CreateTargetGroup", Scope::Shadow),
            on("elasticloadbalancing:AddTags", Scope::Shadow),
        ],
    ),
    row("elasticloadbalancing:DeleteRule", &[on("elasticloadbalancing:DeleteRule", Scope::Rule)]),
    row(
        "elasticloadbalancing:DeleteTargetGroup",
        &[on("elasticloadbalancing:DeleteTargetGroup", Scope::Shadow)],
    ),
    row(
        "elasticloadbalancing:DescribeInstanceHealth",
        &[on("elasticloadbalancing:DescribeInstanceHealth", Scope::Everything)],
    ),
    row(
        "elasticloadbalancing:DescribeListenerCertificates",
        &[on("elasticloadbalancing:DescribeListenerCertificates", Scope::Everything)],
    ),
    row(
        "elasticloadbalancing:DescribeListeners",
        &[on("elasticloadbalancing:DescribeListeners", Scope::Everything)],
    ),
    row(
        "elasticloadbalancing:DescribeLoadBalancers",
        &[on("elasticloadbalancing:DescribeLoadBalancers", Scope::Everything)],
    ),
    row(
        "elasticloadbalancing:DescribeRules",
        &[on("elasticloadbalancing:DescribeRules", Scope::Everything)],
    ),
    row(
        "elasticloadbalancing:DescribeTags",
        &[on("elasticloadbalancing:DescribeTags", Scope::Everything)],
    ),
    row(
        "elasticloadbalancing:DescribeTargetGroups",
        &[on("elasticloadbalancing:DescribeTargetGroups", Scope::Everything)],
    ),
    row(
        "elasticloadbalancing:DescribeTargetHealth",
        &[on("elasticloadbalancing:DescribeTargetHealth", Scope::Everything)],
    ),
    row(
        "elasticloadbalancing:ModifyListener",
        &[on("elasticloadbalancing:ModifyListener", Scope::Listener)],
    ),
    row("elasticloadbalancing:ModifyRule", &[on("elasticloadbalancing:ModifyRule", Scope::Rule)]),
    row(
        "elasticloadbalancing:ModifyTargetGroup",
        &[on("elasticloadbalancing:ModifyTargetGroup", Scope::TargetGroup)],
    ),
    row(
        "elasticloadbalancing:RegisterTargets",
        &[on("elasticloadbalancing:RegisterTargets", Scope::Shadow)],
    ),
    row(
        "elasticloadbalancing:SetRulePriorities",
        &[on("elasticloadbalancing:SetRulePriorities", Scope::Rule)],
    ),
    row("s3:CompleteMultipartUpload", &[on("s3:PutObject", Scope::Bundle)]),
    row("s3:CreateMultipartUpload", &[on("s3:PutObject", Scope::Bundle)]),
    row(
        "s3:DeleteObject",
        &[on("s3:DeleteObject", Scope::Lease), on("s3:GetObject", Scope::Lease)],
    ),
    // Without `s3:ListBucket` an object that is not there is one that may not be read.
    row("s3:GetObject", &[on("s3:GetObject", Scope::Lease), on("s3:ListBucket", Scope::Bucket)]),
    row("s3:HeadBucket", &[on("s3:ListBucket", Scope::Bucket)]),
    row(
        "s3:HeadObject",
        &[on("s3:GetObject", Scope::Bundle), on("s3:ListBucket", Scope::BundleBucket)],
    ),
    row("s3:ListMultipartUploads", &[on("s3:ListBucketMultipartUploads", Scope::Bucket)]),
    row("s3:ListParts", &[on("s3:ListMultipartUploadParts", Scope::Bundle)]),
    row(
        "s3:PutObject",
        &[
            when(takes_leases, "s3:PutObject", Scope::Lease),
            when(takes_leases, "s3:GetObject", Scope::Lease),
            when(uploads, "s3:PutObject", Scope::Bundle),
        ],
    ),
    row("s3:UploadPart", &[on("s3:PutObject", Scope::Bundle)]),
    row("sts:GetCallerIdentity", &[]),
];

/// What an operation takes.
pub(super) fn grants(operation: &str) -> impl Iterator<Item = &'static Grant> {
    TABLE.iter().filter(move |row| row.operation == operation).flat_map(|row| row.grants)
}

/// The service of an action, as it stands in a statement's id.
pub(super) fn service(action: &str) -> &'static str {
    match action.split(':').next().unwrap_or_default() {
        "acm" => "Acm",
        "ec2" => "Ec2",
        "elasticbeanstalk" => "ElasticBeanstalk",
        "elasticloadbalancing" => "ElasticLoadBalancing",
        "iam" => "Iam",
        "s3" => "S3",
        _ => "Other",
    }
}
