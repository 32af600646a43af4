//! The key of an option setting, and the namespaces that ebdeploy speaks of by name.

use std::fmt;

use serde::{Serialize, Serializer};

/// Which option of Elastic Beanstalk.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OptionKey {
    /// Such as `aws:autoscaling:asg`.
    pub namespace: String,
    /// Such as `MinSize`.
    pub name: String,
    /// The scheduled action that is meant. All other options belong to one resource, which AWS
    /// names by itself.
    pub resource: Option<String>,
}

/// Namespaces that more than one place speaks of.
pub mod namespace {
    /// Which roles, which kind of load balancer.
    pub const ENVIRONMENT: &str = "aws:elasticbeanstalk:environment";
    /// The process that listeners forward to when nothing else is said.
    pub const DEFAULT_PROCESS: &str = "aws:elasticbeanstalk:environment:process:default";
    /// The health check of a classic load balancer.
    pub const APPLICATION: &str = "aws:elasticbeanstalk:application";
    /// The application's environment variables.
    pub const VARIABLES: &str = "aws:elasticbeanstalk:application:environment";
    /// Variables whose values instances fetch: the option's name is the variable's, its value an ARN.
    pub const SECRETS: &str = "aws:elasticbeanstalk:application:environmentsecrets";
    /// Options whose name is not unique without the resource that they belong to.
    pub const SCHEDULED_ACTION: &str = "aws:autoscaling:scheduledaction";
    /// The 443 listener of an application or network load balancer.
    pub const HTTPS_LISTENER: &str = "aws:elbv2:listener:443";
    /// The 443 listener of a classic load balancer.
    pub const CLASSIC_HTTPS_LISTENER: &str = "aws:elb:listener:443";
    /// Instances, their image, profile and volumes.
    pub const LAUNCH: &str = "aws:autoscaling:launchconfiguration";
    /// The network.
    pub const VPC: &str = "aws:ec2:vpc";
    /// In which manner versions are deployed.
    pub const COMMAND: &str = "aws:elasticbeanstalk:command";
    /// How traffic is split while a version is deployed so.
    pub const SPLITTING: &str = "aws:elasticbeanstalk:trafficsplitting";
    /// In which manner instances are replaced.
    pub const ROLLING: &str = "aws:autoscaling:updatepolicy:rollingupdate";
    /// How health is reported.
    pub const HEALTH: &str = "aws:elasticbeanstalk:healthreporting:system";
    /// The group of instances.
    pub const GROUP: &str = "aws:autoscaling:asg";
    /// The load balancer of an application or network environment.
    pub const LOAD_BALANCER: &str = "aws:elbv2:loadbalancer";
}

/// Options that decide how health is checked.
pub mod health_option {
    /// The path that an application load balancer's health check asks for.
    pub const PATH: &str = "HealthCheckPath";
    /// The codes that it takes for healthy.
    pub const MATCHER: &str = "MatcherHTTPCode";
    /// The health check of a classic load balancer; without a value, a TCP connection to port 80
    /// (Elastic Beanstalk developer guide, `aws:elasticbeanstalk:application`).
    pub const CLASSIC_CHECK: &str = "Application Healthcheck URL";
    /// The port of a process.
    pub const PORT: &str = "Port";
    /// The protocol of a process.
    pub const PROTOCOL: &str = "Protocol";
}

impl OptionKey {
    /// An option of the environment's only resource of its kind.
    pub fn new(namespace: impl Into<String>, name: impl Into<String>) -> Self {
        Self { namespace: namespace.into(), name: name.into(), resource: None }
    }

    /// It is an environment variable of the application, by value or by reference.
    pub fn is_variable(&self) -> bool {
        self.namespace == namespace::VARIABLES || self.namespace == namespace::SECRETS
    }

    /// The other option by which the same variable can get a value.
    pub fn twin(&self) -> Option<Self> {
        let other = match self.namespace.as_str() {
            namespace::VARIABLES => namespace::SECRETS,
            namespace::SECRETS => namespace::VARIABLES,
            _ => return None,
        };
        Some(Self::new(other, &self.name))
    }

    /// An option as AWS names it. AWS says of nearly every option which resource it belongs to;
    /// only scheduled actions are told apart by it.
    pub fn from_aws(namespace: String, name: String, resource: Option<String>) -> Self {
        let resource = resource.filter(|_| namespace == namespace::SCHEDULED_ACTION);
        Self { namespace, name, resource }
    }

    /// An option as the file names it: `[options."nightly.aws:autoscaling:scheduledaction"]` means
    /// the scheduled action `nightly`.
    pub fn from_file(namespace: &str, name: &str) -> Self {
        match namespace.split_once('.') {
            Some((resource, SCHEDULED)) => {
                Self { resource: Some(resource.to_owned()), ..Self::new(SCHEDULED, name) }
            }
            _ => Self::new(namespace, name),
        }
    }
}

const SCHEDULED: &str = namespace::SCHEDULED_ACTION;

impl fmt::Display for OptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(resource) = &self.resource {
            write!(f, "{resource}.")?;
        }
        write!(f, "{} {}", self.namespace, self.name)
    }
}

impl Serialize for OptionKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
