//! One screen.

use insta::assert_snapshot;

use super::shown;
use crate::support::{FILE, converged, desired};

#[tokio::test(start_paused = true)]
async fn a_healthy_environment_fits_a_screen() {
    let (cloud, desired) = converged(FILE).await;
    assert_snapshot!(shown(&cloud, &desired, 80).await, @r"
    shop-test in eu-west-1: Ready, Green (Ok)

      version       (AWS's sample application)
      platform      Python 3.13 running on 64bit Amazon Linux 2023 4.7.2
      domain        balancer.example.com
      instances     i-1 Ok, Sample Application (deployment 1), t3.small,
                      eu-west-1a
      targets       i-1 healthy
      health check  /health answers 200, every 15s
      listeners     80 forwards to the instances, 2 rules
                    443 forwards to the instances,
                      ELBSecurityPolicy-TLS13-1-2-2021-06
      certificate   shop.example.com
                    ends on 2027-09-18, in 300 days; ACM renews it
                    covers shop.example.com
      redirect      /health: served over HTTP (priority 49999)
                    /*: 301 to HTTPS (priority 50000)
      events        12:00:00 INFO Environment update is starting.
                    12:00:01 INFO Environment update completed successfully.
      differences   none: it is as environments/test.toml says
    ");
}

#[tokio::test(start_paused = true)]
async fn a_narrow_terminal_has_shorter_lines() {
    let (cloud, desired) = converged(FILE).await;
    cloud.change(|world| {
        world.answers.insert("/health".into(), 404);
        world.told.causes = vec!["ELB health is failing for all instances.".into()];
    });
    assert_snapshot!(shown(&cloud, &desired, 48).await, @r"
    shop-test in eu-west-1: Ready, Red (Severe)

      causes        ELB health is failing for all
                      instances.
      version       (AWS's sample application)
      platform      Python 3.13 running on 64bit
                      Amazon Linux 2023 4.7.2
      domain        balancer.example.com
      instances     i-1 Ok, Sample Application
                      (deployment 1), t3.small,
                      eu-west-1a
      targets       i-1 unhealthy: Health checks
                      failed with these codes: [404]
      health check  /health answers 200, every 15s
      listeners     80 forwards to the instances,
                      2 rules
                    443 forwards to the instances,
                      ELBSecurityPolicy-TLS13-1-2-2021-06
      certificate   shop.example.com
                    ends on 2027-09-18, in 300
                      days; ACM renews it
                    covers shop.example.com
      redirect      /health: served over HTTP
                      (priority 49999)
                    /*: 301 to HTTPS (priority
                      50000)
      events        12:00:00 INFO Environment
                      update is starting.
                    12:00:01 INFO Environment
                      update completed successfully.
      differences   none: it is as
                      environments/test.toml says
    ");
}

#[tokio::test(start_paused = true)]
async fn the_fallback_and_what_differs_are_told() {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| {
        let check = &mut world.balancer().target_groups[0].check;
        check.path = Some("/".into());
        check.matcher = Some("200-499".into());
    });
    let more = desired(&format!("{FILE}[capacity]\nmin = 2\nmax = 4\n"));
    let shown = shown(&cloud, &more, 80).await;
    assert!(
        shown.contains("degraded, on its fallback: the file asks for /health with 200"),
        "{shown}"
    );
    assert!(shown.contains("0 to create"), "{shown}");
}

#[tokio::test(start_paused = true)]
async fn a_plan_that_is_refused_is_told_in_a_line_each() {
    let (cloud, _) = converged(FILE).await;
    let other = desired(&FILE.replace("shop.example.com", "blog.example.com"));
    let shown = shown(&cloud, &other, 200).await;
    let refused = "refused[certificate-missing]: `https.certificate`: no certificate in eu-west-1 covers blog.example.com";
    assert!(shown.contains(refused), "{shown}");
    assert!(shown.contains("does not cover blog.example.com"), "{shown}");
}
