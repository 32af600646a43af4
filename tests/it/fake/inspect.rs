//! What the fake can be asked beyond what a plan needs, and what its application answers.

use std::collections::{BTreeMap, BTreeSet};

use ebdeploy::cloud::{
    Address, ErrorKind, ObserveFront, ObserveInstances, ObserveLogs, Result, Tail,
};
use ebdeploy::observed::{
    Answer, Asked, Check, Deployment, Failure, Front, Health, Held, Instance, Leads, Listener,
    LogEvent, Outcome, Probing, Question, Renewal, Scheme,
};
use ebdeploy::probe::{Probe, Way};
use jiff::SignedDuration;

use super::{Fake, error, now};

/// What is told beyond what a plan needs.
#[derive(Default)]
pub(crate) struct Told {
    /// Health is reported by colour only.
    pub(crate) basic: bool,
    /// What ails the environment.
    pub(crate) causes: Vec<String>,
    /// The health of an instance, where it is not Ok.
    pub(crate) instance_health: BTreeMap<String, String>,
    /// Version and state of an instance's deployment, where it is not that of all.
    pub(crate) deployments: BTreeMap<String, (String, String)>,
    /// So often it was asked what its instances run.
    pub(crate) asked_instances: usize,
    /// The load balancer is reached from within only.
    pub(crate) internal: bool,
    /// The certificates were imported.
    pub(crate) imported: bool,
    /// How the renewal goes.
    pub(crate) renewal: Option<String>,
    /// These calls are refused.
    pub(crate) denied: BTreeSet<&'static str>,
    /// The logs that instances hand in when they are asked; others hand in none.
    pub(crate) logs: BTreeMap<String, String>,
    /// So often they were asked for.
    pub(crate) asked_for_logs: i64,
}

impl Fake {
    fn told<T>(&self, operation: &'static str, tell: impl FnOnce(&Told) -> T) -> Result<T> {
        let world = self.0.borrow();
        if world.told.denied.contains(operation) {
            return Err(error(operation, ErrorKind::AccessDenied, "you may not"));
        }
        Ok(tell(&world.told))
    }
}

impl ObserveInstances for Fake {
    async fn health(&self, name: &str) -> Result<Option<Health>> {
        let known =
            self.0.borrow().environment.as_ref().is_some_and(|found| found.summary.name == name);
        if !known {
            let operation = "elasticbeanstalk:DescribeEnvironmentHealth";
            return Err(error(operation, ErrorKind::NotFound, "No Environment found"));
        }
        let colour = self.0.borrow_mut().measured();
        let said = self.0.borrow().health.clone();
        let status = match said.as_deref().unwrap_or(&colour) {
            "Green" => "Ok",
            "Yellow" => "Warning",
            _ => "Severe",
        };
        self.told("elasticbeanstalk:DescribeEnvironmentHealth", |told| {
            let causes = told.causes.clone();
            (!told.basic).then(|| Health { status: status.into(), causes, requests: None })
        })
    }

    async fn instances(&self, _: &str) -> Result<Option<Vec<Instance>>> {
        self.change(|world| world.told.asked_instances += 1);
        let ids = self.0.borrow().instances.clone();
        let (newest, label) = {
            let world = self.0.borrow();
            let environment = world.environment.as_ref();
            let label = environment.and_then(|found| found.summary.version.clone());
            (world.deployed, label.unwrap_or("Sample Application".into()))
        };
        self.told("elasticbeanstalk:DescribeInstancesHealth", |told| {
            let instance = |id: &String| {
                let health = told.instance_health.get(id).cloned().unwrap_or("Ok".into());
                let deployment = told.deployments.get(id).cloned();
                let (version, status) = deployment.unwrap_or((label.clone(), "Deployed".into()));
                let number = newest - i64::from(version != label);
                Instance {
                    id: id.clone(),
                    health: Some(health),
                    causes: Vec::new(),
                    deployment: Some(Deployment { id: number, version, status }),
                    zone: Some("eu-west-1a".into()),
                    kind: Some("t3.small".into()),
                }
            };
            (!told.basic).then(|| ids.iter().map(instance).collect())
        })
    }

    async fn instance_ids(&self, _: &str) -> Result<Vec<String>> {
        Ok(self.0.borrow().instances.clone())
    }

    async fn newest_events(&self, _: &str, most: u16) -> Result<Vec<LogEvent>> {
        let mut log = self.0.borrow().log.clone();
        log.sort_by_key(|line| line.at);
        let first = log.len().saturating_sub(most.into());
        self.told("elasticbeanstalk:DescribeEvents", |_| log[first..].to_vec())
    }
}

