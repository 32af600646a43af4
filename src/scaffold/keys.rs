//! What the environment's file has to say for the scaffolded files to be of use.

use super::wish::{PROXY, SERVER};
use super::{App, Front, Generation, NewFile, NextStep, Proxy, Wish, django, java, network};
use crate::config::LoadBalancerType;

/// What has to be before any version with the files is deployed: of a network load balancer, that port 443 leads to the
/// instances' port for https. Until then what redirects would send everybody to where nobody listens.
pub(super) fn before(wish: &Wish, redirecting: &[NewFile]) -> Vec<NextStep> {
    if !tells_by_port(wish) {
        return Vec::new();
    }
    let mut steps = Vec::new();
    if wish.says("https") && !leads(wish) {
        let names = |file: &&NewFile| file.path.to_string_lossy().contains("ebdeploy-redirect");
        let redirecting: Vec<_> = redirecting.iter().filter(names).cloned().collect();
        steps.push(network::first(&redirecting));
    }
    let lines = lines(wish);
    if !lines.is_empty() {
        steps.push(NextStep { what: format!("{}:", into(wish)), lines });
    }
    steps
}

/// A network load balancer's port 443 leads to another port of the instances than port 80.
fn tells_by_port(wish: &Wish) -> bool {
    wish.front == Front::Network && wish.cannot_tell().is_none()
}

/// The file says already where port 443 leads to.
fn leads(wish: &Wish) -> bool {
    wish.says(&format!("{}.{}", network::LISTENER, network::LEADS_TO))
}

/// What to do with keys.
fn into(wish: &Wish) -> String {
    match &wish.file {
        Some(file) => format!("Add to {}", file.path.display()),
        None => "Write into the environment's file".to_owned(),
    }
}

/// What the file lacks, in the order in which it is to be applied: the variable that has the
/// application use the files only once a version has them, since an apply changes settings before the
/// version; then the keys that lean on what the application answers by then.
pub(super) fn steps(wish: &Wish) -> Vec<NextStep> {
    let into = into(wish);
    let variable = variable(wish).filter(|(name, _)| !wish.says(&format!("variables.{name}")));
    let mut steps = Vec::new();
    if let Some((name, value)) = variable {
        let what = "Deploy the version that has the files, before anything asks for them:";
        steps.push(NextStep::new(what, &[&wish.command("apply")]));
        let what = format!("{into}, and apply that alone:");
        let line = format!("{name} = \"{value}\"");
        steps.push(NextStep::new(what, &["[variables]", &line]));
    }
    let lines = if tells_by_port(wish) { Vec::new() } else { lines(wish) };
    if !lines.is_empty() {
        steps.push(NextStep { what: format!("{into}:"), lines });
    }
    steps
}

fn lines(wish: &Wish) -> Vec<String> {
    let mut lines = Vec::new();
    let mut table = |name: &str, line: &str| {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(format!("[{name}]"));
        lines.extend(line.lines().map(str::to_owned));
    };
    if !wish.says("https") && wish.cannot_tell().is_none() {
        table("https", "certificate = \"shop.example.com\"   # your domain");
    }
    if tells_by_port(wish) && !leads(wish) {
        for (name, lines) in network::tables() {
            table(&name, &lines.join("\n"));
        }
    }
    // under Elastic Beanstalk a network load balancer checks no path
    if !wish.says("health-check") && wish.front != Front::Network {
        let path = toml::Value::from(wish.health.as_str());
        table("health-check", &format!("path = {path}"));
    }
    let chosen = wish.proxy == Proxy::Apache && wish.generation == Generation::Platform;
    if chosen && !wish.says(&format!("{PROXY}.{SERVER}")) {
        table(&format!("options.\"{PROXY}\""), &format!("{SERVER} = \"apache\""));
    }
    let by_proxy = tells_by_port(wish) || wish.front == Front::Telling(LoadBalancerType::Classic);
    if by_proxy && !wish.says("lints.no-redirect") {
        table("lints", "no-redirect = { allow = \"the instances' proxy redirects\" }");
    }
    lines
}

/// The variable without which the application does not know of the files.
fn variable(wish: &Wish) -> Option<(&'static str, String)> {
    match &wish.app {
        App::Django { settings } => Some(("DJANGO_SETTINGS_MODULE", django::module(settings))),
        App::Java => Some(("SPRING_PROFILES_ACTIVE", java::PROFILE.to_owned())),
        App::Node | App::Tomcat { .. } | App::Static { .. } => None,
    }
}
