//! `ebdeploy scaffold`

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use regex_lite::Regex;

use crate::cli::{self, Kind, Writing};
use crate::config;
use crate::error::{self, exit};
use crate::report;
use crate::scaffold::{self, App, Asked, Error, NewFile, Presence, Scaffold, Servlet};

/// Writes what an application and its proxy need, after showing it; never over a file with another
/// text, unless that is forced.
pub(super) async fn scaffold(arguments: &cli::Scaffold) -> Result<u8, error::Error> {
    let writing = arguments.writing;
    let file = arguments.file.as_deref().map(read).transpose()?;
    let folder = &folder(arguments, file.as_ref());
    let scaffold = decided(arguments, folder, file.as_ref())?;
    let found = scaffold.files.iter().map(|file| presence(folder, file));
    let found = found.collect::<Result<Vec<_>, _>>()?;
    report::scaffold::told(&scaffold, &found, folder)?;
    let missing: Vec<_> = scaffold
        .files
        .iter()
        .zip(&found)
        .filter(|(_, found)| **found != Presence::Same)
        .map(|(file, _)| file)
        .collect();
    if !writing.dry_run && !missing.is_empty() {
        agreed(writing, folder, &scaffold, &found).await?;
        for file in &missing {
            write(folder, file, writing.force)?;
        }
        report::scaffold::written(missing.len(), folder);
    }
    report::scaffold::next_steps(&scaffold)?;
    Ok(exit::DONE)
}

/// The file, if there is nothing wrong with it.
fn read(path: &Path) -> Result<config::File, error::Error> {
    let file = config::load(path)?;
    if file.diagnostics.is_empty() {
        return Ok(file);
    }
    let (source_file, diagnostics) = (Box::new(file.source), file.diagnostics);
    Err(error::Error::Refused { source_file, diagnostics })
}

/// Where the files go, where nothing else is said: into the folder that the version is made of, or, where
/// that is built as a WAR, into the project's.
fn folder(arguments: &cli::Scaffold, file: Option<&config::File>) -> PathBuf {
    if let Some(folder) = &arguments.into {
        return folder.clone();
    }
    let named = file.and_then(|file| {
        let name = file.config.version.as_ref()?.bundle.as_deref()?;
        let name = Some(name).filter(|_| arguments.app != Kind::Tomcat)?;
        Some(file.source.beside("version.bundle", name)).filter(|path| path.is_dir())
    });
    named.unwrap_or_else(|| PathBuf::from("."))
}

/// What the command line and the file come to.
fn decided(
    arguments: &cli::Scaffold,
    folder: &Path,
    file: Option<&config::File>,
) -> Result<Scaffold, Error> {
    let asked = Asked {
        app: app(arguments, folder, file)?,
        proxy: arguments.proxy,
        generation: arguments.generation.map(Into::into),
        health: arguments.health_path.clone(),
        except: arguments.except.clone(),
        keep_method: arguments.keep_method,
    };
    let file = file.map(|file| (file.source.path.as_path(), &file.config));
    let wish = scaffold::wish(asked, file)?;
    scaffold::scaffold(&wish)
}

fn app(
    arguments: &cli::Scaffold,
    folder: &Path,
    file: Option<&config::File>,
) -> Result<App, Error> {
    Ok(match arguments.app {
        Kind::Django => App::Django {
            settings: match &arguments.settings {
                Some(settings) => settings.clone(),
                None => named(folder)?,
            },
        },
        Kind::Node => App::Node,
        Kind::Java => App::Java,
        Kind::Tomcat => {
            let platform = file.and_then(|file| file.config.environment.platform.as_deref());
            let of_platform = platform.and_then(Servlet::of_platform);
            let servlet = arguments.servlet.or(of_platform).unwrap_or(Servlet::Jakarta);
            App::Tomcat { servlet }
        }
        Kind::Static => App::Static { root: arguments.document_root.clone() },
    })
}

/// The module of settings that a project's `manage.py` names.
fn named(folder: &Path) -> Result<String, Error> {
    let path = folder.join("manage.py");
    let text = match fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        read => read.map_err(of("read", &path))?,
    };
    let naming = Regex::new(r#"DJANGO_SETTINGS_MODULE["']\s*,\s*["']([\w.]+)["']"#);
    let found = naming.ok().and_then(|naming| Some(naming.captures(&text)?[1].to_owned()));
    found.ok_or(Error::NoSettings(path))
}

/// Whether a file is there already.
fn presence(folder: &Path, file: &NewFile) -> Result<Presence, Error> {
    let path = folder.join(&file.path);
    match fs::read(&path) {
        Ok(text) if text == file.text.as_bytes() => Ok(Presence::Same),
        Ok(_) => Ok(Presence::Other),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Presence::Missing),
        Err(error) => Err(of("read", &path)(error)),
    }
}

/// Somebody wants it, and nothing is written over that nobody wants written over.
async fn agreed(
    writing: Writing,
    folder: &Path,
    scaffold: &Scaffold,
    found: &[Presence],
) -> Result<(), error::Error> {
    let others = scaffold.files.iter().zip(found).filter(|(_, found)| **found == Presence::Other);
    let others: Vec<PathBuf> = others.map(|(file, _)| file.path.clone()).collect();
    if !others.is_empty() && !writing.force {
        return Err(Error::Occupied(others).into());
    }
    if writing.yes {
        return Ok(());
    }
    if !report::can_ask() {
        return Err(Error::NobodyToAsk.into());
    }
    let question = format!("\nWrite them into {}?", folder.display());
    if report::ask(&question).await? { Ok(()) } else { Err(Error::Declined.into()) }
}

/// Writes a file. One that has come to be there meanwhile is no more written over than one that was.
fn write(folder: &Path, file: &NewFile, force: bool) -> Result<(), Error> {
    let path = folder.join(&file.path);
    let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| {
        let mut options = OpenOptions::new();
        options.write(true);
        if force {
            options.create(true).truncate(true)
        } else {
            options.create_new(true)
        };
        options.open(&path)?.write_all(file.text.as_bytes())
    });
    written.map_err(of("write", &path))
}

fn of(verb: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
    move |source| Error::File { verb, path: path.to_owned(), source }
}
