//! Each kind of change that can be denied: what is of that kind, and what is not. Every test denies
//! all kinds, and names those that say no.

use ebdeploy::observed::Environment;

use super::{judged, names, refused, words};
use crate::fake::{Fake, World, platform};
use crate::support::FILE;

fn nothing(_: &mut World) {}

fn plain() -> &'static str {
    FILE.split("[https]").next().unwrap()
}

fn environment(world: &mut World) -> &mut Environment {
    world.environment.as_mut().unwrap()
}

fn options(namespace: &str, lines: &str) -> String {
    format!("[options.\"{namespace}\"]\n{lines}\n")
}

#[tokio::test(start_paused = true)]
async fn create_is_an_application_or_environment_that_is_made() {
    let refused = judged(&Fake::empty(), FILE).await;
    assert_eq!(names(&refused), ["create", "port-open"]);
    assert_eq!(words(&refused), ["shop is made", "shop-test is made", "tcp 443 from 0.0.0.0/0"]);
}

#[tokio::test(start_paused = true)]
async fn deploy_is_another_version() {
    let after = format!("{FILE}[version]\nlabel = \"v2\"\n");
    let refused =
        refused(FILE, |world| environment(world).summary.version = Some("v1".into()), &after).await;
    assert_eq!((names(&refused), words(&refused)), (vec!["deploy"], vec!["version.label v1 → v2"]));
}

