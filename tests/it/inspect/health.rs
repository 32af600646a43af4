//! What Elastic Beanstalk says, where the targets say nothing.

use ebdeploy::observed::Status;
use insta::assert_snapshot;

use super::{found, told};
use crate::fake::{Web, answer};
use crate::support::{FILE, converged};

#[tokio::test(start_paused = true)]
async fn a_severe_environment_with_healthy_targets_has_causes() {
    let (cloud, desired) = converged(FILE).await;
    cloud.change(|world| {
        world.health = Some("Red".into());
        world.told.causes = vec!["54.3 % of the requests are failing with HTTP 5xx.".into()];
    });
    assert_snapshot!(told(&cloud, &desired, &Web::default()).await, @r"
    problem[environment-unhealthy]: the targets pass their check, and Elastic
      Beanstalk holds the environment for unhealthy
        shop-test is Severe (Red)
        54.3 % of the requests are failing with HTTP 5xx.
      cure: look into what the causes name: requests that fail are in the
            application's log (`ebdeploy logs`), load and memory are the instances'

    shop-test in eu-west-1: 1 finding
    looked at: the environment (Ready, Red Severe), 1 instance, 1 target, the
               listeners on 80 and 443, 1 certificate, the plan (no changes), 4
               requests for shop.example.com to balancer.example.com
    ");
}

#[tokio::test(start_paused = true)]
async fn an_agent_that_is_silent_is_told_with_what_it_needs() {
    let (cloud, desired) = converged(FILE).await;
    cloud.change(|world| {
        world.health = Some("Red".into());
        world.told.causes = vec!["None of the instances are sending data.".into()];
        world.told.instance_health.insert("i-1".into(), "No Data".into());
    });
    assert_eq!(found(&cloud, &desired, &Web::default()).await, ["agent-silent"]);
}

#[tokio::test(start_paused = true)]
async fn an_environment_without_instances_is_told_with_its_events() {
    let (cloud, desired) = converged(FILE).await;
    cloud.change(|world| {
        world.instances.clear();
        world.health = Some("Grey".into());
        world.line("ERROR", "Your quota allows for 0 more running instance(s).", None);
    });
    assert_snapshot!(told(&cloud, &desired, &Web::default()).await, @r"
    problem[no-instances]: the environment has no instance
        shop-test has no instance
        12:00:02 ERROR Your quota allows for 0 more running instance(s).
      cure: see the events for why none was launched: a quota, an instance type that
            the zone does not have, a subnet without addresses, an instance profile
            that does not exist; or [capacity] is 0

    shop-test in eu-west-1: 1 finding
    looked at: the environment (Ready, Grey Severe), the listeners on 80 and 443, 1
               certificate, the plan (no changes), 4 requests for shop.example.com
               to balancer.example.com
    ");
}

#[tokio::test(start_paused = true)]
async fn versions_that_are_mixed_are_told_by_instance() {
    let (cloud, desired) = converged(FILE).await;
    cloud.change(|world| {
        world.instances = vec!["i-1".into(), "i-2".into()];
        world.environment.as_mut().unwrap().summary.version = Some("v1".into());
        world.told.deployments.insert("i-2".into(), ("v0".into(), "Deployed".into()));
    });
    assert_snapshot!(told(&cloud, &desired, &Web::default()).await, @r"
    problem[mixed-versions]: the instances run different versions
        i-1: v1 (deployment 1)
        i-2: v0 (deployment 0)
      cure: deploy the version again: an aborted or failed deployment leaves some of
            them behind

    shop-test in eu-west-1: 1 finding
    looked at: the environment (Ready, Green Ok), 2 instances, 2 targets, the
               listeners on 80 and 443, 1 certificate, the plan (no changes), 4
               requests for shop.example.com to balancer.example.com
    ");
}

#[tokio::test(start_paused = true)]
async fn while_a_deployment_runs_mixed_versions_are_no_fault() {
    let (cloud, desired) = converged(FILE).await;
    cloud.change(|world| {
        world.instances = vec!["i-1".into(), "i-2".into()];
        world.told.deployments.insert("i-2".into(), ("v2".into(), "In Progress".into()));
    });
    assert_eq!(found(&cloud, &desired, &Web::default()).await, ["operation-in-progress"]);
}

#[tokio::test(start_paused = true)]
async fn a_deployment_that_failed_is_told_with_its_instance() {
    let (cloud, desired) = converged(FILE).await;
    let failed = ("v2".into(), "Failed".into());
    cloud.change(|world| {
        world.told.deployments.insert("i-1".into(), failed);
    });
    assert_eq!(found(&cloud, &desired, &Web::default()).await, ["deployment-failed"]);
}

#[tokio::test(start_paused = true)]
async fn an_environment_that_is_at_something_is_told_to_be() {
    let (cloud, desired) = converged(FILE).await;
    cloud.change(|world| {
        world.environment.as_mut().unwrap().summary.status = Status::Updating;
    });
    assert_eq!(found(&cloud, &desired, &Web::default()).await, ["operation-in-progress"]);
}

#[tokio::test(start_paused = true)]
async fn the_fallback_is_told_with_what_the_path_answers() {
    let (cloud, desired) = converged(FILE).await;
    cloud.change(|world| {
        let check = &mut world.balancer().target_groups[0].check;
        check.path = Some("/".into());
        check.matcher = Some("200-499".into());
    });
    let mut web = Web::but(ebdeploy::observed::Scheme::Http, "/health", answer(404));
    web.outcomes.insert((ebdeploy::observed::Scheme::Https, "/health"), answer(404));
    assert_snapshot!(told(&cloud, &desired, &web).await, @r"
    problem[on-fallback]: the health check is on its fallback: it passes whatever
      the application answers
        the file asks for /health with 200; the check is / answers 200-499
        GET http://shop.example.com/health: 404
        GET https://shop.example.com/health: 404
        that means: the application has no such route
      cure: mend what the path answers, and run `ebdeploy apply`: it asks for the
            path again

    shop-test in eu-west-1: 1 finding
    looked at: the environment (Ready, Green Ok), 1 instance, 1 target, the
               listeners on 80 and 443, 1 certificate, the plan (2 steps to take), 4
               requests for shop.example.com to balancer.example.com
    ");
}
