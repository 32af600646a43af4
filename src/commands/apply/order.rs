//! Which environments come before which.

use crate::commands::Subject;
use crate::commands::fleet::refused;
use crate::config::{Diagnostic, fault};
use crate::error::Error;

/// For each environment, those that come first, by their place. A file that waits for itself, by
/// whatever detour, is refused. Names that are not among the files of the call are waited for by
/// nobody: somebody else applies those.
pub(super) fn order(subjects: &mut [Result<Subject, Error>]) -> Vec<Vec<usize>> {
    let first: Vec<_> = subjects.iter().map(|subject| before(subject, subjects)).collect();
    for place in 0..subjects.len() {
        let Some(way) = circle(place, &first) else { continue };
        let names: Vec<_> = way.iter().map(|place| name(&subjects[*place])).collect();
        let next = names.get(1).copied().unwrap_or_default();
        let Ok(Subject { desired, source, .. }) = &subjects[place] else { continue };
        let index = desired.depends_on().iter().position(|name| name == next).unwrap_or(0);
        let message = format!("these wait for each other: {}", names.join(" → "));
        let span = source.value(&format!("apply.depends-on[{index}]"));
        let found = Diagnostic::error(&fault::DEPENDS_ON_CIRCLE, message, span);
        let error = refused(source, found);
        subjects[place] = Err(error);
    }
    first
}

fn before(subject: &Result<Subject, Error>, all: &[Result<Subject, Error>]) -> Vec<usize> {
    let Ok(Subject { desired, .. }) = subject else { return Vec::new() };
    let wanted =
        |place: &usize| desired.depends_on().iter().any(|wanted| wanted == name(&all[*place]));
    (0..all.len()).filter(wanted).collect()
}

fn name(subject: &Result<Subject, Error>) -> &str {
    subject.as_ref().map_or("", |subject| subject.desired.environment())
}

/// The shortest way from a place back to itself, over those that come first.
fn circle(start: usize, first: &[Vec<usize>]) -> Option<Vec<usize>> {
    let mut ways = vec![vec![start]];
    let mut seen = vec![false; first.len()];
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            let last = way.last().copied()?;
            for next in &first[last] {
                let further = || way.iter().copied().chain([*next]).collect::<Vec<_>>();
                if *next == start {
                    return Some(further());
                }
                if !std::mem::replace(&mut seen[*next], true) {
                    longer.push(further());
                }
            }
        }
        ways = longer;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_found_by_its_shortest_way_from_each_that_is_in_it() {
        let first = vec![vec![1, 2], vec![2], vec![0], vec![0]];
        assert_eq!(circle(0, &first), Some(vec![0, 2, 0]));
        assert_eq!(circle(1, &first), Some(vec![1, 2, 0, 1]));
        assert_eq!(circle(3, &first), None, "it waits for a circle, and is in none");
    }

    #[test]
    fn where_all_wait_for_those_before_there_is_no_circle() {
        let first: Vec<Vec<usize>> = (0..60).map(|place| (0..place).collect()).collect();
        assert_eq!((0..60).find_map(|place| circle(place, &first)), None);
    }
}
