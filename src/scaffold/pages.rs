//! Sites without an application: a page that is there when the site is.

use std::path::Path;

use super::{Error, HealthPath, NewFile, NextStep};

/// The files and the steps.
///
/// # Errors
/// When the path could not be a file's everywhere.
pub(super) fn parts(
    root: &str,
    health: &HealthPath,
) -> Result<(Vec<NewFile>, Vec<NextStep>), Error> {
    let path = health.file();
    if path.contains(['\\', ':', '*', '?', '"', '<', '>', '|', '\0']) || path.contains("..") {
        let problem = "no file of that name can be made everywhere";
        return Err(Error::HealthPath { path: health.as_str().to_owned(), problem });
    }
    let file = NewFile {
        path: Path::new(root).join(path),
        purpose: "the page that the health check asks for: a file, since a folder redirects",
        text: include_str!("templates/page.txt").to_owned(),
    };
    Ok((vec![file], Vec::new()))
}
