//! What is told under an id, of whatever kind: the tables of problems, lints and findings as one.

use crate::config::fault::GROUPS;
use crate::config::nearest;
use crate::diagnose::{self, Row};
use crate::lints::{self, Severity};

/// Who tells of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Whoever reads a file: something is wrong with it.
    Problem {
        /// It takes a look at AWS.
        takes_a_look: bool,
    },
    /// A lint: the file better said something else.
    Lint(Severity),
    /// `ebdeploy doctor`: something is wrong with the environment.
    Finding,
}

/// What an id stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The id, which lasts.
    pub id: &'static str,
    /// Who tells of it.
    pub kind: Kind,
    /// How it should be, of a problem; else what is.
    pub says: &'static str,
    /// Why that matters, if that is more than the findings' cures say.
    pub why: Option<&'static str>,
    /// What to do about it.
    pub cure: &'static str,
}

/// All that is told under an id. Two kinds may have one id in common, where they tell of the same.
pub fn entries() -> impl Iterator<Item = Entry> {
    let problems = GROUPS.iter().flat_map(|group| {
        group.faults.iter().map(|fault| Entry {
            id: fault.id(),
            kind: Kind::Problem { takes_a_look: group.takes_a_look },
            says: fault.says(),
            why: Some(fault.why()),
            cure: fault.cure(),
        })
    });
    let lints = lints::lints().map(|lint| Entry {
        id: lint.id,
        kind: Kind::Lint(lint.severity),
        says: lint.says,
        why: Some(lint.reason),
        cure: lint.cure,
    });
    let findings = diagnose::rows().map(|Row { id, problem, cure }| Entry {
        id,
        kind: Kind::Finding,
        says: problem,
        why: None,
        cure,
    });
    problems.chain(lints).chain(findings)
}

/// What is told under this id, by each who tells of it; nothing where there is no such id.
pub fn of(id: &str) -> Vec<Entry> {
    entries().filter(|entry| entry.id == id).collect()
}

/// The id that was probably meant.
pub fn meant(id: &str) -> Option<&'static str> {
    nearest(id, entries().map(|entry| entry.id))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn an_id_stands_for_one_thing() {
        let mut seen: BTreeMap<&str, Vec<Kind>> = BTreeMap::new();
        for Entry { id, kind, .. } in entries() {
            seen.entry(id).or_default().push(kind);
        }
        seen.retain(|_, kinds| kinds.len() > 1);
        // A certificate that ends soon is one thing, whether the file or the environment is looked at.
        let both = vec![Kind::Lint(Severity::Warning), Kind::Finding];
        assert_eq!(seen, BTreeMap::from([("certificate-expiring", both)]));
    }

    #[test]
    fn an_id_is_of_small_letters_and_an_entry_is_told_in_full() {
        for Entry { id, says, why, cure, kind } in entries() {
            let small = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(id.chars().all(small), "{id}");
            assert!(!says.is_empty() && !cure.is_empty() && why != Some(""), "{id}");
            assert!(!cure.ends_with('.'), "{id}: {cure}");
            let is_sentence = matches!(kind, Kind::Problem { .. });
            assert_eq!(says.ends_with('.'), is_sentence, "{id}: {says}");
        }
    }
}
