//! `ebdeploy doctor`

use jiff::Timestamp;

use super::Subject;
use super::logs::waiting;
use crate::cli::{self, Via};
use crate::desired::Choices;
use crate::diagnose::diagnose;
use crate::error::{Error, exit};
use crate::examine::{Means, examine};
use crate::probe::Network;
use crate::report::{self, Format};

/// Says what is wrong with an environment, and what to do about it.
pub(super) async fn doctor(arguments: &cli::Doctor) -> Result<u8, Error> {
    let cli::Doctor { file, json, via, no_probe, no_logs } = arguments;
    let format = if *json { Format::Json } else { Format::Human };
    let Subject { desired, cloud, .. } = &Subject::open(file, Choices::default()).await?;
    let via = via.as_ref().map(|Via { host, port }| (host.as_str(), *port));
    let means = Means { probe: !no_probe, via, logs: !no_logs };
    let mut waits = waiting();
    let examined = examine(cloud, &Network, desired, Timestamp::now(), means, &mut *waits).await;
    drop(waits);
    let Some(examined) = examined.map_err(Error::unseen)? else {
        report::missing(desired.environment(), file, format)?;
        return Err(Error::NoEnvironment(desired.environment().to_owned()));
    };
    let case = examined.case(desired);
    let findings = diagnose(&case);
    report::diagnosis(&case, &findings, file, format)?;
    Ok(if findings.is_empty() { exit::DONE } else { exit::FAILED })
}
