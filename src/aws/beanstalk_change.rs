//! What Elastic Beanstalk is told.

use std::collections::BTreeMap;

use aws_sdk_elasticbeanstalk::operation::RequestId as _;
use aws_sdk_elasticbeanstalk::types::{EnvironmentDescription, OptionSpecification, Tag};

use super::Aws;
use super::described::{summary, to_aws};
use crate::cloud::{ChangeBeanstalk, Creation, ErrorKind, RequestId, Result, Update};
use crate::desired::OptionKey;
use crate::observed::Summary;

impl ChangeBeanstalk for Aws {
    async fn create_application(&self, name: &str) -> Result<()> {
        let told = self.beanstalk.create_application().application_name(name);
        match self.call("elasticbeanstalk:CreateApplication", told.send()).await {
            Err(error) if error.kind == ErrorKind::Exists => Ok(()),
            result => result.map(|_| ()),
        }
    }

    async fn create_environment(&self, creation: &Creation<'_>) -> Result<(Summary, RequestId)> {
        let told = self
            .beanstalk
            .create_environment()
            .application_name(creation.application)
            .environment_name(creation.environment)
            .set_cname_prefix(creation.cname.map(str::to_owned))
            .platform_arn(creation.platform)
            .set_version_label(creation.version.map(str::to_owned))
            .set_tags(Some(creation.tags.iter().map(tag).collect()))
            .set_option_settings(Some(creation.settings.iter().map(to_aws).collect()));
        let answer = self.call("elasticbeanstalk:CreateEnvironment", told.send()).await?;
        let request = answer.request_id().map(str::to_owned);
        let made = EnvironmentDescription::builder()
            .set_environment_id(answer.environment_id)
            .set_environment_arn(answer.environment_arn)
            .set_environment_name(answer.environment_name)
            .set_application_name(answer.application_name)
            .set_status(answer.status)
            .set_health(answer.health)
            .set_platform_arn(answer.platform_arn)
            .set_version_label(answer.version_label)
            .set_cname(answer.cname)
            .build();
        Ok((summary(&made), request))
    }

    async fn update_environment(
        &self,
        environment_id: &str,
        update: &Update<'_>,
    ) -> Result<RequestId> {
        let told = self
            .beanstalk
            .update_environment()
            .environment_id(environment_id)
            .set_option_settings(some(update.settings.iter().map(to_aws).collect()))
            .set_options_to_remove(some(update.removals.iter().map(specification).collect()))
            .set_version_label(update.version.map(str::to_owned))
            .set_platform_arn(update.platform.map(str::to_owned));
        let answer = self.call("elasticbeanstalk:UpdateEnvironment", told.send()).await?;
        Ok(answer.request_id().map(str::to_owned))
    }

    async fn update_tags(
        &self,
        arn: &str,
        set: &BTreeMap<String, String>,
        removed: &[String],
    ) -> Result<RequestId> {
        let told = self
            .beanstalk
            .update_tags_for_resource()
            .resource_arn(arn)
            .set_tags_to_add(some(set.iter().map(tag).collect()))
            .set_tags_to_remove(some(removed.to_vec()));
        let answer = self.call("elasticbeanstalk:UpdateTagsForResource", told.send()).await?;
        Ok(answer.request_id().map(str::to_owned))
    }

    async fn abort_update(&self, environment_id: &str) -> Result<()> {
        let told = self.beanstalk.abort_environment_update().environment_id(environment_id);
        self.call("elasticbeanstalk:AbortEnvironmentUpdate", told.send()).await.map(|_| ())
    }

    async fn terminate_environment(&self, environment_id: &str) -> Result<RequestId> {
        let told = self
            .beanstalk
            .terminate_environment()
            .environment_id(environment_id)
            .terminate_resources(true);
        let answer = self.call("elasticbeanstalk:TerminateEnvironment", told.send()).await?;
        Ok(answer.request_id().map(str::to_owned))
    }

    async fn delete_application(&self, name: &str) -> Result<()> {
        // Without `TerminateEnvByForce`: AWS refuses while an environment runs.
        let told = self.beanstalk.delete_application().application_name(name);
        match self.call("elasticbeanstalk:DeleteApplication", told.send()).await {
            Err(error) if error.kind == ErrorKind::NotFound => Ok(()),
            result => result.map(|_| ()),
        }
    }
}

/// An empty list is not sent.
fn some<T>(items: Vec<T>) -> Option<Vec<T>> {
    (!items.is_empty()).then_some(items)
}

fn tag((key, value): (&String, &String)) -> Tag {
    Tag::builder().key(key).value(value).build()
}

fn specification(option: &OptionKey) -> OptionSpecification {
    OptionSpecification::builder()
        .namespace(&option.namespace)
        .option_name(&option.name)
        .set_resource_name(option.resource.clone())
        .build()
}
