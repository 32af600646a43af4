//! What a health check is lowered to when nothing passes it and yet would serve.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use crate::config::LoadBalancerType;
use crate::desired::{Desired, OptionKey, Properties, health_option, namespace};
use crate::observed::{Check, Environment, Settings};

/// Any answer of the web server: the nearest thing to a connection that an application load
/// balancer can check (Elastic Load Balancing API reference, `CreateTargetGroup`: TCP checks are
/// not supported for HTTP target groups; codes from 200 to 499).
const ANY_PATH: &str = "/";
const ANY_ANSWER: &str = "200-499";

/// The lowered health check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fallback {
    /// `/` answers 200 to 499.
    AnyAnswer,
    /// A TCP connection to port 80.
    Connection,
}

impl Fallback {
    /// What the environment's check may be lowered to: nothing where the file or the caller wants no
    /// fallback, or where it would not be lower than what the file asks for.
    pub(super) fn allowed(
        desired: &Desired,
        kind: LoadBalancerType,
        properties: &Properties,
    ) -> Option<Self> {
        let asked = |(option, value): &(OptionKey, String)| {
            properties
                .get(&option.namespace, &option.name)
                .is_some_and(|has| has.to_aws() == *value)
        };
        Self::of(kind).filter(|fallback| {
            let settings = fallback.settings();
            desired.falls_back() && (settings.is_empty() || !settings.iter().all(asked))
        })
    }

    /// What the environment fell back to, if it did.
    pub(super) fn taken(desired: &Desired, environment: &Environment) -> Option<Self> {
        let fallback = Self::of(environment.load_balancer()?)?;
        (desired.has_health_check() && fallback.is_taken(&environment.settings)).then_some(fallback)
    }

    /// What this kind of load balancer can fall back to; a network load balancer checks connections
    /// anyway.
    pub fn of(kind: LoadBalancerType) -> Option<Self> {
        match kind {
            LoadBalancerType::Application => Some(Self::AnyAnswer),
            LoadBalancerType::Classic => Some(Self::Connection),
            LoadBalancerType::Network => None,
        }
    }

    /// The option settings that bring it about.
    pub fn settings(self) -> Vec<(OptionKey, String)> {
        let of_process = |name: &str| OptionKey::new(namespace::DEFAULT_PROCESS, name);
        match self {
            Self::AnyAnswer => {
                vec![
                    (of_process(health_option::PATH), ANY_PATH.to_owned()),
                    (of_process(health_option::MATCHER), ANY_ANSWER.to_owned()),
                ]
            }
            Self::Connection => Vec::new(),
        }
    }

    /// The options that are taken away for it.
    pub fn removals(self) -> Vec<OptionKey> {
        match self {
            Self::AnyAnswer => Vec::new(),
            Self::Connection => {
                vec![OptionKey::new(namespace::APPLICATION, health_option::CLASSIC_CHECK)]
            }
        }
    }

    /// An environment with these settings is on it. That is all there is to know it by: there is no
    /// state but AWS's.
    fn is_taken(self, settings: &Settings) -> bool {
        let value = |option: &OptionKey| settings.get(option).and_then(Option::as_deref);
        let set = self.settings();
        set.iter().all(|(option, wanted)| value(option) == Some(wanted))
            && self.removals().iter().all(|option| value(option).is_none_or(str::is_empty))
    }

    /// The check of a target group, lowered.
    #[must_use]
    pub fn lower(self, check: &Check) -> Check {
        let (path, matcher) = match self {
            Self::AnyAnswer => (Some(ANY_PATH.to_owned()), Some(ANY_ANSWER.to_owned())),
            Self::Connection => (None, None),
        };
        Check { path, matcher, ..check.clone() }
    }
}

impl fmt::Display for Fallback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AnyAnswer => {
                "`/` answers 200-499, the nearest to a TCP connection that an application load \
                 balancer can check"
            }
            Self::Connection => "a TCP connection to port 80",
        })
    }
}
