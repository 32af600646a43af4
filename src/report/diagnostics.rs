//! Diagnostics as rustc and cargo show them: the line, what is wrong under it, and the way out.

use std::path::Path;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use crate::config::{Diagnostic, Severity, Source};

/// All diagnostics of a file, one after another.
pub(super) fn render(source: &Source, diagnostics: &[Diagnostic], columns: usize) -> String {
    let path = source.path.display().to_string();
    let rendered = diagnostics.iter().map(|diagnostic| one(source, &path, diagnostic, columns));
    rendered.collect::<Vec<_>>().join("\n\n")
}

fn one(source: &Source, path: &str, diagnostic: &Diagnostic, columns: usize) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let place: Element<'_> = match &diagnostic.span {
        Some(span) => {
            let span = within(span.clone(), &source.text);
            let annotation = AnnotationKind::Primary.span(span);
            Snippet::source(source.text.as_str()).path(path).annotation(annotation).into()
        }
        None => Origin::path(path).into(),
    };
    let mut report =
        vec![Group::with_title(level.primary_title(diagnostic.message.as_str())).element(place)];
    if let Some(help) = &diagnostic.help {
        report.push(Group::with_title(Level::HELP.secondary_title(help.as_str())));
    }
    Renderer::styled().term_width(columns).render(&report)
}

/// A span over several lines shows its first: what stands in a table is not at fault for the table.
fn within(span: std::ops::Range<usize>, text: &str) -> std::ops::Range<usize> {
    let start = span.start.min(text.len());
    let line = text[start..].find('\n').map_or(text.len(), |end| start + end);
    start..span.end.clamp(start, line.max(start))
}

/// The line of a file that a diagnostic is about, from 1.
pub(super) fn line(source: &Source, diagnostic: &Diagnostic) -> Option<usize> {
    let start = diagnostic.span.as_ref()?.start.min(source.text.len());
    Some(source.text[..start].matches('\n').count() + 1)
}

/// A file's path as it is shown.
pub(super) fn shown(path: &Path) -> String {
    path.display().to_string()
}
