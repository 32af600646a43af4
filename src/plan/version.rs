//! The application version.

use super::{Problem, Step};
use crate::desired::{Desired, Impact, Properties};
use crate::observed::{Environment, Observed};

const PATH: &str = "version.label";

/// The version that the file names can be deployed.
pub(super) fn usable(desired: &Desired, observed: &Observed) -> Result<(), Problem> {
    let running = observed
        .environment
        .as_ref()
        .and_then(|environment| environment.summary.version.as_deref());
    let Some(label) = desired.version().filter(|label| running != Some(*label)) else {
        return Ok(());
    };
    let application = desired.application();
    match &observed.version {
        None => {
            let message = format!("the application `{application}` has no version `{label}`");
            Err(Problem::new(
                PATH,
                message,
                "create it first, or leave [version] label out and deploy by other means; AWS shows none to whoever lacks \
                 the IAM permission `elasticbeanstalk:DescribeApplicationVersions`",
            ))
        }
        Some(version) if version.status == "FAILED" => {
            let message = format!("AWS could not process the version `{label}`");
            Err(Problem::new(PATH, message, "its bundle is at fault: create another version"))
        }
        Some(_) => Ok(()),
    }
}

/// The deployment, when another version runs.
pub(super) fn deploy(
    desired: &Desired,
    environment: &Environment,
    properties: &Properties,
) -> Option<Step> {
    let after =
        desired.version().filter(|label| environment.summary.version.as_deref() != Some(*label))?;
    Some(Step::DeployVersion {
        environment: environment.summary.id.clone(),
        before: environment.summary.version.clone(),
        after: after.to_owned(),
        impact: impact(environment, properties),
    })
}

/// What a deployment costs is its policy's to say.
///
/// Source: Elastic Beanstalk developer guide, "Deployment policies and settings".
fn impact(environment: &Environment, properties: &Properties) -> Impact {
    let (namespace, name) = ("aws:elasticbeanstalk:command", "DeploymentPolicy");
    let declared = properties.get(namespace, name).map(crate::desired::Value::to_aws);
    match declared.as_deref().or_else(|| environment.setting(namespace, name)) {
        Some("Rolling" | "RollingWithAdditionalBatch") => Impact::Rolling,
        Some("Immutable" | "TrafficSplitting") => Impact::InstancesReplaced,
        _ => Impact::AppRestart,
    }
}
