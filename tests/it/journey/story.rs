//! The main story, and what is told of it.

use serde_json::{Value, json};

use super::{FILE, Seen, altered, applied, apply, plan, seen, text};
use crate::localstack::Account;

#[test]
fn from_nothing_to_an_empty_plan_as_another_client_sees_it() {
    let account = Account::seeded();
    let first = plan(&account);
    assert_eq!(first.code, 2, "{first}");
    assert!(first.stdout.contains("4 steps: 4 to create"), "{first}");
    assert!(
        account.changing_calls().iter().all(|call| !call.contains("elasticbeanstalk")),
        "plan changes nothing"
    );
    let made = apply(&account);
    assert_eq!(made.code, 0, "{made}");
    assert!(made.stderr.contains("Successfully launched environment: shop-local"), "{made}");
    assert!(made.stderr.contains("Applied: shop-local"), "{made}");
    let second = plan(&account);
    assert_eq!(second.code, 0, "{second}");

    let Seen { https, target_group, rules, groups, .. } = seen(&account);
    assert_eq!(https["Protocol"], "HTTPS");
    assert_eq!(https["SslPolicy"], "ELBSecurityPolicy-TLS13-1-2-2021-06");
    let certificate = text(&https["Certificates"][0]["CertificateArn"]);
    let described =
        account.aws(&["acm", "describe-certificate", "--certificate-arn", &certificate]);
    assert_eq!(described["Certificate"]["DomainName"], "shop.example.com");
    assert_eq!(target_group["HealthCheckPath"], "/health");
    assert_eq!(target_group["Matcher"]["HttpCode"], "200");
    let priorities: Vec<_> = rules.iter().map(|rule| text(&rule["Priority"])).collect();
    assert_eq!(priorities, ["49999", "50000"]);
    assert_eq!(rules[0]["Conditions"][0]["PathPatternConfig"]["Values"], json!(["/health"]));
    assert_eq!(rules[0]["Actions"][0]["TargetGroupArn"], target_group["TargetGroupArn"]);
    let redirect = &rules[1]["Actions"][0]["RedirectConfig"];
    assert_eq!(
        (&redirect["Protocol"], &redirect["StatusCode"]),
        (&json!("HTTPS"), &json!("HTTP_301"))
    );
    for rule in &rules {
        let tags =
            account.aws(&["elbv2", "describe-tags", "--resource-arns", &text(&rule["RuleArn"])]);
        let tags = tags["TagDescriptions"][0]["Tags"].to_string();
        assert!(tags.contains("ebdeploy:environment") && tags.contains("shop-local"), "{tags}");
    }
    assert!(
        groups
            .iter()
            .any(|group| group["FromPort"] == 443 && group["IpRanges"][0]["CidrIp"] == "0.0.0.0/0"),
        "{groups:?}"
    );
}

#[test]
fn network_and_classic_load_balancers_converge_too() {
    let account = Account::seeded();
    for kind in ["network", "classic"] {
        let balancer = format!("[load-balancer]\ntype = \"{kind}\"\n[https]");
        let file = altered("[https]", &balancer);
        let text = std::fs::read_to_string(file.path()).unwrap();
        let text = text.replace("shop-local", &format!("shop-{kind}"));
        // A network load balancer checks connections alone, and a classic one nothing but
        // `/health`.
        let text = if kind == "network" {
            text.replace("[health-check]\npath = \"/health\"", "")
        } else {
            text
        };
        std::fs::write(file.path(), text).unwrap();
        let path = file.path().to_str().unwrap();
        let made = account.ebdeploy(&["apply", path, "--yes"]);
        assert_eq!(made.code, 0, "{made}");
        let again = account.ebdeploy(&["plan", path, "--detailed-exitcode"]);
        assert_eq!(again.code, 0, "{again}");
    }
}

#[test]
fn port_443_of_a_classic_load_balancer_is_opened_and_opened_again_when_somebody_closes_it() {
    let account = Account::seeded();
    let file = altered("[https]", "[load-balancer]\ntype = \"classic\"\n[https]");
    let path = file.path().to_str().unwrap();
    let made = account.ebdeploy(&["apply", path, "--yes"]);
    assert_eq!(made.code, 0, "{made}");
    let described = account.aws(&["elb", "describe-load-balancers"]);
    let group = text(&described["LoadBalancerDescriptions"][0]["SecurityGroups"][0]);
    let filter = format!("Name=group-id,Values={group}");
    let rules = || {
        let all = account.aws(&["ec2", "describe-security-group-rules", "--filters", &filter]);
        let all = all["SecurityGroupRules"].as_array().unwrap().clone();
        all.into_iter().filter(|rule| rule["FromPort"] == 443).collect::<Vec<_>>()
    };
    let [rule] = &rules()[..] else { panic!("one rule opens it: {:?}", rules()) };
    assert_eq!((&rule["ToPort"], &rule["CidrIpv4"]), (&json!(443), &json!("0.0.0.0/0")));
    assert_eq!(rule["Tags"], json!([{ "Key": "ebdeploy:environment", "Value": "shop-local" }]));

    let rule = text(&rule["SecurityGroupRuleId"]);
    let closed = ["--group-id", &group, "--security-group-rule-ids", &rule];
    account.aws(&[&["ec2", "revoke-security-group-ingress"], &closed[..]].concat());
    let found = account.ebdeploy(&["doctor", path, "--no-logs", "--via", Account::place()]);
    assert!(found.stdout.contains("problem[https-port-closed]"), "{found}");
    account.forget_calls();
    let planned = account.ebdeploy(&["plan", path, "--detailed-exitcode"]);
    assert_eq!(planned.code, 2, "{planned}");
    assert!(planned.stdout.contains(&format!("{group}  tcp 443 from 0.0.0.0/0")), "{planned}");
    assert!(account.calls().len() <= 14, "{:?}", account.calls());
    let opened = account.ebdeploy(&["apply", path, "--yes"]);
    assert_eq!((opened.code, rules().len()), (0, 1), "{opened}");
}

