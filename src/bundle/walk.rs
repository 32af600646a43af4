//! What is in a folder, but for what is ignored.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::{Entry, Error, Kind};

/// Names what is left out, in the form of `.gitignore`; where it is, `.gitignore` does not count.
const EBIGNORE: &str = ".ebignore";
/// What belongs to Git and to the `eb` command is no part of an application.
const NEVER: [&str; 2] = [".git", ".elasticbeanstalk"];
/// Editors' copies of files, which the `eb` command leaves out as well.
const COPY: char = '~';

/// All entries by name.
pub(super) fn entries(folder: &Path) -> Result<Vec<Entry>, Error> {
    let own = ebignore(folder)?;
    let by_git = own.is_none();
    let mut walk = WalkBuilder::new(folder);
    walk.standard_filters(false).git_ignore(by_git).parents(by_git).require_git(false);
    walk.filter_entry(move |entry| {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        let ignored =
            own.as_ref().is_some_and(|own| own.matched(entry.path(), is_folder).is_ignore());
        let name = entry.file_name();
        entry.depth() == 0 || !(ignored || NEVER.iter().any(|never| name == *never))
    });
    let mut entries = Vec::new();
    for found in walk.build() {
        let found = found.map_err(|error| of_walk(folder, error))?;
        if found.depth() > 0 {
            entries.extend(entry(folder, found.path())?);
        }
    }
    entries.sort();
    Ok(entries)
}

fn ebignore(folder: &Path) -> Result<Option<Gitignore>, Error> {
    let path = folder.join(EBIGNORE);
    if !path.exists() {
        return Ok(None);
    }
    let mut builder = GitignoreBuilder::new(folder);
    let failed = |error| of_walk(&path, error);
    builder.add(&path).map_or(Ok(()), |error| Err(failed(error)))?;
    builder.build().map(Some).map_err(failed)
}

/// What becomes of a path; nothing of a folder.
fn entry(folder: &Path, path: &Path) -> Result<Option<Entry>, Error> {
    let failed = |source| Error::File { path: path.to_owned(), source };
    let unfit = |why| Error::Unfit { path: path.to_owned(), why };
    // A link is followed: to know what it leads to, and since a file is packed in its place.
    let found = fs::metadata(path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => unfit("it is a link that leads nowhere"),
        _ => failed(source),
    })?;
    let is_link = fs::symlink_metadata(path).map_err(failed)?.is_symlink();
    let kind = if found.is_dir() {
        if !is_link {
            return Ok(None);
        }
        let target = fs::read_link(path).map_err(failed)?;
        let target = target.into_os_string().into_string();
        Kind::Link { target: target.map_err(|_| unfit("its target is not UTF-8"))? }
    } else if found.is_file() {
        Kind::File { mode: found.permissions().mode() & 0o777 }
    } else {
        return Err(unfit("it is neither a file nor a folder"));
    };
    let name = path.strip_prefix(folder).unwrap_or(path);
    let name = name.to_str().ok_or_else(|| unfit("its name is not UTF-8"))?.to_owned();
    if name.ends_with(COPY) {
        return Ok(None);
    }
    Ok(Some(Entry { name, path: path.to_owned(), kind }))
}

fn of_walk(path: &Path, error: ignore::Error) -> Error {
    let (path, source) = match error {
        ignore::Error::WithPath { path, err } => return of_walk(&path, *err),
        ignore::Error::WithLineNumber { err, .. } | ignore::Error::WithDepth { err, .. } => {
            return of_walk(path, *err);
        }
        ignore::Error::Io(source) => (PathBuf::from(path), source),
        error => (PathBuf::from(path), io::Error::other(error)),
    };
    Error::File { path, source }
}
