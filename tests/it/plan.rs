//! Plans: start from an environment that is as the file says, change one thing, look.

use std::collections::BTreeMap;

use ebdeploy::desired::{OptionKey, namespace};
use ebdeploy::observed::{Action, Condition, Listener, Rule, Status};
use insta::assert_snapshot;

use crate::fake::{Fake, now};
use crate::support::{FILE, converged, desired, look, shown, told};

async fn plan_after(change: impl FnOnce(&mut crate::fake::World)) -> String {
    let (cloud, desired) = converged(FILE).await;
    cloud.change(change);
    shown(&look(&cloud, &desired).await.unwrap())
}

async fn refusal(text: &str, change: impl FnOnce(&mut crate::fake::World)) -> String {
    let (cloud, _) = converged(FILE).await;
    cloud.change(change);
    told(&look(&cloud, &desired(text)).await.unwrap_err())
}

fn foreign(priority: u32, action: Action) -> Rule {
    let conditions = vec![Condition::Other("host-header".into())];
    Rule {
        arn: format!("foreign-{priority}"),
        priority,
        conditions,
        action,
        tags: Some(BTreeMap::new()),
    }
}

fn forward() -> Action {
    Action::Forward { target_groups: vec!["somebody-elses".into()] }
}

fn set(world: &mut crate::fake::World, namespace: &str, name: &str, value: &str) {
    let settings = &mut world.environment.as_mut().unwrap().settings;
    settings.insert(OptionKey::new(namespace, name), Some(value.into()));
}

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
        world.balancer().target_groups[0].health_path = Some("/elsewhere".into());
    });
    assert_snapshot!(plan.await, @r"
    shop-test in eu-west-1

    ~ health check of the target group                                      in place
        health-check.path  /elsewhere → /health
        changed behind Elastic Beanstalk's back: its settings say otherwise, and
        it would not notice

    1 step: 0 to create, 1 to change, 0 to remove; dearest impact: in place
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

    - exemption from the redirect, for a while                              in place
        rule  rule-2 → (none)
        the update replaces the target group that these rules forward to, and
        could not delete it
    ~ settings                                                              in place
        options.aws:elasticbeanstalk:environment:process:default.Port
            8080
    + redirect on port 80                                                   in place
        rule 49999  /health: served over HTTP

    3 steps: 1 to create, 1 to change, 1 to remove; dearest impact: in place
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

    1 step: 0 to create, 1 to change, 0 to remove; dearest impact: app restart
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

    1 step: 0 to create, 1 to change, 0 to remove; dearest impact: app restart
    ");
    crate::support::run(&cloud, &reset).await.result.unwrap();
    assert!(look(&cloud, &reset).await.unwrap().is_empty());
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

#[tokio::test(start_paused = true)]
async fn a_listener_made_by_hand_is_refused_with_the_way_out() {
    let plain = FILE.split("[https]").next().unwrap();
    let (cloud, _) = converged(plain).await;
    cloud.change(|world| {
        let http = world.balancer().listeners[0].clone();
        world.balancer().listeners.push(Listener { arn: "by-hand".into(), port: 443, ..http });
    });
    assert_snapshot!(told(&look(&cloud, &desired(FILE)).await.unwrap_err()), @r"
    https.certificate: the load balancer has a 443 listener that Elastic Beanstalk does not know of (by-hand)
      hand it over: delete it (`aws elbv2 delete-listener --listener-arn …`) at a quiet time, and apply at once; Elastic Beanstalk then makes its own
    ");
}

#[tokio::test(start_paused = true)]
async fn attributes_that_only_creation_sets_are_refused() {
    let file = FILE.replace(
        "[https]",
        "cname = \"another\"\n[load-balancer]\ntype = \"application\"\n[https]",
    );
    let change = |world: &mut crate::fake::World| {
        set(world, namespace::ENVIRONMENT, "LoadBalancerType", "classic");
        let environment = world.environment.as_mut().unwrap();
        environment.summary.cname = Some("shop-test.eu-west-1.elasticbeanstalk.com".into());
    };
    assert_snapshot!(refusal(&file, change).await, @r"
    environment.cname: the environment's domain name is shop-test.eu-west-1.elasticbeanstalk.com, not another
      it can be given only on creation: make a new environment beside this one, and swap their domain names
    load-balancer.type: the environment has LoadBalancerType = classic, not application
      it can be given only on creation: make a new environment beside this one, and swap their domain names
    ");
}

#[tokio::test(start_paused = true)]
async fn an_environment_of_another_application_is_refused() {
    let change = |world: &mut crate::fake::World| {
        world.environment.as_mut().unwrap().summary.application = "blog".into();
    };
    assert_snapshot!(refusal(FILE, change).await, @r"
    environment.name: the environment `shop-test` belongs to the application `blog`
      name another environment, or that application
    ");
}

#[tokio::test(start_paused = true)]
async fn an_option_that_aws_refuses_is_refused_at_its_line() {
    let file = format!("{FILE}[capacity]\ninstance-types = [\"t9.nonsense\"]\n");
    assert_snapshot!(refusal(&file, |_| ()).await, @r"
    capacity.instance-types: AWS refuses this: Invalid option value: 't9.nonsense'
      mend the option that AWS names
    ");
}

#[tokio::test(start_paused = true)]
async fn a_redirect_that_fits_nowhere_is_refused() {
    let change = |world: &mut crate::fake::World| {
        world.balancer().listeners[0].rules.push(foreign(2, forward()));
    };
    assert_snapshot!(refusal(FILE, change).await, @r"
    https.redirect: the rule at priority 2 on port 80 forwards requests before they could be redirected
      give it a higher number, so that 2 rules fit before it
    ");
}

#[tokio::test(start_paused = true)]
async fn a_version_that_does_not_exist_is_refused() {
    assert_snapshot!(refusal(&format!("{FILE}[version]\nlabel = \"none\"\n"), |_| ()).await, @r"
    version.label: the application `shop` has no version `none`
      create it first, or leave [version] label out and deploy by other means
    ");
}

#[tokio::test(start_paused = true)]
async fn all_that_keeps_a_new_environment_from_being_made_is_told_at_once() {
    let cloud = Fake::empty();
    cloud.change(|world| {
        world.certificates[0].status = "PENDING_VALIDATION".into();
        world.subnets.truncate(1);
    });
    let file =
        FILE.replace("Python 3.13", "Python 3.31").replace("[https]", "cname = \"taken\"\n[https]");
    assert_snapshot!(told(&look(&cloud, &desired(&file)).await.unwrap_err()), @r"
    https.certificate: no certificate for shop.example.com can be used: arn:aws:acm:eu-west-1:123456789012:certificate/1 (shop.example.com) is PENDING_VALIDATION
      have one of them issued in ACM, or request a new one
    environment.platform: there is no platform branch `Python 3.31 running on 64bit Amazon Linux 2023` in eu-west-1
      did you mean `Python 3.13 running on 64bit Amazon Linux 2023`? there are: `Python 3.13 running on 64bit Amazon Linux 2023`
    environment: an application load balancer stands in at least two zones; the default VPC has 1: eu-west-1a
      name subnets of two zones in [network] load-balancer-subnets
    environment.cname: taken.eu-west-1.elasticbeanstalk.com is taken
      choose another `cname`
    ");
}

#[tokio::test(start_paused = true)]
async fn an_expired_certificate_named_by_arn_is_refused() {
    let cloud = Fake::empty();
    cloud.change(|world| world.certificates[0].not_after = Some(now()));
    let file = FILE.replace("shop.example.com", crate::fake::CERTIFICATE);
    assert_snapshot!(told(&look(&cloud, &desired(&file)).await.unwrap_err()), @r"
    https.certificate: the certificate arn:aws:acm:eu-west-1:123456789012:certificate/1 ended on 2026-11-22
      request or import a new one in ACM
    ");
}

#[tokio::test(start_paused = true)]
async fn a_subnet_of_another_vpc_is_refused() {
    let network = "[network]\nvpc = \"vpc-2\"\ninstance-subnets = [\"subnet-a\", \"subnet-b\"]\n";
    let file = format!("{FILE}{network}");
    assert_snapshot!(told(&look(&Fake::empty(), &desired(&file)).await.unwrap_err()), @r"
    network.instance-subnets: subnet-a is a subnet of vpc-1, not of this VPC
      name subnets of the VPC that `vpc` names
    ");
}

#[tokio::test(start_paused = true)]
async fn variables_that_are_too_large_with_those_of_another_hand_are_refused() {
    let file = format!("{FILE}[variables]\nMINE = \"{}\"\n", "x".repeat(2000));
    let change = |world: &mut crate::fake::World| {
        set(world, namespace::VARIABLES, "THEIRS", &"y".repeat(2100));
    };
    assert_snapshot!(refusal(&file, change).await, @r"
    variables: with those that the file does not name, the variables have 4114 bytes together; Elastic Beanstalk takes 4096
      take away what is not needed: `NAME = { reset = true }`
    ");
}
