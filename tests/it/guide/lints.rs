//! The table of the page of lints, made from theirs.

use std::fmt::Write;
use std::fs;

use ebdeploy::lints::{Lint, Severity, lints};

use super::is_current;
use crate::support::root;

const HEAD: &str = "| id | severity | says that | reason | cure |\n|---|---|---|---|---|\n";

#[test]
fn every_lint_stands_in_the_guide_as_its_table_has_it() {
    let page = fs::read_to_string(root().join("docs/lints.md")).unwrap();
    let (before, rest) = page.split_once(HEAD).unwrap();
    let (_, after) = rest.split_once("\n\n").unwrap();
    let mut rows = String::new();
    for lint in lints() {
        let &Lint { id, severity, says, reason, cure, .. } = lint;
        let severity = match severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let looks = if lint.takes_a_look() { " (looks at AWS)" } else { "" };
        let row = format!("| `{id}` | {severity} | {says}{looks} | {reason} | {cure} |");
        let _ = writeln!(rows, "{row}");
    }
    is_current("lints.md", &format!("{before}{HEAD}{rows}\n{after}"));
}
