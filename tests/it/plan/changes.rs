//! What differs, shown with what it costs.

use ebdeploy::desired::{OptionKey, namespace};
use ebdeploy::observed::Status;
use insta::assert_snapshot;

use super::{plan_after, set};
use crate::fake::Fake;
use crate::support::{FILE, converged, desired, look, shown};

#[tokio::test(start_paused = true)]
async fn a_new_environment_is_shown_in_full() {
    let plan = look(&Fake::empty(), &desired(FILE)).await.unwrap();
    assert_snapshot!(shown(&plan), @r"
    shop-test in eu-west-1

    + application shop
    + environment shop-test
        environment.platform
            Python 3.13 running on 64bit Amazon Linux 2023 4.7.2
        https.certificate      arn:aws:acm:eu-west-1:123456789012:certificate/1
        https ListenerEnabled  true
        https Protocol         HTTPS
        https DefaultProcess   default
        https.policy           ELBSecurityPolicy-TLS13-1-2-2021-06
        health-check.path      /health
        health-check.matcher   200
        LoadBalancerType       application (default)
        ServiceRole            aws-elasticbeanstalk-service-role (default)
        IamInstanceProfile     aws-elasticbeanstalk-ec2-role (default)
        DisableIMDSv1          true (default)
        RootVolumeType         gp3 (default)
        SystemType             enhanced (default)
    + port 443 open                                                         in place
        the load balancer's security group  tcp 443 from 0.0.0.0/0
        Elastic Beanstalk does not open port 443 for certain; asked and done if
        it is closed
    + redirect on port 80                                                   in place
        rule 49999  /health: served over HTTP
        rule 50000  /*: 301 to HTTPS

    4 steps: 4 to create, 0 to change, 0 to remove; dearest impact: in place
    note: the health check is not proved first: nobody is served yet
    ");
}

#[tokio::test(start_paused = true)]
async fn a_changed_option_is_shown_with_both_values_and_what_it_costs() {
    let plan =
        plan_after(|world| set(world, namespace::DEFAULT_PROCESS, "HealthCheckPath", "/ping"));
    assert_snapshot!(plan.await, @r"
    shop-test in eu-west-1

    ~ settings                                                              in place
        health-check.path  /ping → /health

    1 step: 0 to create, 1 to change, 0 to remove; dearest impact: in place
    ");
}

#[tokio::test(start_paused = true)]
async fn options_that_the_file_does_not_name_are_no_change() {
    let plan = plan_after(|world| set(world, "aws:autoscaling:asg", "MinSize", "9"));
    assert_snapshot!(plan.await, @"No changes: shop-test in eu-west-1 is as environments/test.toml says.");
}

#[tokio::test(start_paused = true)]
async fn a_health_check_changed_behind_the_settings_is_given_back() {
    let plan = plan_after(|world| {
        world.balancer().target_groups[0].check.path = Some("/elsewhere".into());
    });
    assert_snapshot!(plan.await, @r"
    shop-test in eu-west-1

    ? proof of the health check
        health-check  /health answers 200, over HTTP on port 80
        on a shadow target group that gets no requests; what follows is done
        only if every target that serves passes
    ~ health check of the target group                                      in place
        health-check.path  /elsewhere → /health
        changed behind Elastic Beanstalk's back: its settings say otherwise, and
        it would not notice

    2 steps: 0 to create, 1 to change, 0 to remove; dearest impact: in place
    ");
}

#[tokio::test(start_paused = true)]
async fn a_certificate_changed_behind_the_settings_is_given_back() {
    let plan = plan_after(|world| {
        world.balancer().listeners[1].certificate =
            Some("arn:aws:acm:eu-west-1:1:certificate/other".into());
    });
    assert_snapshot!(plan.await, @r"
    shop-test in eu-west-1

    ~ listener on port 443                                                  in place
        https.certificate
              arn:aws:acm:eu-west-1:1:certificate/other
            → arn:aws:acm:eu-west-1:123456789012:certificate/1
        changed behind Elastic Beanstalk's back: its settings say otherwise, and
        it would not notice

    1 step: 0 to create, 1 to change, 0 to remove; dearest impact: in place
    ");
}

#[tokio::test(start_paused = true)]
async fn a_secret_is_not_shown_before_or_after() {
    let file = format!("{FILE}[variables]\nAPI_TOKEN = {{ env = \"API_TOKEN\" }}\n");
    let (cloud, desired) = converged(&file).await;
    cloud.change(|world| set(world, namespace::VARIABLES, "API_TOKEN", "the old one"));
    let plan = look(&cloud, &desired).await.unwrap();
    let json = serde_json::to_string(&plan).unwrap();
    for text in [shown(&plan), json, format!("{plan:?}"), format!("{desired:?}")] {
        assert!(!text.contains("hunter2") && !text.contains("the old one"), "{text}");
    }
    assert_snapshot!(shown(&plan), @r"
    shop-test in eu-west-1

    ~ settings                                                           app restart
        variables.API_TOKEN  (secret) changed
    ? health of every target, checked anew
        on a shadow target group: after a restart the load balancer's own checks
        lag behind

    2 steps: 0 to create, 1 to change, 0 to remove; dearest impact: app restart
    variables: 18 of 4 096 bytes
    ");
}

#[tokio::test(start_paused = true)]
async fn what_is_reset_is_taken_away_once() {
    let (cloud, _) = converged(&format!("{FILE}[variables]\nOLD = \"1\"\n")).await;
    let reset = desired(&format!("{FILE}[variables]\nOLD = {{ reset = true }}\n"));
    assert_snapshot!(shown(&look(&cloud, &reset).await.unwrap()), @r"
    shop-test in eu-west-1

    ~ settings                                                           app restart
        variables.OLD  (secret) → (none)
    ? health of every target, checked anew
        on a shadow target group: after a restart the load balancer's own checks
        lag behind

    2 steps: 0 to create, 1 to change, 0 to remove; dearest impact: app restart
    variables: 0 of 4 096 bytes
    ");
    crate::support::run(&cloud, &reset).await.result.unwrap();
    assert!(look(&cloud, &reset).await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_option_that_aws_lists_without_a_value_has_its_default() {
    let (cloud, with_default) = converged(FILE).await;
    cloud.change(|world| {
        let settings = &mut world.environment.as_mut().unwrap().settings;
        settings.insert(OptionKey::new(namespace::DEFAULT_PROCESS, "MatcherHTTPCode"), None);
    });
    assert!(look(&cloud, &with_default).await.unwrap().is_empty());
    let another = desired(&FILE.replace("[health-check]", "[health-check]\nmatcher = \"204\""));
    assert!(!look(&cloud, &another).await.unwrap().is_empty());
    cloud.change(|world| {
        let settings = &mut world.environment.as_mut().unwrap().settings;
        settings.remove(&OptionKey::new(namespace::DEFAULT_PROCESS, "MatcherHTTPCode"));
    });
    assert!(!look(&cloud, &with_default).await.unwrap().is_empty(), "it is not listed at all");
}

#[tokio::test(start_paused = true)]
async fn a_platform_version_inside_the_range_is_no_difference() {
    let file = FILE.replace("[https]", "platform-version = \">=4.5, <5\"\n[https]");
    let (cloud, desired) = converged(&file).await;
    let older = crate::fake::platform("4.5.0").arn;
    cloud.change(|world| world.environment.as_mut().unwrap().summary.platform = Some(older));
    assert!(look(&cloud, &desired).await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_platform_below_the_range_is_raised_and_one_above_is_kept() {
    let raised = desired(&FILE.replace("[https]", "platform-version = \">=4.6, <4.7\"\n[https]"));
    let (cloud, _) = converged(FILE).await;
    assert_snapshot!(shown(&look(&cloud, &raised).await.unwrap()), @r"
    No changes: shop-test in eu-west-1 is as environments/test.toml says.
    note: the platform's version 4.7.2 is newer than `platform-version` allows; it
          is kept, since a platform is never taken back: widen the range
    ");
    let older = crate::fake::platform("4.5.0").arn;
    cloud.change(|world| world.environment.as_mut().unwrap().summary.platform = Some(older));
    assert_snapshot!(shown(&look(&cloud, &raised).await.unwrap()), @r"
    shop-test in eu-west-1

    ~ platform                                                    instances replaced
        environment.platform
              Python 3.13 running on 64bit Amazon Linux 2023 4.5.0
            → Python 3.13 running on 64bit Amazon Linux 2023 4.6.1

    1 step: 0 to create, 1 to change, 0 to remove; dearest impact: instances
    replaced
    ");
}

#[tokio::test(start_paused = true)]
async fn a_busy_environment_is_told_of() {
    let plan = plan_after(|world| {
        world.environment.as_mut().unwrap().summary.status = Status::Updating;
    });
    assert_snapshot!(plan.await, @r"
    No changes: shop-test in eu-west-1 is as environments/test.toml says.
    note: `shop-test` is Updating: what is there may change while you read
    ");
}
