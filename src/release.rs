//! The version that one environment hands on to another, if it is well with it there.

use crate::desired::Desired;
use crate::observed::{Instance, Runs, Situation, Status, is_well};

/// A version that runs, and is worth handing on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// The application's name.
    pub application: String,
    /// The name of the environment that runs it.
    pub environment: String,
    /// Its region.
    pub region: String,
    /// The version's label.
    pub version: String,
    /// On how many instances it runs.
    pub instances: usize,
    /// The environment's health: `Green`, …
    pub health: String,
}

/// What an environment hands on: the version that it runs, on every instance, in the health that its
/// own file counts as success. `desired` is that file's.
///
/// # Errors
/// Everything that speaks against it, each as a fragment without a full stop.
pub fn release(desired: &Desired, situation: &Situation) -> Result<Release, Vec<String>> {
    let Situation { summary, region, instances, .. } = situation;
    let name = &summary.name;
    let mut against = Vec::new();
    if summary.status != Status::Ready {
        let status = format!("{:?}", summary.status).to_lowercase();
        against.push(format!("`{name}` is {status}, and may run another version in a moment"));
    }
    let version = summary.version.clone().unwrap_or_default();
    if version.is_empty() {
        against.push(format!("`{name}` runs no version of its application"));
    }
    against.extend(unwell(desired, situation));
    against.extend(instances.iter().filter_map(|instance| elsewhere(instance, &version)));
    if instances.is_empty() {
        against.push(format!("`{name}` has no instances: nothing shows that the version runs"));
    }
    if !against.is_empty() {
        return Err(against);
    }
    Ok(Release {
        application: summary.application.clone(),
        environment: name.clone(),
        region: region.clone(),
        version,
        instances: instances.len(),
        health: summary.health.clone(),
    })
}

/// Less health than the environment's own file asks for.
fn unwell(desired: &Desired, situation: &Situation) -> Option<String> {
    let Situation { summary, health, .. } = situation;
    let targets = situation.targets.iter().flat_map(|targets| &targets.health);
    let well = is_well(desired.health(), &summary.health, targets);
    let causes = || {
        let causes = health.as_ref().map(|health| health.causes.join(", "));
        causes.filter(|causes| !causes.is_empty()).map(|causes| format!(": {causes}"))
    };
    let failing = || {
        let failing: Vec<_> = situation.serving().filter(|target| !target.is_healthy()).collect();
        let ids: Vec<_> = failing.iter().map(|target| target.target.as_str()).collect();
        if ids.is_empty() {
            return String::new();
        }
        format!(", and the load balancer does not find {} healthy", ids.join(", "))
    };
    let name = &summary.name;
    (!well).then(|| {
        format!("`{name}` is {}{}{}", summary.health, failing(), causes().unwrap_or_default())
    })
}

/// An instance that is known to run something else, or whose deployment is not over or failed.
fn elsewhere(instance: &Instance, version: &str) -> Option<String> {
    let deployment = instance.deployment.as_ref()?;
    if instance.runs(version) == Runs::Wanted {
        return None;
    }
    let (id, status) = (&instance.id, deployment.status.to_lowercase());
    Some(format!("instance {id} has `{}`, {status}", deployment.version))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config;
    use crate::observed::{Deployment, Summary, TargetGroup, TargetHealth, Targets};

    fn desired(more: &str) -> Desired {
        let text = format!(
            "[application]\nname = \"shop\"\n[environment]\nname = \"shop-staging\"\n{more}"
        );
        let file = config::parse(Path::new("staging.toml"), &text).unwrap();
        Desired::new(&file, &|_: &str| None).unwrap()
    }

    fn instance(id: &str, version: &str, status: &str) -> Instance {
        let (version, status) = (version.to_owned(), status.to_owned());
        let deployment = Some(Deployment { id: 3, version, status });
        Instance { id: id.to_owned(), deployment, ..Instance::default() }
    }

    fn situation() -> Situation {
        Situation {
            at: jiff::Timestamp::UNIX_EPOCH,
            region: "eu-west-1".to_owned(),
            summary: Summary {
                id: "e-1".to_owned(),
                arn: String::new(),
                name: "shop-staging".to_owned(),
                application: "shop".to_owned(),
                is_worker: false,
                status: Status::Ready,
                abortable: false,
                health: "Green".to_owned(),
                platform: None,
                version: Some("v2".to_owned()),
                cname: None,
            },
            health: None,
            instances: vec![instance("i-1", "v2", "Deployed"), instance("i-2", "v2", "Deployed")],
            events: Vec::new(),
            kind: None,
            front: None,
            balancer: None,
            targets: Vec::new(),
            certificates: Vec::new(),
            unseen: Vec::new(),
        }
    }

    #[test]
    fn what_runs_everywhere_and_is_well_is_handed_on() {
        let release = release(&desired(""), &situation()).unwrap();
        assert_eq!((release.version.as_str(), release.instances), ("v2", 2));
        assert_eq!(release.environment, "shop-staging");
    }

    #[test]
    fn a_version_that_not_every_instance_has_is_not_handed_on() {
        let mut mixed = situation();
        mixed.instances =
            vec![instance("i-1", "v2", "In Progress"), instance("i-2", "v1", "Deployed")];
        let against = release(&desired(""), &mixed).unwrap_err();
        assert_eq!(
            against,
            ["instance i-1 has `v2`, in progress", "instance i-2 has `v1`, deployed"]
        );
    }

    #[test]
    fn what_is_unwell_is_not_handed_on_unless_its_file_says_so() {
        let mut yellow = situation();
        yellow.summary.health = "Yellow".to_owned();
        yellow.health = Some(crate::observed::Health {
            causes: vec!["21 % of the requests are erroring with HTTP 5xx.".to_owned()],
            ..Default::default()
        });
        let against = release(&desired(""), &yellow).unwrap_err();
        let told = "`shop-staging` is Yellow: 21 % of the requests are erroring with HTTP 5xx.";
        assert_eq!(against, [told]);
        assert!(release(&desired("[apply]\nhealth = \"warning\""), &yellow).is_ok());
    }

    #[test]
    fn a_green_environment_with_a_failing_target_is_not_well() {
        let mut failing = situation();
        let health = TargetHealth {
            target: "i-2".to_owned(),
            state: "unhealthy".to_owned(),
            code: None,
            reason: None,
        };
        failing.targets = vec![Targets { group: TargetGroup::default(), health: vec![health] }];
        let against = release(&desired(""), &failing).unwrap_err();
        let told = "`shop-staging` is Green, and the load balancer does not find i-2 healthy";
        assert_eq!(against, [told]);
    }

    #[test]
    fn everything_that_speaks_against_it_is_told_at_once() {
        let mut nothing = situation();
        nothing.summary.status = Status::Updating;
        nothing.summary.version = None;
        nothing.instances = Vec::new();
        assert_eq!(release(&desired(""), &nothing).unwrap_err().len(), 3);
    }
}
