//! Who holds a lease.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Who holds a lease, for people who want to ask them, or to look whether they are still alive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Holder {
    /// The caller's ARN.
    pub caller: String,
    /// The user's name on their machine.
    pub user: Option<String>,
    /// The machine's name.
    pub host: String,
    /// The process's id there.
    pub process: u32,
    /// Where the CI system shows the run.
    pub run: Option<String>,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { caller: _, user, host, process, run: _ } = self;
        if let Some(user) = user {
            write!(f, "{user} on ")?;
        }
        write!(f, "{host} (process {process})")
    }
}

/// Where variables of CI systems say that a run is shown.
const RUNS: [&str; 4] = ["CI_JOB_URL", "BUILDKITE_BUILD_URL", "CIRCLE_BUILD_URL", "BUILD_URL"];

/// Where the CI system shows the run, by the variables that it sets: of GitHub, GitLab, Buildkite,
/// `CircleCI`, and Jenkins.
pub fn run_url(variable: impl Fn(&str) -> Option<String>) -> Option<String> {
    let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
    let of_github = || {
        let server = variable("GITHUB_SERVER_URL")?;
        let repository = variable("GITHUB_REPOSITORY")?;
        let run = variable("GITHUB_RUN_ID")?;
        Some(format!("{server}/{repository}/actions/runs/{run}"))
    };
    of_github().or_else(|| RUNS.into_iter().find_map(variable))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(variables: &[(&str, &str)]) -> Option<String> {
        run_url(|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_run_is_found_by_the_variables_of_its_ci_system() {
        let github = [
            ("GITHUB_SERVER_URL", "https://github.com"),
            ("GITHUB_REPOSITORY", "acme/shop"),
            ("GITHUB_RUN_ID", "42"),
        ];
        assert_eq!(url(&github).unwrap(), "https://github.com/acme/shop/actions/runs/42");
        let gitlab = [("CI_JOB_URL", "https://gitlab.com/acme/shop/-/jobs/7")];
        assert_eq!(url(&gitlab).unwrap(), gitlab[0].1);
        assert_eq!(url(&[("BUILD_URL", "")]), None);
    }
}
