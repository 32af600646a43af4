//! What lints and gates say of a file and its plan.

use std::fmt::Write;
use std::io;

use annotate_snippets::{Group, Level, Renderer};
use serde_json::{Value, json};

use super::human::wrap;
use super::theme::{ERROR, HELP, styled};
use super::{diagnostics, json, plural, rows, say, width};
use crate::config::{Source, Span};
use crate::gates::{Held, Refusal};
use crate::lints::{Excerpt, IN_VAIN, Remark, Severity};
use crate::plan::{BUNDLE, Plan};

/// What lints and gates say.
#[derive(Clone, Debug, Default)]
pub struct Review {
    /// What lints remark, by position.
    pub remarks: Vec<Remark>,
    /// Gates that say no to the plan.
    pub refusals: Vec<Refusal>,
    /// Why the plan goes through all the same.
    pub overridden: Option<String>,
}

impl Review {
    /// How many remarks are as bad as this.
    pub fn count(&self, severity: Severity) -> usize {
        self.remarks.iter().filter(|remark| remark.severity == severity).count()
    }

    /// The names of the gates that say no.
    fn gates(&self) -> String {
        self.refusals.iter().map(|refusal| refusal.gate).collect::<Vec<_>>().join(", ")
    }
}

/// Where in a file a remark is about.
pub fn place(source: &Source, remark: &Remark) -> Option<Span> {
    let Remark { id, path, .. } = remark;
    // Of a table, its name; of a key, its value.
    if *id == IN_VAIN || !path.contains('.') { source.key(path) } else { source.value(path) }
}

/// Writes what lints remark to stderr.
pub fn remarks(source: &Source, review: &Review) {
    if !review.remarks.is_empty() {
        say(&remarks_text(source, &review.remarks, width(&io::stderr())));
    }
}

/// Writes to stderr what lints remark beside a plan: what is only worth a look by its name alone,
/// since the plan is what is to be read.
pub fn remarks_beside(source: &Source, review: &Review) {
    let (notes, grave): (Vec<_>, Vec<_>) =
        review.remarks.iter().cloned().partition(|remark| remark.severity == Severity::Note);
    if !grave.is_empty() {
        say(&remarks_text(source, &grave, width(&io::stderr())));
    }
    if notes.is_empty() {
        return;
    }
    let names: Vec<_> = notes.iter().map(|remark| remark.id).collect();
    let path = source.path.display();
    let told = format!("{}: `ebdeploy validate {path}` says more", names.join(", "));
    say(&format!("{} {}\n", styled(HELP, "note:"), wrap(&told, width(&io::stderr()), "      ")));
}

/// What lints and gates say, a line each.
pub(super) fn lines(source: &Source, review: &Review) -> Vec<String> {
    let line = |remark: &Remark| {
        let Remark { id, severity, path: _, within, message, reason: _, cure } = remark;
        let of_file = || place(source, remark).map(|span| diagnostics::line(source, &span));
        let place = within.as_ref().map(diagnostics::within_bundle).or_else(of_file);
        let place = place.map_or_else(String::new, |line| format!(", {line}"));
        format!("{} `{id}`{place}: {message}; {cure}", severity_word(*severity))
    };
    let overridden = review.overridden.iter();
    let overridden = overridden.map(|reason| format!("overridden ({reason}): {}", review.gates()));
    review.remarks.iter().map(line).chain(overridden).collect()
}

fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// Says that gates were overridden, and why, on stderr.
pub fn overridden(review: &Review, asked: Option<&str>) {
    let told = match (&review.overridden, asked) {
        (Some(reason), _) => format!("overridden ({reason}): {}", review.gates()),
        (None, Some(_)) if review.refusals.is_empty() => "no gate had to be overridden".to_owned(),
        (None, _) => return,
    };
    say(&format!("{} {told}", styled(HELP, "note:")));
}

/// Remarks as text of so many columns.
pub fn remarks_text(source: &Source, remarks: &[Remark], columns: usize) -> String {
    let one = |remark: &Remark| {
        let Remark { id, severity, path, within, message, reason, cure } = remark;
        let level = match severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let title = level.primary_title(message.as_str()).id(*id);
        let mut found = Group::with_title(title);
        // That it is about a bundle need not be shown where the place in the bundle is.
        if within.is_none() || path != BUNDLE {
            let span = place(source, remark);
            found = found.element(diagnostics::place(source, span.as_ref()));
        }
        found = found.elements(within.as_ref().map(diagnostics::excerpt));
        let report = [
            found.element(Level::NOTE.message(*reason)),
            Group::with_title(Level::HELP.secondary_title(*cure)),
        ];
        Renderer::styled().term_width(columns).render(&report) + "\n"
    };
    remarks.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// Gates that refuse a plan, as text of so many columns: each with its place, and the steps that it
/// says no to.
pub(super) fn refused(
    source: &Source,
    plan: &Plan,
    refusals: &[Refusal],
    columns: usize,
) -> String {
    let mut text = String::new();
    for Refusal { gate, path: key, message, held } in refusals {
        let title = Level::ERROR.primary_title(message.as_str()).id(*gate);
        let steps = held.iter().map(|held| Level::NOTE.message(step(plan, held)));
        let group = Group::with_title(title);
        let group = match key {
            Some(key) => group.element(diagnostics::place(source, source.value(key).as_ref())),
            None => group,
        };
        let report = Renderer::styled().term_width(columns).render(&[group.elements(steps)]);
        let _ = writeln!(text, "{report}\n");
    }
    let gates = plural(refusals.len(), "gate");
    let verb = if refusals.len() == 1 { "says" } else { "say" };
    let _ = write!(
        text,
        "{}: {gates} {verb} no to this plan for {}; nothing was done",
        styled(ERROR, "error"),
        plan.environment
    );
    text
}

/// A step, what it costs, and what of it is meant.
fn step(plan: &Plan, Held { step, what }: &Held) -> String {
    let Some(step) = plan.steps.get(*step) else { return String::new() };
    let head = format!("{} ({})", rows::title(step).1, step.impact());
    match &what[..] {
        [] => head,
        what => format!("{head}\n{}", what.join("\n")),
    }
}

/// Adds what lints and gates say to a plan's document.
pub(super) fn add(document: &mut Value, source: &Source, plan: &Plan, review: &Review) {
    let place_of = |span: Option<Span>| {
        let file = span.as_ref().map(|span| diagnostics::shown(&source.text_of(span).path));
        (file, span.map(|span| source.line(&span)))
    };
    let Review { remarks, refusals, overridden } = review;
    document["lints"] = remarks
        .iter()
        .map(|remark| {
            let Remark { id, severity, path, within, message, reason: _, cure: _ } = remark;
            let (file, line) = match within {
                Some(Excerpt { file, line, .. }) => (Some(diagnostics::shown(file)), *line),
                None => place_of(place(source, remark)),
            };
            json!({
                "id": id, "severity": severity, "path": path, "file": file, "line": line, "message": message,
            })
        })
        .collect();
    let name = |step: usize| plan.steps.get(step).map(|step| json::value(step)["step"].clone());
    document["refused"] = refusals
        .iter()
        .map(|Refusal { gate, path, message, held }| {
            let (file, line) = place_of(path.as_deref().and_then(|path| source.value(path)));
            let held = held.iter().map(
                |Held { step, what }| json!({ "index": step, "step": name(*step), "what": what }),
            );
            let steps: Vec<_> = held.collect();
            json!({
                "gate": gate, "path": path, "file": file, "line": line, "message": message, "steps": steps,
            })
        })
        .collect();
    document["override"] = json!(overridden);
}
