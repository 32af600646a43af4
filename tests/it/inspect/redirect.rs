//! Port 80: who decides there, and where it leads.

use ebdeploy::observed::Scheme;
use insta::assert_snapshot;

use super::{found, told};
use crate::fake::{Web, answer, redirect};
use crate::support::{FILE, converged};

#[tokio::test(start_paused = true)]
async fn a_redirect_that_is_missing_is_told_with_what_wins() {
    let (cloud, desired) = converged(FILE).await;
    cloud.change(|world| world.balancer().listeners[0].rules.clear());
    let web = Web::but(Scheme::Http, "/", answer(200));
    assert_snapshot!(told(&cloud, &desired, &web).await, @r"
    problem[redirect-missing]: port 80 does not redirect to HTTPS, though the file
      asks for it
        GET http://shop.example.com/: 200
        the listener's default action wins: it forwards to the instances
      cure: run `ebdeploy apply`; a rule of another hand that wins belongs behind
            the redirect, or away

    shop-test in eu-west-1: 1 finding
    looked at: the environment (Ready, Green Ok), 1 instance, 1 target, the
               listeners on 80 and 443, 1 certificate, the plan (1 step to take), 4
               requests for shop.example.com to balancer.example.com
    ");
}

#[tokio::test(start_paused = true)]
async fn without_a_probe_the_rules_say_whether_there_is_a_redirect() {
    let (cloud, desired) = converged(FILE).await;
    let internal = Web { always: Some(ebdeploy::observed::Failure::Unreachable), ..Web::default() };
    cloud.change(|world| {
        world.told.internal = true;
        world.balancer().listeners[0].rules.clear();
    });
    assert_eq!(found(&cloud, &desired, &internal).await, ["redirect-missing"]);
}

#[tokio::test(start_paused = true)]
async fn https_that_redirects_to_itself_is_a_loop() {
    let (cloud, desired) = converged(FILE).await;
    for location in
        ["https://shop.example.com/", "https://shop.example.com:443/", "http://shop.example.com/"]
    {
        let web = Web::but(Scheme::Https, "/", redirect(location));
        assert_eq!(found(&cloud, &desired, &web).await, ["redirect-loop"], "{location}");
    }
    let web = Web::but(Scheme::Https, "/", redirect("https://shop.example.com/login"));
    assert!(found(&cloud, &desired, &web).await.is_empty(), "a redirect to a login is none");
}

#[tokio::test(start_paused = true)]
async fn a_redirect_that_leads_elsewhere_in_the_clear_is_told() {
    let (cloud, desired) = converged(FILE).await;
    let web = Web::but(Scheme::Http, "/", redirect("http://www.example.com/"));
    assert_eq!(found(&cloud, &desired, &web).await, ["redirect-elsewhere"]);
}
