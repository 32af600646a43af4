//! For programs: a plan as one document, a run as one object a line. `docs/json.md` describes both.

mod aftermath;

use serde::Serialize;
use serde_json::{Value, json};

use super::fleet::Fleet;
use super::silence::Silence;
use super::whole::{Report, Verb};
use super::{About, Reporter, Review, diagnostics, out, review};
use crate::apply::{Event, Turn};
use crate::config::Source;
use crate::error::Error;
use crate::observed::LogEvent;
use crate::plan::{FORMAT, Plan, PlanDocument, Step};
pub(super) use aftermath::rolling_back;
use aftermath::{aborted, roll_back};

/// A plan as a JSON document.
pub(super) fn plan(plan: &Plan, source: &Source, review: &Review) -> String {
    let mut document = value(&PlanDocument::new(plan, &source.path));
    review::add(&mut document, source, plan, review);
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

/// The plan that a run is about to carry out, as one line.
pub(super) fn planned(plan: &Plan, source: &Source, review: &Review) -> String {
    let mut line = value(&PlanDocument::new(plan, &source.path));
    review::add(&mut line, source, plan, review);
    line["event"] = "planned".into();
    line.to_string()
}

/// Plans are made of texts and numbers: there is nothing in them that JSON cannot hold.
pub(super) fn value(of: &impl Serialize) -> Value {
    serde_json::to_value(of).unwrap_or_default()
}

/// A whole report: the plan, and how it ended.
pub(super) fn whole(report: &Report<'_>) -> String {
    serde_json::to_string_pretty(&document(report)).unwrap_or_default()
}

/// A whole report of several environments.
pub(super) fn fleet(fleet: &Fleet<'_>) -> String {
    let whole = json!({
        "format": FORMAT,
        "exit-code": fleet.code(),
        "changes": fleet.has_changes(),
        "impact": fleet.impact(),
        "environments": fleet.members.iter().map(document).collect::<Vec<_>>(),
    });
    serde_json::to_string_pretty(&whole).unwrap_or_default()
}

fn document(report: &Report<'_>) -> Value {
    let mut document = match report.plan {
        Some(plan) => value(&PlanDocument::new(plan, report.file)),
        None => json!({ "format": FORMAT, "file": diagnostics::shown(report.file) }),
    };
    if let (Some(plan), Some((source, review))) = (report.plan, report.review) {
        review::add(&mut document, source, plan, review);
    }
    let result = report.result;
    if report.verb != Verb::Plan {
        document["outcome"] = ending(report.plan, report.overridden, result);
    } else if let Err(error) = result {
        document["exit-code"] = error.exit_code().into();
        document["error"] = error.to_string().into();
    }
    if let Some(record) = report.record {
        document["log"] = record.log().iter().map(log).collect();
    }
    document
}

/// How an apply ended, as one line.
pub(super) fn outcome(
    about: Option<&About>,
    plan: Option<&Plan>,
    overridden: Option<&str>,
    result: Result<u8, &Error>,
) -> String {
    let mut line = ending(plan, overridden, result);
    if let Some(about) = about {
        about.add(&mut line);
    }
    line["event"] = "outcome".into();
    line["format"] = FORMAT.into();
    line.to_string()
}

fn ending(plan: Option<&Plan>, overridden: Option<&str>, result: Result<u8, &Error>) -> Value {
    let steps = plan.map_or(&[][..], |plan| &plan.steps);
    let journal = result.err().and_then(Error::journal);
    let all = matches!(
        result,
        Ok(_) | Err(Error::NotConverged(_) | Error::NotGone(_) | Error::Report { .. })
    );
    let done = journal.map_or(if all { steps.len() } else { 0 }, |journal| journal.done);
    let current = journal.and_then(|journal| journal.current);
    let begun = current.map_or(done, |index| index + 1);
    let fallback = journal.and_then(|journal| journal.fallback.as_ref());
    let instances = journal.map(|journal| journal.instances.as_slice()).unwrap_or_default();
    let aftermath = result.err().and_then(Error::aftermath);
    json!({
        "exit-code": result.unwrap_or_else(Error::exit_code),
        "error": result.err().map(ToString::to_string),
        "done": steps.iter().take(done).map(name).collect::<Vec<_>>(),
        "failed": current.and_then(|index| steps.get(index)).map(name),
        "not-started": steps.iter().skip(begun).map(name).collect::<Vec<_>>(),
        "override": overridden,
        "instances": instances,
        "evidence": aftermath.and_then(|aftermath| aftermath.evidence.as_ref()),
        "roll-back": aftermath.and_then(|aftermath| aftermath.roll_back.as_ref()).map(roll_back),
        "aborted": aborted(result.err()),
        "fallback": fallback.map(|fallback| json!({
            "check": fallback.check, "to": fallback.to, "targets": fallback.targets,
        })),
    })
}

impl About {
    /// Says what a line is about.
    fn add(&self, line: &mut Value) {
        line["environment"] = self.environment.clone().into();
        line["file"] = diagnostics::shown(&self.file).into();
    }
}

/// How the apply of several environments ended, as one line.
pub(super) fn ended(fleet: &Fleet<'_>) -> String {
    let member = |report: &Report<'_>| {
        let environment = report.plan.map(|plan| &plan.environment);
        let region = report.plan.map(|plan| &plan.region);
        let (file, code) = (diagnostics::shown(report.file), report.code());
        json!({ "file": file, "environment": environment, "region": region, "exit-code": code })
    };
    let environments: Vec<_> = fleet.members.iter().map(member).collect();
    let code = fleet.code();
    json!({ "event": "ended", "format": FORMAT, "exit-code": code, "environments": environments })
        .to_string()
}

