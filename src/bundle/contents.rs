//! What checks look at in a bundle: the names of its files, and the few small texts among them that
//! tell Elastic Beanstalk how to run it.
//!
//! All else is passed over: of an archive only its directory is read, and those texts. What is kept
//! is bounded, whatever is in the bundle.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Component, Path, PathBuf};

use zip::ZipArchive;

use super::{Entry, Kind};

/// A text has so many bytes at most, and all together have; larger ones are not looked at.
const MOST_TEXT: u64 = 256 * 1024;
const MOST_TEXTS: u64 = 8 * 1024 * 1024;

/// Texts at the top of a bundle that say how it runs.
const AT_TOP: [&str; 3] = ["Dockerrun.aws.json", "Procfile", "package.json"];
/// Folders of scripts that the platform runs.
const HOOKS: [&str; 2] = [".platform/hooks/", ".platform/confighooks/"];

/// What is in a bundle, as far as checks look at it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// The folder or the archive, to be shown.
    pub place: PathBuf,
    /// It is an archive.
    pub packed: bool,
    /// Each file's name, with slashes, and its permissions where they are known.
    pub files: BTreeMap<String, Option<u32>>,
    /// Those that say how it runs, by name.
    pub texts: BTreeMap<String, Told>,
    /// Why the archive cannot be read.
    pub broken: Option<String>,
}

/// What a small file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// A text.
    Text(String),
    /// What is no UTF-8.
    Bytes,
}

impl Contents {
    /// The text of a file, if it is one of those that are looked at.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.texts.get(name)? {
            Told::Text(text) => Some(text),
            Told::Bytes => None,
        }
    }

    /// There is a file of this name.
    pub fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// There is something in this folder.
    pub fn has_folder(&self, name: &str) -> bool {
        let within = format!("{name}/");
        let next = self.files.range(within.clone()..).next();
        next.is_some_and(|(file, _)| file.starts_with(&within))
    }

    /// The names of the files that stand at the top.
    pub fn at_top(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str).filter(|name| !name.contains('/'))
    }

    /// Of a folder that is to be packed.
    pub(super) fn of_folder(path: &Path, entries: &[Entry]) -> Self {
        let mut contents = Self { place: shown(path), ..Self::default() };
        let mut room = MOST_TEXTS;
        for Entry { name, path, kind } in entries {
            let mode = match kind {
                Kind::File { mode } => Some(*mode),
                Kind::Link { .. } => None,
            };
            contents.files.insert(name.clone(), mode);
            // What cannot be read is told where it is digested.
            if let (Some(_), true, Ok(file)) = (mode, is_looked_at(name), File::open(path)) {
                contents.keep(name, file, &mut room);
            }
        }
        contents
    }

    /// Of an archive.
    pub(super) fn of_archive(path: &Path) -> Self {
        let mut contents = Self { place: shown(path), packed: true, ..Self::default() };
        let archive = File::open(path).map_err(|error| error.to_string());
        let archive = archive.and_then(|file| {
            ZipArchive::new(BufReader::new(file)).map_err(|error| error.to_string())
        });
        match archive {
            Ok(archive) => contents.list(archive),
            Err(why) => contents.broken = Some(why),
        }
        contents
    }

    fn list(&mut self, mut archive: ZipArchive<BufReader<File>>) {
        let names: Vec<_> = archive.file_names().flatten().map(Cow::into_owned).collect();
        let mut room = MOST_TEXTS;
        for name in names.into_iter().filter(|name| !name.ends_with('/')) {
            if !is_looked_at(&name) {
                self.files.insert(name, None);
                continue;
            }
            // One that is encrypted, or packed in a way of its own, is known by its name.
            let file = archive.by_name(&name).ok();
            let mode = file.as_ref().and_then(zip::read::ZipFile::unix_mode);
            if let Some(file) = file {
                self.keep(&name, file, &mut room);
            }
            self.files.insert(name, mode.map(|mode| mode & 0o777));
        }
    }

    fn keep(&mut self, name: &str, file: impl Read, room: &mut u64) {
        let most = MOST_TEXT.min(*room);
        let mut bytes = Vec::new();
        let read = file.take(most + 1).read_to_end(&mut bytes);
        if read.is_err() || bytes.len() as u64 > most {
            return;
        }
        *room -= bytes.len() as u64;
        let told = String::from_utf8(bytes).map_or(Told::Bytes, Told::Text);
        self.texts.insert(name.to_owned(), told);
    }
}

/// A configuration file of `.ebextensions`. Elastic Beanstalk has been seen to read also those that a
/// Mac leaves in archives, `__MACOSX/app/.ebextensions/._x.config`, and to stumble over them
/// (reported for `awsdocs/aws-elastic-beanstalk-developer-guide` and others, 2016 to 2019).
pub fn is_configuration(name: &str) -> bool {
    let Some(stem) = name.strip_suffix(".config") else { return false };
    let at_top = stem.strip_prefix(".ebextensions/").is_some_and(|stem| !stem.contains('/'));
    at_top || (stem.starts_with("__MACOSX/") && stem.contains("/.ebextensions/"))
}

/// A script that the platform runs.
pub fn is_hook(name: &str) -> bool {
    HOOKS.iter().any(|folder| name.starts_with(folder))
}

fn is_looked_at(name: &str) -> bool {
    AT_TOP.contains(&name) || is_configuration(name) || is_hook(name)
}

/// A path without detours: `environments/../app` is `app`.
fn shown(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        let names = matches!(plain.components().next_back(), Some(Component::Normal(_)));
        match component {
            Component::CurDir => {}
            Component::ParentDir if names => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    if plain.as_os_str().is_empty() { PathBuf::from(".") } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_shown_without_detours() {
        let plain = |path: &str| shown(Path::new(path)).display().to_string();
        assert_eq!(plain("environments/../app"), "app");
        assert_eq!(plain("./a/./b/../c"), "a/c");
        assert_eq!(plain("../app"), "../app");
        assert_eq!(plain("x/.."), ".");
        assert_eq!(plain("/srv/../app"), "/app");
    }

    #[test]
    fn configuration_files_stand_right_in_ebextensions() {
        assert!(is_configuration(".ebextensions/01.config"));
        assert!(is_configuration("__MACOSX/app/.ebextensions/._01.config"));
        for other in
            [".ebextensions/a/01.config", ".ebextensions/01.yml", "app/.ebextensions/01.config"]
        {
            assert!(!is_configuration(other), "{other}");
        }
    }
}
