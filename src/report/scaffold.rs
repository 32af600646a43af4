//! What `scaffold` would write, and what is left to do.

use std::fmt::Write;
use std::io;
use std::path::Path;

use anstyle::Style;

use super::block::painted;
use super::human::wrap;
use super::theme::{ADDED, CHANGED, FAINT, HEADING, styled};
use super::{note, out, plural, say, text, width};
use crate::scaffold::{NewFile, Presence, Scaffold};

/// Writes to stdout which files there are to be, and what each is for; what is not as one might
/// expect goes to stderr.
///
/// # Errors
/// When stdout cannot be written to.
pub fn scaffold(scaffold: &Scaffold, found: &[Presence], folder: &Path) -> io::Result<()> {
    out(&files(scaffold, found, folder, width(&io::stdout())))?;
    scaffold.notes.iter().for_each(|told| note(told));
    Ok(())
}

/// Says that so many files were written.
pub fn scaffolded(count: usize, folder: &Path) {
    let folder = text::visible(&folder.display().to_string());
    say(&format!("\nWritten: {} in {folder}", plural(count, "file")));
}

/// Writes what is left to do to stdout.
///
/// # Errors
/// When stdout cannot be written to.
pub fn next_steps(scaffold: &Scaffold) -> io::Result<()> {
    out(&steps(scaffold, width(&io::stdout())))
}

/// Which files there are to be and what is left to do, as text of so many columns.
pub fn scaffold_text(
    scaffold: &Scaffold,
    found: &[Presence],
    folder: &Path,
    columns: usize,
) -> String {
    format!("{}\n{}", files(scaffold, found, folder, columns), steps(scaffold, columns))
}

fn files(scaffold: &Scaffold, found: &[Presence], folder: &Path, columns: usize) -> String {
    let folder = text::visible(&folder.display().to_string());
    let mut shown = styled(HEADING, format!("{}, in {folder}", scaffold.title));
    for (NewFile { path, purpose, text: _ }, found) in scaffold.files.iter().zip(found) {
        let (mark, style, beside) = match found {
            Presence::Missing => ('+', ADDED, ""),
            Presence::Same => ('=', Style::new(), "  as it is"),
            Presence::Other => ('~', CHANGED, "  there with another text"),
        };
        let path = text::visible(&path.display().to_string());
        let line = painted(style, &format!("{mark} {path}"));
        let _ = write!(shown, "\n{line}{}", painted(FAINT, beside));
        let _ = write!(shown, "\n    {}", wrap(purpose, columns, "    "));
    }
    shown
}

fn steps(scaffold: &Scaffold, columns: usize) -> String {
    let mut shown = format!("\n{}", styled(HEADING, "Next"));
    for (index, step) in scaffold.steps.iter().enumerate() {
        let label = format!("{}. ", index + 1);
        let indent = " ".repeat(label.len());
        let _ = write!(shown, "\n{}", wrap(&format!("{label}{}", step.what), columns, &indent));
        // to be copied: never broken
        for line in &step.lines {
            let _ = write!(shown, "\n{}", format!("{indent}    {line}").trim_end());
        }
    }
    shown
}
