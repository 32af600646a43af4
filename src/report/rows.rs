//! A plan's steps as rows: what each changes, key by key. The words for steps stand here and
//! nowhere else.

use super::setting::{edit, removal};
use super::text::visible;
use crate::desired::{DEFAULT, Impact, Property};
use crate::plan::{
    Ending, NewEnvironment, OldVersion, Proof, RuleChange, RuleSpec, Step, StoredBundle, TagEdit,
    Upload,
};

/// So many old versions are named one by one.
const MOST_OLD: usize = 5;

/// What happens to a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Added,
    Changed,
    Removed,
    /// Nothing of it stays.
    Tried,
}

impl Mark {
    /// Means the same without colour.
    pub(super) fn symbol(self) -> char {
        match self {
            Self::Added => '+',
            Self::Changed => '~',
            Self::Removed => '-',
            Self::Tried => '?',
        }
    }
}

/// One thing that a step changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// The file's key, or what else it is known by.
    pub(super) key: String,
    /// What it is, where there is anything.
    pub(super) before: Option<String>,
    /// What it will be, where there will be anything.
    pub(super) after: Option<String>,
    /// What that costs, where it does not cost what its step does.
    pub(super) impact: Option<Impact>,
}

impl Row {
    pub(super) fn new(
        key: impl Into<String>,
        before: Option<String>,
        after: Option<String>,
    ) -> Self {
        let shown = |value: Option<String>| value.map(|value| visible(&value));
        let (before, after) = (shown(before), shown(after));
        Self { key: visible(&key.into()), before, after, impact: None }
    }

    pub(super) fn costing(self, impact: Impact) -> Self {
        Self { impact: Some(impact), ..self }
    }
}

/// What a step does, in a few words.
pub(super) fn title(step: &Step) -> (Mark, String) {
    match step {
        Step::CreateApplication { application } => {
            (Mark::Added, visible(&format!("application {application}")))
        }
        Step::UploadBundle(_) => (Mark::Added, "bundle in S3".to_owned()),
        Step::CreateVersion { label, .. } => (Mark::Added, visible(&format!("version {label}"))),
        Step::CreateEnvironment(new) => {
            (Mark::Added, visible(&format!("environment {}", new.environment)))
        }
        Step::LiftExemption { .. } => {
            (Mark::Removed, "exemption from the redirect, for a while".to_owned())
        }
        Step::UpdatePlatform { .. } => (Mark::Changed, "platform".to_owned()),
        Step::UpdateSettings { .. } => (Mark::Changed, "settings".to_owned()),
        Step::UpdateTags { .. } => (Mark::Changed, "tags".to_owned()),
        Step::DeployVersion { .. } => (Mark::Changed, "version".to_owned()),
        Step::SweepShadow { .. } => (Mark::Removed, "shadow target group".to_owned()),
        Step::ProveHealthCheck(_) => (Mark::Tried, "proof of the health check".to_owned()),
        Step::LookAnew { .. } => (Mark::Tried, "health of every target, checked anew".to_owned()),
        Step::ReturnToPathCheck { .. } => {
            (Mark::Changed, "health check, back from its fallback".to_owned())
        }
        Step::RestoreHealthCheck { .. } => {
            (Mark::Changed, "health check of the target group".to_owned())
        }
        Step::RestoreListener { .. } => (Mark::Changed, "listener on port 443".to_owned()),
        Step::OpenHttpsPort { .. } => (Mark::Added, "port 443 open".to_owned()),
        Step::RedirectToHttps { changes, .. } => {
            (mark_of(changes), "redirect on port 80".to_owned())
        }
        Step::RemoveVersions { versions, .. } => {
            (Mark::Removed, super::plural(versions.len(), "old version"))
        }
        Step::TerminateEnvironment(ending) => {
            (Mark::Removed, visible(&format!("environment {}", ending.name)))
        }
        Step::DeleteApplication { application, .. } => {
            (Mark::Removed, visible(&format!("application {application}")))
        }
    }
}

