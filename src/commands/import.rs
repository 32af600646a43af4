//! `ebdeploy import`

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use tokio::try_join;

use super::refused;
use crate::adopt::{Draft, Known, describe};
use crate::aws::{self, Aws};
use crate::cli;
use crate::cloud::{ObserveBeanstalk, ObserveCertificates};
use crate::config;
use crate::desired::{Access, Desired, namespace};
use crate::error::{Error, exit};
use crate::observe::observe;
use crate::observed::{Certificate, Environment, Status};
use crate::plan;
use crate::report;

/// A draft is revised at most so often: each time something is left out, and there is not that much.
const ROUNDS: usize = 12;
/// The name that stands for stdout.
const STDOUT: &str = "-";

/// Writes the file that describes an environment, after proving it by a plan with nothing in it.
pub(super) async fn import(arguments: &cli::Import) -> Result<u8, Error> {
    let cli::Import { environment, region, profile, assume_role, out, force } = arguments;
    let place = free_place(environment, out.as_deref(), *force)?;
    let access =
        Access { region: region.clone(), profile: profile.clone(), role: assume_role.clone() };
    let (draft, text) = described(environment, &access, &place).await?;
    write(&place, text)?;
    report::imported(&draft, &place);
    Ok(exit::DONE)
}

/// Where a file is written to, unless one is there already.
pub(super) fn free_place(
    environment: &str,
    out: Option<&Path>,
    force: bool,
) -> Result<PathBuf, Error> {
    let usual = || Path::new("environments").join(format!("{environment}.toml"));
    let place = out.map_or_else(usual, Path::to_owned);
    if !force && place.as_os_str() != STDOUT && place.exists() {
        return Err(Error::Occupied(place));
    }
    Ok(place)
}

/// The file that describes an environment, proved.
pub(super) async fn described(
    environment: &str,
    access: &Access,
    place: &Path,
) -> Result<(Draft, String), Error> {
    let cloud = aws::connect(access).await?;
    let found = look(&cloud, environment).await?;
    let certificate = certificate(&cloud, &found).await?;
    let (region, certificate) = (cloud.region(), certificate.as_ref());
    let draft = describe(&Known { environment: &found, region, access, certificate });
    prove(&cloud, &found, draft, place).await
}

pub(super) fn write(place: &Path, text: String) -> Result<(), Error> {
    if place.as_os_str() == STDOUT {
        return report::out(text.trim_end()).map_err(Error::from);
    }
    let failed = |source| Error::Report { path: place.to_owned(), source };
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    report::write(text, place).map_err(failed)
}

/// The environment with its settings and tags.
async fn look(cloud: &Aws, name: &str) -> Result<Environment, Error> {
    let Some(summary) = cloud.environment(name).await.map_err(Error::unseen)? else {
        let known = cloud.environments_of(None).await.map_err(Error::unseen)?;
        let (name, region) = (name.to_owned(), cloud.region().to_owned());
        let known = known.into_iter().map(|environment| environment.name).collect();
        return Err(Error::Unknown { name, region, known });
    };
    if summary.is_worker {
        return Err(Error::Worker(name.to_owned()));
    }
    if summary.status != Status::Ready {
        return Err(Error::NotDescribed(format!("`{name}` is at something just now")));
    }
    let looked =
        async { try_join!(cloud.settings(&summary.application, name), cloud.tags(&summary.arn)) };
    let (settings, tags) = looked.await.map_err(Error::unseen)?;
    Ok(Environment { summary, settings: settings.unwrap_or_default(), tags, balancer: None })
}

/// The certificate of its 443 listener.
async fn certificate(cloud: &Aws, found: &Environment) -> Result<Option<Certificate>, Error> {
    let listeners = [
        (namespace::HTTPS_LISTENER, "SSLCertificateArns"),
        (namespace::CLASSIC_HTTPS_LISTENER, "SSLCertificateId"),
    ];
    let arn = listeners.iter().find_map(|(namespace, name)| found.setting(namespace, name));
    match arn.filter(|arn| arn.contains(":acm:")) {
        Some(arn) => cloud.certificate(arn).await.map_err(Error::unseen),
        None => Ok(None),
    }
}

/// Takes out of a draft what a plan would change, until it would change nothing.
async fn prove(
    cloud: &Aws,
    found: &Environment,
    mut draft: Draft,
    place: &Path,
) -> Result<(Draft, String), Error> {
    let callers = draft.callers(found);
    let mut left = String::new();
    for _ in 0..ROUNDS {
        let text = report::draft_text(&draft);
        let file = config::parse(place, &text)?;
        let source = file.source.clone();
        let desired = Desired::new(&file, &|name: &str| callers.get(name).cloned());
        let desired = desired.map_err(|diagnostics| Error::Refused {
            source_file: Box::new(source.clone()),
            diagnostics,
        })?;
        let observed = observe(cloud, &desired, Timestamp::now()).await.map_err(Error::unseen)?;
        match plan::plan(&desired, &observed) {
            Ok(plan) if plan.may_wait() => return Ok((draft, text)),
            Ok(plan) => {
                left = report::plan_lines(&plan, place).join("\n");
                if !draft.leave(&plan, found) {
                    break;
                }
            }
            Err(problems) if draft.leave_problems(&problems, found) => {}
            Err(problems) => return Err(refused(&source, problems)),
        }
    }
    Err(Error::NotDescribed(format!("a plan for its file would still change something:\n{left}")))
}
