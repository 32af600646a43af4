//! What cannot be looked at is told, and keeps nothing else from being looked at.

use insta::assert_snapshot;

use super::{found, shown, told};
use crate::fake::Web;
use crate::support::{FILE, converged};

#[tokio::test(start_paused = true)]
async fn calls_that_are_refused_become_notes() {
    let (cloud, desired) = converged(FILE).await;
    cloud.change(|world| {
        world.told.denied = [
            "elasticbeanstalk:DescribeInstancesHealth",
            "elasticbeanstalk:DescribeEvents",
            "elasticloadbalancing:DescribeLoadBalancers",
            "acm:DescribeCertificate",
        ]
        .into();
    });
    assert_snapshot!(told(&cloud, &desired, &Web::default()).await, @r"
    shop-test in eu-west-1: nothing wrong found
    looked at: the environment (Ready, Green Ok), 1 instance, 1 target, the
               listeners on 80 and 443, the plan (no changes)
    note: not looked at: the instances' health:
          elasticbeanstalk:DescribeInstancesHealth failed: you may not
    note: not looked at: the load balancer:
          elasticloadbalancing:DescribeLoadBalancers failed: you may not
    note: not looked at: the certificate: acm:DescribeCertificate failed: you may
          not
    note: not looked at: the last events: elasticbeanstalk:DescribeEvents failed:
          you may not
    note: not probed: no request was made
    ");
}

#[tokio::test(start_paused = true)]
async fn health_by_colour_alone_is_enough() {
    let (cloud, desired) = converged(FILE).await;
    cloud.change(|world| world.told.basic = true);
    assert!(found(&cloud, &desired, &Web::default()).await.is_empty());
    let shown = shown(&cloud, &desired, 80).await;
    assert!(shown.starts_with("shop-test in eu-west-1: Ready, Green\n"), "{shown}");
    assert!(shown.contains("i-1 health not reported"), "{shown}");
}
