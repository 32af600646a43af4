//! What Elastic Beanstalk is asked.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use aws_sdk_elasticbeanstalk::operation::describe_environments::builders::DescribeEnvironmentsFluentBuilder;
use aws_sdk_elasticbeanstalk::primitives::DateTime;
use aws_sdk_elasticbeanstalk::types::{
    ConfigurationDeploymentStatus, PlatformFilter, SearchFilter, ValidationSeverity,
};
use jiff::Timestamp;

use super::described::{event, option_key, platform, setting, summary, to_aws, version};
use super::{Aws, found, pages, text, time};
use crate::cloud::{ObserveBeanstalk, Result};
use crate::desired::{Impact, OptionKey};
use crate::observed::{
    ApplicationVersion, Complaint, LogEvent, OptionFacts, PlatformVersion, Settings, Status,
    Summary,
};

impl ObserveBeanstalk for Aws {
    fn region(&self) -> &str {
        &self.region
    }

    async fn account(&self) -> Result<String> {
        let answer =
            self.call("sts:GetCallerIdentity", self.identity.get_caller_identity().send()).await?;
        Ok(text(answer.account()))
    }

    async fn environments(&self, names: &[String]) -> Result<Vec<Summary>> {
        let names = Some(names.to_vec());
        living(self, || self.beanstalk.describe_environments().set_environment_names(names.clone()))
            .await
    }

    async fn environments_of(&self, application: Option<&str>) -> Result<Vec<Summary>> {
        let application = application.map(str::to_owned);
        let asked =
            || self.beanstalk.describe_environments().set_application_name(application.clone());
        living(self, asked).await
    }

    async fn settings(&self, application: &str, environment: &str) -> Result<Option<Settings>> {
        let asked = self
            .beanstalk
            .describe_configuration_settings()
            .application_name(application)
            .environment_name(environment);
        let answer =
            found(self.call("elasticbeanstalk:DescribeConfigurationSettings", asked.send()).await)?;
        // While an update is pending there are two sets: the deployed one is what is there.
        let sets = answer
            .map(|answer| answer.configuration_settings.unwrap_or_default())
            .unwrap_or_default();
        let deployed =
            |set: &&aws_sdk_elasticbeanstalk::types::ConfigurationSettingsDescription| {
                set.deployment_status() == Some(&ConfigurationDeploymentStatus::Deployed)
            };
        let set = sets.iter().find(deployed).or_else(|| sets.first());
        Ok(set.map(|set| set.option_settings().iter().filter_map(setting).collect()))
    }

    async fn balancer(&self, environment: &str) -> Result<Option<String>> {
        let asked = self.beanstalk.describe_environment_resources().environment_name(environment);
        let answer =
            found(self.call("elasticbeanstalk:DescribeEnvironmentResources", asked.send()).await)?;
        let resources = answer.and_then(|answer| answer.environment_resources);
        let balancer = resources.as_ref().and_then(|resources| resources.load_balancers().first());
        Ok(balancer.and_then(|balancer| balancer.name()).map(str::to_owned))
    }

    async fn tags(&self, arn: &str) -> Result<BTreeMap<String, String>> {
        let asked = self.beanstalk.list_tags_for_resource().resource_arn(arn);
        let answer = self.call("elasticbeanstalk:ListTagsForResource", asked.send()).await?;
        Ok(answer.resource_tags().iter().map(|tag| (text(tag.key()), text(tag.value()))).collect())
    }

    async fn events(
        &self,
        environment_id: &str,
        since: Option<Timestamp>,
    ) -> Result<Vec<LogEvent>> {
        let since = since.map(|since| {
            DateTime::from_nanos(since.as_nanosecond()).unwrap_or_else(|_| DateTime::from_secs(0))
        });
        let mut events = pages(async |token| {
            let asked = self
                .beanstalk
                .describe_events()
                .environment_id(environment_id)
                .set_start_time(since)
                .set_next_token(token);
            let answer = self.call("elasticbeanstalk:DescribeEvents", asked.send()).await?;
            Ok((answer.events().iter().filter_map(event).collect(), answer.next_token))
        })
        .await?;
        events.reverse();
        Ok(events)
    }

    async fn health_causes(&self, environment: &str) -> Result<Vec<String>> {
        use aws_sdk_elasticbeanstalk::types::EnvironmentHealthAttribute::Causes;
        let asked = self
            .beanstalk
            .describe_environment_health()
            .environment_name(environment)
            .attribute_names(Causes);
        match self.call("elasticbeanstalk:DescribeEnvironmentHealth", asked.send()).await {
            Ok(answer) => Ok(answer.causes().to_vec()),
            Err(error) if error.code.as_deref() == Some("InvalidRequestException") => {
                Ok(Vec::new())
            }
            Err(error) => Err(error),
        }
    }

    async fn application_exists(&self, name: &str) -> Result<bool> {
        let asked = self.beanstalk.describe_applications().application_names(name);
        let answer = self.call("elasticbeanstalk:DescribeApplications", asked.send()).await?;
        Ok(!answer.applications().is_empty())
    }