#[tokio::test(start_paused = true)]
async fn a_branch_that_is_older_in_language_or_system_is_a_downgrade() {
    let cases: [(&str, &[&str]); 5] = [
        ("Python 3.14 running on 64bit Amazon Linux 2023", &["platform-branch", "downgrade"]),
        ("Python 3.13 running on 64bit Amazon Linux 2027", &["platform-branch", "downgrade"]),
        ("Python 3.9 running on 64bit Amazon Linux 2023", &["platform-branch"]),
        ("Python 3.8 running on 64bit Amazon Linux 2", &["platform-branch"]),
        ("Docker running on 64bit Amazon Linux 2023", &["platform-branch"]),
    ];
    for (branch, expected) in cases {
        let from = |world: &mut World| {
            let arn = format!("arn:aws:elasticbeanstalk:eu-west-1::platform/{branch}/4.0.0");
            environment(world).summary.platform = Some(arn);
        };
        assert_eq!(names(&refused(FILE, from, FILE).await), expected, "{branch}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_newer_version_of_the_platform_is_denied_by_nobody() {
    let after = FILE.replace("[https]", "platform-version = \">=4.6\"\n[https]");
    let older = |world: &mut World| {
        environment(world).summary.platform = Some(platform("4.5.0").arn);
    };
    assert!(refused(FILE, older, &after).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn redirect_off_is_the_redirect_taken_away() {
    let after = FILE.replace("[health-check]", "redirect = false\n[health-check]");
    let refused = refused(FILE, nothing, &after).await;
    assert_eq!(names(&refused), ["redirect-off"]);
    assert_eq!(words(&refused), ["rule redirect: /*: 301 to HTTPS → (none)"]);
}

#[tokio::test(start_paused = true)]
async fn a_redirect_that_is_there_twice_can_be_made_one() {
    let twice = |world: &mut World| {
        let rules = &mut world.balancer().listeners[0].rules;
        let mut second = rules.last().unwrap().clone();
        (second.arn, second.priority) = ("second".into(), 7);
        rules.push(second);
    };
    assert!(refused(FILE, twice, FILE).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn redirect_exempt_is_one_path_more_over_http() {
    let except = |paths: &str| {
        FILE.replace(
            "[health-check]",
            &format!("redirect = {{ except = [{paths}] }}\n[health-check]"),
        )
    };
    let (few, more) = (except("\"/health\""), except("\"/health\", \"/public/*\""));
    assert_eq!(names(&refused(&few, nothing, &more).await), ["redirect-exempt"]);
    assert!(refused(&more, nothing, &few).await.is_empty());
    let six = except("\"/health\", \"/1\", \"/2\", \"/3\", \"/4\", \"/5\"");
    assert_eq!(
        words(&refused(&few, nothing, &six).await).len(),
        2,
        "a rule more, and one with more"
    );
}

#[tokio::test(start_paused = true)]
async fn https_off_is_a_listener_or_certificate_taken_away() {
    let listener = "aws:elbv2:listener:443";
    let off = plain().to_owned() + &options(listener, "ListenerEnabled = false");
    let gone = refused(FILE, nothing, &off).await;
    assert_eq!(
        (names(&gone), words(&gone)),
        (vec!["https-off"], vec!["options.aws:elbv2:listener:443.ListenerEnabled true → false"])
    );
    let reset = plain().to_owned()
        + &options(listener, "SSLCertificateArns = { reset = true }\nProtocol = \"HTTP\"");
    assert_eq!(names(&refused(FILE, nothing, &reset).await), ["https-off", "options-removed"]);
    let plaintext = plain().to_owned() + &options(listener, "Protocol = \"HTTP\"");
    assert_eq!(names(&refused(FILE, nothing, &plaintext).await), ["https-off"]);
}

#[tokio::test(start_paused = true)]
async fn tls_weakened_is_an_older_version_or_an_unknown_policy() {
    let policy = |name: &str| {
        FILE.replace(
            "[health-check]",
            &format!("policy = \"ELBSecurityPolicy-{name}\"\n[health-check]"),
        )
    };
    for lax in ["2016-08", "TLS13-1-1-2021-06", "TLS13-1-2-Ext2-2021-06", "of-my-own"] {
        assert_eq!(names(&refused(FILE, nothing, &policy(lax)).await), ["tls-weakened"], "{lax}");
    }
    for strict in ["TLS13-1-3-2021-06", "TLS13-1-2-Res-2021-06"] {
        assert!(refused(FILE, nothing, &policy(strict)).await.is_empty(), "{strict}");
    }
    let stricter = |world: &mut World| {
        world.balancer().listeners[1].policy = Some("ELBSecurityPolicy-TLS13-1-3-2021-06".into());
    };
    let given_back = refused(FILE, stricter, FILE).await;
    assert_eq!(names(&given_back), ["tls-weakened"], "by another hand, and given back");
}

#[tokio::test(start_paused = true)]
async fn port_open_is_port_443_opened() {
    let closed =
        |world: &mut World| world.balancer().groups[0].ingress.retain(|rule| rule.from != 443);
    assert_eq!(names(&refused(FILE, closed, FILE).await), ["port-open"]);
}

#[tokio::test(start_paused = true)]
async fn health_check_off_is_its_path_taken_away() {
    let process = "aws:elasticbeanstalk:environment:process:default";
    let file = FILE.replace("[health-check]", "redirect = { except = [\"/health\"] }");
    let reset = file + &options(process, "HealthCheckPath = { reset = true }");
    let expected = ["health-check-off", "health-check-loosened", "options-removed"];
    assert_eq!(names(&refused(FILE, nothing, &reset).await), expected);
}

#[tokio::test(start_paused = true)]
async fn health_check_loosened_is_a_check_that_more_pass_or_that_notices_later() {
    let except =
        FILE.replace("[health-check]", "redirect = { except = [\"/health\"] }\n[health-check]");
    let process = "aws:elasticbeanstalk:environment:process:default";
    let slow = |seconds: u32| {
        except.clone() + &options(process, &format!("HealthCheckInterval = {seconds}"))
    };
    let loose = [format!("{except}matcher = \"200-299\"\n"), format!("{except}path = \"/\"\n")];
    for after in loose {
        assert_eq!(
            names(&refused(&except, nothing, &after).await),
            ["health-check-loosened"],
            "{after}"
        );
    }
    assert_eq!(names(&refused(&slow(15), nothing, &slow(60)).await), ["health-check-loosened"]);
    assert!(refused(&slow(60), nothing, &slow(15)).await.is_empty());
    let tight = [("200-299", "200"), ("200,202", "202")];
    for (before, after) in tight {
        let with = |matcher: &str| format!("{except}matcher = \"{matcher}\"\n");
        assert!(refused(&with(before), nothing, &with(after)).await.is_empty(), "{after}");
    }
    let another = format!("{except}path = \"/up\"\n");
    assert!(refused(&except, nothing, &another).await.is_empty(), "another path");
}

#[tokio::test(start_paused = true)]
async fn capacity_reduced_is_fewer_instances_or_no_load_balancer() {
    let sizes = |min: u32, max: u32| format!("{FILE}[capacity]\nmin = {min}\nmax = {max}\n");
    let fewer = refused(&sizes(4, 6), nothing, &sizes(2, 4)).await;
    assert_eq!(names(&fewer), ["capacity-reduced"]);
    assert_eq!(words(&fewer), ["capacity.min 4 → 2", "capacity.max 6 → 4"]);
    assert!(refused(&sizes(2, 4), nothing, &sizes(4, 6)).await.is_empty());
    let kind = |kind: &str| {
        plain().to_owned()
            + &options("aws:elasticbeanstalk:environment", &format!("EnvironmentType = {kind:?}"))
    };
    let single = refused(&kind("LoadBalanced"), nothing, &kind("SingleInstance")).await;
    assert_eq!(names(&single), ["capacity-reduced"]);
}

#[tokio::test(start_paused = true)]
async fn types_roles_and_network_are_kinds_of_their_own() {
    let types = |kind: &str| format!("{FILE}[capacity]\ninstance-types = [\"{kind}\"]\n");
    assert_eq!(
        names(&refused(&types("t3.small"), nothing, &types("t3.large")).await),
        ["instance-types"]
    );
    let role = |role: &str| FILE.replace("[https]", &format!("service-role = \"{role}\"\n[https]"));
    assert_eq!(names(&refused(&role("one"), nothing, &role("another")).await), ["roles"]);
    let subnets = |ids: &str| {
        format!(
            "{FILE}[network]\nvpc = \"vpc-1\"\ninstance-subnets = [{ids}]\nload-balancer-subnets = [\"subnet-a\", \"subnet-b\"]\n"
        )
    };
    let (both, one) = (subnets("\"subnet-a\", \"subnet-b\""), subnets("\"subnet-a\""));
    assert_eq!(names(&refused(&both, nothing, &one).await), ["network"]);
}

#[tokio::test(start_paused = true)]
async fn managed_updates_off_is_their_being_switched_off() {
    let managed = |on: bool| {
        let lines = format!("ManagedActionsEnabled = {on}\nPreferredStartTime = \"Sun:03:00\"");
        let managed = "aws:elasticbeanstalk:managedactions";
        let level = options(&format!("{managed}:platformupdate"), "UpdateLevel = \"minor\"");
        FILE.to_owned() + &options(managed, &lines) + &level
    };
    assert_eq!(
        names(&refused(&managed(true), nothing, &managed(false)).await),
        ["managed-updates-off"]
    );
    assert!(refused(&managed(false), nothing, &managed(true)).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_is_taken_away_is_a_variable_an_option_or_a_tag() {
    let variable = |value: &str| format!("{FILE}[variables]\nOLD = {value}\n");
    let gone = refused(&variable("\"hunter2\""), nothing, &variable("{ reset = true }")).await;
    assert_eq!(names(&gone), ["variables-removed"]);
    assert_eq!(words(&gone), ["variables.OLD (secret) → (none)"]);
    assert!(refused(&variable("1"), nothing, &variable("2")).await.is_empty(), "a change");
    let option = |value: &str| {
        FILE.to_owned() + &options("aws:autoscaling:asg", &format!("Cooldown = {value}"))
    };
    assert_eq!(
        names(&refused(&option("500"), nothing, &option("{ reset = true }")).await),
        ["options-removed"]
    );
    let tag =
        |value: &str| FILE.replace("[https]", &format!("tags = {{ team = {value} }}\n[https]"));
    assert_eq!(
        names(&refused(&tag("\"web\""), nothing, &tag("{ reset = true }")).await),
        ["tags-removed"]
    );
    assert!(refused(&tag("\"web\""), nothing, &tag("\"ops\"")).await.is_empty(), "a change");
}

#[tokio::test(start_paused = true)]
async fn a_variable_that_takes_its_value_from_elsewhere_is_not_taken_away() {
    let arn = "arn:aws:ssm:eu-west-1:123456789012:parameter/a";
    let secret = format!("{FILE}[variables]\nOLD = {{ secret = \"{arn}\" }}\n");
    let plain = format!("{FILE}[variables]\nOLD = \"1\"\n");
    assert!(refused(&plain, nothing, &secret).await.is_empty());
    assert!(refused(&secret, nothing, &plain).await.is_empty());
    let reset = format!("{FILE}[variables]\nOLD = {{ reset = true }}\n");
    assert_eq!(names(&refused(&secret, nothing, &reset).await), ["variables-removed"]);
}

#[tokio::test(start_paused = true)]
async fn what_is_pruned_is_taken_away() {
    let prune = format!("{FILE}[unmanaged]\nvariables = \"prune\"\ntags = \"prune\"\n");
    let strays = |world: &mut World| {
        crate::plan::set(world, "aws:elasticbeanstalk:application:environment", "OLD", "hunter2");
        environment(world).tags.insert("left".into(), "1".into());
    };
    let refused = refused(FILE, strays, &prune).await;
    assert_eq!(names(&refused), ["variables-removed", "tags-removed"]);
    let told = ["variables.OLD (secret) → (none)", "environment.tags.left 1 → (none)"];
    assert_eq!(words(&refused), told);
}
