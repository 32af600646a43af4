//! Options that cannot be combined are refused, and what can be done in two updates is done in two.

use ebdeploy::desired::namespace::{COMMAND, ENVIRONMENT, HEALTH};
use ebdeploy::plan::{Edit, Step};

use super::{refusal, set};
use crate::fake::Fake;
use crate::support::{FILE, converged, desired, look, told};

/// What is wrong with a new environment of the smallest file and these tables.
async fn new(tables: &str) -> String {
    let file = desired(&format!("{}{tables}\n", FILE.split("[https]").next().unwrap()));
    told(&look(&Fake::empty(), &file).await.expect_err(tables))
}

fn options(namespace: &str, lines: &str) -> String {
    format!("[options.\"{namespace}\"]\n{lines}\n")
}

/// Each of these tables alone is refused with this.
async fn all_refused(cases: &[(String, &str)]) {
    for (tables, expected) in cases {
        let told = new(tables).await;
        assert!(told.contains(expected) && told.lines().count() == 2, "{tables}\n{told}");
    }
}

#[tokio::test(start_paused = true)]
async fn each_combination_that_aws_refuses_is_refused_at_the_key_that_asks_for_it() {
    let managed = "aws:elasticbeanstalk:managedactions";
    let update = options(&format!("{managed}:platformupdate"), "UpdateLevel = \"minor\"");
    let classic = "[load-balancer]\ntype = \"classic\"\n";
    let basic = options(HEALTH, "SystemType = \"basic\"");
    let rule = |name: &str| options(&format!("aws:elbv2:listenerrule:{name}"), "Priority = 7");
    let cases = [
        (
            "[capacity]\nmin = 6".to_owned(),
            "capacity.min: at least 6 instances are more than at most 4",
        ),
        (
            options("aws:ec2:vpc", "VPCId = \"vpc-1\""),
            "VPCId: a VPC is named, and none of its subnets",
        ),
        (
            options("aws:elbv2:listener:8443", "Protocol = \"HTTPS\""),
            "Protocol: a listener for HTTPS or TLS has no certificate",
        ),
        (
            format!("{}{}", rule("a"), rule("b")),
            "Priority: two rules of listeners have the priority 7",
        ),
        (
            format!(
                "{classic}{}",
                options(
                    "aws:elb:listener:81",
                    "ListenerProtocol = \"HTTP\"\nInstanceProtocol = \"TCP\""
                )
            ),
            "InstanceProtocol: a listener and its instances speak protocols of different layers",
        ),
        (
            format!("{}{update}", options(managed, "ManagedActionsEnabled = true")),
            "ManagedActionsEnabled: managed platform updates need a `PreferredStartTime`",
        ),
        (
            format!("{classic}{}", options("aws:elbv2:loadbalancer", "IpAddressType = \"ipv4\"")),
            "IpAddressType: only application and network load balancers have an `IpAddressType`",
        ),
        (
            format!(
                "{basic}{}",
                options(
                    "aws:elasticbeanstalk:cloudwatch:logs:health",
                    "HealthStreamingEnabled = true"
                )
            ),
            "HealthStreamingEnabled: health is streamed only where health reporting is enhanced",
        ),
        (
            format!(
                "{classic}{}",
                options(
                    "aws:autoscaling:launchconfiguration",
                    "DisableDefaultEC2SecurityGroup = true"
                )
            ),
            "DisableDefaultEC2SecurityGroup: without the default security group, \
             aws:autoscaling:launchconfiguration needs SecurityGroups",
        ),
        (
            format!(
                "{classic}{}[health-check]",
                options("aws:elb:healthcheck", "Target = \"TCP:81\"")
            ),
            "Target: a health check has either a `Target` or an `Application Healthcheck URL`",
        ),
    ];
    all_refused(&cases).await;
}

#[tokio::test(start_paused = true)]
async fn policies_and_their_keys_go_together_or_are_refused() {
    let single = options(ENVIRONMENT, "EnvironmentType = \"SingleInstance\"");
    let basic = options(HEALTH, "SystemType = \"basic\"");
    let cases = [
        (
            format!("{single}[version]\npolicy = \"traffic-splitting\""),
            "version.policy: a single instance has no load balancer that could split traffic",
        ),
        (
            format!("{basic}[version]\npolicy = \"traffic-splitting\""),
            "version.policy: traffic is split only where health reporting is enhanced",
        ),
        (
            format!("{single}[version]\npolicy = \"rolling\""),
            "version.policy: a single instance cannot be updated in batches",
        ),
        (
            "[version]\nbatch = \"2\"".to_owned(),
            "version.batch: the policy AllAtOnce has no batches",
        ),
        (
            "[version]\ntraffic = \"5%\"".to_owned(),
            "version.traffic: the policy AllAtOnce does not split traffic",
        ),
        (
            format!(
                "{}[version]\nevaluation = \"5m\"",
                options(COMMAND, "DeploymentPolicy = \"Rolling\"")
            ),
            "version.evaluation: the policy Rolling does not split traffic",
        ),
    ];
    all_refused(&cases).await;
}

