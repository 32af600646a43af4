//! `ebdeploy logs`

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::time::Instant;

use super::Subject;
use crate::apply::Event;
use crate::cli;
use crate::cloud::{self, ErrorKind, ObserveBeanstalk, ObserveInstances};
use crate::desired::Choices;
use crate::error::{Error, exit};
use crate::logs::{Pulled, pull};
use crate::observed::InstanceLog;
use crate::probe::Network;
use crate::report::{self, Format, Manner};

/// Prints the last lines of the instances' logs.
pub(super) async fn logs(arguments: &cli::Logs) -> Result<u8, Error> {
    let cli::Logs { file, instances, lines, json } = arguments;
    let format = if *json { Format::Json } else { Format::Human };
    let subject = Subject::open(file, Choices::default()).await?;
    let (id, instances) = asked(&subject, instances).await?;
    let mut waits = waiting();
    let pulled = pull(&subject.cloud, &Network, &id, &instances, &mut *waits).await;
    drop(waits);
    let Pulled { logs, failures } = pulled.map_err(|error| match error.kind {
        ErrorKind::Busy => Error::NoLogsYet(subject.desired.environment().to_owned()),
        _ => Error::unseen(error),
    })?;
    let logs: Vec<_> = logs.into_iter().map(|log| last(log, *lines)).collect();
    report::tails(&logs, format)?;
    match failures.into_iter().next() {
        Some(failure) => Err(failure.into()),
        None => Ok(exit::DONE),
    }
}

/// The environment's id and the instances that are asked, all of them when none is named.
async fn asked(subject: &Subject, named: &[String]) -> Result<(String, BTreeSet<String>), Error> {
    let name = subject.desired.environment();
    let cloud = &subject.cloud;
    let (summary, ids) = tokio::join!(cloud.environment(name), cloud.instance_ids(name));
    let Some(summary) = summary.map_err(Error::unseen)? else {
        let hidden = ids.map(|_| Error::unseen(cloud::Error::hidden(name)));
        return Err(hidden.unwrap_or_else(|_| Error::NoEnvironment(name.to_owned())));
    };
    let known = ids.map_err(Error::unseen)?;
    if let Some(unknown) = named.iter().find(|id| !known.contains(id)) {
        let (environment, unknown) = (name.to_owned(), unknown.clone());
        return Err(Error::NoInstance { environment, unknown, known });
    }
    let asked = if named.is_empty() { known } else { named.to_vec() };
    Ok((summary.id, asked.into_iter().collect()))
}

/// Tells what is waited for, on stderr; nothing, where nothing is waited for.
pub(super) fn waiting() -> Box<dyn FnMut(usize, Duration)> {
    let mut reporter = None;
    Box::new(move |outstanding, elapsed| {
        let reporter =
            reporter.get_or_insert_with(|| report::reporter(Manner::Human, None, Instant::now()));
        let noun = if outstanding == 1 { "instance" } else { "instances" };
        let what = format!("the logs of {outstanding} {noun}");
        reporter.report(Event::Waiting { what: &what, elapsed });
    })
}

fn last(log: InstanceLog, lines: Option<usize>) -> InstanceLog {
    let Some(most) = lines else { return log };
    let all: Vec<_> = log.text.trim_end().lines().collect();
    let text = all[all.len().saturating_sub(most)..].join("\n");
    InstanceLog { text, ..log }
}
