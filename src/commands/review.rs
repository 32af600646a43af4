//! What lints and gates say of a file and its plan.

use super::Subject;
use crate::cli;
use crate::config::Source;
use crate::desired::Desired;
use crate::error::Error;
use crate::gates::{refusals, untimely};
use crate::lints::{self, Remark, Severity};
use crate::observed::Observed;
use crate::plan::Plan;
use crate::report::{self, Review};

/// What a plan is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To be looked at.
    Look,
    /// To be carried out now.
    Apply,
}

impl Subject {
    /// What lints and gates say of a plan.
    pub(super) fn review(
        &self,
        plan: &Plan,
        observed: &Observed,
        gates: &cli::Gates,
        purpose: Purpose,
    ) -> Review {
        let remarks = remarks(&self.source, &self.desired, Some(observed));
        Review { remarks, ..self.gated(plan, observed, gates, purpose) }
    }

    /// What gates alone say of it.
    pub(super) fn gated(
        &self,
        plan: &Plan,
        observed: &Observed,
        gates: &cli::Gates,
        purpose: Purpose,
    ) -> Review {
        let mut refusals = refusals(plan, &self.desired, observed, gates.max_impact);
        if purpose == Purpose::Apply {
            refusals.extend(untimely(plan, &self.desired, observed));
        }
        let overridden = gates.overridden.clone().filter(|_| !refusals.is_empty());
        Review { remarks: Vec::new(), refusals, overridden }
    }

    /// Lets a plan through, or says why not.
    pub(super) fn pass(
        &self,
        plan: &Plan,
        review: &Review,
        gates: &cli::Gates,
    ) -> Result<(), Error> {
        linted(&self.source, review, gates.deny_warnings)?;
        if review.refusals.is_empty() || review.overridden.is_some() {
            return Ok(());
        }
        let (source_file, plan) = (Box::new(self.source.clone()), Box::new(plan.clone()));
        Err(Error::Gated { source_file, plan, refusals: review.refusals.clone() })
    }
}

/// What lints remark, by position.
pub(super) fn remarks(
    source: &Source,
    desired: &Desired,
    observed: Option<&Observed>,
) -> Vec<Remark> {
    let mut remarks = lints::remarks(desired, observed);
    remarks.sort_by_key(|remark| report::place(source, remark).map(|span| span.start));
    remarks
}

/// Errors refuse a file; warnings do where the caller wants none.
pub(super) fn linted(source: &Source, review: &Review, deny_warnings: bool) -> Result<(), Error> {
    let (errors, warnings) = (review.count(Severity::Error), review.count(Severity::Warning));
    if errors == 0 && (warnings == 0 || !deny_warnings) {
        return Ok(());
    }
    Err(Error::Linted { file: source.path.clone(), errors, warnings })
}
