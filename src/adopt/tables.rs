//! The tables that have keys of their own.

use toml::Value;

use super::Known;
use super::draft::{Draft, Entry};
use crate::config::{
    Apply, Duration, HealthCheck, Https, LoadBalancerType, SecretArn, names_secret, secret_shape,
};
use crate::desired::{
    INSTANCE_PROFILE, OptionKey, SERVICE_ROLE, default_of, health_option, namespace,
};
use crate::observed::{Environment, Summary, is_own_tag};
use namespace::{COMMAND, SPLITTING};

/// Describes what the typed tables can say.
pub(super) fn describe(known: &Known<'_>, draft: &mut Draft) {
    let Known { environment, .. } = known;
    let Environment { summary, .. } = environment;
    draft.table(&["application"], vec![Entry::new("name", summary.application.as_str())]);
    let entries = itself(known, draft);
    draft.table(&["environment"], entries);
    version(environment, draft);
    capacity(environment, draft);
    network(environment, draft);
    let kind = environment.load_balancer();
    if let Some(kind) = kind.filter(|kind| *kind != LoadBalancerType::Application) {
        draft.table(&["load-balancer"], vec![Entry::new("type", kind.to_string())]);
    }
    draft.cover("load-balancer", namespace::ENVIRONMENT, "LoadBalancerType");
    https(known, kind, draft);
    health_check(environment, kind, draft);
    variables(environment, draft);
}

fn itself(known: &Known<'_>, draft: &mut Draft) -> Vec<Entry> {
    let Known { environment, region, access, .. } = known;
    let Environment { summary, tags, .. } = environment;
    let mut entries =
        vec![Entry::new("name", summary.name.as_str()), Entry::new("region", *region)];
    for (key, value) in [("profile", &access.profile), ("assume-role", &access.role)] {
        entries.extend(value.as_deref().map(|value| Entry::new(key, value)));
    }
    if let Some((branch, _)) = summary.platform() {
        entries.push(Entry::new("platform", branch));
    }
    entries.extend(prefix(summary, region).map(|prefix| Entry::new("cname", prefix)));
    let role = |namespace: &str, name: &str, usual: &str, draft: &mut Draft| {
        draft.cover("environment", namespace, name);
        let role = environment.setting(namespace, name).filter(|role| !role.is_empty())?;
        (role.rsplit('/').next() != Some(usual)).then(|| role.to_owned())
    };
    let service = role(namespace::ENVIRONMENT, "ServiceRole", SERVICE_ROLE, draft);
    entries.extend(service.map(|role| Entry::new("service-role", role)));
    let profile = role(namespace::LAUNCH, "IamInstanceProfile", INSTANCE_PROFILE, draft);
    entries.extend(profile.map(|profile| Entry::new("instance-profile", profile)));
    let tags: toml::Table = tags
        .iter()
        .filter(|(key, _)| is_own_tag(key))
        .map(|(key, value)| (key.clone(), Value::from(value.as_str())))
        .collect();
    entries.extend((!tags.is_empty()).then(|| Entry::new("tags", tags)));
    entries
}

/// The first label of its domain name, where somebody chose one: AWS's own are
/// `NAME.eba-XXXXXXXX.REGION.elasticbeanstalk.com` (developer guide, "Your Elastic Beanstalk
/// environment's domain name").
fn prefix<'a>(summary: &'a Summary, region: &str) -> Option<&'a str> {
    let rest = format!(".{region}.elasticbeanstalk.com");
    let prefix = summary.cname.as_deref()?.strip_suffix(&rest)?;
    (!prefix.contains('.')).then_some(prefix)
}

/// Who deploys goes on doing so; only the manner is described.
fn version(environment: &Environment, draft: &mut Draft) {
    if let Some(label) = &environment.summary.version {
        let why = "whoever deploys goes on doing so, until [version] names one";
        draft.leave_out(format!("the version `{label}`"), why);
    }
    draft.cover("version", COMMAND, "DeploymentPolicy");
    let policy = unusual(environment, COMMAND, "DeploymentPolicy");
    let name = policy.and_then(|policy| {
        let known = ["Rolling", "RollingWithAdditionalBatch", "Immutable", "TrafficSplitting"];
        let known = known.into_iter().find(|known| known.eq_ignore_ascii_case(policy))?;
        Some(kebab(known))
    });
    let splits = name.as_deref() == Some("traffic-splitting");
    let mut entries: Vec<_> = name.map(|name| Entry::new("policy", name)).into_iter().collect();
    let keys = [("traffic", "NewVersionPercent", "%"), ("evaluation", "EvaluationTime", "m")];
    for (key, option, unit) in keys.into_iter().filter(|_| splits) {
        let value = unusual(environment, SPLITTING, option);
        // As long as a whole run may take, it is no key of a file that says nothing of that.
        let minutes = value.and_then(|value| value.parse().ok()).filter(|_| unit == "m");
        if minutes.is_some_and(|minutes| Duration::minutes(minutes) >= Apply::default().timeout) {
            continue;
        }
        draft.cover("version", SPLITTING, option);
        entries.extend(value.map(|value| Entry::new(key, format!("{value}{unit}"))));
    }
    draft.table(&["version"], entries);
}

