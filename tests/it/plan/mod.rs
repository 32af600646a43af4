//! Plans: start from an environment that is as the file says, change one thing, look.

mod changes;
mod port;
mod redirect;
mod refusals;
mod together;
mod variables;

use std::collections::BTreeMap;

use ebdeploy::desired::OptionKey;
use ebdeploy::observed::{Action, Condition, Rule};

use crate::support::{FILE, converged, desired, look, shown, told};

async fn plan_after(change: impl FnOnce(&mut crate::fake::World)) -> String {
    let (cloud, desired) = converged(FILE).await;
    cloud.change(change);
    shown(&look(&cloud, &desired).await.unwrap())
}

async fn refusal(text: &str, change: impl FnOnce(&mut crate::fake::World)) -> String {
    let (cloud, _) = converged(FILE).await;
    cloud.change(change);
    told(&look(&cloud, &desired(text)).await.unwrap_err())
}

pub(crate) fn foreign(priority: u32, action: Action) -> Rule {
    let conditions = vec![Condition::Other("host-header".into())];
    Rule {
        arn: format!("foreign-{priority}"),
        priority,
        conditions,
        action,
        tags: Some(BTreeMap::new()),
    }
}

pub(crate) fn forward() -> Action {
    Action::Forward { target_groups: vec!["somebody-elses".into()] }
}

pub(crate) fn set(world: &mut crate::fake::World, namespace: &str, name: &str, value: &str) {
    let settings = &mut world.environment.as_mut().unwrap().settings;
    settings.insert(OptionKey::new(namespace, name), Some(value.into()));
}