/// A line of the environment's log.
fn log(line: &LogEvent) -> Value {
    let LogEvent { at, severity, message, request_id } = line;
    json!({ "at": at, "severity": severity, "message": message, "request-id": request_id })
}

/// One object a line, on stdout.
#[derive(Debug, Default)]
pub(super) struct Lines {
    silence: Silence,
    /// Which environment they are about, where there are several: its name and its file.
    about: Option<About>,
}

impl Lines {
    pub(super) fn about(about: &About) -> Self {
        Self { about: Some(about.clone()), ..Self::default() }
    }
}

impl Reporter for Lines {
    fn report(&mut self, event: Event<'_>) {
        let again = match event {
            Event::Waiting { what, .. } => self.silence.too_long(what),
            Event::Uploading { sent, total } if sent < total => self.silence.too_long("upload"),
            _ => true,
        };
        if !again {
            return;
        }
        self.silence.broken();
        let mut line = line(&event);
        if let Some(about) = &self.about {
            about.add(&mut line);
        }
        // A line that cannot be written does not end a run.
        let _ = out(&line.to_string());
    }

    fn finish(&mut self) {}
}

/// What happens to a step.
fn of_step(event: &str, Turn { index, total, step }: Turn<'_>) -> Value {
    json!({ "event": event, "index": index, "total": total, "step": name(step) })
}

fn line(event: &Event<'_>) -> Value {
    match *event {
        Event::Started(turn) => of_step("started", turn),
        Event::Done(turn, took) => {
            let mut line = of_step("done", turn);
            line["seconds"] = took.as_secs().into();
            line
        }
        Event::Failed(turn, error) => {
            let mut line = of_step("failed", turn);
            line["error"] = error.to_string().into();
            line
        }
        Event::NotPassed(turn, targets) => {
            let mut line = of_step("not-passed", turn);
            line["targets"] = json!(targets);
            line
        }
        Event::FellBack { to, targets } => {
            json!({ "event": "fell-back", "to": to, "targets": targets })
        }
        Event::Uploading { sent, total } => {
            json!({ "event": "uploading", "sent": sent, "total": total })
        }
        Event::Progress { rollout, elapsed } => {
            let mut line = value(rollout);
            line["event"] = "progress".into();
            line["left"] = rollout.left().into();
            line["seconds"] = elapsed.as_secs().into();
            line
        }
        Event::Log(event) => {
            let mut line = log(event);
            line["event"] = "log".into();
            line
        }
        Event::Waiting { what, elapsed } => {
            json!({ "event": "waiting", "for": what, "seconds": elapsed.as_secs() })
        }
    }
}

/// The name of a step.
fn name(step: &Step) -> Value {
    value(step)["step"].clone()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::time::Duration;

    use super::*;
    use crate::apply;
    use crate::observed::Rollout;
    use crate::plan::Fallback;

    /// One of each kind. A kind that is new does not compile in [`line`] until it has its line.
    fn all(step: &Step, error: &apply::Error, log: &LogEvent) -> Vec<Value> {
        let took = Duration::ZERO;
        let turn = Turn { index: 0, total: 1, step };
        let events = [
            Event::Started(turn),
            Event::Done(turn, took),
            Event::Failed(turn, error),
            Event::NotPassed(turn, &[]),
            Event::FellBack { to: Fallback::AnyAnswer, targets: &[] },
            Event::Uploading { sent: 0, total: 1 },
            Event::Progress { rollout: &Rollout::default(), elapsed: took },
            Event::Log(log),
            Event::Waiting { what: "", elapsed: took },
        ];
        events.iter().map(line).collect()
    }

    #[test]
    fn the_documentation_lists_all_kinds_of_events_and_no_others() {
        let step = Step::CreateApplication { application: "shop".into() };
        let error = apply::Error::Missing(String::new());
        let log = LogEvent {
            at: jiff::Timestamp::UNIX_EPOCH,
            severity: "INFO".into(),
            message: String::new(),
            request_id: None,
        };
        let lines = all(&step, &error, &log);
        let told = lines.iter().filter_map(|line| line["event"].as_str());
        let whole = ["planned", "rolling-back", "outcome", "lease", "ended"];
        let told: BTreeSet<_> = told.chain(whole).collect();
        let page = include_str!("../../docs/json.md");
        let table = page.split("| `event` | members |\n|---|---|\n").nth(1).unwrap();
        let rows = table.lines().take_while(|line| line.starts_with("| `"));
        let documented: BTreeSet<_> = rows.filter_map(|row| row.split('`').nth(1)).collect();
        assert_eq!(told, documented);
    }
}
