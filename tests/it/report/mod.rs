//! Reports for pipelines: what they say, whatever the values are.

mod anything;
mod failure;
mod files;
mod html;
mod many;
mod markdown;
mod outcome;
mod path;
mod reviewed;

use std::path::Path;

use ebdeploy::desired::{Desired, OptionKey, Property, Value, namespace};
use ebdeploy::error::Error;
use ebdeploy::observe::observe;
use ebdeploy::plan::path::TrafficPath;
use ebdeploy::plan::{Edit, Plan, Step, plan};
use ebdeploy::report::{Record, Report, Shape, Verb};

use crate::fake::{Fake, now};

/// A plan, and the way of a request through it.
pub(crate) async fn planned(cloud: &Fake, desired: &Desired) -> (Plan, TrafficPath) {
    let observed = observe(cloud, desired, now()).await.unwrap();
    let plan = plan(desired, &observed).unwrap();
    let path = TrafficPath::of(desired, &observed, &plan);
    (plan, path)
}

/// A plan's report.
fn of_plan(planned: &(Plan, TrafficPath), shape: Shape) -> String {
    let (plan, path) = planned;
    report(Verb::Plan, Some((plan, path)), None, Ok(0)).render(shape)
}

fn report<'a>(
    verb: Verb,
    planned: Option<(&'a Plan, &'a TrafficPath)>,
    record: Option<&'a Record>,
    result: Result<u8, &'a Error>,
) -> Report<'a> {
    let (plan, path) = planned.unzip();
    let file = Path::new("environments/test.toml");
    Report { plan, path, record, result, ..Report::new(verb, file) }
}

/// A step that sets an option to a text.
fn setting(path: &str, before: Option<&str>, after: &str) -> Step {
    let text = |text: &str| Value::Text(text.to_owned());
    let option = OptionKey::new(namespace::VARIABLES, path);
    let impact = ebdeploy::desired::Impact::AppRestart;
    let property = Property { path: path.to_owned(), option, value: text(after), impact };
    let edits = vec![Edit { property, before: before.map(text) }];
    Step::UpdateSettings { environment: "e-1".into(), edits, removals: Vec::new() }
}

/// A plan of these steps, and a way that it does not change.
fn made_of(steps: Vec<Step>) -> (Plan, TrafficPath) {
    let plan = Plan {
        environment: "shop-test".into(),
        region: "eu-west-1".into(),
        steps,
        ..Plan::default()
    };
    let path = TrafficPath { environment: "shop-test".into(), stations: vec![], ways: vec![] };
    (plan, path)
}
