//! How an environment is doing, and what is wrong with it: against the fake, with a web that
//! answers as a test wants.

mod certificate;
mod failures;
mod health;
mod https;
mod logs;
mod parts;
mod redirect;
mod status;
mod targets;

use std::path::Path;

use ebdeploy::desired::Desired;
use ebdeploy::diagnose::diagnose;
use ebdeploy::examine::{Examined, Means, examine};
use ebdeploy::report;

use crate::fake::{Fake, Web, now};

const ALL: Means<'_> = Means { probe: true, via: None, logs: true };

async fn examined(cloud: &Fake, desired: &Desired, web: &Web) -> Examined {
    let examined = examine(cloud, web, desired, now(), ALL, &mut |_, _| ()).await;
    examined.expect("the fake answers").expect("there is an environment")
}

/// What `doctor` prints, without colours.
async fn told(cloud: &Fake, desired: &Desired, web: &Web) -> String {
    let examined = examined(cloud, desired, web).await;
    let case = examined.case(desired);
    plain(&report::findings_text(&case, &diagnose(&case), 80))
}

/// The ids of what `doctor` finds.
async fn found(cloud: &Fake, desired: &Desired, web: &Web) -> Vec<&'static str> {
    let examined = examined(cloud, desired, web).await;
    diagnose(&examined.case(desired)).into_iter().map(|finding| finding.id).collect()
}

/// What `status` prints, without colours.
async fn shown(cloud: &Fake, desired: &Desired, columns: usize) -> String {
    let examined = examined(cloud, desired, &Web::default()).await;
    let file = Path::new("environments/test.toml");
    plain(&report::status_text(&examined.case(desired), file, columns))
}

fn plain(coloured: &str) -> String {
    anstream::adapter::strip_str(coloured).to_string()
}
