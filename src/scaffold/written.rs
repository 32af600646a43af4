//! What an environment's file says of what is to be scaffolded.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::Front;
use crate::config::{Config, LoadBalancerType, Redirect, Setting};

/// A file that there is already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// As on the command line.
    pub path: PathBuf,
    /// The keys that it has, by table and name.
    pub keys: Vec<String>,
}

/// What is in front of the instances.
pub(super) fn front(file: &Config) -> Front {
    let environment = "aws:elasticbeanstalk:environment";
    if option(file, environment, "EnvironmentType") == Some("SingleInstance") {
        return Front::Nothing;
    }
    match file
        .load_balancer
        .as_ref()
        .map_or_else(LoadBalancerType::default, |balancer| balancer.kind)
    {
        LoadBalancerType::Network => Front::Network,
        kind => Front::Telling(kind),
    }
}

/// The path patterns that are not redirected.
pub(super) fn exempt(file: &Config) -> Vec<String> {
    let redirect = file.https.as_ref().and_then(|https| https.redirect.as_ref());
    match redirect {
        Some(Redirect::On { except: Some(except), .. }) => except.clone(),
        Some(Redirect::On { except: None, .. } | Redirect::Off) | None => Vec::new(),
    }
}

/// An option's value.
pub(super) fn option<'a>(file: &'a Config, namespace: &str, name: &str) -> Option<&'a str> {
    match file.options.get(namespace)?.get(name)? {
        Setting::Text(text) => Some(text),
        _ => None,
    }
}

/// The keys that what is scaffolded could want to have set.
pub(super) fn keys(file: &Config) -> Vec<String> {
    let names = |table: &str, settings: &BTreeMap<String, Setting>| {
        settings.keys().map(|name| format!("{table}.{name}")).collect::<Vec<_>>()
    };
    let mut said = names("variables", &file.variables);
    for (namespace, settings) in &file.options {
        said.extend(names(namespace, settings));
    }
    said.extend(file.lints.keys().map(|id| format!("lints.{id}")));
    said.extend(file.health_check.iter().map(|_| "health-check".to_owned()));
    said.extend(file.https.iter().map(|_| "https".to_owned()));
    said
}