fn mark_of(changes: &[RuleChange]) -> Mark {
    if changes.iter().all(|change| matches!(change, RuleChange::Create(_))) {
        Mark::Added
    } else if changes.iter().all(|change| matches!(change, RuleChange::Delete { .. })) {
        Mark::Removed
    } else {
        Mark::Changed
    }
}

/// What a step changes, in order.
pub(super) fn rows(step: &Step) -> Vec<Row> {
    match step {
        Step::CreateApplication { .. } | Step::LookAnew { .. } => Vec::new(),
        Step::UploadBundle(upload) => of_upload(upload),
        Step::CreateVersion { bundle: StoredBundle { bucket, key }, .. } => {
            let bucket = bucket.as_deref().unwrap_or("(the account's bucket)");
            vec![Row::new("source bundle", None, Some(format!("s3://{bucket}/{key}")))]
        }
        Step::CreateEnvironment(new) => of_new(new),
        Step::LiftExemption { rules } => {
            rules.iter().map(|rule| Row::new("rule", Some(last(rule)), None)).collect()
        }
        Step::UpdatePlatform { environment: _, before, after } => {
            vec![Row::new(
                "environment.platform",
                before.as_deref().map(last_two),
                Some(last_two(after)),
            )]
        }
        Step::UpdateSettings { environment: _, edits, removals } => {
            let gone = removals.iter().map(|gone| removal(gone, edits));
            edits.iter().map(edit).chain(gone).collect()
        }
        Step::UpdateTags { arn: _, edits } => {
            let row = |(key, TagEdit { before, after }): (&String, &TagEdit)| {
                Row::new(format!("environment.tags.{key}"), before.clone(), after.clone())
            };
            edits.iter().map(row).collect()
        }
        Step::DeployVersion { before, after, .. } => {
            vec![Row::new("version.label", before.clone(), Some(after.clone()))]
        }
        Step::SweepShadow { balancer: _, shadow, target_group: _ } => {
            vec![Row::new("target group", Some(shadow.clone()), None)]
        }
        Step::ProveHealthCheck(proof) => vec![proved(proof)],
        Step::ReturnToPathCheck { environment: _, edits, proof: _ } => {
            edits.iter().map(edit).collect()
        }
        Step::RestoreHealthCheck { target_group: _, before, after } => differing([
            ("health-check.path", &before.0, &after.0),
            ("health-check.matcher", &before.1, &after.1),
        ]),
        Step::RestoreListener { listener: _, before, after } => differing([
            ("https.certificate", &before.0, &after.0),
            ("https.policy", &before.1, &after.1),
        ]),
        Step::OpenHttpsPort { group, sources } => {
            let group =
                group.clone().unwrap_or_else(|| "the load balancer's security group".to_owned());
            vec![Row::new(group, None, Some(format!("tcp 443 from {}", sources.join(", "))))]
        }
        Step::RedirectToHttps { changes, .. } => changes.iter().map(rule).collect(),
        Step::RemoveVersions { application: _, keep, versions } => of_old(*keep, versions),
        Step::TerminateEnvironment(ending) => of_ending(ending),
        Step::DeleteApplication { application: _, versions, configurations } => {
            let gone =
                |key: &'static str| move |name: &String| Row::new(key, Some(name.clone()), None);
            let saved = configurations.iter().map(gone("saved configuration"));
            versions.iter().map(gone("version")).chain(saved).collect()
        }
    }
}

/// The oldest and the newest of those that go, rather than hundreds.
fn of_old(keep: usize, versions: &[OldVersion]) -> Vec<Row> {
    let label = |old: &OldVersion| {
        format!("{}{}", old.label, if old.with_bundle { " and its bundle" } else { "" })
    };
    let shown = match versions {
        [oldest, .., newest] if versions.len() > MOST_OLD => {
            vec![label(oldest), "…".to_owned(), label(newest)]
        }
        all => all.iter().map(label).collect(),
    };
    let kept = Row::new("version.keep-versions", None, Some(keep.to_string()));
    let gone = shown.into_iter().map(|label| Row::new("version", Some(label), None));
    gone.chain([kept]).collect()
}

