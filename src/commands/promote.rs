//! `ebdeploy promote`

use std::path::Path;

use jiff::Timestamp;
use tempfile::NamedTempFile;
use tokio::try_join;

use super::Subject;
use super::apply::run::{Progress, Run, to_its_end};
use super::output::Output;
use super::plan::Look;
use super::saved::Asked;
use crate::bundle::Bundle;
use crate::cli;
use crate::cloud::{ChangeVersions, ObserveBeanstalk};
use crate::desired::Choices;
use crate::error::Error;
use crate::inspect::inspect;
use crate::observed::SourceBundle;
use crate::release::{Release, release};
use crate::report::{self, Verb};

/// Has an environment run the version that another one runs and is well with.
pub(super) async fn promote(arguments: &cli::Promote) -> Result<u8, Error> {
    let cli::Promote { from, file, dry_run, terms } = arguments;
    let output = Output::new(&terms.output);
    if *dry_run {
        return preview(arguments, &output).await;
    }
    let run = async |progress: &mut Progress| {
        output.check()?;
        progress.file = Some(file.clone());
        let choices = (&terms.health_check).into();
        let (subject, _archive) = handed_on(from, file, choices).await?;
        let asked = Asked { saved: None, choices };
        let run = Run { terms, output: &output, path: file, asked: &asked, agreed: None };
        run.go(&subject, progress).await
    };
    to_its_end(Verb::Apply, &output, file, run).await
}

/// The plan alone.
async fn preview(arguments: &cli::Promote, output: &Output) -> Result<u8, Error> {
    let cli::Promote { from, file, dry_run: _, terms } = arguments;
    let looked = async {
        output.check()?;
        let (subject, _archive) = handed_on(from, file, (&terms.health_check).into()).await?;
        let observed = subject.observe().await?;
        Ok((subject, observed))
    };
    let member = Look::once(&terms.gates, output).tell(file, looked.await).await;
    output.conclude_members(Verb::Plan, vec![member])
}

/// What a file asks for, but with the version that another one's environment runs; and the archive
/// that it is made of, where it has to be made there first.
async fn handed_on(
    from: &Path,
    to: &Path,
    choices: Choices,
) -> Result<(Subject, Option<NamedTempFile>), Error> {
    let (giver, taker) =
        try_join!(Subject::open(from, Choices::default()), Subject::open(to, choices))?;
    let release = released(&giver).await?;
    let Subject { desired, source, cloud } = taker;
    report::promoted(&release, desired.environment());
    let (application, label) = (desired.application(), release.version.as_str());
    let asked = async {
        try_join!(giver.cloud.account(), cloud.account(), cloud.version(application, label))
    };
    let (there, here, version) = asked.await.map_err(Error::unseen)?;
    let same = (there, giver.cloud.region(), release.application.as_str())
        == (here, cloud.region(), application);
    // A version of this label is taken for the same one, whoever has made it.
    if same || version.is_some() {
        let desired = desired.with_version(label, None);
        return Ok((Subject { desired, source, cloud }, None));
    }
    let (archive, bundle) = fetched(&giver, &release).await?;
    let desired = desired.with_version(label, Some(bundle));
    Ok((Subject { desired, source, cloud }, Some(archive)))
}

/// What the environment of a file hands on.
async fn released(Subject { desired, cloud, .. }: &Subject) -> Result<Release, Error> {
    let environment = desired.environment();
    let situation = inspect(cloud, environment, Timestamp::now()).await.map_err(Error::unseen)?;
    let Some(situation) = situation else {
        return Err(Error::NotPromoted(vec![format!("there is no environment `{environment}`")]));
    };
    release(desired, &situation).map_err(Error::NotPromoted)
}

/// The archive that a version is made of, in a file: another application, region or account does not
/// have it.
async fn fetched(
    Subject { cloud, .. }: &Subject,
    Release { application, version, .. }: &Release,
) -> Result<(NamedTempFile, Bundle), Error> {
    let found = cloud.version(application, version).await.map_err(Error::unseen)?;
    let Some(SourceBundle { bucket, key }) = found.and_then(|found| found.bundle) else {
        let why = format!("the version `{version}` has no source bundle that could be copied");
        return Err(Error::NotPromoted(vec![why]));
    };
    let name = format!("s3://{bucket}/{key}");
    let failed =
        |why: &dyn ToString| Error::NotPromoted(vec![format!("{name}: {}", why.to_string())]);
    let extension = Path::new(&key).extension().and_then(|extension| extension.to_str());
    let suffix = format!(".{}", extension.unwrap_or("zip"));
    let archive = tempfile::Builder::new().suffix(&suffix).tempfile();
    let mut archive = archive.map_err(|error| failed(&error))?;
    cloud.fetch(&bucket, &key, archive.as_file_mut()).await.map_err(Error::unseen)?;
    let bundle = Bundle::read(&name, archive.path()).map_err(|error| failed(&error))?;
    Ok((archive, bundle))
}
