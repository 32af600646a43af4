//! The rules on port 80, among those of other hands.

use std::collections::BTreeMap;

use ebdeploy::observed::Action;
use insta::assert_snapshot;

use super::{foreign, forward, plan_after};
use crate::support::{FILE, converged, desired, look, shown};

#[tokio::test(start_paused = true)]
async fn a_rule_that_was_moved_is_moved_back() {
    let plan = plan_after(|world| world.balancer().listeners[0].rules[0].priority = 7);
    assert_snapshot!(plan.await, @r"
    shop-test in eu-west-1

    ~ redirect on port 80                                                   in place
        rule exempt-1  priority 7 → priority 49999

    1 step: 0 to create, 1 to change, 0 to remove; dearest impact: in place
    ");
}

#[tokio::test(start_paused = true)]
async fn a_rule_that_was_deleted_is_made_anew() {
    let plan = plan_after(|world| {
        world.balancer().listeners[0].rules.remove(1);
    });
    assert_snapshot!(plan.await, @r"
    shop-test in eu-west-1

    + redirect on port 80                                                   in place
        rule 50000  /*: 301 to HTTPS

    1 step: 1 to create, 0 to change, 0 to remove; dearest impact: in place
    ");
}

#[tokio::test(start_paused = true)]
async fn a_foreign_rule_that_forwards_gets_the_redirect_before_it() {
    let plan = plan_after(|world| world.balancer().listeners[0].rules.push(foreign(10, forward())));
    assert_snapshot!(plan.await, @r"
    shop-test in eu-west-1

    ~ redirect on port 80                                                   in place
        rule exempt-1  priority 49999 → priority 1
        rule redirect  priority 50000 → priority 2

    1 step: 0 to create, 1 to change, 0 to remove; dearest impact: in place
    note: a rule of another hand at priority 10 forwards requests in the clear: the
          redirect stands before it
    ");
}

#[tokio::test(start_paused = true)]
async fn a_foreign_rule_that_does_not_forward_is_left_where_it_is() {
    let plan = plan_after(|world| {
        let other = Action::Other("fixed-response".into());
        world.balancer().listeners[0].rules.push(foreign(10, other));
    });
    assert_snapshot!(plan.await, @"No changes: shop-test in eu-west-1 is as environments/test.toml says.");
}

#[tokio::test(start_paused = true)]
async fn a_redirect_of_another_hand_will_do() {
    let plan = plan_after(|world| {
        let rules = &mut world.balancer().listeners[0].rules;
        rules.remove(0);
        rules[0].tags = Some(BTreeMap::new());
        rules[0].priority = 3;
    });
    assert_snapshot!(plan.await, @r"
    No changes: shop-test in eu-west-1 is as environments/test.toml says.
    note: port 80 is redirected already, by the rule at priority 3; it is left as it
          is
    ");
}

#[tokio::test(start_paused = true)]
async fn a_redirect_that_is_switched_off_takes_away_ours_alone() {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| world.balancer().listeners[0].rules.push(foreign(10, forward())));
    let off = desired(&FILE.replace("[health-check]", "redirect = false\n[health-check]"));
    assert_snapshot!(shown(&look(&cloud, &off).await.unwrap()), @r"
    shop-test in eu-west-1

    - redirect on port 80                                                   in place
        rule exempt-1  /health: served over HTTP → (none)
        rule redirect  /*: 301 to HTTPS → (none)

    1 step: 0 to create, 0 to change, 1 to remove; dearest impact: in place
    ");
}

#[tokio::test(start_paused = true)]
async fn another_process_port_lifts_the_exemption_while_its_target_group_is_replaced() {
    let (cloud, _) = converged(FILE).await;
    let port = "[options.\"aws:elasticbeanstalk:environment:process:default\"]\nPort = 8080\n";
    let plan = look(&cloud, &desired(&format!("{FILE}{port}"))).await.unwrap();
    assert_snapshot!(shown(&plan), @r"
    shop-test in eu-west-1

    ? proof of the health check
        health-check  /health answers 200, over HTTP on port 8080
        on a shadow target group that gets no requests; what follows is done
        only if every target that serves passes
    - exemption from the redirect, for a while                              in place
        rule  rule-2 → (none)
        the update replaces the target group that these rules forward to, and
        could not delete it
    ~ settings                                                              in place
        options.aws:elasticbeanstalk:environment:process:default.Port
            8080
    + redirect on port 80                                                   in place
        rule 49999  /health: served over HTTP

    4 steps: 1 to create, 1 to change, 1 to remove; dearest impact: in place
    ");
}
