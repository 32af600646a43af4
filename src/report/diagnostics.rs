//! Diagnostics as rustc and cargo show them: the line, what is wrong under it, and the way out.

use std::ops::Range;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use crate::config::{Diagnostic, Source, Span};

/// All diagnostics of a file, one after another.
pub(super) fn render(source: &Source, diagnostics: &[Diagnostic], columns: usize) -> String {
    let path = source.path.display().to_string();
    let rendered = diagnostics.iter().map(|diagnostic| one(source, &path, diagnostic, columns));
    rendered.collect::<Vec<_>>().join("\n\n")
}

fn one(source: &Source, path: &str, diagnostic: &Diagnostic, columns: usize) -> String {
    let title = Level::ERROR.primary_title(diagnostic.message.as_str());
    let place = place(source, path, diagnostic.span.as_ref());
    let mut report = vec![Group::with_title(title).element(place)];
    if let Some(help) = &diagnostic.help {
        report.push(Group::with_title(Level::HELP.secondary_title(help.as_str())));
    }
    Renderer::styled().term_width(columns).render(&report)
}

/// A place of a file: its path, and its line if it is known, without secrets.
pub(super) fn place<'a>(source: &Source, path: &'a str, span: Option<&Span>) -> Element<'a> {
    let Some(span) = span else { return Origin::path(path).into() };
    let (text, span) = source.shown(span);
    let annotation = AnnotationKind::Primary.span(within(span, &text));
    Snippet::source(text).path(path).annotation(annotation).into()
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

/// The line of a file that a diagnostic is about, from 1.
pub(super) fn line(source: &Source, diagnostic: &Diagnostic) -> Option<usize> {
    line_of(source, diagnostic.span.as_ref()?)
}

/// The line in which a span begins, from 1.
pub(super) fn line_of(source: &Source, span: &Span) -> Option<usize> {
    let before = source.text.get(..span.start.min(source.text.len()))?;
    Some(before.matches('\n').count() + 1)
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
