//! `ebdeploy diff`

use std::io;
use std::path::Path;

use tokio::join;

use super::{Subject, fleet, load};
use crate::aws::Connections;
use crate::cli;
use crate::config::true_path;
use crate::desired::{Access, Caller, Choices, Desired};
use crate::difference::{Difference, Side, of_files, of_live};
use crate::error::{Error, exit};
use crate::observed::{Environment, Observed};
use crate::report::{self, Compared, Named};
use crate::saved::digest;

/// Shows where two files, or the environments that they are about, differ.
pub(super) async fn diff(arguments: &cli::Diff) -> Result<u8, Error> {
    let cli::Diff { a, b, live, json, detailed_exitcode } = arguments;
    let differs = if *live { environments(a, b, *json).await? } else { files(a, b, *json)? };
    Ok(if differs && *detailed_exitcode { exit::CHANGES } else { exit::DONE })
}

/// A variable of the caller's is the same wherever it has the same name, and so is a file, whatever
/// they hold.
struct ByName;

impl Caller for ByName {
    fn variable(&self, name: &str) -> Option<String> {
        Some(format!("{{ env = \"{name}\" }}"))
    }

    fn file(&self, path: &Path) -> io::Result<Vec<u8>> {
        let digest = digest(&true_path(path).to_string_lossy());
        Ok(format!("{{ file = \"{digest}\" }}").into_bytes())
    }
}

/// Compares what two files ask for.
fn files(a: &Path, b: &Path, json: bool) -> Result<bool, Error> {
    let wishes = |path: &Path| load(path, &ByName).map(|(desired, _)| desired);
    let (one, other) = both(wishes(a), wishes(b))?;
    let (here, there) = (one.access(), other.access());
    let compared = (asked(a, &one, &here), asked(b, &other, &there));
    tell(compared, false, &of_files(&one, &other), json)
}

/// An environment as its file names it.
fn asked<'a>(file: &'a Path, desired: &'a Desired, access: &'a Access) -> Named<'a> {
    Named { file, environment: desired.environment(), region: access.region.as_deref() }
}

/// Compares what AWS has for them.
async fn environments(a: &Path, b: &Path, json: bool) -> Result<bool, Error> {
    let (choices, mut connections) = (Choices::default(), Connections::default());
    let one = fleet::one(&mut connections, a, choices).await;
    let (one, other) = both(one, fleet::one(&mut connections, b, choices).await)?;
    let (of_one, of_other) = join!(one.observe(), other.observe());
    let (of_one, of_other) = both(of_one, of_other)?;
    let (left, right) = both(side(&one, &of_one), side(&other, &of_other))?;
    tell((found(a, left), found(b, right)), true, &of_live(left, right), json)
}

/// An environment as it was found.
fn found<'a>(file: &'a Path, side: Side<'a>) -> Named<'a> {
    Named { file, environment: &side.environment.summary.name, region: Some(side.region) }
}

fn side<'a>(subject: &'a Subject, observed: &'a Observed) -> Result<Side<'a>, Error> {
    let missing = || Error::NoEnvironment(subject.desired.environment().to_owned());
    let environment: &Environment = observed.environment.as_ref().ok_or_else(missing)?;
    Ok(Side { desired: &subject.desired, region: &observed.region, environment })
}

/// Both, or all that is wrong with them.
fn both<T>(a: Result<T, Error>, b: Result<T, Error>) -> Result<(T, T), Error> {
    match (a, b) {
        (Err(one), Err(other)) => {
            report::failure(&one);
            Err(other)
        }
        (a, b) => Ok((a?, b?)),
    }
}

/// Tells where they differ, and whether they do.
fn tell(
    (a, b): (Named<'_>, Named<'_>),
    is_live: bool,
    difference: &Difference,
    json: bool,
) -> Result<bool, Error> {
    report::compared(&Compared { a, b, is_live, difference }, json)?;
    Ok(!difference.rows.is_empty())
}
