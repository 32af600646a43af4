//! What followed a failure, and an interruption, for programs.

use std::path::Path;

use serde_json::{Value, json};

use super::{name, value};
use crate::apply::Aborted;
use crate::error::{Error, RollBack};
use crate::plan::{Plan, PlanDocument};
use crate::report::About;

/// What a failed run changed and is taken back, as one line.
pub(in crate::report) fn rolling_back(back: &Plan, file: &Path, about: Option<&About>) -> String {
    let mut line = value(&PlanDocument::new(back, file));
    if let Some(about) = about {
        about.add(&mut line);
    }
    line["event"] = "rolling-back".into();
    line.to_string()
}

/// What became of the way back.
pub(super) fn roll_back(roll_back: &RollBack) -> Value {
    let ending = if roll_back.is_done() {
        "done"
    } else if roll_back.is_interrupted() {
        "interrupted"
    } else if matches!(roll_back, RollBack::NotBegun(_)) {
        "not-begun"
    } else {
        "failed"
    };
    match roll_back {
        RollBack::NotBegun(stays) => json!({ "ending": ending, "reason": stays.to_string() }),
        RollBack::Begun { plan, journal, result } => {
            let steps = &plan.steps;
            let current = journal.current.and_then(|index| steps.get(index));
            let begun = journal.current.map_or(journal.done, |index| index + 1);
            json!({
                "ending": ending,
                "reason": result.as_ref().err().map(ToString::to_string),
                "steps": steps,
                "notes": plan.notes,
                "done": steps.iter().take(journal.done).map(name).collect::<Vec<_>>(),
                "failed": current.filter(|_| result.is_err()).map(name),
                "not-started": steps.iter().skip(begun).map(name).collect::<Vec<_>>(),
            })
        }
    }
}

/// What came of having AWS give up what was under way.
pub(super) fn aborted(error: Option<&Error>) -> Value {
    let Some(Error::Interrupted { aborted: Some(aborted), .. }) = error else { return Value::Null };
    match &**aborted {
        Aborted::Ended { version, health, instances } => json!({
            "ending": "done", "version": version, "health": health, "instances": instances,
        }),
        Aborted::Nothing => json!({ "ending": "nothing-to-abort" }),
        Aborted::Refused(error) => json!({ "ending": "refused", "reason": error.to_string() }),
        Aborted::Begun => json!({ "ending": "begun" }),
        Aborted::Unseen(error) => json!({ "ending": "begun", "reason": error.to_string() }),
    }
}
