//! What Elastic Beanstalk describes, in our terms; and settings in its own.

use aws_sdk_elasticbeanstalk::types::{
    ApplicationVersionDescription, ConfigurationOptionDescription, ConfigurationOptionSetting,
    EnvironmentDescription, EnvironmentStatus, EnvironmentTier, EventDescription, PlatformSummary,
};

use super::{text, time};
use crate::desired::OptionKey;
use crate::observed::{
    ApplicationVersion, LogEvent, PlatformVersion, SourceBundle, Status, Summary,
};

/// The tier of an environment that takes messages from a queue (API reference, `EnvironmentTier`).
const WORKER: &str = "Worker";

/// An option setting as the API takes it.
pub(super) fn to_aws((option, value): &(OptionKey, String)) -> ConfigurationOptionSetting {
    ConfigurationOptionSetting::builder()
        .namespace(&option.namespace)
        .option_name(&option.name)
        .set_resource_name(option.resource.clone())
        .value(value)
        .build()
}

pub(super) fn setting(setting: &ConfigurationOptionSetting) -> Option<(OptionKey, Option<String>)> {
    let resource = setting.resource_name().map(str::to_owned);
    let key = OptionKey::from_aws(
        setting.namespace()?.to_owned(),
        setting.option_name()?.to_owned(),
        resource,
    );
    Some((key, setting.value().map(str::to_owned)))
}

pub(super) fn option_key(option: &ConfigurationOptionDescription) -> Option<OptionKey> {
    Some(OptionKey::new(option.namespace()?, option.name()?))
}

pub(super) fn summary(environment: &EnvironmentDescription) -> Summary {
    Summary {
        id: text(environment.environment_id()),
        arn: text(environment.environment_arn()),
        name: text(environment.environment_name()),
        application: text(environment.application_name()),
        is_worker: environment.tier().and_then(EnvironmentTier::name) == Some(WORKER),
        status: environment.status().map_or(Status::Updating, status),
        abortable: environment.abortable_operation_in_progress().unwrap_or_default(),
        health: environment.health().map_or_else(String::new, |health| health.as_str().to_owned()),
        platform: environment.platform_arn().map(str::to_owned),
        version: environment.version_label().map(str::to_owned),
        cname: environment.cname().map(str::to_owned),
    }
}

fn status(status: &EnvironmentStatus) -> Status {
    match status {
        EnvironmentStatus::Ready => Status::Ready,
        EnvironmentStatus::Launching => Status::Launching,
        EnvironmentStatus::Terminating => Status::Terminating,
        EnvironmentStatus::Terminated => Status::Terminated,
        // Aborting, Updating, and the two of a swap: busy, and Ready afterwards.
        _ => Status::Updating,
    }
}

pub(super) fn event(event: &EventDescription) -> Option<LogEvent> {
    Some(LogEvent {
        at: event.event_date().and_then(time)?,
        severity: event
            .severity()
            .map_or_else(String::new, |severity| severity.as_str().to_owned()),
        message: text(event.message()),
        request_id: event.request_id().map(str::to_owned),
    })
}

pub(super) fn version(version: &ApplicationVersionDescription) -> ApplicationVersion {
    let bundle = version.source_bundle().and_then(|place| {
        let (bucket, key) = (place.s3_bucket()?.to_owned(), place.s3_key()?.to_owned());
        Some(SourceBundle { bucket, key })
    });
    ApplicationVersion {
        label: text(version.version_label()),
        // On the wire in upper case, in the model not.
        status: version.status().map_or_else(String::new, |status| status.as_str().to_uppercase()),
        created: version.date_created().and_then(time),
        bundle,
    }
}

pub(super) fn platform(platform: &PlatformSummary) -> PlatformVersion {
    PlatformVersion {
        arn: text(platform.platform_arn()),
        version: text(platform.platform_version()),
        lifecycle: platform.platform_lifecycle_state().map(str::to_owned),
        branch_lifecycle: platform.platform_branch_lifecycle_state().map(str::to_owned),
    }
}
