//! `[environment]`

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Setting;

/// The environment: its name, place, platform, roles and tags.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Environment {
    /// Its name: 4 to 40 letters, digits and hyphens.
    pub name: String,
    /// The AWS region, such as `eu-west-1`. Left out: the one of the AWS profile or environment.
    #[serde(default)]
    pub region: Option<String>,
    /// The AWS profile that is used for this file. Left out: that of the caller's environment.
    #[serde(default)]
    pub profile: Option<String>,
    /// The ARN of a role that is taken on for this file, such as one in another account.
    #[serde(default)]
    pub assume_role: Option<String>,
    /// The platform branch: `Python 3.13 running on 64bit Amazon Linux 2023`. Needed to create.
    #[serde(default)]
    pub platform: Option<String>,
    /// Which versions of the platform will do: `>=4.5, <5`. A version inside is no difference.
    #[serde(default)]
    pub platform_version: Option<String>,
    /// The first label of `NAME.REGION.elasticbeanstalk.com`. It cannot be changed later.
    #[serde(default)]
    pub cname: Option<String>,
    /// Elastic Beanstalk's role. Left out on creation: `aws-elasticbeanstalk-service-role`.
    #[serde(default)]
    pub service_role: Option<String>,
    /// The instances' profile. On creation, `aws-elasticbeanstalk-ec2-role` when left out.
    #[serde(default)]
    pub instance_profile: Option<String>,
    /// Tags of the environment and all that it creates. `{ reset = true }` removes one; those that
    /// are not named are left alone, unless `[unmanaged]` says otherwise.
    #[serde(default)]
    pub tags: BTreeMap<String, Setting>,
}
