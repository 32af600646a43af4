//! What the caller has, and the file refers to: variables and files that hold values.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::{MOST_VARIABLE_BYTES, Secret};
use crate::config::{Diagnostic, Fault, File, Setting, fault};

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
            Err(Missing { fault, message, help }) => {
                let problem = Diagnostic::error(fault, message, file.source.value(&path));
                problems.push(match help {
                    Some(help) => problem.with_help(help),
                    None => problem,
                });
            }
        }
    }
    (values, problems)
}

/// Why there is no value, and what to do about it if that is not what is usual.
struct Missing {
    fault: &'static Fault,
    message: String,
    help: Option<String>,
}

impl Missing {
    fn file(message: String, help: Option<&str>) -> Self {
        Self { fault: &fault::VALUE_FILE, message, help: help.map(str::to_owned) }
    }
}

fn variable(name: &str, caller: &impl Caller) -> Result<String, Missing> {
    caller.variable(name).ok_or_else(|| Missing {
        fault: &fault::VARIABLE_UNSET,
        message: format!("the variable `{name}` is not set where ebdeploy runs"),
        help: Some(format!("export {name}, or hand it to the CI job as a secret")),
    })
}

/// The text in a file, without the line break at its end that editors put there.
fn content(path: &Path, is_variable: bool, caller: &impl Caller) -> Result<String, Missing> {
    let shown = path.display();
    let unread = |error| Missing::file(format!("cannot read `{shown}`: {error}"), None);
    let bytes = caller.file(path).map_err(unread)?;
    let most = if is_variable { MOST_VARIABLE_BYTES as u64 } else { MOST_FILE_BYTES };
    if bytes.len() as u64 > most + "\r\n".len() as u64 {
        let message = format!("`{shown}` is too large: a value has at most {most} bytes");
        let help = "name the place of what is larger, and not what is in it";
        return Err(Missing::file(message, Some(help)));
    }
    let text = String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'));
    let text = text.ok_or_else(|| {
        let help = "a value is UTF-8 without NUL: encode what is none, for example in base64";
        Missing::file(format!("`{shown}` is no text"), Some(help))
    })?;
    let line = text.strip_suffix('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    Ok(line.unwrap_or(&text).to_owned())
}
