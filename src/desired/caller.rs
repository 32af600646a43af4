//! What the caller has, and the file refers to: variables and files that hold values.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::{MOST_VARIABLE_BYTES, Secret};
use crate::config::{Diagnostic, File, Setting};

/// No more of a file is read than this. Options have few values of any length; variables have less
/// room than that.
pub const MOST_FILE_BYTES: u64 = 64 * 1024;

/// Looks up what the file refers to.
pub trait Caller {
    /// The value of a variable, if it is set and is text.
    fn variable(&self, name: &str) -> Option<String>;

    /// What is in a file; of one that is longer than [`MOST_FILE_BYTES`], at least a byte more than
    /// that.
    ///
    /// # Errors
    /// When it cannot be read.
    fn file(&self, path: &Path) -> io::Result<Vec<u8>>;
}

/// Texts by name; files are known by their paths.
impl<F: Fn(&str) -> Option<String>> Caller for F {
    fn variable(&self, name: &str) -> Option<String> {
        self(name)
    }

    fn file(&self, path: &Path) -> io::Result<Vec<u8>> {
        let found = self(&path.to_string_lossy());
        found.map(String::into_bytes).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// Reads what `{ env = "NAME" }` and `{ file = "PATH" }` stand for, by the path of the key; and what
/// is wrong with it.
pub(super) fn values(
    file: &File,
    caller: &impl Caller,
) -> (BTreeMap<String, Secret>, Vec<Diagnostic>) {
    let variables =
        file.config.variables.iter().map(|(name, setting)| (format!("variables.{name}"), setting));
    let options = file.config.options.iter().flat_map(|(namespace, options)| {
        options.iter().map(move |(name, setting)| (format!("options.{namespace}.{name}"), setting))
    });
    let mut values = BTreeMap::new();
    let mut problems = Vec::new();
    for (path, setting) in variables.chain(options) {
        let value = match setting {
            Setting::Env(name) => variable(name, caller),
            Setting::File(name) => {
                let is_variable = path.starts_with("variables.");
                content(&file.source.beside(&path, name), is_variable, caller)
            }
            Setting::Text(_) | Setting::List(_) | Setting::Secret(_) | Setting::Reset => continue,
        };
        match value {
            Ok(value) => drop(values.insert(path, Secret::new(value))),
            Err((message, help)) => {
                let problem = Diagnostic::error(message, file.source.value(&path));
                problems.push(problem.with_help(help));
            }
        }
    }
    (values, problems)
}

/// What is wrong, and what to do about it.
type Fault = (String, String);

fn variable(name: &str, caller: &impl Caller) -> Result<String, Fault> {
    caller.variable(name).ok_or_else(|| {
        (
            format!("the variable `{name}` is not set where ebdeploy runs"),
            format!("export {name}, or hand it to the CI job as a secret"),
        )
    })
}

/// The text in a file, without the line break at its end that editors put there.
fn content(path: &Path, is_variable: bool, caller: &impl Caller) -> Result<String, Fault> {
    let shown = path.display();
    let bytes = caller.file(path).map_err(|error| {
        let help = "a path is taken from the folder of the file that says it";
        (format!("cannot read `{shown}`: {error}"), help.to_owned())
    })?;
    let most = if is_variable { MOST_VARIABLE_BYTES as u64 } else { MOST_FILE_BYTES };
    if bytes.len() as u64 > most + "\r\n".len() as u64 {
        let message = format!("`{shown}` is too large: a value has at most {most} bytes");
        return Err((
            message,
            "name the place of what is larger, and not what is in it".to_owned(),
        ));
    }
    let text = String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'));
    let text = text.ok_or_else(|| {
        let help = "a value is UTF-8 without NUL: encode what is none, for example in base64";
        (format!("`{shown}` is no text"), help.to_owned())
    })?;
    let line = text.strip_suffix('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    Ok(line.unwrap_or(&text).to_owned())
}
