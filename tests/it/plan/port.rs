//! Port 443 of the load balancer: opened in Elastic Beanstalk's own security group, and in no other.

use ebdeploy::plan::Plan;
use insta::assert_snapshot;

use crate::fake::{Fake, World};
use crate::support::{FILE, converged, look, run, shown};

const CLASSIC: &str = "[load-balancer]\ntype = \"classic\"\n[https]";

/// An environment with a classic load balancer, as the file says but for what is changed.
async fn classic_but(change: impl FnOnce(&mut World)) -> (Fake, Plan) {
    let (cloud, desired) = converged(&FILE.replace("[https]", CLASSIC)).await;
    cloud.change(change);
    let plan = look(&cloud, &desired).await.unwrap();
    (cloud, plan)
}

fn close(world: &mut World) {
    world.balancer().groups[0].ingress.retain(|rule| rule.from != 443);
}

#[tokio::test(start_paused = true)]
async fn of_a_classic_load_balancer_too_it_is_opened_to_whom_port_80_is_open() {
    let (_, plan) = classic_but(|world| {
        close(world);
        world.balancer().groups[0].ingress[0].sources = vec!["198.51.100.0/24".into()];
    })
    .await;
    assert_snapshot!(shown(&plan), @r"
    shop-test in eu-west-1

    + port 443 open                                                         in place
        sg-1  tcp 443 from 198.51.100.0/24
        Elastic Beanstalk does not open port 443 for certain; asked and done if
        it is closed

    1 step: 1 to create, 0 to change, 0 to remove; dearest impact: in place
    ");
}

#[tokio::test(start_paused = true)]
async fn a_run_opens_it_once() {
    let (cloud, desired) = converged(&FILE.replace("[https]", CLASSIC)).await;
    cloud.change(close);
    for _ in 0..2 {
        run(&cloud, &desired).await.result.unwrap();
        assert_eq!(cloud.changes(), ["AuthorizeSecurityGroupIngress"]);
    }
}

#[tokio::test(start_paused = true)]
async fn the_rules_of_a_group_that_was_given_are_its_owners() {
    let (_, plan) = classic_but(|world| {
        close(world);
        world.balancer().groups[0].of_beanstalk = false;
    })
    .await;
    assert_snapshot!(shown(&plan), @r"
    No changes: shop-test in eu-west-1 is as environments/test.toml says.
    note: port 443 is closed in sg-1, whose rules are yours: open it
    ");
}

#[tokio::test(start_paused = true)]
async fn outside_a_vpc_there_is_no_group_and_nothing_to_open() {
    let (_, plan) = classic_but(|world| world.balancer().groups.clear()).await;
    assert!(plan.is_empty() && plan.notes.is_empty(), "{}", shown(&plan));
}
