//! What the environment's file has to say for the scaffolded files to be of use.

use super::wish::{PROXY, SERVER};
use super::{App, Front, Generation, NextStep, Proxy, Wish, django, java};
use crate::config::LoadBalancerType;

/// The keys that the file lacks, as lines of it; nothing where it has all of them.
pub(super) fn step(wish: &Wish) -> Option<NextStep> {
    let lines = lines(wish);
    if lines.is_empty() {
        return None;
    }
    let what = if wish.said.is_some() {
        "Add to the environment's file:"
    } else {
        "Write into the environment's file:"
    };
    Some(NextStep { what: what.to_owned(), lines })
}

fn lines(wish: &Wish) -> Vec<String> {
    let mut lines = Vec::new();
    let mut table = |name: &str, line: &str| {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(format!("[{name}]"));
        lines.push(line.to_owned());
    };
    if !wish.says("https") && wish.front.passes_no_scheme().is_none() {
        table("https", "certificate = \"shop.example.com\"   # your domain");
    }
    // under Elastic Beanstalk a network load balancer checks no path
    if !wish.says("health-check") && wish.front != Front::Network {
        let path = toml::Value::from(wish.health.as_str());
        table("health-check", &format!("path = {path}"));
    }
    if let Some((name, value)) = variable(wish)
        && !wish.says(&format!("variables.{name}"))
    {
        table("variables", &format!("{name} = \"{value}\""));
    }
    let chosen = wish.proxy == Proxy::Apache && wish.generation == Generation::Platform;
    if chosen && !wish.says(&format!("{PROXY}.{SERVER}")) {
        table(&format!("options.\"{PROXY}\""), &format!("{SERVER} = \"apache\""));
    }
    if wish.front == Front::Telling(LoadBalancerType::Classic) && !wish.says("lints.no-redirect") {
        table("lints", "no-redirect = { allow = \"the instances' proxy redirects\" }");
    }
    lines
}

/// The variable without which the application does not know of the files.
fn variable(wish: &Wish) -> Option<(&'static str, String)> {
    match &wish.app {
        App::Django { settings } => Some(("DJANGO_SETTINGS_MODULE", django::module(settings))),
        App::Java => Some(("SPRING_PROFILES_ACTIVE", java::PROFILE.to_owned())),
        App::Node | App::Static { .. } => None,
    }
}
