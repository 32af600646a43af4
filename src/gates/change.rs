//! A step taken apart: one change a key, tag or rule, whatever brings it about.

use crate::desired::{
    Impact, OptionKey, Property, Value, default_of, health_option, impact_of, namespace,
};
use crate::plan::{Edit, Ending, NewEnvironment, Removal, RuleChange, Step, TagEdit};

/// One thing that a plan changes.
#[derive(Clone, Debug)]
pub(super) enum Change<'a> {
    /// An application or environment is made.
    New(&'a str),
    /// An environment or application goes.
    Gone(&'a str),
    /// The platform's version.
    Platform { before: Option<&'a str>, after: &'a str },
    /// The application version.
    Version { before: Option<&'a str>, after: &'a str },
    /// An option of Elastic Beanstalk, or what stands for one on the load balancer itself.
    Setting(Setting),
    /// A tag.
    Tag { key: &'a str, before: Option<&'a str>, after: Option<&'a str> },
    /// A rule on port 80.
    Rule(&'a RuleChange),
    /// Port 443 is opened.
    Port { sources: &'a [String] },
}

/// An option before and after.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    pub(super) path: String,
    pub(super) option: OptionKey,
    pub(super) before: Option<Value>,
    /// What it will be; the default, if it has one, where it is taken away.
    pub(super) after: Option<Value>,
    /// It is taken away, and its variable with it if it is one.
    pub(super) removed: bool,
    pub(super) impact: Impact,
}

/// What a step changes, in order.
pub(super) fn changes(step: &Step) -> Vec<Change<'_>> {
    match step {
        Step::CreateApplication { application } => vec![Change::New(application)],
        Step::CreateEnvironment(NewEnvironment { environment, .. }) => {
            vec![Change::New(environment)]
        }
        Step::UpdatePlatform { environment: _, before, after } => {
            vec![Change::Platform { before: before.as_deref(), after }]
        }
        Step::DeployVersion { environment: _, before, after, policy: _, impact: _ } => {
            vec![Change::Version { before: before.as_deref(), after }]
        }
        Step::UpdateSettings { environment: _, edits, removals } => {
            let gone = removals.iter().map(|removal| Setting {
                removed: !removal.is_replaced(edits),
                ..removed(removal)
            });
            edits.iter().map(edited).chain(gone).map(Change::Setting).collect()
        }
        Step::ReturnToPathCheck { environment: _, edits, proof: _ } => {
            edits.iter().map(edited).map(Change::Setting).collect()
        }
        Step::UpdateTags { arn: _, edits } => edits
            .iter()
            .map(|(key, TagEdit { before, after })| Change::Tag {
                key,
                before: before.as_deref(),
                after: after.as_deref(),
            })
            .collect(),
        Step::RestoreHealthCheck { target_group: _, before, after } => {
            let process = namespace::DEFAULT_PROCESS;
            [
                restored("health-check.path", process, health_option::PATH, &before.0, &after.0),
                restored(
                    "health-check.matcher",
                    process,
                    health_option::MATCHER,
                    &before.1,
                    &after.1,
                ),
            ]
            .into_iter()
            .flatten()
            .collect()
        }
        Step::RestoreListener { listener: _, before, after } => {
            let listener = namespace::HTTPS_LISTENER;
            [
                restored("https.certificate", listener, "SSLCertificateArns", &before.0, &after.0),
                restored("https.policy", listener, "SSLPolicy", &before.1, &after.1),
            ]
            .into_iter()
            .flatten()
            .collect()
        }
        Step::OpenHttpsPort { group: _, sources } => vec![Change::Port { sources }],
        Step::RedirectToHttps { changes, .. } => changes.iter().map(Change::Rule).collect(),
        Step::TerminateEnvironment(Ending { begun: false, name, .. })
        | Step::DeleteApplication { application: name, .. } => vec![Change::Gone(name)],
        // They are put back, or nobody's request meets them.
        // What is made of a bundle is a change once it is deployed, and none that nobody runs.
        Step::UploadBundle(_)
        | Step::CreateVersion { .. }
        | Step::LiftExemption { .. }
        | Step::SweepShadow { .. }
        | Step::ProveHealthCheck(_)
        | Step::LookAnew { .. }
        | Step::RemoveVersions { .. }
        | Step::TerminateEnvironment(Ending { begun: true, .. }) => Vec::new(),
    }
}

fn edited(Edit { property, before }: &Edit) -> Setting {
    let Property { path, option, value, impact } = property.clone();
    Setting { path, option, before: before.clone(), after: Some(value), removed: false, impact }
}

fn removed(Removal { path, option, before, impact }: &Removal) -> Setting {
    let (path, option, impact) = (path.clone(), option.clone(), *impact);
    let after = default_of(&option);
    Setting { path, option, before: Some(before.clone()), after, removed: true, impact }
}

fn restored<'a>(
    path: &str,
    namespace: &str,
    name: &str,
    before: &str,
    after: &str,
) -> Option<Change<'a>> {
    let text = |text: &str| {
        Some(text).filter(|text| !text.is_empty()).map(|text| Value::Text(text.to_owned()))
    };
    let option = OptionKey::new(namespace, name);
    let impact = impact_of(&option);
    let (before, after, path) = (text(before), text(after), path.to_owned());
    (before != after).then_some(Change::Setting(Setting {
        path,
        option,
        before,
        after,
        removed: false,
        impact,
    }))
}

