//! The adapter: the port's verbs by the AWS SDK. The only module that names one of its crates.

mod balancer;
mod balancer_change;
mod beanstalk;
mod beanstalk_change;
mod certificate;
mod classic;
mod error;
mod front;
mod instances;
mod lease;
mod logs;
mod network;

use std::time::{Duration, Instant};

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region};
use aws_sdk_elasticbeanstalk::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_elasticbeanstalk::operation::RequestId;
use aws_sdk_s3::config::{RequestChecksumCalculation, ResponseChecksumValidation};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use jiff::Timestamp;
use tracing::debug;

use crate::cloud::{Result, Unreachable};

/// Throttling never fails a run by itself: the SDK slows down by itself before it gives up.
const ATTEMPTS: u32 = 7;
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(30);

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
}

/// Gets ready to speak with AWS; asks nothing yet. Endpoint, credentials and, where the file names
/// none, the region are those of the SDK's own chain.
///
/// # Errors
/// When there is no region, or nobody whom this machine trusts.
pub async fn connect(region: Option<&str>) -> std::result::Result<Aws, Unreachable> {
    // The HTTP client takes them for granted, and panics without.
    if rustls_native_certs::load_native_certs().certs.is_empty() {
        return Err(Unreachable::NoRoots);
    }
    let https = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
    let patience = RetryConfig::adaptive()
        .with_max_attempts(ATTEMPTS)
        .with_initial_backoff(FIRST_PAUSE)
        .with_max_backoff(LONGEST_PAUSE);
    let limits =
        TimeoutConfig::builder().connect_timeout(CONNECT).operation_attempt_timeout(ANSWER).build();
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(https)
        .retry_config(patience)
        .timeout_config(limits);
    if let Some(region) = region {
        loader = loader.region(Region::new(region.to_owned()));
    }
    let config = loader.load().await;
    let region = config.region().ok_or(Unreachable::NoRegion)?.to_string();
    Ok(Aws {
        region,
        beanstalk: aws_sdk_elasticbeanstalk::Client::new(&config),
        balancer: aws_sdk_elasticloadbalancingv2::Client::new(&config),
        classic: aws_sdk_elasticloadbalancing::Client::new(&config),
        certificates: aws_sdk_acm::Client::new(&config),
        network: aws_sdk_ec2::Client::new(&config),
        storage: storage(&config),
        identity: aws_sdk_sts::Client::from_conf(
            aws_sdk_sts::config::Builder::from(&config).retry_config(impatience()).build(),
        ),
    })
}

/// Elsewhere than at AWS a bucket has no domain name of its own.
fn storage(config: &aws_config::SdkConfig) -> aws_sdk_s3::Client {
    let elsewhere =
        config.endpoint_url().is_some() || std::env::var_os("AWS_ENDPOINT_URL_S3").is_some();
    let config = aws_sdk_s3::config::Builder::from(config)
        .retry_config(impatience())
        .force_path_style(elsewhere)
        .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
        .response_checksum_validation(ResponseChecksumValidation::WhenRequired)
        .build();
    aws_sdk_s3::Client::from_conf(config)
}

/// Whether there is a lease is to be known soon, also where nobody answers.
fn impatience() -> RetryConfig {
    RetryConfig::standard().with_max_attempts(3)
}

/// Makes one call, and notes how long it took and which id AWS gave it.
///
/// The SDK's futures are large, and whoever awaits one holds it: boxed, they do not add up to more
/// than the stack has.
fn call<O, E>(
    operation: &'static str,
    sent: impl Future<Output = std::result::Result<O, SdkError<E>>>,
) -> impl Future<Output = Result<O>>
where
    O: RequestId,
    E: std::error::Error + ProvideErrorMetadata + 'static,
{
    noted(operation, Box::pin(sent))
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
