//! What Elastic Beanstalk is asked about instances and their health.

use aws_sdk_elasticbeanstalk::types::{
    ApplicationMetrics, EnvironmentHealthAttribute, InstancesHealthAttribute, SingleInstanceHealth,
    StatusCodes,
};

use super::{Aws, described, pages, text};
use crate::cloud::{ObserveInstances, Result};
use crate::observed::{Deployment, Health, Instance, LogEvent, Requests};

/// Elastic Beanstalk's code where health reporting is basic (developer guide, "Enhanced health
/// reporting and monitoring").
const NOT_ENHANCED: &str = "InvalidRequestException";

impl ObserveInstances for Aws {
    async fn health(&self, environment: &str) -> Result<Option<Health>> {
        let asked = self
            .beanstalk
            .describe_environment_health()
            .environment_name(environment)
            .attribute_names(EnvironmentHealthAttribute::All);
        let answer = self.call("elasticbeanstalk:DescribeEnvironmentHealth", asked.send()).await;
        Ok(enhanced(answer)?.map(|answer| Health {
            status: text(answer.health_status()),
            causes: answer.causes().to_vec(),
            requests: answer.application_metrics().and_then(requests),
        }))
    }

    async fn instances(&self, environment: &str) -> Result<Option<Vec<Instance>>> {
        let asked = pages(async |token| {
            let asked = self
                .beanstalk
                .describe_instances_health()
                .environment_name(environment)
                .attribute_names(InstancesHealthAttribute::All)
                .set_next_token(token);
            let answer =
                self.call("elasticbeanstalk:DescribeInstancesHealth", asked.send()).await?;
            Ok((answer.instance_health_list().iter().map(instance).collect(), answer.next_token))
        });
        let mut instances: Option<Vec<Instance>> = enhanced(asked.await)?;
        if let Some(instances) = &mut instances {
            instances.sort_by(|a, b| a.id.cmp(&b.id));
        }
        Ok(instances)
    }

    async fn instance_ids(&self, environment: &str) -> Result<Vec<String>> {
        let asked = self.beanstalk.describe_environment_resources().environment_name(environment);
        let answer =
            self.call("elasticbeanstalk:DescribeEnvironmentResources", asked.send()).await?;
        let instances =
            answer.environment_resources.and_then(|found| found.instances).unwrap_or_default();
        let mut ids: Vec<_> = instances.iter().map(|found| text(found.id())).collect();
        ids.sort();
        Ok(ids)
    }

    async fn newest_events(&self, environment_id: &str, most: u16) -> Result<Vec<LogEvent>> {
        let asked = self
            .beanstalk
            .describe_events()
            .environment_id(environment_id)
            .max_records(most.into());
        let answer = self.call("elasticbeanstalk:DescribeEvents", asked.send()).await?;
        let mut events: Vec<_> = answer.events().iter().filter_map(described::event).collect();
        events.reverse();
        Ok(events)
    }
}

/// Where health is not reported in detail there is nothing to tell.
fn enhanced<T>(answer: Result<T>) -> Result<Option<T>> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if error.code.as_deref() == Some(NOT_ENHANCED) => Ok(None),
        Err(error) => Err(error),
    }
}

fn requests(metrics: &ApplicationMetrics) -> Option<Requests> {
    let count = |number: Option<i32>| u32::try_from(number.unwrap_or_default()).unwrap_or_default();
    let codes = metrics.status_codes();
    let of_class = |class: fn(&StatusCodes) -> Option<i32>| count(codes.and_then(class));
    Some(Requests {
        seconds: count(Some(metrics.duration()?)),
        count: count(Some(metrics.request_count())),
        refused: of_class(StatusCodes::status4xx),
        failed: of_class(StatusCodes::status5xx),
    })
}

fn instance(instance: &SingleInstanceHealth) -> Instance {
    let deployment = instance.deployment().map(|deployment| Deployment {
        id: deployment.deployment_id().unwrap_or_default(),
        version: text(deployment.version_label()),
        status: text(deployment.status()),
    });
    Instance {
        id: text(instance.instance_id()),
        health: instance.health_status().map(str::to_owned),
        causes: instance.causes().to_vec(),
        deployment,
        zone: instance.availability_zone().map(str::to_owned),
        kind: instance.instance_type().map(str::to_owned),
    }
}