    async fn version(&self, application: &str, label: &str) -> Result<Option<ApplicationVersion>> {
        let asked = self
            .beanstalk
            .describe_application_versions()
            .application_name(application)
            .version_labels(label);
        let answer =
            found(self.call("elasticbeanstalk:DescribeApplicationVersions", asked.send()).await)?;
        let versions = answer.and_then(|answer| answer.application_versions);
        Ok(versions.unwrap_or_default().first().map(version))
    }

    async fn versions(&self, application: &str) -> Result<Vec<ApplicationVersion>> {
        let found = pages(async |token| {
            let asked = self
                .beanstalk
                .describe_application_versions()
                .application_name(application)
                .set_next_token(token);
            let operation = "elasticbeanstalk:DescribeApplicationVersions";
            let Some(answer) = found(self.call(operation, asked.send()).await)? else {
                return Ok((Vec::new(), None));
            };
            Ok((answer.application_versions.unwrap_or_default(), answer.next_token))
        });
        let mut versions: Vec<_> = found.await?.iter().map(version).collect();
        versions.sort_by_key(|version| Reverse(version.created));
        Ok(versions)
    }

    async fn platform_versions(&self, branch: &str) -> Result<Vec<PlatformVersion>> {
        let filter = |kind: &str, value: &str| {
            PlatformFilter::builder().r#type(kind).operator("=").values(value).build()
        };
        pages(async |token| {
            let asked = self
                .beanstalk
                .list_platform_versions()
                .filters(filter("PlatformBranchName", branch))
                .filters(filter("PlatformStatus", "Ready"))
                .set_next_token(token);
            let answer = self.call("elasticbeanstalk:ListPlatformVersions", asked.send()).await?;
            Ok((answer.platform_summary_list().iter().map(platform).collect(), answer.next_token))
        })
        .await
    }

    async fn platform_made(&self, arn: &str) -> Result<Option<Timestamp>> {
        let asked = self.beanstalk.describe_platform_version().platform_arn(arn);
        let answer = self.call("elasticbeanstalk:DescribePlatformVersion", asked.send()).await?;
        let platform = answer.platform_description();
        Ok(platform.and_then(|platform| platform.date_created()).and_then(time))
    }

    async fn platform_branches(&self) -> Result<Vec<String>> {
        let supported = SearchFilter::builder()
            .attribute("LifecycleState")
            .operator("=")
            .values("Supported")
            .build();
        pages(async |token| {
            let asked = self
                .beanstalk
                .list_platform_branches()
                .filters(supported.clone())
                .set_next_token(token);
            let answer = self.call("elasticbeanstalk:ListPlatformBranches", asked.send()).await?;
            let names = answer
                .platform_branch_summary_list()
                .iter()
                .map(|branch| text(branch.branch_name()));
            Ok((names.collect(), answer.next_token))
        })
        .await
    }

    async fn cname_available(&self, prefix: &str) -> Result<bool> {
        let asked = self.beanstalk.check_dns_availability().cname_prefix(prefix);
        let answer = self.call("elasticbeanstalk:CheckDNSAvailability", asked.send()).await?;
        Ok(answer.available().unwrap_or(true))
    }

    async fn validate(
        &self,
        application: &str,
        environment: &str,
        settings: &[(OptionKey, String)],
    ) -> Result<Vec<Complaint>> {
        let asked = self
            .beanstalk
            .validate_configuration_settings()
            .application_name(application)
            .environment_name(environment);
        let asked = asked.set_option_settings(Some(settings.iter().map(to_aws).collect()));
        let answer =
            self.call("elasticbeanstalk:ValidateConfigurationSettings", asked.send()).await?;
        let complaint = |message: &aws_sdk_elasticbeanstalk::types::ValidationMessage| Complaint {
            option: message
                .namespace()
                .zip(message.option_name())
                .map(|(namespace, name)| OptionKey::new(namespace, name)),
            message: text(message.message()),
            fatal: message.severity() != Some(&ValidationSeverity::Warning),
        };
        Ok(answer.messages().iter().map(complaint).collect())
    }

    async fn option_facts(&self, application: &str, environment: &str) -> Result<OptionFacts> {
        let asked = self
            .beanstalk
            .describe_configuration_options()
            .application_name(application)
            .environment_name(environment);
        let answer =
            self.call("elasticbeanstalk:DescribeConfigurationOptions", asked.send()).await?;
        let mut facts = OptionFacts::default();
        for option in answer.options() {
            let Some(key) = option_key(option) else { continue };
            if option.user_defined() == Some(false) && key.is_variable() {
                facts.platforms_own.insert(key.clone());
            }
            if let Some(impact) = option.change_severity().and_then(Impact::from_severity) {
                facts.impacts.insert(key, impact);
            }
        }
        Ok(facts)
    }
}

/// Environments that are there: a terminated one is listed for an hour, beside a live one of the same
/// name.
async fn living(
    aws: &Aws,
    asked: impl Fn() -> DescribeEnvironmentsFluentBuilder,
) -> Result<Vec<Summary>> {
    let found = pages(async |token| {
        let asked = asked().include_deleted(false).set_next_token(token);
        let answer = aws.call("elasticbeanstalk:DescribeEnvironments", asked.send()).await?;
        Ok((answer.environments.unwrap_or_default(), answer.next_token))
    });
    let found = found.await?;
    let found = found.iter().map(summary);
    Ok(found.filter(|environment| environment.status != Status::Terminated).collect())
}
