//! How an environment is doing: to stdout, for people or as one JSON document. `docs/json.md`
//! describes the documents.

use std::io::{self, Write};
use std::path::Path;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::json::value;
use super::theme::{HEADING, styled};
use super::{Format, diagnostics, findings, out, status as human, width};
use crate::diagnose::{self, Case, Finding};
use crate::observed::{
    Action, Asked, Certificate, Held, InstanceLog, Leads, Listener, Outcome, Probing, Situation,
    Targets,
};
use crate::plan::FORMAT;
use crate::plan::Problem;

/// Writes status to stdout anew: on a terminal in the place of what stood there, elsewhere when
/// something has changed.
///
/// # Errors
/// When stdout cannot be written to.
pub fn redraw(text: &str, changed: bool, format: Format, at: Timestamp) -> io::Result<()> {
    let text = match format {
        Format::Human => format!("{}\n{text}", at.strftime("%Y-%m-%d %H:%M:%S UTC")),
        Format::Json => text.to_owned(),
    };
    let Some((_, terminal_size::Height(rows))) = screen() else {
        return if changed { out(&text) } else { Ok(()) };
    };
    // Not through `anstream`: this is no colour, and `NO_COLOR` is about colours.
    io::stdout().write_all(b"\x1b[H\x1b[2J")?;
    let most = usize::from(rows).saturating_sub(1);
    out(&text.lines().take(most).collect::<Vec<_>>().join("\n"))
}

/// The size of a terminal that can be cleared.
fn screen() -> Option<(terminal_size::Width, terminal_size::Height)> {
    let dumb = std::env::var_os("TERM").is_none_or(|kind| kind == "dumb");
    if dumb { None } else { terminal_size::terminal_size_of(io::stdout()) }
}

/// Status as text, for people or as one JSON document.
pub fn status_shown(case: &Case<'_>, file: &Path, format: Format) -> String {
    match format {
        Format::Human => human::status(case, file, width(&io::stdout())),
        Format::Json => serde_json::to_string_pretty(&status_json(case, file)).unwrap_or_default(),
    }
}

/// Tells programs that there is no such environment.
///
/// # Errors
/// When stdout cannot be written to.
pub fn missing(environment: &str, file: &Path, format: Format) -> io::Result<()> {
    if format == Format::Human {
        return Ok(());
    }
    let document = json!({
        "format": FORMAT,
        "file": diagnostics::shown(file),
        "environment": environment,
        "exists": false,
    });
    out(&serde_json::to_string_pretty(&document).unwrap_or_default())
}

/// Writes a diagnosis to stdout.
///
/// # Errors
/// When stdout cannot be written to.
pub fn diagnosis(
    case: &Case<'_>,
    findings: &[Finding],
    file: &Path,
    format: Format,
) -> io::Result<()> {
    let text = match format {
        Format::Human => findings::findings(case, findings, width(&io::stdout())),
        Format::Json => {
            let document = diagnosis_json(case, findings, file);
            serde_json::to_string_pretty(&document).unwrap_or_default()
        }
    };
    out(&text)
}

/// Writes logs to stdout, each instance's under a heading.
///
/// # Errors
/// When stdout cannot be written to.
pub fn tails(logs: &[InstanceLog], format: Format) -> io::Result<()> {
    if format == Format::Json {
        let document = json!({ "format": FORMAT, "logs": logs });
        return out(&serde_json::to_string_pretty(&document).unwrap_or_default());
    }
    for (index, InstanceLog { instance, taken, text }) in logs.iter().enumerate() {
        let space = if index == 0 { "" } else { "\n" };
        let taken = taken.strftime("%Y-%m-%d %H:%M:%S UTC");
        let head = styled(HEADING, format!("==> {instance}, {taken} <=="));
        out(&format!("{space}{head}\n{}", said(text).trim_end_matches('\n')))?;
    }
    Ok(())
}

/// What somebody else wrote, without what would steer a terminal.
fn said(text: &str) -> String {
    let plain = anstream::adapter::strip_str(text).to_string();
    plain.chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control()).collect()
}