/// `RollingWithAdditionalBatch` as the file writes it.
fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.push(letter.to_ascii_lowercase());
    }
    kebab
}

fn capacity(environment: &Environment, draft: &mut Draft) {
    let mut entries = Vec::new();
    draft.cover("capacity", "aws:ec2:instances", "InstanceTypes");
    if let Some(types) = unusual(environment, "aws:ec2:instances", "InstanceTypes") {
        entries.push(Entry::new("instance-types", list(types)));
    }
    for (key, name) in [("min", "MinSize"), ("max", "MaxSize")] {
        draft.cover("capacity", "aws:autoscaling:asg", name);
        let size = unusual(environment, "aws:autoscaling:asg", name);
        let size = size.and_then(|size| size.trim().parse::<i64>().ok());
        entries.extend(size.map(|size| Entry::new(key, size)));
    }
    draft.table(&["capacity"], entries);
}

fn network(environment: &Environment, draft: &mut Draft) {
    let given =
        |name: &str| environment.setting(namespace::VPC, name).filter(|value| !value.is_empty());
    let (Some(vpc), Some(subnets)) = (given("VPCId"), given("Subnets")) else { return };
    let mut entries = vec![Entry::new("vpc", vpc), Entry::new("instance-subnets", list(subnets))];
    entries.extend(given("ELBSubnets").map(|own| Entry::new("load-balancer-subnets", list(own))));
    for name in ["VPCId", "Subnets", "ELBSubnets"] {
        draft.cover("network", namespace::VPC, name);
    }
    draft.table(&["network"], entries);
}

/// The certificate by its domain where it has one, else by its ARN.
fn https(known: &Known<'_>, kind: Option<LoadBalancerType>, draft: &mut Draft) {
    let environment = known.environment;
    let (listener, name) = match kind {
        None => return,
        Some(LoadBalancerType::Classic) => (namespace::CLASSIC_HTTPS_LISTENER, "SSLCertificateId"),
        Some(_) => (namespace::HTTPS_LISTENER, "SSLCertificateArns"),
    };
    let arn = environment.setting(listener, name).filter(|arn| arn.contains(":acm:"));
    let Some(arn) = arn else { return };
    let domain = known.certificate.and_then(|certificate| certificate.domains.first());
    let named = domain.map_or(arn, |domain| domain.as_str());
    draft.certificate = Some(arn.to_owned());
    let mut entries = vec![Entry::new("certificate", named)];
    let policy = environment.setting(listener, "SSLPolicy").filter(|policy| !policy.is_empty());
    if kind != Some(LoadBalancerType::Classic) {
        let policy = policy.filter(|policy| *policy != Https::DEFAULT_POLICY);
        entries.extend(policy.map(|policy| Entry::new("policy", policy)));
    }
    for (option, _) in environment.settings.iter().filter(|(key, _)| key.namespace == listener) {
        draft.cover("https", listener, &option.name);
    }
    draft.empty_table(&["https"], entries);
}

fn health_check(environment: &Environment, kind: Option<LoadBalancerType>, draft: &mut Draft) {
    let usual = HealthCheck::default();
    match kind {
        Some(LoadBalancerType::Application) => {
            let process = namespace::DEFAULT_PROCESS;
            let path = unusual(environment, process, health_option::PATH);
            let Some(path) = path.filter(|path| *path != "/") else { return };
            let matcher = environment.setting(process, health_option::MATCHER);
            let matcher = matcher.filter(|matcher| !matcher.is_empty()).unwrap_or(&usual.matcher);
            let given = [("path", path, usual.path.as_str()), ("matcher", matcher, &usual.matcher)];
            let given = given.into_iter().filter(|(_, value, usual)| value != usual);
            let entries = given.map(|(key, value, _)| Entry::new(key, value)).collect();
            draft.cover("health-check", process, health_option::PATH);
            draft.cover("health-check", process, health_option::MATCHER);
            draft.empty_table(&["health-check"], entries);
        }
        Some(LoadBalancerType::Classic) => {
            let check = environment.setting(namespace::APPLICATION, health_option::CLASSIC_CHECK);
            let Some(path) = check.filter(|path| path.starts_with('/')) else { return };
            let path = (path != usual.path).then(|| Entry::new("path", path));
            draft.cover("health-check", namespace::APPLICATION, health_option::CLASSIC_CHECK);
            draft.empty_table(&["health-check"], path.into_iter().collect());
        }
        Some(LoadBalancerType::Network) | None => {}
    }
}

