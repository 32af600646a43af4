//! Whatever stands in a file, it gets a diagnostic or a plan, and never ends the process.

use std::fs;
use std::path::Path;

use ebdeploy::config;
use ebdeploy::desired::Desired;
use ebdeploy::error::Error;
use ebdeploy::gates;
use ebdeploy::lints::{self, remarks};
use ebdeploy::report::{failure_text, remarks_text};
use proptest::prelude::*;

use crate::support::root;

/// Checks a text as `validate` does, and shows what is wrong with it as people see it.
fn told(text: &str) -> Option<String> {
    let error = match config::parse(Path::new("any.toml"), text) {
        Err(error) => Error::from(error),
        Ok(mut file) => {
            file.diagnostics.extend(gates::misnamed(&file));
            file.diagnostics.extend(lints::misnamed(&file));
            match Desired::new(&file, &|_: &str| Some(String::new())) {
                Ok(desired) => {
                    // Whatever lints say of it can be shown as well.
                    let _ = remarks_text(&file.source, &remarks(&desired, None), 80);
                    return None;
                }
                Err(diagnostics) => {
                    assert!(!diagnostics.is_empty());
                    Error::Refused { source_file: Box::new(file.source), diagnostics }
                }
            }
        }
    };
    Some(failure_text(&error, 80))
}

proptest! {
    #[test]
    fn any_text_gets_a_diagnostic(text in "\\PC{0,80}") {
        prop_assert!(told(&text).is_some());
    }

    #[test]
    fn a_good_file_with_a_piece_replaced_is_either_good_or_told_of(
        at in 0..3000usize,
        length in 0..40usize,
        piece in prop_oneof![Just(String::new()), "\\PC{1,6}", "[\\[\\]{}=\"#,.\\n]{1,4}"],
    ) {
        let text = fs::read_to_string(root().join("environments/prod.toml")).unwrap();
        let start = text.floor_char_boundary(at % text.len());
        let end = text.floor_char_boundary((start + length).min(text.len()));
        let broken = format!("{}{piece}{}", &text[..start], &text[end.max(start)..]);
        if let Some(told) = told(&broken) {
            prop_assert!(told.contains("error"), "{}", told);
        }
    }
}
