//! Where a policy is for.

use super::document::Arn;
use crate::desired::{CertificateWish, Desired, namespace};

/// Stands for whatever there is in a field of an ARN.
const ANY: &str = "*";

/// The partition, region and account of the ARNs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// `eu-west-1`, or `*`.
    pub region: String,
    /// Twelve digits, or `*`.
    pub account: String,
}

impl Place {
    /// The place of a file: what the caller says, else what the file says, else anywhere. A policy
    /// of identities gives nothing in other accounts, whatever its ARNs say.
    pub fn new(desired: &Desired, region: Option<&str>, account: Option<&str>) -> Self {
        let named = arns(desired);
        let said = |field: usize| {
            let fields = named.iter().filter_map(|arn| arn.split(':').nth(field));
            fields.filter(|field| !field.is_empty()).map(str::to_owned).next()
        };
        let region = region.map(str::to_owned).or_else(|| desired.access().region);
        Self {
            region: region.or_else(|| said(3)).unwrap_or_else(|| ANY.to_owned()),
            account: account
                .map(str::to_owned)
                .or_else(|| said(4))
                .unwrap_or_else(|| ANY.to_owned()),
        }
    }

    /// `aws`, `aws-cn`, …
    ///
    /// Source: IAM user guide, "Amazon Resource Names (ARNs)"; the regions' prefixes.
    pub fn partition(&self) -> &'static str {
        match self.region.split('-').next() {
            Some("cn") => "aws-cn",
            _ if self.region.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        }
    }

    /// The service principal of EC2, as roles are passed to it.
    pub(super) fn ec2(&self) -> &'static str {
        if self.partition() == "aws-cn" { "ec2.amazonaws.com.cn" } else { "ec2.amazonaws.com" }
    }

    /// The ARN of something in this region and account.
    pub(super) fn arn(&self, service: &str, rest: &str) -> Arn {
        let Self { region, account } = self;
        format!("arn:{}:{service}:{region}:{account}:{rest}", self.partition())
    }

    /// The ARN of something that is nowhere in particular.
    pub(super) fn global(&self, service: &str, rest: &str) -> Arn {
        format!("arn:{}:{service}::{}:{rest}", self.partition(), self.account)
    }

    /// The ARN of something that AWS itself has in this region.
    pub(super) fn shared(&self, service: &str, rest: &str) -> Arn {
        format!("arn:{}:{service}:{}::{rest}", self.partition(), self.region)
    }

    /// The ARN of an object of S3, `BUCKET/KEY`.
    pub(super) fn object(&self, place: &str) -> Arn {
        format!("arn:{}:s3:::{place}", self.partition())
    }

    /// The ARN of the bucket that Elastic Beanstalk keeps here.
    ///
    /// Source: Elastic Beanstalk developer guide, "Using Elastic Beanstalk with Amazon S3".
    pub(super) fn bucket(&self, rest: &str) -> Arn {
        let Self { region, account } = self;
        format!("arn:{}:s3:::elasticbeanstalk-{region}-{account}{rest}", self.partition())
    }
}

/// The ARNs that a file names.
fn arns(desired: &Desired) -> Vec<String> {
    let certificate = desired.certificate().and_then(|wish| match wish {
        CertificateWish::Arn(arn) => Some(arn.to_owned()),
        CertificateWish::Domain(_) => None,
    });
    let properties = desired.properties_of_new(None);
    let options =
        [(namespace::ENVIRONMENT, "ServiceRole"), (namespace::LAUNCH, "IamInstanceProfile")];
    let roles = options.map(|(namespace, name)| properties.get(namespace, name));
    let roles = roles.into_iter().flatten().map(crate::desired::Value::to_aws);
    let secrets = desired.secrets().map(|(_, arn)| arn.resource.to_owned());
    certificate
        .into_iter()
        .chain(roles)
        .chain(secrets)
        .filter(|text| text.starts_with("arn:"))
        .collect()
}
