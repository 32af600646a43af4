//! How an environment is doing, for people: one screen.

use std::path::Path;

use anstyle::Style;

use super::block::{Block, painted};
use super::human::summary;
use super::theme::{ADDED, CHANGED, HEADING, REMOVED};
use super::{diagnostics, plural};
use crate::diagnose::Case;
use crate::observed::{
    Action, Front, Health, Held, Instance, Listener, LogEvent, Situation, TargetHealth, Targets,
};
use crate::plan::Problem;

/// So many lines of the log are shown.
const EVENTS: usize = 5;

/// Status as text of so many columns, with colours as ANSI sequences.
pub fn status(case: &Case<'_>, file: &Path, columns: usize) -> String {
    let Situation { summary, health, instances, events, front, unseen, .. } = case.situation;
    let mut block = Block::new(columns);
    block.head(&head(case.situation));
    block.rows("causes", health.iter().flat_map(|health| &health.causes));
    block.rows("version", [summary.version.as_deref().unwrap_or("(AWS's sample application)")]);
    block.rows("platform", platform(case.situation));
    block.rows(
        "domain",
        summary.cname.iter().chain(front.iter().map(|Front { dns_name, .. }| dns_name)),
    );
    block.rows("requests", health.as_ref().and_then(requests));
    let causes = health.as_ref().map(|health| health.causes.as_slice()).unwrap_or_default();
    block.styled_rows("instances", instances.iter().map(|found| instance(found, causes)));
    block.styled_rows("targets", targets(&case.situation.targets));
    block.styled_rows("health check", check(case));
    block.rows("listeners", listeners(case.situation).iter().map(|found| listener(found)));
    block.styled_rows(
        "certificate",
        case.situation.certificates.iter().flat_map(|held| certificate(case, held)),
    );
    block.rows("redirect", redirect(case.situation));
    let events: Vec<_> = events.iter().filter(|event| !is_about_logs(event)).collect();
    let recent = events.len().saturating_sub(EVENTS);
    block.styled_rows("events", events[recent..].iter().map(|found| event(found)));
    block.styled_rows("differences", differences(case, file));
    block.rows(
        "not seen",
        unseen.iter().map(|unseen| format!("{}: {}", unseen.part, unseen.reason)),
    );
    block.finish()
}

/// `shop-prod in eu-west-1: Ready, Green (Ok)`
fn head(situation: &Situation) -> String {
    let Situation { summary, health, region, .. } = situation;
    let style = match summary.health.as_str() {
        "Green" => ADDED,
        "Red" => REMOVED,
        _ => CHANGED,
    };
    let detail = health.as_ref().map_or_else(String::new, |health| format!(" ({})", health.status));
    let state = painted(style, &format!("{:?}, {}{detail}", summary.status, summary.health));
    format!("{}: {state}", painted(HEADING, &format!("{} in {region}", summary.name)))
}

fn platform(situation: &Situation) -> Option<String> {
    let (branch, version) = situation.summary.platform()?;
    Some(format!("{branch} {version}"))
}

fn requests(health: &Health) -> Option<String> {
    let requests = health.requests.filter(|requests| requests.count > 0)?;
    Some(format!(
        "{} in {} s: {} answered with 4xx, {} with 5xx",
        requests.count, requests.seconds, requests.refused, requests.failed
    ))
}

/// An instance; what ails it, unless that has been said of the environment.
fn instance(instance: &Instance, said: &[String]) -> (Style, String) {
    let Instance { id, health, causes, deployment, zone, kind } = instance;
    let mut parts = vec![health.clone().unwrap_or_else(|| "health not reported".to_owned())];
    parts.extend(deployment.as_ref().map(|deployment| {
        let state = if deployment.is_done() {
            String::new()
        } else {
            format!(", {}", deployment.status.to_lowercase())
        };
        format!("{} (deployment {}{state})", deployment.version, deployment.id)
    }));
    parts.extend(kind.clone());
    parts.extend(zone.clone());
    let causes: Vec<_> =
        causes.iter().filter(|cause| !said.contains(cause)).map(String::as_str).collect();
    let causes = if causes.is_empty() { String::new() } else { format!(": {}", causes.join(" ")) };
    let style = match health.as_deref() {
        Some("Warning" | "Degraded" | "Severe" | "No Data") => REMOVED,
        _ => Style::new(),
    };
    (style, format!("{id} {}{causes}", parts.join(", ")))
}