fn of_ending(ending: &Ending) -> Vec<Row> {
    let Ending { environment: _, name: _, begun: _, cname, version, balancer, rules } = ending;
    let gone = |key: &str, value: Option<String>| Some(Row::new(key, Some(value?), None));
    let parts = [
        gone("environment.cname", cname.clone()),
        gone("version.label", version.clone()),
        gone("load balancer", balancer.as_deref().map(balancer_name)),
    ];
    let rules = rules.iter().map(|rule| Row::new("rule", Some(rule.clone()), None));
    parts.into_iter().flatten().chain(rules).collect()
}

fn of_upload(Upload { bundle, digest, files, bytes, key: _ }: &Upload) -> Vec<Row> {
    let size = indicatif::HumanBytes(*bytes);
    let size = match files {
        Some(files) => format!("{bundle}: {}, {size} unpacked", super::plural(*files, "file")),
        None => format!("{bundle}: {size}"),
    };
    let digest = format!("sha256 {digest}");
    vec![Row::new("version.bundle", None, Some(size)), Row::new("digest", None, Some(digest))]
}

fn of_new(new: &NewEnvironment) -> Vec<Row> {
    let NewEnvironment {
        application: _,
        environment: _,
        cname,
        platform,
        version,
        tags,
        properties,
    } = new;
    let given =
        |key: &str, value: Option<String>| value.map(|value| Row::new(key, None, Some(value)));
    let head = [
        given("environment.platform", Some(last_two(platform))),
        given("environment.cname", cname.clone()),
        given("version.label", version.clone()),
    ];
    let tags = tags
        .iter()
        .map(|(key, value)| Row::new(format!("environment.tags.{key}"), None, Some(value.clone())));
    let (defaults, written): (Vec<_>, Vec<_>) =
        properties.iter().partition(|property| property.path == DEFAULT);
    let written = written
        .into_iter()
        .map(|property| Row::new(property.key(), None, Some(property.value.to_string())));
    let defaults = defaults.into_iter().map(|Property { option, value, .. }| {
        Row::new(option.name.clone(), None, Some(format!("{value} (default)")))
    });
    head.into_iter().flatten().chain(tags).chain(written).chain(defaults).collect()
}

fn proved(Proof { protocol, port, check, .. }: &Proof) -> Row {
    Row::new("health-check", None, Some(format!("{check}, over {protocol} on port {port}")))
}

fn differing<const N: usize>(values: [(&str, &String, &String); N]) -> Vec<Row> {
    let differing = values.into_iter().filter(|(_, before, after)| before != after);
    differing
        .map(|(key, before, after)| Row::new(key, Some(before.clone()), Some(after.clone())))
        .collect()
}

fn rule(change: &RuleChange) -> Row {
    match change {
        RuleChange::Create(RuleSpec { role: _, priority, content }) => {
            Row::new(format!("rule {priority}"), None, Some(content.describe()))
        }
        RuleChange::Modify { rule: _, role, before, after } => {
            Row::new(format!("rule {role}"), Some(before.clone()), Some(after.describe()))
        }
        RuleChange::Move { rule: _, role, before, after } => Row::new(
            format!("rule {role}"),
            Some(format!("priority {before}")),
            Some(format!("priority {after}")),
        ),
        RuleChange::Delete { rule: _, role, before } => {
            Row::new(format!("rule {role}"), Some(before.clone()), None)
        }
    }
}

/// The name in a load balancer's ARN, `…:loadbalancer/app/NAME/ID`.
fn balancer_name(arn: &str) -> String {
    let name = arn.split_once("loadbalancer/").and_then(|(_, rest)| rest.split('/').nth(1));
    name.unwrap_or(arn).to_owned()
}

/// What an ARN ends in.
fn last(arn: &str) -> String {
    arn.rsplit('/').next().unwrap_or(arn).to_owned()
}

/// Branch and version of a platform's ARN.
fn last_two(arn: &str) -> String {
    arn.split_once("platform/").map_or(arn, |(_, name)| name).replace('/', " ")
}