#[test]
fn another_process_port_is_taken_with_the_exemption_lifted_meanwhile() {
    let account = applied();
    let before = text(&seen(&account).target_group["TargetGroupArn"]);
    let process = "aws:elasticbeanstalk:environment:process:default";
    let port = format!("[options.\"{process}\"]\nPort = 8080\n[capacity]");
    let file = altered("[capacity]", &port);
    let path = file.path().to_str().unwrap();
    let moved = account.ebdeploy(&["apply", path, "--yes"]);
    assert_eq!(moved.code, 0, "{moved}");
    let Seen { target_group, rules, .. } = seen(&account);
    assert_ne!(target_group["TargetGroupArn"], before.as_str(), "the old one is gone");
    assert_eq!(rules[0]["Actions"][0]["TargetGroupArn"], target_group["TargetGroupArn"]);
    assert_eq!(account.ebdeploy(&["plan", path, "--detailed-exitcode"]).code, 0);
}

#[test]
fn the_plan_of_a_converged_environment_takes_few_calls_in_three_waves() {
    let account = applied();
    account.forget_calls();
    assert_eq!(plan(&account).code, 0);
    let calls = account.calls();
    assert!(calls.len() <= 14, "{} calls", calls.len());
    // What depends on what: each wave needs an id that the one before it found.
    let wave = |operations: &[&str]| {
        let of_wave = calls
            .iter()
            .filter(|call| operations.iter().any(|name| text(&call["operation"]).ends_with(name)));
        of_wave.map(|call| text(&call["began"])).collect::<Vec<_>>()
    };
    let first = wave(&[
        "DescribeEnvironments",
        "DescribeConfigurationSettings",
        "DescribeEnvironmentResources",
        "ListCertificates",
    ]);
    let second = wave(&[
        "DescribeListeners",
        "DescribeLoadBalancers",
        "DescribeTargetGroups",
        "ListTagsForResource",
    ]);
    let third = wave(&["DescribeRules", "DescribeSecurityGroups"]);
    assert_eq!((first.len(), second.len(), third.len()), (4, 5, 2), "{calls:?}");
    assert_eq!(calls.len(), 11, "and nothing besides");
    assert!(first.iter().max() < second.iter().min() && second.iter().min() < third.iter().min());
}

#[test]
fn json_tells_the_same_to_programs() {
    let account = Account::seeded();
    let planned = account.ebdeploy(&["plan", FILE, "--json"]);
    let document: Value = serde_json::from_str(&planned.stdout).unwrap();
    assert_eq!((&document["format"], &document["changes"]), (&json!(1), &json!(true)));
    let steps: Vec<_> =
        document["steps"].as_array().unwrap().iter().map(|step| text(&step["step"])).collect();
    let expected =
        ["create-application", "create-environment", "open-https-port", "redirect-to-https"];
    assert_eq!(steps, expected);
    let made = account.ebdeploy(&["apply", FILE, "--yes", "--json"]);
    let lines: Vec<Value> =
        made.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let events: Vec<_> = lines.iter().map(|line| text(&line["event"])).collect();
    assert_eq!(events.first().map(String::as_str), Some("planned"), "{made}");
    let outcome = lines.last().unwrap();
    assert_eq!((&outcome["event"], &outcome["exit-code"]), (&json!("outcome"), &json!(0)));
    assert_eq!(outcome["done"], json!(expected));
    assert_eq!(
        events.iter().filter(|event| *event == "done").count(),
        expected.len(),
        "{events:?}"
    );
}

#[test]
fn verbose_tells_every_call_with_its_duration_and_request_id() {
    let account = Account::seeded();
    let told = account.ebdeploy(&["-v", "plan", FILE]).stderr;
    let line =
        told.lines().find(|line| line.contains("elasticbeanstalk:DescribeEnvironments")).unwrap();
    assert!(line.contains("ms=") && line.contains("request="), "{line}");
}

#[test]
fn no_log_however_detailed_tells_a_secret() {
    let account = applied();
    let file = altered("[variables]", "[variables]\nTOKEN_OF_MINE = { env = \"SECRET\" }");
    let mut command = account.command(&["-vv", "apply", file.path().to_str().unwrap(), "--yes"]);
    let command = command.env("SECRET", "hunter2-hunter2").env("EBDEPLOY_LOG", "trace");
    let ended = crate::support::ran(command);
    assert_eq!(ended.code, 0, "{ended}");
    assert!(ended.stderr.contains("elasticbeanstalk:UpdateEnvironment"), "it is a detailed log");
    assert!(!ended.to_string().contains("hunter2"), "the secret is in the output");
}
