//! Files with gaps: `{{name}}` stands for a text.

/// A template with its gaps filled.
pub(super) fn filled(template: &str, gaps: &[(&str, &str)]) -> String {
    gaps.iter().fold(template.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{{{name}}}}}"), value)
    })
}
