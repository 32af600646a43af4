//! What types cannot say: lengths, names, and keys that contradict each other. Every check runs,
//! every problem is told.

mod access;
mod apply;
mod environment;
mod load_balancer;
mod protect;
mod variables;
mod version;

use std::collections::BTreeSet;

use super::{Config, Diagnostic, Fault, Source, fault};

/// Each looks at one subject and adds what is wrong with it.
static CHECKS: &[fn(&mut Check<'_>)] = &[
    environment::names,
    environment::region,
    access::profile,
    access::role,
    access::dependencies,
    apply::stable,
    environment::platform_version,
    environment::tags,
    version::label,
    version::kept,
    version::bundle,
    version::policy,
    version::batch,
    version::splitting,
    environment::capacity,
    environment::subnets,
    load_balancer::certificate,
    load_balancer::redirect,
    load_balancer::health_check,
    load_balancer::policy,
    variables::names,
    variables::options,
    protect::windows,
    protect::times,
    protect::silenced,
];

/// All that is wrong with a file whose keys and types are right.
pub(super) fn all(config: &Config, source: &Source) -> Vec<Diagnostic> {
    let mut check = Check { config, source, found: Vec::new() };
    for look in CHECKS {
        look(&mut check);
    }
    check.found
}

/// A look at one file: the file, and what was found.
struct Check<'a> {
    config: &'a Config,
    source: &'a Source,
    found: Vec<Diagnostic>,
}

impl Check<'_> {
    /// Adds an error at the value of a key.
    fn error(
        &mut self,
        fault: &'static Fault,
        path: &str,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.add(Diagnostic::error(fault, message, self.source.value(path)))
    }

    /// Adds an error at a key, for what is wrong with its name.
    fn error_at_key(
        &mut self,
        fault: &'static Fault,
        path: &str,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.add(Diagnostic::error(fault, message, self.source.key(path)))
    }

    fn add(&mut self, found: Diagnostic) -> &mut Diagnostic {
        let place = self.found.len();
        self.found.push(found);
        &mut self.found[place]
    }

    /// Items are written once, and none is empty.
    fn distinct(&mut self, path: &str, items: &[String]) {
        let mut seen = BTreeSet::new();
        for (index, item) in items.iter().enumerate() {
            let place = format!("{path}[{index}]");
            if item.trim().is_empty() {
                self.error(&fault::EMPTY_TEXT, &place, "an empty text stands in this list");
            } else if !seen.insert(item) {
                self.error(&fault::WRITTEN_TWICE, &place, format!("`{item}` is written twice"));
            }
        }
    }
}
