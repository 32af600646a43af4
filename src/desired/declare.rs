//! One line a field: which option of Elastic Beanstalk a key of the file is.

use super::{Desired, OptionKey, Properties, Secret, Value, catalogue, health_option, namespace};
use crate::config::{
    Capacity, Environment, HealthCheck, Https, LoadBalancer, LoadBalancerType, Network, Setting,
    Shape, Version, names_secret, secret_shape,
};
use namespace::{COMMAND, GROUP, SPLITTING};

const INSTANCES: &str = "aws:ec2:instances";

/// AWS's own names of the roles that its console makes. The API sets none, and without them
/// instances do not start.
pub(crate) const SERVICE_ROLE: &str = "aws-elasticbeanstalk-service-role";
pub(crate) const INSTANCE_PROFILE: &str = "aws-elasticbeanstalk-ec2-role";

impl Desired {
    /// All options that the file manages, for a load balancer of this kind and the ARN of the
    /// certificate that was chosen.
    pub fn properties(&self, kind: LoadBalancerType, certificate: Option<&str>) -> Properties {
        let mut properties = Properties::default();
        let config = &self.config;
        config.environment.declare(&mut properties);
        config.version.iter().for_each(|version| version.declare(&mut properties));
        config.capacity.iter().for_each(|capacity| capacity.declare(&mut properties));
        config.network.iter().for_each(|network| network.declare(&mut properties));
        config.load_balancer.iter().for_each(|balancer| balancer.declare(&mut properties));
        if let (Some(https), Some(certificate)) = (&config.https, certificate) {
            https.declare(kind, certificate, self.default_process(), &mut properties);
        }
        config.health_check.iter().for_each(|health| health.declare(kind, &mut properties));
        self.declare_variables(&mut properties);
        self.declare_options(&mut properties);
        properties
    }

    /// The same, and what a new environment gets where the file says nothing.
    pub fn properties_of_new(&self, certificate: Option<&str>) -> Properties {
        let kind = self.load_balancer().unwrap_or_default();
        let mut properties = self.properties(kind, certificate);
        let word = |word: &str| Value::Word(word.to_owned());
        properties.declare_default(namespace::ENVIRONMENT, "LoadBalancerType", word(kind.as_aws()));
        properties.declare_default(
            namespace::ENVIRONMENT,
            "ServiceRole",
            Value::Name(SERVICE_ROLE.to_owned()),
        );
        properties.declare_default(
            namespace::LAUNCH,
            "IamInstanceProfile",
            Value::Name(INSTANCE_PROFILE.to_owned()),
        );
        properties.declare_default(namespace::LAUNCH, "DisableIMDSv1", Value::Flag(true));
        properties.declare_default(namespace::LAUNCH, "RootVolumeType", word("gp3"));
        properties.declare_default(namespace::HEALTH, "SystemType", word("enhanced"));
        properties
    }

    fn declare_variables(&self, properties: &mut Properties) {
        for (name, setting) in &self.config.variables {
            let path = format!("variables.{name}");
            let value = match setting {
                Setting::Text(text) if is_secret(name, text) => Value::Secret(Secret::new(text)),
                Setting::Text(text) => Value::Text(text.clone()),
                Setting::List(items) => Value::Text(items.join(",")),
                Setting::Env(_) | Setting::File(_) => Value::Secret(self.callers(&path)),
                Setting::Secret(arn) => {
                    properties.declare(path, namespace::SECRETS, name, Value::Text(arn.clone()));
                    continue;
                }
                Setting::Reset => {
                    properties.removed.push((path, OptionKey::new(namespace::VARIABLES, name)));
                    continue;
                }
            };
            properties.declare(path, namespace::VARIABLES, name, value);
        }
    }

    fn declare_options(&self, properties: &mut Properties) {
        for (namespace, options) in &self.config.options {
            for (name, setting) in options {
                let path = format!("options.{namespace}.{name}");
                let option = OptionKey::from_file(namespace, name);
                match setting {
                    Setting::Reset => properties.removed.push((path, option)),
                    Setting::Env(_) | Setting::File(_) => {
                        let value = Value::Secret(self.callers(&path));
                        properties.declare_key(path, option, value);
                    }
                    Setting::Text(text) if is_secret_option(namespace, name, text) => {
                        properties.declare_key(path, option, Value::Secret(Secret::new(text)));
                    }
                    Setting::Text(text) => {
                        let value = catalogue::shape(&option, text);
                        properties.declare_key(path, option, value);
                    }
                    Setting::List(items) => properties.declare_key(path, option, Value::set(items)),
                    Setting::Secret(_) => {} // Refused by the checks.
                }
            }
        }
    }

    /// What the caller's variable or file holds, for the key at this path.
    fn callers(&self, path: &str) -> Secret {
        self.callers.get(path).cloned().unwrap_or_else(|| Secret::new(""))
    }
}

/// A variable that is not shown, whatever it is.
fn is_secret(name: &str, value: &str) -> bool {
    names_secret(name) || secret_shape(value).is_some()
}

/// An option that is not shown, whatever it is. Ids of AWS's own making may be as random as a key.
pub(crate) fn is_secret_option(namespace: &str, name: &str, value: &str) -> bool {
    let is_form = matches!(secret_shape(value), Some(Shape::PrivateKey | Shape::Form(_)));
    is_form || (namespace == namespace::VARIABLES && is_secret(name, value))
}

