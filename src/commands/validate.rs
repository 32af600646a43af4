//! `ebdeploy validate`

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::bundle::look_offline;
use super::load;
use super::review::{linted, remarks};
use crate::config::{self, Source, true_path};
use crate::desired::Desired;
use crate::error::{Error, exit};
use crate::report::{self, Review};

type Loaded = Result<(Desired, Source), Error>;

/// Checks each file offline; tells of all that are wrong. What the caller's variables hold does not
/// matter; a bundle that is there is looked into. A file that others extend need not be whole: what it says is checked with them.
pub(super) fn validate(files: &[PathBuf], deny_warnings: bool) -> Result<u8, Error> {
    let loaded = files.iter().map(|path| (path, load(path, &|_: &str| Some(String::new()))));
    let loaded: Vec<_> = loaded.collect();
    let extended = extended(loaded.iter().map(|(_, loaded)| loaded));
    let mut wrong = false;
    for (path, loaded) in loaded {
        let shown = path.display();
        if loaded.is_err() && extended.contains(&true_path(path)) {
            report::out(&format!("{shown}: checked with the files that extend it"))?;
            continue;
        }
        match check(loaded, deny_warnings) {
            Ok(None) => report::out(&format!("{shown}: fine"))?,
            Ok(Some(unseen)) => report::out(&format!("{shown}: fine; {unseen}"))?,
            Err(error) => {
                report::failure(&error);
                wrong = true;
            }
        }
    }
    Ok(if wrong { exit::FAILED } else { exit::DONE })
}

/// What is wrong, or what was not looked at.
fn check(loaded: Loaded, deny_warnings: bool) -> Result<Option<String>, Error> {
    let (desired, source) = loaded?;
    let (desired, unseen) = look_offline(desired, &source)?;
    let review = Review { remarks: remarks(&source, &desired, None), ..Review::default() };
    report::remarks(&source, &review);
    linted(&source, &review, deny_warnings).map(|()| unseen)
}

/// The files that some of these extend.
fn extended<'a>(loaded: impl Iterator<Item = &'a Loaded>) -> BTreeSet<PathBuf> {
    let source = |loaded: &'a Loaded| match loaded {
        Ok((_, source)) => Some(source),
        Err(
            Error::File(config::Error::Invalid { source_file, .. })
            | Error::Refused { source_file, .. },
        ) => Some(&**source_file),
        Err(_) => None,
    };
    let others = |source: &'a Source| source.texts().iter().skip(1);
    loaded.filter_map(source).flat_map(others).map(|text| true_path(&text.path)).collect()
}
