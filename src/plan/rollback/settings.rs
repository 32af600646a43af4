//! Option settings: those that a run set or took away, as they were observed before it.
//!
//! An option that had a value gets that value, also where nobody had set it and it was the default;
//! one that had none is taken away. So it reads as before, whoever looks. What is secret is sent, and
//! shown no more than on the way there.

use super::super::diff::shown;
use super::super::{Draft, Edit, Fallback, Removal, Step};
use crate::desired::{OptionKey, Property, Value, impact_of};
use crate::observed::Environment;

/// An option that was touched, in the shape in which it was shown.
struct Touched {
    path: String,
    option: OptionKey,
    shape: Value,
}

/// The step back to the settings of before, if any still differ.
pub(super) fn back(
    begun: &[Step],
    lowered: Option<Fallback>,
    former: &Environment,
    current: &Environment,
    draft: &mut Draft,
) -> Option<Step> {
    let (mut edits, mut removals) = (Vec::new(), Vec::new());
    for Touched { path, option, shape } in touched(begun, lowered) {
        let has = |environment: &Environment| {
            let text = environment.settings.get(&option).cloned().flatten();
            text.filter(|text| !text.is_empty()).map(|text| shape.read(&text))
        };
        let (before, value) = (has(current), has(former));
        if before == value {
            continue;
        }
        let impact = impact_of(&option);
        match (value, before) {
            (Some(Value::Secret(secret)), _) if secret.is_masked() => draft.note(format!(
                "`{path}`: AWS does not tell what it was before, so it stays as this run made it"
            )),
            (Some(value), before) => {
                edits.push(Edit { property: Property { path, option, value, impact }, before });
            }
            (None, Some(before)) => {
                let value = before.clone();
                let path = Property { path, option: option.clone(), value, impact }.key();
                removals.push(Removal { path, option, before, impact });
            }
            (None, None) => {}
        }
    }
    let environment = current.summary.id.clone();
    let differ = !edits.is_empty() || !removals.is_empty();
    differ.then_some(Step::UpdateSettings { environment, edits, removals })
}

/// Every option that was touched, once, in the order in which that happened.
fn touched(begun: &[Step], lowered: Option<Fallback>) -> Vec<Touched> {
    let mut all: Vec<Touched> = Vec::new();
    let edited = |Edit { property, before: _ }: &Edit| {
        let Property { path, option, value, impact: _ } = property.clone();
        Touched { path, option, shape: value }
    };
    let removed = |Removal { path, option, before, impact: _ }: &Removal| {
        let (path, option) = (path.clone(), option.clone());
        Touched { shape: before.clone(), path, option }
    };
    for step in begun {
        match step {
            Step::UpdateSettings { environment: _, edits, removals } => {
                all.extend(edits.iter().map(edited).chain(removals.iter().map(removed)));
            }
            Step::ReturnToPathCheck { environment: _, edits, proof: _ } => {
                all.extend(edits.iter().map(edited));
            }
            _ => {}
        }
    }
    let lowered = lowered.into_iter().flat_map(|fallback| {
        let set = fallback.settings().into_iter().map(|(option, _)| option);
        set.chain(fallback.removals()).collect::<Vec<_>>()
    });
    all.extend(lowered.map(|option| Touched {
        path: option.to_string(),
        shape: shown(&option, String::new()),
        option,
    }));
    let mut once: Vec<Touched> = Vec::new();
    for each in all {
        if !once.iter().any(|known| known.option == each.option) {
            once.push(each);
        }
    }
    once
}
