//! Diagnostics as rustc and cargo show them: the line, what is wrong under it, and the way out.

use std::ops::Range;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use crate::config::{Diagnostic, Source, Span};
use crate::lints::Excerpt;

/// All diagnostics of a file, one after another.
pub(super) fn render(source: &Source, diagnostics: &[Diagnostic], columns: usize) -> String {
    let rendered = diagnostics.iter().map(|diagnostic| one(source, diagnostic, columns));
    rendered.collect::<Vec<_>>().join("\n\n")
}

fn one(source: &Source, diagnostic: &Diagnostic, columns: usize) -> String {
    let Diagnostic { fault, message, span, help } = diagnostic;
    let title = Level::ERROR.primary_title(message.as_str()).id(fault.id());
    let report = [
        Group::with_title(title).element(place(source, span.as_ref())),
        Group::with_title(Level::HELP.secondary_title(help.as_str())),
    ];
    Renderer::styled().term_width(columns).render(&report)
}

/// A place of a file or of one that it extends: the path, and the line if it is known, without
/// secrets.
pub(super) fn place(source: &Source, span: Option<&Span>) -> Element<'static> {
    let Some(span) = span else { return Origin::path(shown(&source.path)).into() };
    let path = shown(&source.text_of(span).path);
    let (text, span) = source.shown(span);
    let annotation = AnnotationKind::Primary.span(within(span, &text));
    Snippet::source(text).path(path).annotation(annotation).into()
}

/// A place of a file in the bundle.
pub(super) fn excerpt(excerpt: &Excerpt) -> Element<'static> {
    let Excerpt { file, line, text, span, .. } = excerpt;
    let Some(line) = line else { return Origin::path(shown(file)).into() };
    let annotation = AnnotationKind::Primary.span(within(span.clone(), text));
    Snippet::source(text.clone()).line_start(*line).path(shown(file)).annotation(annotation).into()
}

/// The same in words: `app/Procfile, line 2`.
pub(super) fn within_bundle(Excerpt { file, line, .. }: &Excerpt) -> String {
    let line = line.map_or_else(String::new, |line| format!(", line {line}"));
    format!("{}{line}", shown(file))
}

/// A span over several lines shows its first: what stands in a table is not at fault for the table.
/// It is at least one character wide, and ends where a character does.
pub(super) fn within(span: Range<usize>, text: &str) -> Range<usize> {
    let start = text.floor_char_boundary(span.start);
    let rest = &text[start..];
    let line = rest.find('\n').unwrap_or(rest.len());
    let first = rest.chars().next().map_or(0, char::len_utf8);
    let length = (span.end - start).clamp(first.min(line), line);
    start..text.ceil_char_boundary(start + length)
}

/// Where a span is, in words: `line 8`, or `line 8 of base.toml` where it is in another file than
/// the one that is spoken of.
pub(super) fn line(source: &Source, span: &Span) -> String {
    let (line, path) = (source.line(span), &source.text_of(span).path);
    if *path == source.path {
        format!("line {line}")
    } else {
        format!("line {line} of {}", shown(path))
    }
}

/// A file's path as it is shown.
pub(super) fn shown(path: &Path) -> String {
    path.display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_span_is_shown_whole_and_within_its_line(text in "[a-zäß€\\n]{0,12}", start in 0..40usize, length in 0..9usize) {
            let start = start.min(text.len());
            let shown = within(start..(start + length).min(text.len()), &text);
            prop_assert!(text.get(shown.clone()).is_some_and(|part| !part.contains('\n')));
        }
    }
}
