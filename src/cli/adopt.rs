//! The commands that make files.

use std::path::PathBuf;

use clap::Args;

/// `ebdeploy import`
#[derive(Debug, Args)]
pub struct Import {
    /// The environment's name.
    #[arg(value_name = "ENVIRONMENT")]
    pub environment: String,
    /// Its region, unless it is the AWS chain's.
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,
    /// The AWS profile to look with.
    #[arg(long, value_name = "PROFILE")]
    pub profile: Option<String>,
    /// A role to look with.
    #[arg(long, value_name = "ARN")]
    pub assume_role: Option<String>,
    /// The file to be written; `-` for stdout [default: environments/ENVIRONMENT.toml].
    #[arg(short, long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Write over a file that is there.
    #[arg(long)]
    pub force: bool,
}

/// `ebdeploy init`
#[derive(Debug, Args)]
pub struct Init {
    /// The name of the environment to be.
    #[arg(value_name = "ENVIRONMENT")]
    pub environment: String,
    /// Its application.
    #[arg(long, value_name = "NAME", conflicts_with = "from")]
    pub application: Option<String>,
    /// A platform branch, such as `Python 3.13 running on 64bit Amazon Linux 2023`.
    #[arg(long, value_name = "BRANCH", conflicts_with = "from")]
    pub platform: Option<String>,
    /// Its region, unless it is the AWS chain's.
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,
    /// The domain that its certificate is for; `none` for no HTTPS.
    #[arg(long, value_name = "DOMAIN", conflicts_with = "from")]
    pub certificate: Option<String>,
    /// The path of its health check.
    #[arg(long, value_name = "PATH", conflicts_with = "from")]
    pub health_path: Option<String>,
    /// Begin with what this environment is, which runs in AWS.
    #[arg(long, value_name = "ENVIRONMENT")]
    pub from: Option<String>,
    /// The file to be written; `-` for stdout [default: environments/ENVIRONMENT.toml].
    #[arg(short, long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Write over a file that is there.
    #[arg(long)]
    pub force: bool,
}