/// What may be a secret is not written down: whoever applies the file hands it over, or instances
/// fetch it as they do already.
fn variables(environment: &Environment, draft: &mut Draft) {
    let mut entries = Vec::new();
    for (option, value) in environment.settings.iter().filter(|(option, _)| option.is_variable()) {
        let value = value.as_deref().filter(|value| !value.is_empty());
        let name = option.name.as_str();
        let place = |form: &str, place: &str| -> toml::Table {
            [(form.to_owned(), Value::from(place))].into_iter().collect()
        };
        if option.namespace == namespace::SECRETS {
            // An ARN that a variable cannot name stays an option.
            let Some(arn) = value.filter(|arn| SecretArn::read(arn).is_ok()) else { continue };
            draft.cover("variables", namespace::SECRETS, name);
            entries.push(Entry::new(name, place("secret", arn)));
            continue;
        }
        draft.cover("variables", namespace::VARIABLES, name);
        let Some(value) = value else { continue };
        if names_secret(name) || secret_shape(value).is_some() {
            let remark = Some("looks like a secret: set it where ebdeploy runs".to_owned());
            entries.push(Entry { remark, ..Entry::new(name, place("env", name)) });
            draft.gaps.push(name.to_owned());
        } else {
            entries.push(Entry::new(name, value));
        }
    }
    draft.table(&["variables"], entries);
}

/// The value of an option, unless it is what it would be anyway.
pub(super) fn unusual<'a>(
    environment: &'a Environment,
    namespace: &str,
    name: &str,
) -> Option<&'a str> {
    let value = environment.setting(namespace, name).filter(|value| !value.is_empty())?;
    let usual = default_of(&OptionKey::new(namespace, name));
    let same = usual.is_some_and(|usual| usual.read(value) == usual);
    (!same).then_some(value)
}

fn list(text: &str) -> Value {
    let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
    Value::Array(items.map(Value::from).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::observed::Status;

    /// The keys of `[version]` of an environment that deploys so.
    fn of_version(settings: &[(&str, &str, &str)]) -> Vec<String> {
        let option = |(namespace, name, value): &(&str, &str, &str)| {
            (OptionKey::new(*namespace, *name), Some((*value).to_owned()))
        };
        let summary = Summary {
            id: "e-1".to_owned(),
            arn: String::new(),
            name: "shop".to_owned(),
            application: "shop".to_owned(),
            is_worker: false,
            status: Status::Ready,
            health: "Green".to_owned(),
            platform: None,
            version: None,
            cname: None,
            abortable: false,
        };
        let settings = settings.iter().map(option).collect();
        let environment = Environment { summary, settings, tags: BTreeMap::new(), balancer: None };
        let mut draft = Draft::default();
        version(&environment, &mut draft);
        let entries = draft.tables.iter().flat_map(|table| &table.entries);
        entries.map(|entry| format!("{} = {}", entry.name, entry.value)).collect()
    }

    #[test]
    fn how_traffic_is_split_is_described_where_it_is_split() {
        let policy = |name| (COMMAND, "DeploymentPolicy", name);
        let percent = (SPLITTING, "NewVersionPercent", "20");
        let minutes = |minutes| (SPLITTING, "EvaluationTime", minutes);
        let split = of_version(&[policy("TrafficSplitting"), percent, minutes("7")]);
        let policy_key = "policy = \"traffic-splitting\"";
        assert_eq!(split, [policy_key, "traffic = \"20%\"", "evaluation = \"7m\""]);
        let long = of_version(&[policy("TrafficSplitting"), percent, minutes("30")]);
        assert_eq!(long, [policy_key, "traffic = \"20%\""]);
        let rolling = of_version(&[policy("Rolling"), percent, minutes("7")]);
        assert_eq!(rolling, ["policy = \"rolling\""]);
    }
}
