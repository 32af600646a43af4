//! Why clients do not get through.

use ebdeploy::observed::{Failure, Leads, Outcome, Scheme, TlsFault};
use insta::assert_snapshot;

use super::{found, told};
use crate::fake::{Web, answer};
use crate::support::{FILE, converged};

/// A web where HTTPS comes to nothing.
fn without_https(failure: &Failure) -> Web {
    let failed = || Outcome::Failure(failure.clone());
    let outcomes = [((Scheme::Https, "/"), failed()), ((Scheme::Https, "/health"), failed())];
    Web { outcomes: outcomes.into(), ..Web::default() }
}

#[tokio::test(start_paused = true)]
async fn a_closed_port_is_named_with_its_group() {
    let (cloud, desired) = converged(FILE).await;
    cloud.change(|world| world.balancer().groups[0].ingress.retain(|rule| rule.from != 443));
    let told = told(&cloud, &desired, &without_https(&Failure::Unreachable)).await;
    assert_snapshot!(told, @r"
    problem[https-port-closed]: no security group of the load balancer lets in
      port 443
        sg-1 (Elastic Beanstalk's) lets in tcp 80 only
        GET https://shop.example.com/: no connection in time
      cure: run `ebdeploy apply`, which opens it where the group is Elastic
            Beanstalk's and the load balancer an application one; else open it in
            the group by hand

    shop-test in eu-west-1: 1 finding
    looked at: the environment (Ready, Green Ok), 1 instance, 1 target, the
               listeners on 80 and 443, 1 certificate, the plan (1 step to take), 4
               requests for shop.example.com to balancer.example.com
    ");
}

#[tokio::test(start_paused = true)]
async fn a_listener_that_somebody_deleted_is_told_with_the_plan_that_is_refused() {
    let (cloud, desired) = converged(FILE).await;
    cloud.change(|world| world.balancer().listeners.retain(|listener| listener.port != 443));
    assert_snapshot!(told(&cloud, &desired, &without_https(&Failure::Refused)).await, @r"
    problem[https-no-listener]: nothing listens on port 443, though the file asks
      for HTTPS
        the load balancer listens on 80
        Elastic Beanstalk's settings have the listener
      cure: run `ebdeploy apply`; where Elastic Beanstalk believes to have the
            listener, somebody deleted it: rebuild the environment

    problem[plan-refused]: what the file asks for cannot be brought about
        `https.certificate`: Elastic Beanstalk's settings have a 443 listener, but
          the load balancer has none: somebody deleted it
      cure: mend the file, or what it speaks of, until `ebdeploy plan` makes a plan

    shop-test in eu-west-1: 2 findings
    looked at: the environment (Ready, Green Ok), 1 instance, 1 target, the listener
               on 80, the plan, 4 requests for shop.example.com to
               balancer.example.com
    ");
}

#[tokio::test(start_paused = true)]
async fn a_port_that_is_open_and_yet_out_of_reach_is_told() {
    let (cloud, desired) = converged(FILE).await;
    let web = without_https(&Failure::Unreachable);
    assert_eq!(found(&cloud, &desired, &web).await, ["https-unreachable"]);
}

#[tokio::test(start_paused = true)]
async fn port_80_alone_is_told_to_be_out_of_reach_where_the_other_is_not() {
    let failed = || Outcome::Failure(Failure::Unreachable);
    let http = [((Scheme::Http, "/"), failed()), ((Scheme::Http, "/health"), failed())];
    let web = Web { outcomes: http.into(), ..Web::default() };
    let (cloud, with_https) = converged(FILE).await;
    assert_eq!(found(&cloud, &with_https, &web).await, ["http-unreachable"]);
    let plain = FILE.split("[https]").next().unwrap();
    let (cloud, without) = converged(plain).await;
    cloud.change(|world| world.told.internal = true);
    assert_eq!(found(&cloud, &without, &web).await, [""; 0], "nobody asked over HTTPS");
}

#[tokio::test(start_paused = true)]
async fn each_fault_of_tls_is_told_apart() {
    let (cloud, desired) = converged(FILE).await;
    for (fault, id) in [
        (TlsFault::Untrusted, "tls-untrusted"),
        (TlsFault::WrongName, "tls-wrong-name"),
        (TlsFault::Expired, "tls-expired"),
        (TlsFault::Other, "tls-failed"),
    ] {
        let web = without_https(&Failure::Tls(fault, "bad certificate".into()));
        assert_eq!(found(&cloud, &desired, &web).await, [id]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_balancer_that_faces_the_internet_is_to_be_reached() {
    let (cloud, desired) = converged(FILE).await;
    let web = Web { always: Some(Failure::Unreachable), ..Web::default() };
    assert_eq!(found(&cloud, &desired, &web).await, ["balancer-unreachable"]);
}

#[tokio::test(start_paused = true)]
async fn an_internal_balancer_that_is_not_reached_is_a_note() {
    let (cloud, desired) = converged(FILE).await;
    cloud.change(|world| world.told.internal = true);
    let web = Web { always: Some(Failure::Unreachable), ..Web::default() };
    assert_snapshot!(told(&cloud, &desired, &web).await, @r"
    shop-test in eu-west-1: nothing wrong found
    looked at: the environment (Ready, Green Ok), 1 instance, 1 target, the
               listeners on 80 and 443, 1 certificate, the plan (no changes)
    note: not probed: balancer.example.com: no connection in time
    ");
}

#[tokio::test(start_paused = true)]
async fn a_name_that_does_not_resolve_here_says_nothing_about_the_environment() {
    let (cloud, desired) = converged(FILE).await;
    let unresolved = Failure::Unresolved("Name or service not known".into());
    let web = Web { always: Some(unresolved), ..Web::default() };
    assert!(found(&cloud, &desired, &web).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_domain_without_an_address_is_told_with_where_it_should_lead() {
    let (cloud, desired) = converged(FILE).await;
    let web = Web { leads: Leads::Nowhere, ..Web::default() };
    assert_eq!(found(&cloud, &desired, &web).await, ["domain-nowhere"]);
}

#[tokio::test(start_paused = true)]
async fn a_domain_that_leads_elsewhere_is_a_note() {
    let (cloud, desired) = converged(FILE).await;
    let web = Web { leads: Leads::Elsewhere(vec!["203.0.113.9".into()]), ..Web::default() };
    let told = told(&cloud, &desired, &web).await;
    assert!(told.contains("nothing wrong found"), "{told}");
    assert!(told.contains("note: shop.example.com leads to 203.0.113.9"), "{told}");
}

#[tokio::test(start_paused = true)]
async fn a_first_page_that_fails_behind_a_check_that_passes_is_told() {
    let (cloud, desired) = converged(FILE).await;
    let web = Web::but(Scheme::Https, "/", answer(500));
    assert_eq!(found(&cloud, &desired, &web).await, ["page-failing"]);
}
