//! What lints and gates say stands in every report.

use std::path::Path;

use ebdeploy::config::{self, Source};
use ebdeploy::gates::Refusal;
use ebdeploy::lints::{Remark, Severity};
use ebdeploy::report::{Report, Review, Shape, Verb};
use insta::assert_snapshot;

use super::{made_of, setting};
use crate::support::FILE;

fn source() -> Source {
    config::parse(Path::new("environments/test.toml"), FILE).unwrap().source
}

/// A remark, and a gate that was overridden.
fn review() -> Review {
    let remark = Remark {
        id: "some-lint",
        severity: Severity::Warning,
        path: "https.certificate".into(),
        within: None,
        message: "the certificate is odd".into(),
        reason: "it is",
        cure: "take another",
    };
    let refusal = Refusal {
        gate: "max-impact",
        path: None,
        message: "it restarts the application".into(),
        held: Vec::new(),
    };
    let overridden = Some("incident 7".to_owned());
    Review { remarks: vec![remark], refusals: vec![refusal], overridden }
}

fn told(shape: Shape) -> String {
    let (source, review) = (source(), review());
    let (plan, _) = made_of(vec![setting("variables.A", None, "1")]);
    let report = Report::new(Verb::Plan, Path::new("environments/test.toml"));
    Report { plan: Some(&plan), review: Some((&source, &review)), ..report }.render(shape)
}

#[test]
fn a_comment_tells_remarks_with_their_line_and_why_gates_were_overridden() {
    let comment = told(Shape::Markdown);
    let notes: Vec<_> = comment.lines().filter(|line| line.starts_with("- ")).collect();
    assert_snapshot!(notes.join("\n"), @r"
    - warning `some-lint`, line 9: the certificate is odd; take another
    - overridden (incident 7): max-impact
    ");
}

#[test]
fn so_do_text_and_page() {
    for shape in [Shape::Human, Shape::Html] {
        let text = told(shape);
        assert!(text.contains("warning `some-lint`, line 9: the certificate is odd"), "{text}");
        assert!(text.contains("overridden (incident 7): max-impact"), "{text}");
    }
}

#[test]
fn a_document_has_what_that_of_the_plan_has() {
    let document: serde_json::Value = serde_json::from_str(&told(Shape::Json)).unwrap();
    assert_eq!(document["lints"][0]["id"], "some-lint");
    assert_eq!(document["override"], "incident 7");
}
