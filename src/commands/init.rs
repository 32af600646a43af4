//! `ebdeploy init`

use super::import::{described, free_place, write};
use crate::adopt::{Fresh, fresh};
use crate::cli;
use crate::config;
use crate::desired::{Access, Desired};
use crate::error::{Error, exit};
use crate::report;

/// What is proposed where somebody can be asked.
const PLATFORM: &str = "Python 3.13 running on 64bit Amazon Linux 2023";
const HEALTH_PATH: &str = "/health";
/// The answer that means no certificate.
const NO_CERTIFICATE: &str = "none";

/// Writes the file of an environment to be: as the command line says, else as somebody answers.
pub(super) async fn init(arguments: &cli::Init) -> Result<u8, Error> {
    let cli::Init { environment, region, from, out, force, .. } = arguments;
    let place = free_place(environment, out.as_deref(), *force)?;
    if let Some(from) = from {
        let access = Access { region: region.clone(), ..Access::default() };
        let (mut draft, _) = described(from, &access, &place).await?;
        draft.rename(environment);
        write(&place, report::draft_text(&draft))?;
        report::started(&draft, &place, Some(from));
        return Ok(exit::DONE);
    }
    let draft = fresh(&wishes(arguments).await?);
    let text = report::draft_text(&draft);
    let file = config::parse(&place, &text)?;
    Desired::new(&file, &|_: &str| None).map_err(|diagnostics| Error::Refused {
        source_file: Box::new(file.source.clone()),
        diagnostics,
    })?;
    write(&place, text)?;
    report::started(&draft, &place, None);
    Ok(exit::DONE)
}

async fn wishes(arguments: &cli::Init) -> Result<Fresh, Error> {
    let cli::Init { environment, application, platform, region, certificate, .. } = arguments;
    let application = given(application.as_ref(), "--application", "Application", "").await?;
    let platform = given(platform.as_ref(), "--platform", "Platform", PLATFORM).await?;
    let question = "Domain of the certificate for HTTPS";
    let certificate =
        given(certificate.as_ref(), "--certificate", question, NO_CERTIFICATE).await?;
    let health_path = match &arguments.health_path {
        None if !report::can_ask() => HEALTH_PATH.to_owned(),
        path => given(path.as_ref(), "--health-path", "Health check's path", HEALTH_PATH).await?,
    };
    Ok(Fresh {
        environment: environment.clone(),
        application,
        region: region.clone(),
        platform,
        certificate: (certificate != NO_CERTIFICATE).then_some(certificate),
        health_path,
    })
}

/// What the command line says, or else somebody at the terminal.
async fn given(
    said: Option<&String>,
    option: &'static str,
    question: &str,
    usual: &str,
) -> Result<String, Error> {
    match said {
        Some(said) => Ok(said.clone()),
        None if report::can_ask() => Ok(report::ask_text(question, usual).await?),
        None => Err(Error::NobodyToAnswer(option)),
    }
}
