//! What cannot be brought about is refused, with the way out.

use ebdeploy::desired::namespace;
use ebdeploy::observed::Listener;
use insta::assert_snapshot;

use super::{foreign, forward, refusal, set};
use crate::fake::{Fake, now};
use crate::support::{FILE, converged, desired, look, told};

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
      create it first, or leave [version] label out and deploy by other means; AWS shows none to whoever lacks the IAM permission `elasticbeanstalk:DescribeApplicationVersions`
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
    assert_snapshot!(refusal(&file, change).await, @r#"
    variables: with those that the file does not name, the variables have 4114 bytes together; Elastic Beanstalk takes 4096
      take away what is not needed: `NAME = { reset = true }`, or all that the file does not name: [unmanaged] `variables = "prune"`
    "#);
}