impl Environment {
    fn declare(&self, properties: &mut Properties) {
        // What is no option setting has its own step.
        let Self {
            name: _,
            region: _,
            profile: _,
            assume_role: _,
            platform: _,
            platform_version: _,
            cname: _,
            tags: _,
            service_role,
            instance_profile,
        } = self;
        let name = |name: &Option<String>| name.clone().map(Value::Name);
        properties.declare_some(
            "environment.service-role",
            namespace::ENVIRONMENT,
            "ServiceRole",
            name(service_role),
        );
        properties.declare_some(
            "environment.instance-profile",
            namespace::LAUNCH,
            "IamInstanceProfile",
            name(instance_profile),
        );
    }
}

impl Version {
    fn declare(&self, properties: &mut Properties) {
        let Self {
            label: _,
            bundle: _,
            label_prefix: _,
            keep_versions: _,
            policy,
            batch,
            traffic,
            evaluation,
        } = self;
        let policy = policy.map(|policy| Value::Word(policy.as_aws().to_owned()));
        properties.declare_some("version.policy", COMMAND, "DeploymentPolicy", policy);
        let percent = traffic.as_deref().and_then(|share| share.trim_end_matches('%').parse().ok());
        let percent = percent.map(Value::Number);
        properties.declare_some("version.traffic", SPLITTING, "NewVersionPercent", percent);
        let minutes = evaluation.and_then(|span| i64::try_from(span.get().as_secs() / 60).ok());
        let minutes = minutes.map(Value::Number);
        properties.declare_some("version.evaluation", SPLITTING, "EvaluationTime", minutes);
        let Some(batch) = batch else { return };
        let (size, kind) = match batch.strip_suffix('%') {
            Some(percent) => (percent, "Percentage"),
            None => (batch.as_str(), "Fixed"),
        };
        properties.declare("version", COMMAND, "BatchSizeType", Value::Word(kind.to_owned()));
        properties.declare_some(
            "version.batch",
            COMMAND,
            "BatchSize",
            size.parse().ok().map(Value::Number),
        );
    }
}

impl Capacity {
    fn declare(&self, properties: &mut Properties) {
        let Self { instance_types, min, max } = self;
        let number = |number: &Option<u32>| number.map(|number| Value::Number(number.into()));
        properties.declare_some("capacity.min", GROUP, "MinSize", number(min));
        properties.declare_some("capacity.max", GROUP, "MaxSize", number(max));
        properties.declare_some(
            "capacity.instance-types",
            INSTANCES,
            "InstanceTypes",
            instance_types.as_ref().map(Value::set),
        );
    }
}

impl Network {
    fn declare(&self, properties: &mut Properties) {
        let Self { vpc, instance_subnets, load_balancer_subnets } = self;
        let balancers = load_balancer_subnets.as_ref().map(Value::set);
        properties.declare("network.vpc", namespace::VPC, "VPCId", Value::Text(vpc.clone()));
        properties.declare(
            "network.instance-subnets",
            namespace::VPC,
            "Subnets",
            Value::set(instance_subnets),
        );
        properties.declare_some(
            "network.load-balancer-subnets",
            namespace::VPC,
            "ELBSubnets",
            balancers,
        );
    }
}

impl LoadBalancer {
    fn declare(&self, properties: &mut Properties) {
        let Self { kind } = self;
        let value = Value::Word(kind.as_aws().to_owned());
        properties.declare("load-balancer.type", namespace::ENVIRONMENT, "LoadBalancerType", value);
    }
}

impl Https {
    fn declare(
        &self,
        kind: LoadBalancerType,
        arn: &str,
        process: Option<&str>,
        properties: &mut Properties,
    ) {
        // The redirect is no option: Elastic Beanstalk's rules can only forward.
        let Self { certificate: _, policy, redirect: _ } = self;
        // What the certificate brings with it has no key of its own.
        let (path, table) = ("https.certificate", "https");
        let word = |word: &str| Value::Word(word.to_owned());
        if kind == LoadBalancerType::Classic {
            let listener = namespace::CLASSIC_HTTPS_LISTENER;
            properties.declare(table, listener, "ListenerProtocol", word("HTTPS"));
            properties.declare(table, listener, "InstancePort", Value::Number(80));
            properties.declare(table, listener, "InstanceProtocol", word("HTTP"));
            properties.declare(path, listener, "SSLCertificateId", Value::Text(arn.to_owned()));
            return;
        }
        let protocol = if kind == LoadBalancerType::Network { "TLS" } else { "HTTPS" };
        let listener = namespace::HTTPS_LISTENER;
        properties.declare(path, listener, "SSLCertificateArns", Value::set([arn]));
        properties.declare(table, listener, "ListenerEnabled", Value::Flag(true));
        properties.declare(table, listener, "Protocol", word(protocol));
        let process = process.map(|process| Value::Text(process.to_owned()));
        properties.declare_some(table, listener, "DefaultProcess", process);
        properties.declare("https.policy", listener, "SSLPolicy", Value::Text(policy.clone()));
    }
}

impl HealthCheck {
    fn declare(&self, kind: LoadBalancerType, properties: &mut Properties) {
        // `fallback` and `grace` say what `apply` does when nobody passes.
        let Self { path, matcher, fallback: _, grace: _ } = self;
        let text = |text: &str| Value::Text(text.to_owned());
        match kind {
            LoadBalancerType::Application => {
                properties.declare(
                    "health-check.path",
                    namespace::DEFAULT_PROCESS,
                    health_option::PATH,
                    text(path),
                );
                properties.declare(
                    "health-check.matcher",
                    namespace::DEFAULT_PROCESS,
                    health_option::MATCHER,
                    text(matcher),
                );
            }
            LoadBalancerType::Classic => {
                properties.declare(
                    "health-check.path",
                    namespace::APPLICATION,
                    health_option::CLASSIC_CHECK,
                    text(path),
                );
            }
            LoadBalancerType::Network => {}
        }
    }
}
