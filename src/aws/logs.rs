//! What Elastic Beanstalk is asked about logs.

use aws_sdk_elasticbeanstalk::types::EnvironmentInfoType;

use super::{Aws, text, time};
use crate::cloud::{Address, ObserveLogs, Result, Tail};

impl ObserveLogs for Aws {
    async fn request_tail(&self, environment_id: &str) -> Result<()> {
        let asked = self
            .beanstalk
            .request_environment_info()
            .environment_id(environment_id)
            .info_type(EnvironmentInfoType::Tail);
        self.call("elasticbeanstalk:RequestEnvironmentInfo", asked.send()).await.map(|_| ())
    }

    async fn tails(&self, environment_id: &str) -> Result<Vec<Tail>> {
        let asked = self
            .beanstalk
            .retrieve_environment_info()
            .environment_id(environment_id)
            .info_type(EnvironmentInfoType::Tail);
        let answer = self.call("elasticbeanstalk:RetrieveEnvironmentInfo", asked.send()).await?;
        let tail = |found: &aws_sdk_elasticbeanstalk::types::EnvironmentInfoDescription| {
            Some(Tail {
                instance: text(found.ec2_instance_id()),
                taken: found.sample_timestamp().and_then(time)?,
                address: Address::new(found.message()?),
            })
        };
        Ok(answer.environment_info().iter().filter_map(tail).collect())
    }
}
