//! Targets that fail their check.

use ebdeploy::observed::{Answer, Outcome, Scheme};
use insta::assert_snapshot;

use super::{found, told};
use crate::fake::{Web, answer, redirect};
use crate::support::{FILE, converged};

/// What `doctor` says when the path answers the load balancer so.
async fn when_answering(code: u16, web: &Web) -> String {
    let (cloud, desired) = converged(FILE).await;
    cloud.change(|world| {
        world.answers.insert("/health".into(), code);
        world.told.logs.insert("i-1".into(), "no route to db".into());
    });
    told(&cloud, &desired, web).await
}

#[tokio::test(start_paused = true)]
async fn nothing_is_wrong_with_what_is_as_it_should_be() {
    let (cloud, desired) = converged(FILE).await;
    assert_snapshot!(told(&cloud, &desired, &Web::default()).await, @r"
    shop-test in eu-west-1: nothing wrong found
    looked at: the environment (Ready, Green Ok), 1 instance, 1 target, the
               listeners on 80 and 443, 1 certificate, the plan (no changes), 4
               requests for shop.example.com to balancer.example.com
    ");
}

#[tokio::test(start_paused = true)]
async fn a_check_that_is_redirected_is_to_be_exempted() {
    let web = Web::but(Scheme::Http, "/health", redirect("https://shop.example.com/health"));
    assert_snapshot!(when_answering(301, &web).await, @r#"
    problem[check-redirected]: the server redirects the health check instead of
      answering it (the check: /health answers 200)
        i-1: Health checks failed with these codes: [301]
        GET http://shop.example.com/health: 301 to https://shop.example.com/health
        GET https://shop.example.com/health: 200
      cure: exempt the path from the redirect: in the framework (Django:
            `SECURE_REDIRECT_EXEMPT = [r"^health/?$"]`) or in the proxy's
            configuration file (.platform/nginx/conf.d/); mind a final slash; or
            check a path that answers by itself

    shop-test in eu-west-1: 1 finding
    looked at: the environment (Ready, Red Severe), 1 instance, 1 target, the
               listeners on 80 and 443, 1 certificate, the plan (no changes), 4
               requests for shop.example.com to balancer.example.com
    "#);
}

#[tokio::test(start_paused = true)]
async fn a_host_that_is_refused_is_the_instances_own() {
    assert_snapshot!(when_answering(400, &Web::default()).await, @r"
    problem[host-refused]: the application refuses the Host header of the health
      check, which is the instance's own address (the check: /health answers 200)
        i-1: Health checks failed with these codes: [400]
        GET http://shop.example.com/health: 200
        GET https://shop.example.com/health: 200
      cure: allow the instance's address (Django: add it to `ALLOWED_HOSTS`), read
            from the instance metadata service with IMDSv2: a token by `PUT
            /latest/api/token`, then `GET /latest/meta-data/local-ipv4` at
            http://169.254.169.254

    shop-test in eu-west-1: 1 finding
    looked at: the environment (Ready, Red Severe), 1 instance, 1 target, the
               listeners on 80 and 443, 1 certificate, the plan (no changes), 4
               requests for shop.example.com to balancer.example.com
    ");
}

#[tokio::test(start_paused = true)]
async fn a_route_that_is_not_there_is_told_beside_the_first_page() {
    let mut web = Web::but(Scheme::Https, "/health", answer(404));
    web.outcomes.insert((Scheme::Http, "/health"), answer(404));
    assert_snapshot!(when_answering(404, &web).await, @r"
    problem[check-not-found]: the application has no such route (the check:
      /health answers 200)
        i-1: Health checks failed with these codes: [404]
        GET http://shop.example.com/health: 404
        GET https://shop.example.com/health: 404
        GET https://shop.example.com/: 200
      cure: add the route, or name one that is there in [health-check] path

    shop-test in eu-west-1: 1 finding
    looked at: the environment (Ready, Red Severe), 1 instance, 1 target, the
               listeners on 80 and 443, 1 certificate, the plan (no changes), 4
               requests for shop.example.com to balancer.example.com
    ");
}

#[tokio::test(start_paused = true)]
async fn what_a_health_library_names_is_the_cause() {
    let body = r#"{"DatabaseBackend": "unavailable: postgres://shop:hunter2@db/shop", "Cache": "working"}"#;
    let failing = Outcome::Answer(Answer { status: 500, body: body.into(), ..Answer::default() });
    let web = Web::but(Scheme::Https, "/health", failing);
    assert_snapshot!(when_answering(500, &web).await, @r"
    problem[application-failing]: the application is up, and something that it
      needs is not (the check: /health answers 200)
        i-1: Health checks failed with these codes: [500]
        GET http://shop.example.com/health: 200
        GET https://shop.example.com/health: 500
        DatabaseBackend: unavailable: postgres://…@db/shop
        i-1 log: true: no route to db
      cure: mend what the path and the log name: a database that does not answer, a
            migration that did not run, a variable that is not set (`ebdeploy logs`)

    shop-test in eu-west-1: 1 finding
    looked at: the environment (Ready, Red Severe), 1 instance, 1 target, the
               listeners on 80 and 443, 1 certificate, the plan (no changes), 4
               requests for shop.example.com to balancer.example.com, 1 log
    ");
}

#[tokio::test(start_paused = true)]
async fn a_proxy_that_answers_alone_has_no_application_behind_it() {
    assert_snapshot!(when_answering(502, &Web::default()).await, @r"
    problem[application-down]: the proxy on the instance answers, and the
      application behind it does not (the check: /health answers 200)
        i-1: Health checks failed with these codes: [502]
        GET http://shop.example.com/health: 200
        GET https://shop.example.com/health: 200
        i-1 log: true: no route to db
      cure: see in the log why it does not run (`ebdeploy logs`): its start command
            in the Procfile, the port that it listens on, an error at its start

    shop-test in eu-west-1: 1 finding
    looked at: the environment (Ready, Red Severe), 1 instance, 1 target, the
               listeners on 80 and 443, 1 certificate, the plan (no changes), 4
               requests for shop.example.com to balancer.example.com, 1 log
    ");
}

#[tokio::test(start_paused = true)]
async fn each_code_has_its_cause() {
    for (code, id) in [
        (302, "check-redirected"),
        (308, "check-redirected"),
        (401, "check-unauthorized"),
        (403, "check-unauthorized"),
        (418, "check-mismatch"),
        (204, "check-mismatch"),
        (503, "application-failing"),
        (504, "application-down"),
    ] {
        let (cloud, desired) = converged(FILE).await;
        cloud.change(|world| {
            world.answers.insert("/health".into(), code);
        });
        assert_eq!(found(&cloud, &desired, &Web::default()).await, [id], "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn targets_that_fail_alike_are_told_of_once() {
    let (cloud, desired) = converged(FILE).await;
    cloud.change(|world| {
        world.instances = vec!["i-1".into(), "i-2".into(), "i-3".into()];
        world.odd = [("i-1".into(), 404), ("i-2".into(), 404)].into();
    });
    assert_eq!(found(&cloud, &desired, &Web::default()).await, ["check-not-found"]);
}
