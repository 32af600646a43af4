//! Rules of the listener on port 80, in our terms.

use schemars::JsonSchema;
use serde::Serialize;

use super::SHADOW;
use crate::observed::{Action, Condition, RedirectTarget, Rule};

/// The tag that says which environment a rule of ours belongs to.
pub const ENVIRONMENT_TAG: &str = "ebdeploy:environment";
/// The tag that says which of our rules it is: `redirect`, or `exempt-1` and so on.
pub const ROLE_TAG: &str = "ebdeploy:rule";

/// The path pattern that every path matches.
const EVERY_PATH: &str = "/*";
/// Elastic Load Balancing quotas: condition values a rule.
const MOST_VALUES: usize = 5;
/// The role of the rule that redirects.
const REDIRECT: &str = "redirect";

/// A rule as it should be.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct RuleSpec {
    /// Which of our rules it is.
    pub role: String,
    /// 1 comes first, 50000 last.
    pub priority: u32,
    /// What it matches and does.
    #[serde(flatten)]
    pub content: RuleContent,
}

/// What a rule matches and does.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
pub struct RuleContent {
    /// Path patterns, any of which will do.
    pub paths: Vec<String>,
    /// What then happens.
    pub serve: Serve,
}

/// What a rule of ours does with a request.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum Serve {
    /// Serves it over HTTP.
    Forward {
        /// The ARN of the default process's target group, where it is known already.
        target_group: Option<String>,
    },
    /// Redirects it to HTTPS.
    Redirect {
        /// 301 or 302.
        status: u16,
    },
}

/// What happens to one rule.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum RuleChange {
    /// It is made.
    Create(RuleSpec),
    /// It matches or does something else than it should.
    Modify {
        /// Its ARN.
        rule: String,
        /// Which of ours.
        role: String,
        /// What it matches and does, in words.
        before: String,
        /// What it should.
        after: RuleContent,
    },
    /// It stands at another priority than it should.
    Move {
        /// Its ARN.
        rule: String,
        /// Which of ours.
        role: String,
        /// Its priority.
        before: u32,
        /// The one that it gets.
        after: u32,
    },
    /// It is not wanted any more.
    Delete {
        /// Its ARN.
        rule: String,
        /// Which of ours.
        role: String,
        /// What it matches and does, in words.
        before: String,
    },
}

/// The rules that exempt some paths and redirect the rest, in order. Their priorities are still to
/// be found.
pub(super) fn wanted(
    status: u16,
    except: &[String],
    target_group: Option<&str>,
) -> Vec<(String, RuleContent)> {
    let forward = || Serve::Forward { target_group: target_group.map(str::to_owned) };
    let exempt = except.chunks(MOST_VALUES).enumerate().map(|(index, paths)| {
        (format!("exempt-{}", index + 1), RuleContent { paths: paths.to_vec(), serve: forward() })
    });
    let redirect =
        RuleContent { paths: vec![EVERY_PATH.to_owned()], serve: Serve::Redirect { status } };
    exempt.chain([(REDIRECT.to_owned(), redirect)]).collect()
}

impl Rule {
    /// Which of our rules for this environment it is, if it is one: by its tags, or, where they did
    /// not matter, by being as one of the wanted rules should be.
    pub(super) fn role(
        &self,
        environment: &str,
        wanted: &[(String, RuleContent)],
    ) -> Option<String> {
        let Some(tags) = &self.tags else {
            let content = self.content()?;
            return wanted
                .iter()
                .find(|(_, wanted)| wanted.is(&content))
                .map(|(role, _)| role.clone());
        };
        let of_environment = tags.get(ENVIRONMENT_TAG).is_some_and(|name| name == environment);
        of_environment.then(|| tags.get(ROLE_TAG).cloned().unwrap_or_default())
    }

    /// What it matches and does, if a rule of ours could match and do that.
    pub(super) fn content(&self) -> Option<RuleContent> {
        let [Condition::Path(paths)] = &self.conditions[..] else { return None };
        let serve = match &self.action {
            Action::Forward { target_groups } => match &target_groups[..] {
                [only] => Serve::Forward { target_group: Some(only.clone()) },
                _ => return None,
            },
            Action::Redirect(target) if target.is_https() => {
                Serve::Redirect { status: target.status }
            }
            Action::Redirect(_) | Action::Other(_) => return None,
        };
        let mut paths = paths.clone();
        paths.sort();
        Some(RuleContent { paths, serve })
    }

    /// It is there for a shadow target group alone.
    pub(super) fn is_of_shadow(&self) -> bool {
        let role = self.tags.as_ref().and_then(|tags| tags.get(ROLE_TAG));
        role.is_some_and(|role| role == SHADOW)
    }

    /// It sends every request to HTTPS.
    pub(super) fn redirects_everything(&self) -> bool {
        let every = [Condition::Path(vec![EVERY_PATH.to_owned()])];
        let any = [Condition::Path(vec!["*".to_owned()])];
        let redirects = matches!(&self.action, Action::Redirect(target) if target.is_https());
        redirects && (self.conditions == every || self.conditions == any)
    }

    /// What it matches and does, in words.
    pub fn describe(&self) -> String {
        if let Some(content) = self.content() {
            return content.describe();
        }
        let conditions = self.conditions.iter().map(|condition| match condition {
            Condition::Path(paths) => paths.join(", "),
            Condition::Other(field) => field.clone(),
        });
        let action = match &self.action {
            Action::Forward { .. } => "forward".to_owned(),
            Action::Redirect(target) => format!(
                "{} to {}://{}:{}{}",
                target.status, target.protocol, target.host, target.port, target.path
            ),
            Action::Other(kind) => kind.clone(),
        };
        format!("{}: {action}", conditions.collect::<Vec<_>>().join(" and "))
    }
}

impl RuleContent {
    /// In words.
    pub fn describe(&self) -> String {
        let paths = self.paths.join(", ");
        match self.serve {
            Serve::Forward { .. } => format!("{paths}: served over HTTP"),
            Serve::Redirect { status } => format!("{paths}: {status} to HTTPS"),
        }
    }

    /// The same matches and action, in whatever order the paths are.
    pub(super) fn is(&self, other: &Self) -> bool {
        let sorted = |paths: &[String]| {
            let mut paths = paths.to_vec();
            paths.sort();
            paths
        };
        self.serve == other.serve && sorted(&self.paths) == sorted(&other.paths)
    }
}

impl RedirectTarget {
    /// The same address, over HTTPS.
    pub(super) fn is_https(&self) -> bool {
        let Self { protocol, port, host, path, query, status: _ } = self;
        (protocol.as_str(), port.as_str(), host.as_str(), path.as_str(), query.as_str())
            == ("HTTPS", "443", "#{host}", "/#{path}", "#{query}")
    }
}
