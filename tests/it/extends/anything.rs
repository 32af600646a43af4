//! Whatever stands in files that extend each other, it gets diagnostics with places that there are.

use std::fs;

use ebdeploy::config::{self, Source};
use ebdeploy::desired::Desired;
use ebdeploy::error::Error;
use ebdeploy::report::failure_text;
use proptest::prelude::*;

use super::TEST;
use crate::support::{folder, root};

/// A text with a piece replaced.
fn replaced(text: &str, (at, length, piece): &(usize, usize, String)) -> String {
    let start = text.floor_char_boundary(at % text.len());
    let end = text.floor_char_boundary((start + length).min(text.len())).max(start);
    format!("{}{piece}{}", &text[..start], &text[end..])
}

fn piece(until: usize) -> impl Strategy<Value = (usize, usize, String)> {
    let text = prop_oneof![Just(String::new()), "\\PC{1,6}", "[\\[\\]{}=\"#,.\\n]{1,4}"];
    (0..until, 0..30usize, text)
}

/// The problems of a file, and its texts; nothing when there are none.
fn problems(path: &std::path::Path) -> Option<(Source, Vec<config::Diagnostic>)> {
    match config::load(path) {
        Err(config::Error::Invalid { source_file, diagnostics }) => {
            Some((*source_file, diagnostics))
        }
        Err(error) => panic!("{error}"),
        Ok(file) => {
            let source = file.source.clone();
            Desired::new(&file, &|_: &str| Some(String::new()))
                .err()
                .map(|problems| (source, problems))
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn every_problem_is_in_one_of_the_files(own in piece(60), base in piece(2000), both in 0..3usize) {
        let whole = fs::read_to_string(root().join("environments/prod.toml")).unwrap();
        let base = if both == 0 { whole } else { replaced(&whole, &base) };
        let own = if both == 1 { TEST.to_owned() } else { replaced(TEST, &own) };
        let folder = folder(&[("base.toml", &base), ("test.toml", &own)]);
        if let Some((source, diagnostics)) = problems(&folder.path().join("test.toml")) {
            prop_assert!(!diagnostics.is_empty());
            for span in diagnostics.iter().filter_map(|problem| problem.span.clone()) {
                let text = source.text_of(&span);
                let own = text.within(&span);
                prop_assert!(text.text.get(own.clone()).is_some(), "{:?} of {}", own, text.path.display());
                prop_assert_eq!(own.len(), span.len(), "it does not run into another text");
            }
            let error = Error::Refused { source_file: Box::new(source), diagnostics };
            prop_assert!(failure_text(&error, 80).contains("nothing was changed"));
        }
    }
}
