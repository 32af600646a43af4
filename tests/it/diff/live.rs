//! What AWS has for two environments, in what either file manages.

use ebdeploy::desired::{Desired, OptionKey};
use ebdeploy::difference::{Side, of_live};
use ebdeploy::observe::observe;
use insta::assert_snapshot;

use super::told;
use crate::fake::{Fake, World, now};
use crate::plan::set;
use crate::support::{FILE, converged};

const VARIABLES: &str = "aws:elasticbeanstalk:application:environment";

/// Where two environments differ.
async fn between(a: (&Fake, &Desired), b: (&Fake, &Desired)) -> String {
    let one = observe(a.0, a.1, now()).await.unwrap();
    let other = observe(b.0, b.1, now()).await.unwrap();
    let side = |desired, environment| Side { desired, region: "eu-west-1", environment };
    let (one, other) = (one.environment.as_ref().unwrap(), other.environment.as_ref().unwrap());
    told(&of_live(side(a.1, one), side(b.1, other)))
}

/// Where an environment differs from one of the same file that another hand has changed.
async fn after(text: &str, change: impl FnOnce(&mut World)) -> String {
    let (a, b) = (converged(text).await, converged(text).await);
    b.0.change(change);
    between((&a.0, &a.1), (&b.0, &b.1)).await
}

#[tokio::test(start_paused = true)]
async fn what_neither_file_manages_is_not_looked_at() {
    let told = after(FILE, |world| set(world, "aws:autoscaling:asg", "MaxSize", "9")).await;
    assert_eq!(told, "");
    let capacity = format!("{FILE}[capacity]\nmax = 4\n");
    let told = after(&capacity, |world| set(world, "aws:autoscaling:asg", "MaxSize", "9")).await;
    assert_eq!(told, "capacity.max: 4 → 9");
}

#[tokio::test(start_paused = true)]
async fn what_one_file_manages_is_looked_at_in_both() {
    let (a, b) = (
        converged(FILE).await,
        converged(&format!("{FILE}[capacity]\nmax = 4\n[variables]\nA = \"1\"\n")).await,
    );
    a.0.change(|world| set(world, "aws:autoscaling:asg", "MaxSize", "3"));
    assert_snapshot!(between((&a.0, &a.1), (&b.0, &b.1)).await, @r"
    capacity.max: 3 → 4
    variables.A: (none) → 1
    ");
    assert_snapshot!(between((&b.0, &b.1), (&a.0, &a.1)).await, @r"
    capacity.max: 4 → 3
    variables.A: 1 → (none)
    ");
}

#[tokio::test(start_paused = true)]
async fn domain_name_platform_version_and_tags_are_always_looked_at() {
    let told = after(FILE, |world| {
        let environment = world.environment.as_mut().unwrap();
        environment.summary.cname = Some("other.example.com".into());
        environment.summary.version = Some("v2".into());
        environment.summary.platform =
            environment.summary.platform.as_ref().map(|arn| format!("{arn}9"));
        environment.tags.insert("team".into(), "web".into());
        environment.tags.insert("elasticbeanstalk:environment-id".into(), "e-2".into());
        environment.tags.insert("Name".into(), "shop-other".into());
    });
    assert_snapshot!(told.await, @r"
    environment.cname: (none) → other.example.com
    environment.platform-version: 4.7.2 → 4.7.29
    environment.tags.team: (none) → web
    version.label: (none) → v2
    ");
}

#[tokio::test(start_paused = true)]
async fn rules_on_port_80_are_compared_where_both_files_speak_of_them() {
    let told = after(FILE, |world| {
        let balancer = world.environment.as_mut().unwrap().balancer.as_mut().unwrap();
        let http = balancer.listeners.iter_mut().find(|listener| listener.port == 80).unwrap();
        http.rules.truncate(1);
    });
    assert_snapshot!(told.await, @"https.redirect: /health: served over HTTP; /*: 301 to HTTPS → /health: served over HTTP");
}

#[tokio::test(start_paused = true)]
async fn no_secret_of_an_environment_is_told_and_one_that_aws_masks_is_no_difference() {
    let text = format!(
        "{FILE}[variables]\nAPI_TOKEN = {{ env = \"API_TOKEN\" }}\nCACHE = \"x\"\nOLD = {{ reset = true }}\n"
    );
    let told = after(&text, |world| {
        set(world, VARIABLES, "API_TOKEN", "hunter3");
        set(world, VARIABLES, "CACHE", "redis://:hunter2@cache");
        set(world, VARIABLES, "OLD", "hunter2");
    });
    assert_snapshot!(told.await, @r"
    variables.API_TOKEN: (secret) → (secret)
    variables.CACHE: x → (secret)
    variables.OLD: (none) → (secret)
    ");
    assert_eq!(after(&text, |world| set(world, VARIABLES, "API_TOKEN", "*****")).await, "");
}

#[tokio::test(start_paused = true)]
async fn an_option_without_a_value_is_one_that_there_is_not() {
    let text = format!("{FILE}[variables]\nA = \"1\"\n");
    let told = after(&text, |world| {
        let settings = &mut world.environment.as_mut().unwrap().settings;
        settings.insert(OptionKey::new(VARIABLES, "A"), None);
    });
    assert_eq!(told.await, "variables.A: 1 → (none)");
}
