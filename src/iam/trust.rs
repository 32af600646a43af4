//! The trust policy of a role that workflows of GitHub Actions assume without keys.
//!
//! Source: GitHub's documentation, on OIDC in Amazon Web Services and on the claims of a subject;
//! IAM user guide, on roles for federation by OIDC.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::document::{Condition, VERSION};

/// GitHub's identity provider, as IAM names it.
const PROVIDER: &str = "token.actions.githubusercontent.com";
const AUDIENCE: &str = "token.actions.githubusercontent.com:aud";
const SUBJECT: &str = "token.actions.githubusercontent.com:sub";

/// A repository of GitHub: `github:OWNER/REPOSITORY`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    owner: String,
    name: String,
}

impl FromStr for Repository {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "write it as `github:OWNER/REPOSITORY`".to_owned();
        let (owner, name) =
            text.strip_prefix("github:").and_then(|rest| rest.split_once('/')).ok_or_else(wrong)?;
        let is_name = |text: &str| {
            !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        };
        if is_name(owner) && is_name(name) {
            Ok(Self { owner: owner.to_owned(), name: name.to_owned() })
        } else {
            Err(wrong())
        }
    }
}

impl fmt::Display for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner, self.name)
    }
}

/// Which of a repository's workflows may assume the role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Restriction {
    /// All, of any branch and pull request.
    None,
    /// Jobs that name this environment of GitHub's.
    Environment(String),
    /// Those of this branch.
    Branch(String),
    /// Those of pull requests.
    PullRequests,
}

/// A trust policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Trust {
    version: &'static str,
    statement: [TrustStatement; 1],
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct TrustStatement {
    sid: &'static str,
    effect: &'static str,
    principal: Principal,
    action: &'static str,
    condition: Condition,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Principal {
    federated: String,
}

/// The trust policy by which workflows of a repository assume a role in an account of a partition.
pub fn trust(
    partition: &str,
    account: &str,
    repository: &Repository,
    restriction: &Restriction,
) -> Trust {
    let (operator, which) = match restriction {
        Restriction::None => ("StringLike", "*".to_owned()),
        Restriction::Environment(name) => ("StringEquals", format!("environment:{name}")),
        Restriction::Branch(name) => ("StringEquals", format!("ref:refs/heads/{name}")),
        Restriction::PullRequests => ("StringEquals", "pull_request".to_owned()),
    };
    let subject = Condition::of(operator, SUBJECT, [format!("repo:{repository}:{which}")]);
    // In China STS has the same audience (GitHub's action asks for it by default).
    let audience = Condition::equals(AUDIENCE, "sts.amazonaws.com");
    Trust {
        version: VERSION,
        statement: [TrustStatement {
            sid: "GitHubActions",
            effect: "Allow",
            principal: Principal {
                federated: format!("arn:{partition}:iam::{account}:oidc-provider/{PROVIDER}"),
            },
            action: "sts:AssumeRoleWithWebIdentity",
            condition: audience.and(subject),
        }],
    }
}

impl Trust {
    /// As it is pasted.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_has_an_owner() {
        assert_eq!("github:acme/shop".parse::<Repository>().unwrap().to_string(), "acme/shop");
        for wrong in ["acme/shop", "github:acme", "github:/shop", "github:acme/*", "gitlab:a/b", ""]
        {
            assert!(wrong.parse::<Repository>().is_err(), "{wrong}");
        }
    }
}
