//! What a look at AWS finds wrong with a file: the world in which each example is looked at.

use std::path::Path;

use ebdeploy::config;
use ebdeploy::desired::{Desired, namespace};
use ebdeploy::error::Error;
use ebdeploy::observe::remains;
use ebdeploy::observed::{Listener, Reference, Summary};
use ebdeploy::plan::{Problem, destroy};
use ebdeploy::report;

use super::HEAD;
use super::examples::FILE;
use crate::fake::{Fake, Made, World, now};
use crate::plan::{foreign, forward, set};
use crate::support::{converged, look};

const HTTPS: &str = "[https]\ncertificate = \"shop.example.com\"\n";

/// A world, and what is asked of it.
struct Case {
    /// What the environment was made from, if there is one.
    before: Option<&'static str>,
    /// What another hand did since.
    change: fn(&mut World),
}

fn new(change: fn(&mut World)) -> Case {
    Case { before: None, change }
}

fn running(lines: &'static str, change: fn(&mut World)) -> Case {
    Case { before: Some(lines), change }
}

fn case(id: &str) -> Case {
    match id {
        "other-application" => running("", |world| summary(world).application = "blog".into()),
        "worker-environment" => running("", |world| summary(world).is_worker = true),
        "create-only" => running("", |world| {
            summary(world).cname = Some("shop.eu-west-1.elasticbeanstalk.com".into());
        }),
        "certificate-unusable" => {
            new(|world| world.certificates[0].status = "PENDING_VALIDATION".into())
        }
        "foreign-listener" => running("", |world| {
            let http = world.balancer().listeners[0].clone();
            let arn = "arn:aws:elasticloadbalancing:…:listener/app/shop/1/2".into();
            world.balancer().listeners.push(Listener { arn, port: 443, ..http });
        }),
        "listener-gone" => {
            running(HTTPS, |world| world.balancer().listeners.retain(|one| one.port != 443))
        }
        "no-load-balancer" => running("", |world| {
            set(world, namespace::ENVIRONMENT, "EnvironmentType", "SingleInstance");
        }),
        "load-balancer-gone" => {
            running("", |world| world.environment.as_mut().unwrap().balancer = None)
        }
        "redirect-shared" => {
            running("", |world| set(world, namespace::ENVIRONMENT, "LoadBalancerIsShared", "true"))
        }
        "redirect-no-room" => {
            running("", |world| world.balancer().listeners[0].rules.push(foreign(1, forward())))
        }
        "subnets-of-one-zone" => new(|world| world.subnets[1].zone = "eu-west-1a".into()),
        "version-failed" => running("", |world| {
            world.versions.push(Made { label: "v42".into(), looks: 0, fails: true });
        }),
        "secrets-unsupported" => running("", |world| {
            let platform = &mut summary(world).platform;
            *platform = platform.as_ref().map(|arn| arn.replace("4.7.2", "4.5.0"));
        }),
        "security-group-held" => running("", |world| {
            let (from, name, to) = ("sg-9".into(), "database".into(), "sg-1".into());
            world.references.push(Reference { from, name, to });
        }),
        "application-in-use" => running("", |world| {
            let own = summary(world).clone();
            world.neighbours = vec![Summary { name: "shop-beta".into(), ..own }];
        }),
        "aws-refuses" => running("", |_| ()),
        _ => new(|_| ()),
    }
}

fn summary(world: &mut World) -> &mut Summary {
    &mut world.environment.as_mut().unwrap().summary
}

/// The command that takes the look.
pub(super) fn command(id: &str) -> String {
    match id {
        "security-group-held" => format!("ebdeploy destroy {FILE}"),
        "application-in-use" => format!("ebdeploy destroy --with-application {FILE}"),
        _ => format!("ebdeploy plan {FILE}"),
    }
}

/// What a look says of a file of this text.
pub(super) async fn told(id: &str, text: &str) -> String {
    let Case { before, change } = case(id);
    let cloud = match before {
        Some(lines) => converged(&format!("{HEAD}{lines}")).await.0,
        None => Fake::empty(),
    };
    cloud.change(change);
    let file = config::parse(Path::new(FILE), text).unwrap();
    let desired = Desired::new(&file, &|_: &str| None).unwrap();
    let problems = problems(&cloud, &desired, id).await;
    let located = problems.into_iter().map(|problem| problem.located(&file.source));
    let error = Error::Refused {
        diagnostics: located.collect(),
        source_file: Box::new(file.source.clone()),
    };
    anstream::adapter::strip_str(&report::failure_text(&error, 80)).to_string()
}

async fn problems(cloud: &Fake, desired: &Desired, id: &str) -> Vec<Problem> {
    if !command(id).contains("destroy") {
        return look(cloud, desired).await.expect_err(id);
    }
    let all = id == "application-in-use";
    let found = remains(cloud, desired, all, now()).await.unwrap();
    destroy(desired, &found, all).expect_err(id)
}