/// Each target; those of further processes with the name of their group.
fn targets(all: &[Targets]) -> impl Iterator<Item = (Style, String)> {
    all.iter().enumerate().flat_map(|(index, Targets { group, health })| {
        let name = group.arn.split('/').nth(1).unwrap_or(&group.arn);
        let of = if index == 0 { String::new() } else { format!(" of {name}") };
        health.iter().map(move |health| {
            let TargetHealth { target, state, code: _, reason } = health;
            let reason = reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
            let style = if state == "unhealthy" { REMOVED } else { Style::new() };
            (style, format!("{target}{of} {state}{reason}"))
        })
    })
}

fn check(case: &Case<'_>) -> Vec<(Style, String)> {
    let Some(targets) = case.situation.default_targets() else { return Vec::new() };
    let check = &targets.group.check;
    let plain = format!("{check}, every {}s", check.interval);
    let mut lines = vec![(Style::new(), plain)];
    if case.is_on_fallback()
        && let Some(wish) = case.desired.health_check()
    {
        let text = format!(
            "degraded, on its fallback: the file asks for {} with {}",
            wish.path, wish.matcher
        );
        lines.push((CHANGED, text));
    }
    lines
}

fn listeners(situation: &Situation) -> Vec<&Listener> {
    situation.balancer.iter().flat_map(|balancer| &balancer.listeners).collect()
}

fn listener(listener: &Listener) -> String {
    let mut parts = vec![match &listener.default_action {
        Action::Forward { .. } => "forwards to the instances".to_owned(),
        Action::Redirect(target) => format!("redirects to {} {}", target.protocol, target.port),
        Action::Other(kind) => kind.clone(),
    }];
    parts.extend(listener.policy.clone());
    if !listener.rules.is_empty() {
        parts.push(plural(listener.rules.len(), "rule"));
    }
    format!("{} {}", listener.port, parts.join(", "))
}

fn certificate(case: &Case<'_>, held: &Held) -> Vec<(Style, String)> {
    let certificate = &held.certificate;
    let mut lines = vec![(Style::new(), certificate.domains.join(", "))];
    if let Some(end) = certificate.not_after {
        let days = end.duration_since(case.situation.at).as_hours() / 24;
        let renewed = match (held.renewal.imported, certificate.renewable) {
            (true, _) => "imported, so nobody renews it",
            (false, true) => "ACM renews it",
            (false, false) => "ACM does not renew it",
        };
        let date = end.strftime("%Y-%m-%d");
        let (style, ends) = match days {
            _ if end <= case.situation.at => (REMOVED, format!("ended on {date}")),
            0..30 => (CHANGED, format!("ends on {date}, in {}", plural_days(days))),
            _ => (Style::new(), format!("ends on {date}, in {}", plural_days(days))),
        };
        lines.push((style, format!("{ends}; {renewed}")));
    }
    if certificate.status != "ISSUED" {
        lines.push((REMOVED, certificate.status.clone()));
    }
    if let Some(domain) = case.domain() {
        let covers = certificate.covers(domain);
        let (style, verb) =
            if covers { (Style::new(), "covers") } else { (REMOVED, "does not cover") };
        lines.push((style, format!("{verb} {domain}")));
    }
    lines
}

fn plural_days(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

/// What the rules on port 80 do, each in a line.
fn redirect(situation: &Situation) -> Vec<String> {
    let http = listeners(situation).into_iter().find(|listener| listener.port == 80);
    let rules = http.map(|listener| listener.rules.as_slice()).unwrap_or_default();
    rules.iter().map(|rule| format!("{} (priority {})", rule.describe(), rule.priority)).collect()
}

/// Whoever looks for a fault asks for logs, and what that leaves behind tells nothing.
fn is_about_logs(event: &LogEvent) -> bool {
    ["requestEnvironmentInfo", "Pulled logs"].iter().any(|part| event.message.starts_with(part))
}

fn event(event: &LogEvent) -> (Style, String) {
    let style = match event.severity.as_str() {
        "ERROR" | "FATAL" => REMOVED,
        "WARN" => CHANGED,
        _ => Style::new(),
    };
    (style, format!("{} {} {}", event.at.strftime("%H:%M:%S"), event.severity, event.message))
}

fn differences(case: &Case<'_>, file: &Path) -> Vec<(Style, String)> {
    let file = diagnostics::shown(file);
    match case.plan {
        None => Vec::new(),
        Some(Ok(plan)) if plan.is_empty() => {
            vec![(Style::new(), format!("none: it is as {file} says"))]
        }
        Some(Ok(plan)) => {
            let told = anstream::adapter::strip_str(&summary(plan, usize::MAX)).to_string();
            vec![(CHANGED, told), (Style::new(), "`ebdeploy plan` shows them".to_owned())]
        }
        Some(Err(problems)) => {
            let line = |Problem { fault, path, message, help: _ }: &Problem| {
                (REMOVED, format!("refused[{}]: `{path}`: {message}", fault.id()))
            };
            problems.iter().map(line).collect()
        }
    }
}
