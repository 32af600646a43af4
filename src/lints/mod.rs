//! What a file may say, and better did not. Pure: from the wishes, and what was observed if
//! anything was, to remarks.
//!
//! One file a subject; each lint is a row of that file's table, with a lasting id. A file silences
//! a lint under `[lints]`, with the reason; where the lint would say nothing, that is told.

mod bundle;
mod capacity;
mod excerpt;
mod health;
mod https;
mod instances;
mod secrets;

use serde::Serialize;

use crate::config::{Diagnostic, File, LoadBalancerType, fault, nearest};
use crate::desired::{Desired, Properties, Property};
use crate::observed::{Environment, Observed};
use bundle::Inside;

pub use excerpt::Excerpt;

/// The id of a remark about a lint that was silenced and says nothing. It is no lint.
pub const IN_VAIN: &str = "silenced-in-vain";

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Good to know.
    Note,
    /// To be mended, or silenced with the reason.
    Warning,
    /// Refused.
    Error,
}

/// One thing that a file better did not say.
pub struct Lint {
    /// Its lasting name.
    pub id: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What a file says that deserves it, as a fragment without a full stop.
    pub says: &'static str,
    /// Why it matters.
    pub reason: &'static str,
    /// What to do about it.
    pub cure: &'static str,
    check: Check,
}

/// Where the file says so.
enum Check {
    /// By itself.
    File(fn(&Look<'_>) -> Vec<Found>),
    /// Together with what AWS has; nothing where that cannot be told from what was looked at.
    Cloud(fn(&Look<'_>) -> Option<Vec<Found>>),
    /// Together with what is in the bundle.
    Bundle(fn(&Look<'_>, &Inside<'_>) -> Vec<Found>),
    /// The same, and the platform that it is for; nothing where that cannot be told.
    Platform(fn(&Look<'_>, &Inside<'_>) -> Option<Vec<Found>>),
}

/// What a lint says of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Remark {
    /// The lint's lasting name.
    pub id: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The dotted path of the file's key.
    pub path: String,
    /// Where in the bundle it stands, if it does.
    pub within: Option<Excerpt>,
    /// What the file says, as a fragment without a full stop. No secret is in it.
    pub message: String,
    /// Why it matters.
    pub reason: &'static str,
    /// What to do about it.
    pub cure: &'static str,
}

/// What lints look at.
struct Look<'a> {
    desired: &'a Desired,
    observed: Option<&'a Observed>,
    properties: Properties,
    kind: LoadBalancerType,
    inside: Option<Inside<'a>>,
}

/// A place of the file, and of the bundle, and what is wrong there.
#[derive(Debug, PartialEq, Eq)]
struct Found {
    path: String,
    within: Option<Excerpt>,
    message: String,
}

/// The tables, in the order in which they are documented.
const TABLES: [&[Lint]; 10] = [
    &https::LINTS,
    &health::LINTS,
    &capacity::LINTS,
    &instances::LINTS,
    &secrets::LINTS,
    &bundle::NEEDS,
    &bundle::PROCFILE,
    &bundle::CONFIGURATION,
    &bundle::LISTENER,
    &bundle::SCRIPTS,
];

impl Lint {
    /// The file alone does not show it: it takes a look at AWS.
    pub fn takes_a_look(&self) -> bool {
        matches!(self.check, Check::Cloud(_))
    }
}

/// All lints.
pub fn lints() -> impl Iterator<Item = &'static Lint> {
    TABLES.into_iter().flatten()
}

/// A lint of this name looks into bundles.
pub fn is_of_bundle(id: &str) -> bool {
    let looks = |lint: &Lint| matches!(lint.check, Check::Bundle(_) | Check::Platform(_));
    lints().any(|lint| lint.id == id && looks(lint))
}

/// What the lints say of a file. Those that need AWS say nothing where it was not looked at.
pub fn remarks(desired: &Desired, observed: Option<&Observed>) -> Vec<Remark> {
    let look = Look::new(desired, observed);
    let told = |lint: &'static Lint| {
        let &Lint { id, severity, says: _, reason, cure, ref check } = lint;
        // What runs has been taken by AWS, whatever is known of it here.
        if severity == Severity::Error && look.runs_already() && is_of_bundle(id) {
            return Vec::new();
        }
        let found = match check {
            Check::File(check) => check(&look),
            Check::Cloud(check) => match check(&look) {
                Some(found) => found,
                None => return Vec::new(),
            },
            Check::Bundle(check) => match &look.inside {
                Some(inside) => check(&look, inside),
                None => return Vec::new(),
            },
            Check::Platform(check) => {
                match look.inside.as_ref().and_then(|inside| check(&look, inside)) {
                    Some(found) => found,
                    None => return Vec::new(),
                }
            }
        };
        if !desired.allowed().contains_key(id) {
            let remark = |Found { path, within, message }| Remark {
                id,
                severity,
                path,
                within,
                message,
                reason,
                cure,
            };
            return found.into_iter().map(remark).collect();
        }
        if found.is_empty() { vec![in_vain(id)] } else { Vec::new() }
    };
    lints().flat_map(told).collect()
}