impl ObserveFront for Fake {
    async fn front(&self, _: &str) -> Result<Option<Front>> {
        let groups = self.0.borrow_mut().balancer().groups.clone();
        self.told("elasticloadbalancing:DescribeLoadBalancers", |told| {
            Some(Front {
                dns_name: "balancer.example.com".into(),
                internet_facing: !told.internal,
                groups: groups.into_iter().map(|group| group.id).collect(),
            })
        })
    }

    async fn classic(&self, _: &str) -> Result<Option<(Front, Vec<Listener>, Check)>> {
        Ok(None)
    }

    async fn listener_certificates(&self, listener: &str) -> Result<Vec<String>> {
        let mut world = self.0.borrow_mut();
        let mut listeners = world.balancer().listeners.iter();
        let found = listeners.find(|found| found.arn == listener);
        Ok(found.and_then(|listener| listener.certificate.clone()).into_iter().collect())
    }

    async fn held(&self, certificate: &str) -> Result<Option<Held>> {
        let certificates = self.0.borrow().certificates.clone();
        self.told("acm:DescribeCertificate", |told| {
            let used_by = vec!["arn:balancer".into()];
            let renewal =
                Renewal { imported: told.imported, status: told.renewal.clone(), used_by };
            let certificate = certificates.into_iter().find(|found| found.arn == certificate)?;
            Some(Held { certificate, renewal })
        })
    }
}

impl ObserveLogs for Fake {
    async fn request_tail(&self, _: &str) -> Result<()> {
        self.told("elasticbeanstalk:RequestEnvironmentInfo", |_| ())?;
        self.change(|world| world.told.asked_for_logs += 1);
        Ok(())
    }

    async fn tails(&self, _: &str) -> Result<Vec<Tail>> {
        self.told("elasticbeanstalk:RetrieveEnvironmentInfo", |told| {
            // Those of an earlier request are there still.
            let tail = |request: i64, (instance, text): (&String, &String)| Tail {
                instance: instance.clone(),
                taken: now() + SignedDuration::from_mins(request),
                address: Address::new(format!("https://logs/{request}?signature=hunter2 {text}")),
            };
            let requests = 0..=told.asked_for_logs;
            requests.flat_map(|at| told.logs.iter().map(move |log| tail(at, log))).collect()
        })
    }
}

/// What clients get.
#[derive(Default)]
pub(crate) struct Web {
    /// By scheme and path, beside what is right.
    pub(crate) outcomes: BTreeMap<(Scheme, &'static str), Outcome>,
    /// Whatever is asked for.
    pub(crate) always: Option<Failure>,
    pub(crate) leads: Leads,
}

/// An answer of this status.
pub(crate) fn answer(status: u16) -> Outcome {
    Outcome::Answer(Answer { status, ..Answer::default() })
}

/// A redirect to there.
pub(crate) fn redirect(location: &str) -> Outcome {
    let location = Some(location.to_owned());
    Outcome::Answer(Answer { status: 301, location, ..Answer::default() })
}

impl Web {
    /// One request comes to something else than what is right.
    pub(crate) fn but(scheme: Scheme, path: &'static str, outcome: Outcome) -> Self {
        Self { outcomes: [((scheme, path), outcome)].into(), ..Self::default() }
    }

    fn outcome(&self, way: &Way, Question { scheme, path }: &Question) -> Outcome {
        if let Some(failure) = &self.always {
            return Outcome::Failure(failure.clone());
        }
        let said = self.outcomes.get(&(*scheme, path.as_str())).cloned();
        said.unwrap_or_else(|| match (scheme, path.as_str()) {
            (Scheme::Http, "/") => redirect(&format!("https://{}:443/", way.host)),
            _ => answer(200),
        })
    }
}

impl Probe for Web {
    async fn ask(&self, way: &Way, questions: Vec<Question>) -> Probing {
        let asked = |question: Question| {
            let outcome = self.outcome(way, &question);
            Asked { question, outcome }
        };
        Probing {
            host: way.host.clone(),
            through: way.through.clone(),
            leads: self.leads.clone(),
            asked: questions.into_iter().map(asked).collect(),
        }
    }

    /// The fake writes the log into its address.
    async fn read(&self, address: &Address) -> std::result::Result<String, String> {
        let (place, text) = address.expose().split_once(' ').unwrap();
        let newest = place.contains("/1?");
        if text == "gone" { Err("it answered 403".into()) } else { Ok(format!("{newest}: {text}")) }
    }
}
