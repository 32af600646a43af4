//! The bundle: what its platform wants of it, and what its own files say. Nothing is uploaded to
//! find out.

mod configuration;
mod listener;
mod needs;
mod platform;
mod procfile;
mod scripts;

use std::ops::Range;

use super::{Check, Excerpt, Found, Lint, Look, Severity};
use crate::bundle::{Contents, Told, is_configuration};
use crate::desired::Desired;
use crate::extensions::{self, Extension, Setting, Unreadable};
use crate::observed::Observed;
use crate::plan::BUNDLE;
use platform::Platform;

pub(super) use configuration::LINTS as CONFIGURATION;
pub(super) use listener::LINTS as LISTENER;
pub(super) use needs::LINTS as NEEDS;
pub(super) use procfile::LINTS as PROCFILE;
pub(super) use scripts::LINTS as SCRIPTS;

/// A bundle that was looked into, and the platform that it is for.
pub(super) struct Inside<'a> {
    contents: &'a Contents,
    /// The platform branch that the environment gets, or has; nothing where neither is known.
    branch: Option<String>,
    platform: Option<&'static Platform>,
    /// The configuration files of `.ebextensions`, by name, which is the order in which they count.
    extensions: Vec<(&'a str, Result<Extension, Unreadable>)>,
}

impl<'a> Inside<'a> {
    pub(super) fn of(desired: &'a Desired, observed: Option<&Observed>) -> Option<Self> {
        let contents = desired.bundle()?.contents.as_ref()?;
        let environment = observed.and_then(|observed| observed.environment.as_ref());
        let has = || Some(environment?.summary.platform()?.0.to_owned());
        let branch = desired.platform().map(|wish| wish.branch.to_owned()).or_else(has);
        let platform = branch.as_deref().and_then(platform::of);
        let read = |(name, told): (&'a String, &'a Told)| {
            let read = match told {
                Told::Text(text) => extensions::read(text),
                Told::Bytes => Err(Unreadable { at: 0, why: "it is no text".to_owned() }),
            };
            (name.as_str(), read)
        };
        let files = contents.texts.iter().filter(|(name, _)| is_configuration(name));
        let extensions = files.map(read).collect();
        Some(Self { contents, branch, platform, extensions })
    }

    /// The configuration files that could be read.
    fn readable(&self) -> impl Iterator<Item = (&'a str, &Extension)> {
        self.extensions.iter().filter_map(|(name, read)| Some((*name, read.as_ref().ok()?)))
    }

    /// All that they set.
    fn settings(&self) -> impl Iterator<Item = (&'a str, &Setting)> {
        self.readable().flat_map(|(file, read)| read.settings.iter().map(move |set| (file, set)))
    }

    /// The platform runs on Amazon Linux 2 or its successor.
    fn is_recent(&self) -> bool {
        self.branch.as_deref().is_some_and(|branch| branch.contains("Amazon Linux 2"))
    }

    /// A file of the bundle as a whole.
    fn file(&self, name: &str) -> Excerpt {
        Excerpt::whole(self.contents.place.join(name), self.contents.packed)
    }

    /// A place in a file of the bundle.
    fn place(&self, name: &str, span: &Range<usize>) -> Excerpt {
        let Contents { place, packed, .. } = self.contents;
        match self.contents.text(name) {
            Some(text) => Excerpt::of(place.join(name), *packed, text, span),
            None => self.file(name),
        }
    }
}

/// What is found in the bundle.
fn found(message: impl Into<String>) -> Found {
    Found::new(BUNDLE, message)
}