fn in_vain(id: &str) -> Remark {
    Remark {
        id: IN_VAIN,
        severity: Severity::Note,
        path: format!("lints.{id}"),
        within: None,
        message: format!("`{id}` is silenced, and would say nothing"),
        reason: "it would stay silent if the file came to deserve it",
        cure: "remove this line",
    }
}

/// Lints that the file silences and that there are not.
pub fn misnamed(file: &File) -> Vec<Diagnostic> {
    let unknown = file.config.lints.keys().filter(|id| lints().all(|lint| lint.id != *id));
    let problem = |id: &String| {
        let known = || lints().map(|lint| lint.id);
        let help = match nearest(id, known()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("there are {}", known().collect::<Vec<_>>().join(", ")),
        };
        let place = file.source.key(&format!("lints.{id}"));
        let message = format!("there is no lint `{id}`");
        Diagnostic::error(&fault::UNKNOWN_LINT, message, place).with_help(help)
    };
    unknown.map(problem).collect()
}

impl<'a> Look<'a> {
    fn new(desired: &'a Desired, observed: Option<&'a Observed>) -> Self {
        let environment = observed.and_then(|observed| observed.environment.as_ref());
        let kind = environment.and_then(Environment::load_balancer);
        let kind = kind.or_else(|| desired.load_balancer()).unwrap_or_default();
        let properties = match observed {
            Some(observed) => crate::plan::properties(desired, observed),
            // Which certificate it will be does not matter here.
            None => desired.properties(kind, desired.certificate().map(|_| "arn:")),
        };
        let inside = Inside::of(desired, observed);
        Self { desired, observed, properties, kind, inside }
    }

    /// The version that is asked for runs.
    fn runs_already(&self) -> bool {
        let running = self.environment().and_then(|found| found.summary.version.as_deref());
        running.is_some() && running == self.desired.version()
    }

    /// The environment, if it exists and was looked at.
    fn environment(&self) -> Option<&'a Environment> {
        self.observed?.environment.as_ref()
    }

    /// What the file gives to an option.
    fn option(&self, namespace: &str, name: &str) -> Option<&Property> {
        let mut set = self.properties.set.iter();
        set.find(|property| property.option.namespace == namespace && property.option.name == name)
    }

    /// The file's key that takes an option away.
    fn removal(&self, namespace: &str, name: &str) -> Option<&str> {
        let mut removed = self.properties.removed.iter();
        let is = |(_, option): &&(String, crate::desired::OptionKey)| {
            option.namespace == namespace && option.name == name
        };
        removed.find(is).map(|(path, _)| path.as_str())
    }

    /// The value of an option: as the file gives it, else as the environment has it.
    fn value(&self, namespace: &str, name: &str) -> Option<String> {
        if self.removal(namespace, name).is_some() {
            return None;
        }
        let given = self.option(namespace, name).map(|property| property.value.to_aws());
        given.or_else(|| self.environment()?.setting(namespace, name).map(str::to_owned))
    }
}

impl Found {
    fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), within: None, message: message.into() }
    }

    fn within(self, within: Excerpt) -> Self {
        Self { within: Some(within), ..self }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_id_is_the_only_one_of_its_name_and_is_documented() {
        let documented = include_str!("../../docs/lints.md");
        let mut known = BTreeSet::new();
        for lint in lints() {
            assert!(known.insert(lint.id), "{} stands twice", lint.id);
            let row = format!("| `{}` |", lint.id);
            assert!(documented.contains(&row), "{} is not in docs/lints.md", lint.id);
        }
        assert_eq!(documented.matches("\n| `").count(), known.len(), "no more is documented");
    }
}
