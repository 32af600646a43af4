//! The command about permissions.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::failing::on_failure;
use crate::config::OnFailure;
use crate::iam::{Part, Repository};

/// `ebdeploy iam`
#[derive(Debug, Args)]
pub struct Iam {
    /// The file that says what the environment should be.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Only what `plan`, `status` and `doctor --no-logs` need.
    #[arg(long)]
    pub plan_only: bool,
    /// Only a part of it: what ebdeploy calls itself, or what Elastic Beanstalk does for the
    /// caller. Or, instead, what the role in the instances' profile needs for the file's secrets.
    #[arg(long, value_enum, value_name = "PART", conflicts_with = "plan_only")]
    pub only: Option<Only>,
    /// For an `apply` with the same option: what a roll-back takes is in it, or is not, whatever the
    /// file says.
    #[arg(long, value_name = "WHAT", value_parser = on_failure(), conflicts_with = "plan_only")]
    pub on_failure: Option<OnFailure>,
    /// The region of the ARNs, where the file names none; any, if this is left out as well.
    #[arg(long)]
    pub region: Option<String>,
    /// The account of the ARNs; any, if it is left out.
    #[arg(long, value_name = "ID", value_parser = account)]
    pub account: Option<String>,
    /// Print the trust policy instead, for a role that workflows of this repository assume without
    /// keys: github:OWNER/REPOSITORY.
    #[arg(long, value_name = "REPOSITORY", requires = "account", conflicts_with = "only")]
    pub oidc: Option<Repository>,
    /// Only jobs of this environment of GitHub's may assume it.
    #[arg(long, value_name = "NAME", requires = "oidc", conflicts_with = "oidc_branch")]
    pub oidc_environment: Option<String>,
    /// Only workflows of this branch may assume it.
    #[arg(long, value_name = "NAME", requires = "oidc")]
    pub oidc_branch: Option<String>,
}

/// A part of the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Only {
    /// What ebdeploy calls itself.
    Calls,
    /// What Elastic Beanstalk does for the caller.
    Downstream,
    /// What the role in the instances' profile needs for the file's secrets.
    Instances,
}

impl From<Option<Only>> for Part {
    fn from(only: Option<Only>) -> Self {
        match only {
            None => Self::Whole,
            Some(Only::Calls) => Self::Calls,
            Some(Only::Downstream) => Self::Downstream,
            Some(Only::Instances) => Self::Instances,
        }
    }
}

fn account(text: &str) -> Result<String, String> {
    if text.len() == 12 && text.chars().all(|c| c.is_ascii_digit()) {
        Ok(text.to_owned())
    } else {
        Err("an account's id has twelve digits".to_owned())
    }
}