#[tokio::test(start_paused = true)]
async fn a_network_load_balancer_that_the_file_does_not_name_speaks_tcp_alone() {
    let plain = FILE.split("[https]").next().unwrap();
    let process = "aws:elasticbeanstalk:environment:process:api";
    for (namespace, protocol) in [("aws:elbv2:listener:81", "HTTP"), (process, "HTTP")] {
        let (cloud, _) = converged(plain).await;
        cloud.change(|world| set(world, ENVIRONMENT, "LoadBalancerType", "network"));
        let asks = options(namespace, &format!("Protocol = \"{protocol}\""));
        let told = told(&look(&cloud, &desired(&format!("{plain}{asks}"))).await.unwrap_err());
        let expected = "Protocol: a network load balancer does not speak HTTP";
        assert!(told.contains(expected), "{told}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_environment_has_already_counts_as_well() {
    let file = format!("{FILE}[version]\ntraffic = \"15%\"\n");
    let told = refusal(&file, |world| set(world, COMMAND, "DeploymentPolicy", "Rolling"));
    assert!(told.await.starts_with("version.traffic: the policy Rolling does not split traffic"));
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| set(world, COMMAND, "DeploymentPolicy", "TrafficSplitting"));
    assert!(look(&cloud, &desired(&file)).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn what_aws_has_taken_is_not_refused_to_whoever_does_not_speak_of_it() {
    let (cloud, file) = converged(FILE).await;
    cloud.change(|world| set(world, "aws:autoscaling:asg", "MinSize", "9"));
    assert!(look(&cloud, &file).await.unwrap().is_empty());
}

/// The keys of each update of settings that a file takes, of an environment with these settings.
async fn updates(has: &[(&str, &str, &str)], tables: &str) -> Vec<Vec<String>> {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| {
        for (namespace, name, value) in has {
            set(world, namespace, name, value);
        }
    });
    let plan = look(&cloud, &desired(&format!("{FILE}{tables}"))).await.unwrap();
    let keys = |edits: &[Edit]| edits.iter().map(|edit| edit.property.key()).collect();
    let edits = plan.steps.iter().filter_map(|step| match step {
        Step::UpdateSettings { edits, .. } => Some(keys(edits)),
        _ => None,
    });
    edits.collect()
}

const ROLLING: &str = ebdeploy::desired::namespace::ROLLING;
const BALANCED: &str = "[options.\"aws:elbv2:loadbalancer\"]\nIdleTimeout = 90\n";
const LARGER: &str = "[capacity]\ninstance-types = [\"t3.large\"]\n";

#[tokio::test(start_paused = true)]
async fn an_immutable_update_and_a_change_of_the_load_balancer_are_two_updates() {
    let both = format!("{BALANCED}{LARGER}");
    let [idle, types] = ["options.aws:elbv2:loadbalancer.IdleTimeout", "capacity.instance-types"]
        .map(|key| vec![key.to_owned()]);
    let immutable = [(ROLLING, "RollingUpdateType", "Immutable")];
    assert_eq!(updates(&immutable, &both).await, [idle, types]);
    assert_eq!(updates(&[], &both).await.len(), 1, "one update, where none of it is immutable");
    assert_eq!(updates(&immutable, LARGER).await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_manner_changes_before_what_it_is_the_manner_of() {
    let tables = format!("{LARGER}[options.\"{ROLLING}\"]\nRollingUpdateType = \"Immutable\"\n");
    let [manner, types] =
        [format!("options.{ROLLING}.RollingUpdateType"), "capacity.instance-types".to_owned()]
            .map(|key| vec![key]);
    assert_eq!(updates(&[], &tables).await, [manner, types]);
}

#[tokio::test(start_paused = true)]
async fn variables_follow_the_deployment_policy() {
    let tables = format!("{BALANCED}[variables]\nMODE = \"new\"\n");
    for policy in ["Immutable", "TrafficSplitting"] {
        let updates = updates(&[(COMMAND, "DeploymentPolicy", policy)], &tables).await;
        assert_eq!(updates.len(), 2, "{policy}: {updates:?}");
        assert_eq!(updates[1], ["variables.MODE"]);
    }
    assert_eq!(updates(&[(COMMAND, "DeploymentPolicy", "Rolling")], &tables).await.len(), 1);
}
