//! A plan for programs. `docs/json.md` describes it.

use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Fallback, Note, Plan, Step, VariableBytes};
use crate::desired::Impact;

/// The version of all shapes for programs. A member that is added does not change it; one that goes,
/// or means something else, does.
pub const FORMAT: u32 = 1;

/// A plan for programs.
#[derive(Debug, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PlanDocument<'a> {
    /// The version of this shape: 1.
    format: u32,
    /// The file, as named on the command line.
    file: String,
    /// The environment's name.
    environment: &'a str,
    /// Its region.
    region: &'a str,
    /// There is at least one step.
    changes: bool,
    /// That of the dearest step.
    impact: Impact,
    /// What is to be done, in order.
    steps: Vec<StepDocument<'a>>,
    /// What the reader should know.
    notes: &'a [Note],
    /// What the health check was lowered to before.
    on_fallback: Option<Fallback>,
    /// How much of their room the variables will take, where some of them change.
    #[serde(skip_serializing_if = "Option::is_none")]
    variable_bytes: Option<VariableBytes>,
}

/// A step, with what it costs and why.
#[derive(Debug, JsonSchema, Serialize)]
#[schemars(rename = "Step")]
struct StepDocument<'a> {
    #[serde(flatten)]
    step: &'a Step,
    /// What it costs.
    impact: Impact,
    /// Why it is done, where what it changes does not say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
}

impl<'a> PlanDocument<'a> {
    /// Of a plan for this file.
    pub fn new(plan: &'a Plan, file: &Path) -> Self {
        let step =
            |step| StepDocument { step, impact: Step::impact(step), reason: plan.reason(step) };
        Self {
            format: FORMAT,
            file: file.display().to_string(),
            environment: &plan.environment,
            region: &plan.region,
            changes: !plan.is_empty(),
            impact: plan.impact(),
            steps: plan.steps.iter().map(step).collect(),
            notes: &plan.notes,
            on_fallback: plan.on_fallback,
            variable_bytes: plan.variable_bytes,
        }
    }
}
