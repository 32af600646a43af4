//! `ebdeploy status`

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::sleep;

use super::Subject;
use crate::cli;
use crate::cloud::ErrorKind;
use crate::desired::Choices;
use crate::error::{Error, exit};
use crate::examine::{Examined, look};
use crate::report::{self, Format};

/// How long it is waited between two looks: they share Elastic Beanstalk's small budget of calls
/// with deployments.
const PAUSE: Duration = Duration::from_secs(8);

/// Shows how an environment is doing.
pub(super) async fn status(arguments: &cli::Status) -> Result<u8, Error> {
    let cli::Status { file, json, watch } = arguments;
    let format = if *json { Format::Json } else { Format::Human };
    let subject = Subject::open(file, Choices::default()).await?;
    if *watch {
        return follow(&subject, arguments, format).await;
    }
    let Some(examined) = now(&subject).await? else {
        let environment = subject.desired.environment();
        report::missing(environment, file, format)?;
        return Err(Error::NoEnvironment(environment.to_owned()));
    };
    report::out(&report::status_shown(&examined.case(&subject.desired), file, format))?;
    Ok(exit::DONE)
}

async fn now(subject: &Subject) -> Result<Option<Examined>, Error> {
    let looked = look(&subject.cloud, &subject.desired, Timestamp::now()).await;
    looked.map_err(Error::unseen)
}

/// Shows it anew for as long as somebody looks: on a terminal the whole screen, elsewhere what has
/// changed.
async fn follow(subject: &Subject, arguments: &cli::Status, format: Format) -> Result<u8, Error> {
    let name = subject.desired.environment();
    let mut shown = String::new();
    loop {
        match now(subject).await {
            Ok(examined) => {
                let text = match &examined {
                    Some(examined) => report::status_shown(
                        &examined.case(&subject.desired),
                        &arguments.file,
                        format,
                    ),
                    None => format!("there is no environment `{name}`"),
                };
                report::redraw(&text, text != shown, format, Timestamp::now())?;
                shown = text;
            }
            Err(Error::Observe(error))
                if matches!(error.kind, ErrorKind::Throttled | ErrorKind::Unreachable) =>
            {
                report::say(&format!("AWS does not answer just now ({error})"));
            }
            Err(error) => return Err(error),
        }
        sleep(PAUSE).await;
    }
}
