//! What goes, what stays, and what would keep it from going.

use ebdeploy::desired::OptionKey;
use ebdeploy::observed::{Listener, Reference, Rule, Summary};
use ebdeploy::plan::Note;
use insta::assert_snapshot;

use super::{leave_shadow, look};
use crate::fake::{Fake, Made, World};
use crate::support::{FILE, converged, desired, shown, told};

/// The plan for a world that is as the file says, but for this.
async fn plan(change: impl FnOnce(&mut World), all: bool) -> String {
    let (cloud, desired) = converged(FILE).await;
    cloud.change(change);
    match look(&cloud, &desired, all).await {
        Ok(plan) => shown(&plan),
        Err(problems) => told(&problems),
    }
}

fn set(world: &mut World, namespace: &str, name: &str, value: &str) {
    let settings = &mut world.environment.as_mut().unwrap().settings;
    settings.insert(OptionKey::new(namespace, name), Some(value.into()));
}

#[tokio::test(start_paused = true)]
async fn what_goes_is_shown_with_what_is_lost_by_it() {
    let shown = plan(
        |world| {
            let summary = &mut world.environment.as_mut().unwrap().summary;
            summary.cname = Some("shop.eu-west-1.elasticbeanstalk.com".into());
            summary.version = Some("v7".into());
        },
        false,
    );
    assert_snapshot!(shown.await, @r"
    shop-test in eu-west-1

    - environment shop-test                                                destroyed
        environment.cname  shop.eu-west-1.elasticbeanstalk.com → (none)
        version.label      v7 → (none)
        load balancer      arn:balancer → (none)
        rule               /health: served over HTTP → (none)
        rule               /*: 301 to HTTPS → (none)

    1 step: 0 to create, 0 to change, 1 to remove; dearest impact: destroyed
    note: shop.eu-west-1.elasticbeanstalk.com becomes free for anybody to take: take
          away the DNS records that lead there first; to keep the name, give it to
          another environment (`aws elasticbeanstalk swap-environment-cnames`)
    note: what stays: the application `shop` with its versions, and in S3 their
          source bundles and rotated logs
    ");
}

#[tokio::test(start_paused = true)]
async fn shadows_go_first_since_nothing_else_takes_them_away() {
    assert_snapshot!(plan(leave_shadow, false).await, @r"
    shop-test in eu-west-1

    - shadow target group
        target group  ebdeploy-e-1 → (none)
        left behind by a run that was cut off
    - environment shop-test                                                destroyed
        load balancer  arn:balancer → (none)
        rule           /health: served over HTTP → (none)
        rule           /*: 301 to HTTPS → (none)

    2 steps: 0 to create, 0 to change, 2 to remove; dearest impact: destroyed
    note: what stays: the application `shop` with its versions, and in S3 their
          source bundles and rotated logs
    ");
}

#[tokio::test(start_paused = true)]
async fn somebody_elses_shadow_is_left_alone() {
    let shown = plan(|world| world.make_foreign_group("ebdeploy-e-1"), false).await;
    assert!(!shown.contains("shadow"), "{shown}");
}

#[tokio::test(start_paused = true)]
async fn an_environment_that_is_going_already_is_waited_for() {
    assert_snapshot!(plan(World::begin_termination, false).await, @r"
    shop-test in eu-west-1

    - environment shop-test
        AWS is at it already; it is waited for

    1 step: 0 to create, 0 to change, 1 to remove
    note: what stays: the application `shop` with its versions, and in S3 their
          source bundles and rotated logs
    ");
}

#[tokio::test(start_paused = true)]
async fn where_there_is_nothing_there_is_nothing_to_do() {
    let (cloud, desired) = (Fake::empty(), desired(FILE));
    let plan = look(&cloud, &desired, true).await.unwrap();
    assert_snapshot!(shown(&plan), @"Nothing to do: shop-test in eu-west-1 is gone.");
}

#[tokio::test(start_paused = true)]
async fn what_another_hand_put_on_the_load_balancer_is_named_before_it_goes() {
    let (cloud, desired) = converged(FILE).await;
    cloud.change(|world| {
        let http = &mut world.balancer().listeners[0];
        let rule = Rule { tags: None, ..http.rules[0].clone() };
        let by_option = Rule { arn: "by-option".into(), priority: 4, ..rule.clone() };
        http.rules.extend([by_option, Rule { arn: "foreign".into(), priority: 7, ..rule }]);
        let arn = "listener-8443".into();
        let further = Listener { arn, port: 8443, rules: Vec::new(), ..http.clone() };
        world.balancer().listeners.push(further);
        set(world, "aws:elbv2:listenerrule:api", "Priority", "4");
    });
    let plan = look(&cloud, &desired, false).await.unwrap();
    let foreign = plan.notes.iter().filter(|Note(note)| note.contains("somebody else"));
    let foreign: Vec<_> = foreign.map(|Note(note)| note.as_str()).collect();
    assert_eq!(
        foreign,
        [
            "somebody else's goes as well: rule 7 on port 80, /health: served over HTTP",
            "somebody else's goes as well: the listener on port 8443",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_database_that_goes_with_it_is_spoken_of() {
    let with_database = |policy: &'static str| {
        plan(
            move |world| {
                set(world, "aws:rds:dbinstance", "HasCoupledDatabase", "true");
                set(world, "aws:rds:dbinstance", "DBDeletionPolicy", policy);
            },
            false,
        )
    };
    assert!(with_database("Delete").await.contains("its database goes with all its data"));
    assert!(with_database("Snapshot").await.contains("leaves a snapshot"));
    assert!(with_database("Retain").await.contains("its database stays"));
    assert!(!plan(|_| (), false).await.contains("database"));
}

#[tokio::test(start_paused = true)]
async fn a_security_group_that_others_refer_to_keeps_it_from_going() {
    let reference = Reference { from: "sg-9".into(), name: "database".into(), to: "sg-1".into() };
    let refused = plan(move |world| world.references.push(reference), false);
    assert_snapshot!(refused.await, @r"
    environment.name: rules of the security group `database` (sg-9) refer to sg-1 of this environment: AWS could not delete it, and would give up half-way
      take these rules out of sg-9 first
    ");
}

#[tokio::test(start_paused = true)]
async fn an_environment_of_another_application_is_not_ours_to_destroy() {
    let refused = plan(
        |world| world.environment.as_mut().unwrap().summary.application = "blog".into(),
        false,
    );
    assert_snapshot!(refused.await, @r"
    environment.name: the environment `shop-test` belongs to the application `blog`
      name another environment, or that application
    ");
}

#[tokio::test(start_paused = true)]
async fn the_application_goes_last_with_its_versions() {
    let shown = plan(
        |world| {
            let made = |label: &str| Made { label: label.into(), looks: 0, fails: false };
            world.versions = vec![made("v1"), made("v2")];
        },
        true,
    )
    .await;
    let after = shown.split_once("- application shop").expect("it goes").1;
    assert_snapshot!(after, @r"
                                                         destroyed
        version  v1 → (none)
        version  v2 → (none)

    2 steps: 0 to create, 0 to change, 2 to remove; dearest impact: destroyed
    note: what stays in S3: the versions' source bundles, and rotated logs
    ");
}

#[tokio::test(start_paused = true)]
async fn an_application_with_other_environments_stays() {
    let refused = plan(
        |world| {
            let own = world.environment.as_ref().unwrap().summary.clone();
            let other = |name: &str| Summary { name: name.into(), ..own.clone() };
            world.neighbours = vec![other("shop-beta"), other("shop-gamma")];
        },
        true,
    );
    assert_snapshot!(refused.await, @r"
    application.name: the application `shop` has other environments: shop-beta, shop-gamma
      destroy these first, or leave `--with-application` out
    ");
}
