//! The adapter: the port's verbs by the AWS SDK. The only module that names one of its crates.

mod balancer;
mod balancer_change;
mod beanstalk;
mod beanstalk_change;
mod certificate;
mod classic;
mod connect;
mod described;
mod error;
mod front;
mod instances;
mod lease;
mod logs;
mod network;
mod pace;
mod upload;
mod versions;

use std::time::Instant;

use aws_sdk_elasticbeanstalk::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_elasticbeanstalk::operation::RequestId;
use jiff::Timestamp;
use tracing::debug;

pub use connect::{Connections, connect};

use crate::cloud::Result;
use pace::Pace;

/// AWS, as one region of one account shows it to one caller.
#[derive(Clone, Debug)]
pub struct Aws {
    region: String,
    beanstalk: aws_sdk_elasticbeanstalk::Client,
    balancer: aws_sdk_elasticloadbalancingv2::Client,
    classic: aws_sdk_elasticloadbalancing::Client,
    certificates: aws_sdk_acm::Client,
    network: aws_sdk_ec2::Client,
    storage: aws_sdk_s3::Client,
    identity: aws_sdk_sts::Client,
    pace: Pace,
}

impl Aws {
    /// Makes one call, and notes how long it took and which id AWS gave it.
    ///
    /// The SDK's futures are large, and whoever awaits one holds it: boxed, they do not add up to
    /// more than the stack has.
    fn call<O, E>(
        &self,
        operation: &'static str,
        sent: impl Future<Output = std::result::Result<O, SdkError<E>>>,
    ) -> impl Future<Output = Result<O>>
    where
        O: RequestId,
        E: std::error::Error + ProvideErrorMetadata + 'static,
    {
        let sent = Box::pin(sent);
        async move {
            let _turn = self.pace.turn(operation).await;
            noted(operation, sent).await
        }
    }
}

async fn noted<O, E>(
    operation: &'static str,
    sent: impl Future<Output = std::result::Result<O, SdkError<E>>>,
) -> Result<O>
where
    O: RequestId,
    E: std::error::Error + ProvideErrorMetadata + 'static,
{
    let began = Instant::now();
    let result = sent.await.map_err(|failure| error::read(operation, &failure));
    let request = match &result {
        Ok(output) => output.request_id(),
        Err(failure) => failure.request_id.as_deref(),
    };
    let outcome = result.as_ref().err().map(ToString::to_string);
    debug!(operation, ms = began.elapsed().as_millis(), request, failure = outcome, "AWS call");
    result
}

/// Asks for page after page until there is no further one.
async fn pages<T>(
    mut ask: impl AsyncFnMut(Option<String>) -> Result<(Vec<T>, Option<String>)>,
) -> Result<Vec<T>> {
    let mut all = Vec::new();
    let mut token = None;
    loop {
        let (items, next) = ask(token).await?;
        all.extend(items);
        token = next.filter(|token| !token.is_empty());
        if token.is_none() {
            return Ok(all);
        }
    }
}

/// What is not there is `None`, rather than an error.
fn found<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind == crate::cloud::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn time(at: &aws_sdk_elasticbeanstalk::primitives::DateTime) -> Option<Timestamp> {
    Timestamp::from_nanosecond(at.as_nanos()).ok()
}

fn text(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}
