//! On what an action is allowed.

use super::document::{Arn, Condition};
use super::place::Place;
use crate::desired::{CertificateWish, Desired, Properties, Value, namespace};
use crate::plan::shadow_name;

/// What an action is allowed on, as far as it can be known before there is anything.
///
/// Source: the services' authorization references ("Resource types"); Elastic Beanstalk names its
/// load balancers and target groups `awseb-…` (its managed policies say so too).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Anything: the action has no resources, or is asked for a name that may be nobody's yet.
    Everything,
    Application,
    Environment,
    Version,
    /// A version of a platform of AWS's.
    Platform,
    /// The one that the file names, or any that a listener may have.
    Certificate,
    Listener,
    Rule,
    /// The environment's own.
    TargetGroup,
    /// The one on which a health check is tried.
    Shadow,
    SecurityGroup,
    /// The rule that is just being made, whose tags come with it.
    NewSecurityGroupRule,
    /// Passed to Elastic Beanstalk.
    ServiceRole,
    /// In the instance profile, and so passed to EC2.
    InstanceRole,
    Bucket,
    Lease,
    /// The objects that versions are made of.
    Bundle,
    /// The bucket that those are in.
    BundleBucket,
    /// Any version of the application.
    AnyVersion,
    /// Whatever ebdeploy uploaded for the application.
    AnyBundle,
}

impl Scope {
    /// As it stands in a statement's id.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Everything => "Any",
            Self::Application => "Application",
            Self::Environment => "Environment",
            Self::Version => "Version",
            Self::Platform => "Platform",
            Self::Certificate => "Certificate",
            Self::Listener => "Listener",
            Self::Rule => "Rule",
            Self::TargetGroup => "TargetGroup",
            Self::Shadow => "Shadow",
            Self::SecurityGroup => "SecurityGroup",
            Self::NewSecurityGroupRule => "NewRule",
            Self::ServiceRole => "ServiceRole",
            Self::InstanceRole => "InstanceRole",
            Self::Bucket => "Bucket",
            Self::Lease => "Lease",
            Self::Bundle => "Bundle",
            Self::BundleBucket => "BundleBucket",
            Self::AnyVersion => "AnyVersion",
            Self::AnyBundle => "AnyBundle",
        }
    }

    /// The ARNs.
    pub(super) fn arns(self, desired: &Desired, place: &Place) -> Vec<Arn> {
        let beanstalk = |rest: String| vec![place.arn("elasticbeanstalk", &rest)];
        let balancing = |rest: String| vec![place.arn("elasticloadbalancing", &rest)];
        let (application, environment) = (literal(desired.application()), desired.environment());
        let balancer = balancer(desired);
        match self {
            Self::Everything => vec!["*".to_owned()],
            Self::Application => beanstalk(format!("application/{application}")),
            Self::Environment => beanstalk(format!("environment/{application}/{environment}")),
            Self::Version => {
                let label = desired.version().map_or_else(|| labels(desired), literal);
                beanstalk(format!("applicationversion/{application}/{label}"))
            }
            Self::Platform => vec![place.shared("elasticbeanstalk", "platform/*")],
            Self::Certificate => match desired.certificate() {
                Some(CertificateWish::Arn(arn)) => vec![arn.to_owned()],
                _ => vec![place.arn("acm", "certificate/*")],
            },
            Self::Listener => balancing(format!("listener/*/{balancer}/*")),
            Self::Rule => balancing(format!("listener-rule/app/{balancer}/*")),
            Self::TargetGroup => balancing("targetgroup/awseb-*/*".to_owned()),
            Self::Shadow => balancing(format!("targetgroup/{}/*", shadow_name("e-*"))),
            Self::SecurityGroup => vec![
                place.arn("ec2", "security-group-rule/*"),
                place.arn("ec2", "security-group/*"),
            ],
            Self::NewSecurityGroupRule => vec![place.arn("ec2", "security-group-rule/*")],
            Self::ServiceRole => role(desired, place, namespace::ENVIRONMENT, "ServiceRole"),
            Self::InstanceRole => role(desired, place, namespace::LAUNCH, "IamInstanceProfile"),
            Self::Bucket => vec![place.bucket("")],
            Self::Bundle => match stored(desired) {
                Some((bucket, key)) => vec![place.object(&format!("{bucket}/{}", literal(key)))],
                None => vec![place.bucket(&format!("/{application}/{}", labels(desired)))],
            },
            Self::BundleBucket => match stored(desired) {
                Some((bucket, _)) => vec![place.object(bucket)],
                None => vec![place.bucket("")],
            },
            Self::AnyVersion => beanstalk(format!("applicationversion/{application}/*")),
            Self::AnyBundle => vec![place.bucket(&format!("/{application}/*"))],
            Self::Lease => vec![place.bucket(&format!("/ebdeploy/leases/{environment}.*"))],
        }
    }

    /// When it is allowed.
    pub(super) fn condition(self, place: &Place) -> Option<Condition> {
        let equals = |key, value| Some(Condition::equals(key, value));
        match self {
            Self::NewSecurityGroupRule => {
                equals("ec2:CreateAction", "AuthorizeSecurityGroupIngress")
            }
            Self::ServiceRole => equals("iam:PassedToService", "elasticbeanstalk.amazonaws.com"),
            Self::InstanceRole => equals("iam:PassedToService", place.ec2()),
            _ => None,
        }
    }
}

/// Bucket and key of the bundle, where it is an object that the file names.
fn stored(desired: &Desired) -> Option<(&str, &str)> {
    desired.bundle_name()?.strip_prefix("s3://")?.split_once('/')
}

/// The labels of versions that are made of the file's bundle, as far as they are known.
fn labels(desired: &Desired) -> String {
    format!("{}*", desired.label_prefix().map(literal).unwrap_or_default())
}

/// The name of the environment's load balancer, as far as it is known: a shared one has any.
fn balancer(desired: &Desired) -> String {
    let properties = desired.properties_of_new(None);
    if !is_shared(&properties) {
        return "awseb-*".to_owned();
    }
    let shared = properties.get(namespace::LOAD_BALANCER, "SharedLoadBalancer").map(Value::to_aws);
    let name = shared.as_deref().and_then(|arn| arn.rsplit('/').nth(1));
    name.map_or_else(|| "*".to_owned(), literal)
}

fn is_shared(properties: &Properties) -> bool {
    let shared = properties.get(namespace::ENVIRONMENT, "LoadBalancerIsShared");
    shared.is_some_and(|value| value.to_aws().eq_ignore_ascii_case("true"))
}

/// The ARNs of a role that the file names. The role in an instance profile is taken to have the
/// profile's name, as those have that AWS's console makes. Roles may stand in a path.
fn role(desired: &Desired, place: &Place, namespace: &str, option: &str) -> Vec<Arn> {
    let properties = desired.properties_of_new(None);
    let Some(named) = properties.get(namespace, option).map(Value::to_aws) else {
        return vec![place.global("iam", "role/*")];
    };
    if named.contains(":role/") {
        return vec![named];
    }
    let name = literal(named.rsplit('/').next().unwrap_or_default());
    vec![
        place.global("iam", &format!("role/*/{name}")),
        place.global("iam", &format!("role/{name}")),
    ]
}

/// A name in an ARN of a policy, where some characters mean something else (IAM user guide, "Policy
/// variables": `${*}`, `${?}`, `${$}`).
fn literal(name: &str) -> String {
    let escaped = |c: char| match c {
        '*' | '?' | '$' => format!("${{{c}}}"),
        c => c.to_string(),
    };
    name.chars().map(escaped).collect()
}
