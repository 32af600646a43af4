//! The listener's certificate.

use ebdeploy::observed::Certificate;
use insta::assert_snapshot;
use jiff::SignedDuration;

use super::{found, told};
use crate::fake::{CERTIFICATE, Fake, Web, now};
use crate::support::{FILE, converged};

/// The listener's certificate ends in so many days.
fn ends_in(cloud: &Fake, days: i64) {
    cloud.change(|world| {
        world.certificates[0].not_after = Some(now() + SignedDuration::from_hours(24 * days));
    });
}

fn another(cloud: &Fake) {
    let not_after = Some(now() + SignedDuration::from_hours(24 * 90));
    cloud.change(|world| {
        let first = world.certificates[0].clone();
        let arn = "arn:aws:acm:eu-west-1:123456789012:certificate/2".into();
        world.certificates.push(Certificate { arn, not_after, ..first });
    });
}

#[tokio::test(start_paused = true)]
async fn an_imported_certificate_that_ends_soon_is_to_be_imported_anew() {
    let (cloud, desired) = converged(FILE).await;
    ends_in(&cloud, 12);
    cloud.change(|world| {
        world.told.imported = true;
        world.certificates[0].renewable = false;
    });
    assert_snapshot!(told(&cloud, &desired, &Web::default()).await, @r"
    problem[certificate-expiring]: the listener's certificate ends soon or has
      ended, and ACM does not renew it
        arn:aws:acm:eu-west-1:123456789012:certificate/1 (shop.example.com)
          ISSUED, ends on 2026-12-04
        it was imported
      cure: import its successor under the same ARN (`aws acm import-certificate
            --certificate-arn …`), or request one of ACM, which renews itself

    shop-test in eu-west-1: 1 finding
    looked at: the environment (Ready, Green Ok), 1 instance, 1 target, the
               listeners on 80 and 443, 1 certificate, the plan (no changes), 4
               requests for shop.example.com to balancer.example.com
    ");
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_does_not_come_about_is_told_with_its_state() {
    let (cloud, desired) = converged(FILE).await;
    ends_in(&cloud, 12);
    cloud.change(|world| world.told.renewal = Some("PENDING_VALIDATION".into()));
    let told = told(&cloud, &desired, &Web::default()).await;
    assert!(told.contains("problem[renewal-stuck]"), "{told}");
    assert!(told.contains("its renewal is PENDING_VALIDATION"), "{told}");
}

#[tokio::test(start_paused = true)]
async fn a_better_one_that_lies_unused_is_named_with_its_end() {
    let (cloud, desired) = converged(FILE).await;
    ends_in(&cloud, 12);
    another(&cloud);
    let told = told(&cloud, &desired, &Web::default()).await;
    assert!(told.contains("problem[certificate-unused]"), "{told}");
    assert!(told.contains("ends on 2027-02-20"), "{told}");
}

#[tokio::test(start_paused = true)]
async fn one_that_does_not_cover_the_domain_is_told_with_those_that_do() {
    let (cloud, desired) = converged(FILE).await;
    another(&cloud);
    cloud.change(|world| world.certificates[0].domains = vec!["old.example.com".into()]);
    let told = told(&cloud, &desired, &Web::default()).await;
    assert!(told.contains("problem[certificate-not-covering]"), "{told}");
    assert!(told.contains("unused: arn:aws:acm:eu-west-1:123456789012:certificate/2"), "{told}");
}

#[tokio::test(start_paused = true)]
async fn one_that_is_not_issued_is_told_once_and_not_by_the_plan_again() {
    let (cloud, desired) = converged(FILE).await;
    cloud.change(|world| world.certificates[0].status = "PENDING_VALIDATION".into());
    assert_eq!(found(&cloud, &desired, &Web::default()).await, ["certificate-not-issued"]);
}

#[tokio::test(start_paused = true)]
async fn one_that_has_ended_is_told_once() {
    let (cloud, desired) = converged(FILE).await;
    ends_in(&cloud, -1);
    cloud.change(|world| {
        world.told.imported = true;
        world.certificates[0].status = "EXPIRED".into();
    });
    assert_eq!(found(&cloud, &desired, &Web::default()).await, ["certificate-expiring"]);
}

#[tokio::test(start_paused = true)]
async fn one_that_lasts_is_nothing_to_tell_of() {
    let (cloud, desired) = converged(FILE).await;
    ends_in(&cloud, 31);
    assert!(found(&cloud, &desired, &Web::default()).await.is_empty(), "{CERTIFICATE}");
}
