//! Clients: one set for each caller and region, for all environments of a call.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::retry::RetryConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};
use aws_sdk_s3::config::{
    RequestChecksumCalculation, ResponseChecksumValidation, SharedCredentialsProvider,
    SharedHttpClient,
};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime::client::retries::RetryPartition;

use super::Aws;
use super::pace::Pace;
use crate::cloud::Unreachable;
use crate::desired::Access;

/// Throttling never fails a run by itself: the SDK slows down by itself before it gives up.
const ATTEMPTS: u32 = 7;
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(30);
/// How sessions of a role that is taken on are called in AWS's trails.
const SESSION: &str = "ebdeploy";

/// Clients that are there already, by whom they speak for and where.
#[derive(Debug, Default)]
pub struct Connections {
    http: Option<SharedHttpClient>,
    known: BTreeMap<Access, Aws>,
}

/// Gets ready to speak with AWS for one file alone, as [`Connections::to`] does.
///
/// # Errors
/// As there.
pub async fn connect(access: &Access) -> Result<Aws, Unreachable> {
    Connections::default().to(access).await
}

impl Connections {
    /// Gets ready to speak with AWS; asks nothing yet. Whoever has the same access gets the same
    /// clients: connections, credentials and the pace at which AWS is asked are shared. Endpoint,
    /// and what the access leaves out, are those of the SDK's own chain.
    ///
    /// # Errors
    /// When there is no region, or nobody whom this machine trusts.
    pub async fn to(&mut self, access: &Access) -> Result<Aws, Unreachable> {
        if let Some(aws) = self.known.get(access) {
            return Ok(aws.clone());
        }
        let config = load(access, self.http()?).await;
        let region = config.region().ok_or(Unreachable::NoRegion)?.to_string();
        let config = assuming(access, config).await;
        let aws = clients(region, &config, access);
        self.known.insert(access.clone(), aws.clone());
        Ok(aws)
    }

    fn http(&mut self) -> Result<SharedHttpClient, Unreachable> {
        if let Some(http) = &self.http {
            return Ok(http.clone());
        }
        // The HTTP client takes them for granted, and panics without.
        if rustls_native_certs::load_native_certs().certs.is_empty() {
            return Err(Unreachable::NoRoots);
        }
        let http = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
        Ok(self.http.insert(http).clone())
    }
}

/// What the SDK's chain says, but for what the file does.
async fn load(access: &Access, http: SharedHttpClient) -> SdkConfig {
    let patience = RetryConfig::adaptive()
        .with_max_attempts(ATTEMPTS)
        .with_initial_backoff(FIRST_PAUSE)
        .with_max_backoff(LONGEST_PAUSE);
    let limits =
        TimeoutConfig::builder().connect_timeout(CONNECT).operation_attempt_timeout(ANSWER).build();
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(http.clone())
        .retry_config(patience)
        .timeout_config(limits);
    if let Some(region) = &access.region {
        loader = loader.region(Region::new(region.clone()));
    }
    let Some(profile) = &access.profile else { return loader.load().await };
    // In the SDK's chain, keys in the caller's environment go before any profile: a file that names
    // one would be applied with them, and perhaps in another account.
    let config = loader.profile_name(profile).load().await;
    let place = ProviderConfig::without_region()
        .with_region(config.region().cloned())
        .with_http_client(http);
    let provider =
        ProfileFileCredentialsProvider::builder().configure(&place).profile_name(profile).build();
    let credentials = SharedCredentialsProvider::new(Profile { name: profile.clone(), provider });
    config.into_builder().credentials_provider(credentials).build()
}

/// Credentials by a profile that the file names. The SDK does not say which one it did not find.
#[derive(Debug)]
struct Profile {
    name: String,
    provider: ProfileFileCredentialsProvider,
}

impl ProvideCredentials for Profile {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            let provided = self.provider.provide_credentials().await;
            provided.map_err(|error| match error {
                CredentialsError::CredentialsNotLoaded(_) => {
                    let name = &self.name;
                    CredentialsError::invalid_configuration(format!(
                        "no credentials can be had by the profile `{name}` that the file names"
                    ))
                }
                error => error,
            })
        })
    }
}

/// The same, in the role that the file takes on.
async fn assuming(access: &Access, config: SdkConfig) -> SdkConfig {
    let Some(role) = &access.role else { return config };
    let provider = AssumeRoleProvider::builder(role).session_name(SESSION).configure(&config);
    let provider = match config.credentials_provider() {
        Some(own) => provider.build_from_provider(own).await,
        None => provider.build().await,
    };
    let provider = SharedCredentialsProvider::new(provider);
    config.into_builder().credentials_provider(provider).build()
}

fn clients(region: String, config: &SdkConfig, access: &Access) -> Aws {
    // Whom AWS counts the calls of: the SDK would share one budget between accounts.
    let partition = |service: &str| RetryPartition::new(format!("{service}-{region}-{access}"));
    Aws {
        beanstalk: aws_sdk_elasticbeanstalk::Client::from_conf(
            aws_sdk_elasticbeanstalk::config::Builder::from(config)
                .retry_partition(partition("elasticbeanstalk"))
                .build(),
        ),
        balancer: aws_sdk_elasticloadbalancingv2::Client::from_conf(
            aws_sdk_elasticloadbalancingv2::config::Builder::from(config)
                .retry_partition(partition("elasticloadbalancingv2"))
                .build(),
        ),
        classic: aws_sdk_elasticloadbalancing::Client::from_conf(
            aws_sdk_elasticloadbalancing::config::Builder::from(config)
                .retry_partition(partition("elasticloadbalancing"))
                .build(),
        ),
        certificates: aws_sdk_acm::Client::from_conf(
            aws_sdk_acm::config::Builder::from(config).retry_partition(partition("acm")).build(),
        ),
        network: aws_sdk_ec2::Client::from_conf(
            aws_sdk_ec2::config::Builder::from(config).retry_partition(partition("ec2")).build(),
        ),
        storage: storage(config),
        identity: aws_sdk_sts::Client::from_conf(
            aws_sdk_sts::config::Builder::from(config).retry_config(impatience()).build(),
        ),
        pace: Pace::default(),
        region,
    }
}

/// Elsewhere than at AWS a bucket has no domain name of its own.
fn storage(config: &SdkConfig) -> aws_sdk_s3::Client {
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