impl Setting {
    /// It is this option.
    pub(super) fn is(&self, namespace: &str, name: &str) -> bool {
        self.option.namespace == namespace && self.option.name == name
    }

    /// Its texts before and after, as AWS has them.
    pub(super) fn texts(&self) -> (Option<String>, Option<String>) {
        (self.before.as_ref().map(Value::to_aws), self.after.as_ref().map(Value::to_aws))
    }

    /// Its numbers before and after, where both are numbers.
    pub(super) fn numbers(&self) -> Option<(i64, i64)> {
        let (before, after) = self.texts();
        Some((before?.trim().parse().ok()?, after?.trim().parse().ok()?))
    }

    /// It was on, and will not be.
    pub(super) fn is_switched_off(&self) -> bool {
        let on = |value: Option<String>| {
            value.is_some_and(|value| value.trim().eq_ignore_ascii_case("true"))
        };
        let (before, after) = self.texts();
        on(before) && !on(after)
    }

    fn describe(&self) -> String {
        let Self { path, option, before, after, removed, impact: _ } = self;
        let key = if path.contains('.') { path.clone() } else { format!("{path} {}", option.name) };
        let before = before.as_ref().map_or_else(|| "(none)".to_owned(), ToString::to_string);
        match after {
            Some(after) if !removed => format!("{key} {before} → {after}"),
            Some(after) => format!("{key} {before} → {after} (default)"),
            None => format!("{key} {before} → (none)"),
        }
    }
}

impl Change<'_> {
    /// What it costs, where that differs from what its step costs.
    pub(super) fn impact(&self) -> Option<Impact> {
        match self {
            Self::Setting(setting) => Some(setting.impact),
            _ => None,
        }
    }

    /// In words; no secret is among them.
    pub(super) fn describe(&self) -> String {
        let or_none = |text: Option<&str>| text.unwrap_or("(none)").to_owned();
        match self {
            Self::New(name) => format!("{name} is made"),
            Self::Gone(name) => format!("{name} is gone"),
            Self::Platform { before, after } => {
                let name = |arn: &str| match branch_and_version(arn) {
                    Some((branch, version)) => format!("{branch} {version}"),
                    None => arn.to_owned(),
                };
                let before = before.map_or_else(|| or_none(None), name);
                format!("environment.platform {before} → {}", name(after))
            }
            Self::Version { before, after } => {
                format!("version.label {} → {after}", or_none(*before))
            }
            Self::Setting(setting) => setting.describe(),
            Self::Tag { key, before, after } => {
                format!("environment.tags.{key} {} → {}", or_none(*before), or_none(*after))
            }
            Self::Rule(change) => describe_rule(change),
            Self::Port { sources } => format!("tcp 443 from {}", sources.join(", ")),
        }
    }
}

fn describe_rule(change: &RuleChange) -> String {
    match change {
        RuleChange::Create(spec) => format!("rule {}: {}", spec.role, spec.content.describe()),
        RuleChange::Modify { rule: _, role, before, after } => {
            format!("rule {role}: {before} → {}", after.describe())
        }
        RuleChange::Move { rule: _, role, before, after } => {
            format!("rule {role}: priority {before} → {after}")
        }
        RuleChange::Delete { rule: _, role, before } => format!("rule {role}: {before} → (none)"),
    }
}

/// Branch and version of a platform's ARN, `…:platform/BRANCH/VERSION`.
pub(super) fn branch_and_version(arn: &str) -> Option<(&str, &str)> {
    arn.split_once("platform/")?.1.rsplit_once('/')
}