fn status_json(case: &Case<'_>, file: &Path) -> Value {
    let situation = case.situation;
    let Situation {
        at: _,
        region,
        summary,
        health,
        instances,
        events,
        kind,
        front,
        balancer,
        targets,
        certificates,
        unseen,
    } = situation;
    let event = |event: &crate::observed::LogEvent| json!({ "at": event.at, "severity": event.severity, "message": event.message });
    json!({
        "format": FORMAT,
        "file": diagnostics::shown(file),
        "environment": summary.name,
        "region": region,
        "exists": true,
        "id": summary.id,
        "application": summary.application,
        "status": format!("{:?}", summary.status).to_lowercase(),
        "color": summary.health,
        "health": health,
        "version": summary.version,
        "platform": summary.platform,
        "cname": summary.cname,
        "instances": instances,
        "load-balancer": balancer.as_ref().map(|balancer| json!({
            "type": kind.map(|kind| kind.to_string()),
            "id": balancer.arn,
            "dns-name": front.as_ref().map(|front| &front.dns_name),
            "internet-facing": front.as_ref().map(|front| front.internet_facing),
            "listeners": balancer.listeners.iter().map(listener).collect::<Vec<_>>(),
        })),
        "targets": targets.iter().map(group).collect::<Vec<_>>(),
        "on-fallback": case.is_on_fallback(),
        "certificates": certificates.iter().map(|held| certificate(case, held)).collect::<Vec<_>>(),
        "events": events.iter().map(event).collect::<Vec<_>>(),
        "plan": plan(case),
        "unseen": unseen,
    })
}

fn listener(listener: &Listener) -> Value {
    let Listener { arn, port, certificate, policy, default_action, weights: _, rules } = listener;
    let action = match default_action {
        Action::Forward { .. } => "forward",
        Action::Redirect(_) => "redirect",
        Action::Other(kind) => kind,
    };
    let rule = |rule: &crate::observed::Rule| json!({ "rule": rule.arn, "priority": rule.priority, "does": rule.describe() });
    json!({
        "listener": arn,
        "port": port,
        "certificate": certificate,
        "policy": policy,
        "default-action": action,
        "rules": rules.iter().map(rule).collect::<Vec<_>>(),
    })
}

fn group(Targets { group, health }: &Targets) -> Value {
    json!({ "target-group": group.arn, "check": group.check, "targets": health })
}

fn certificate(case: &Case<'_>, held: &Held) -> Value {
    let Held { certificate, renewal } = held;
    let Certificate { arn, domains, status, not_after, renewable } = certificate;
    json!({
        "certificate": arn,
        "domains": domains,
        "status": status,
        "not-after": not_after,
        "renewable": renewable,
        "imported": renewal.imported,
        "renewal": renewal.status,
        "covers": case.domain().map(|domain| certificate.covers(domain)),
    })
}

/// What differs: the plan in short, or why there is none.
fn plan(case: &Case<'_>) -> Value {
    match case.plan {
        None => Value::Null,
        Some(Ok(plan)) => json!({
            "changes": !plan.is_empty(),
            "impact": plan.impact(),
            "steps": plan.steps.iter().map(|step| value(step)["step"].clone()).collect::<Vec<_>>(),
            "problems": [],
        }),
        Some(Err(problems)) => {
            let problem = |Problem { fault, path, message, help }: &Problem| json!({ "id": fault.id(), "path": path, "message": message, "help": help });
            json!({
                "changes": Value::Null,
                "impact": Value::Null,
                "steps": [],
                "problems": problems.iter().map(problem).collect::<Vec<_>>(),
            })
        }
    }
}

fn diagnosis_json(case: &Case<'_>, findings: &[Finding], file: &Path) -> Value {
    json!({
        "format": FORMAT,
        "file": diagnostics::shown(file),
        "environment": case.situation.summary.name,
        "region": case.situation.region,
        "exists": true,
        "findings": findings,
        "checked": diagnose::checked(case),
        "probe": case.probing.map(probe),
        "notes": diagnose::notes(case),
    })
}

fn probe(probing: &Probing) -> Value {
    let Probing { host, through, leads, asked } = probing;
    let elsewhere = match leads {
        Leads::Here => None,
        Leads::Elsewhere(addresses) => Some(addresses.clone()),
        Leads::Nowhere => Some(Vec::new()),
    };
    let request = |Asked { question, outcome }: &Asked| {
        let (status, location, failure) = match outcome {
            Outcome::Answer(answer) => (Some(answer.status), answer.location.clone(), None),
            Outcome::Failure(failure) => (None, None, Some(failure.to_string())),
        };
        json!({
            "scheme": question.scheme,
            "path": question.path,
            "status": status,
            "location": location,
            "failure": failure,
        })
    };
    json!({ "host": host, "through": through, "elsewhere": elsewhere, "requests": asked.iter().map(request).collect::<Vec<_>>() })
}
