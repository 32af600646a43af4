//! What each kind of text looks like, for those who see colours.

use anstyle::{AnsiColor, Style};

/// Something that is made.
pub(super) const ADDED: Style = AnsiColor::Green.on_default();
/// Something that is changed.
pub(super) const CHANGED: Style = AnsiColor::Yellow.on_default();
/// Something that goes away, or went wrong.
pub(super) const REMOVED: Style = AnsiColor::Red.on_default();
/// A heading.
pub(super) const HEADING: Style = Style::new().bold();
/// Beside the point.
pub(super) const FAINT: Style = Style::new().dimmed();
/// What helps.
pub(super) const HELP: Style = AnsiColor::Cyan.on_default();
/// An error's title.
pub(super) const ERROR: Style = AnsiColor::Red.on_default().bold();

/// A text in a style.
pub(super) fn styled(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}
