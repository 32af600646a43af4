//! The whole journey against LocalStack, over HTTP by the real SDK, looked at with another client than ours.

use std::io::Read;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::localstack::Account;
use crate::support::Ran;

const FILE: &str = "environments/local.toml";

fn plan(account: &Account) -> Ran {
    account.ebdeploy(&["plan", FILE, "--detailed-exitcode"])
}

fn apply(account: &Account) -> Ran {
    account.ebdeploy(&["apply", FILE, "--yes"])
}

/// The file with something in it replaced.
fn altered(from: &str, to: &str) -> tempfile::NamedTempFile {
    let text = std::fs::read_to_string(crate::support::root().join(FILE)).unwrap();
    assert!(text.contains(from), "{from} is in the file");
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, text.replace(from, to)).unwrap();
    file
}

/// An account with the environment of the file, as the file says.
fn applied() -> Account {
    let account = Account::seeded();
    let made = apply(&account);
    assert_eq!(made.code, 0, "{made}");
    account
}

/// The load balancer's parts, as the `aws` command sees them.
struct Seen {
    environment_arn: String,
    http: String,
    https: Value,
    target_group: Value,
    rules: Vec<Value>,
    groups: Vec<Value>,
}

fn seen(account: &Account) -> Seen {
    let name = ["--environment-name", "shop-local"];
    let resources =
        account.aws(&["elasticbeanstalk", "describe-environment-resources", name[0], name[1]]);
    let balancer = text(&resources["EnvironmentResources"]["LoadBalancers"][0]["Name"]);
    let environments = account.aws(&[
        "elasticbeanstalk",
        "describe-environments",
        "--environment-names",
        "shop-local",
    ]);
    let listeners = account.aws(&["elbv2", "describe-listeners", "--load-balancer-arn", &balancer]);
    let listener = |port: u64| {
        let all = listeners["Listeners"].as_array().unwrap();
        all.iter().find(|listener| listener["Port"] == port).unwrap().clone()
    };
    let http = text(&listener(80)["ListenerArn"]);
    let rules = account.aws(&["elbv2", "describe-rules", "--listener-arn", &http])["Rules"].clone();
    let groups =
        account.aws(&["elbv2", "describe-target-groups", "--load-balancer-arn", &balancer]);
    let balancers =
        account.aws(&["elbv2", "describe-load-balancers", "--load-balancer-arns", &balancer]);
    let group = text(&balancers["LoadBalancers"][0]["SecurityGroups"][0]);
    let security = account.aws(&["ec2", "describe-security-groups", "--group-ids", &group]);
    Seen {
        environment_arn: text(&environments["Environments"][0]["EnvironmentArn"]),
        http,
        https: listener(443),
        target_group: groups["TargetGroups"][0].clone(),
        rules: rules
            .as_array()
            .unwrap()
            .iter()
            .filter(|rule| rule["IsDefault"] == false)
            .cloned()
            .collect(),
        groups: security["SecurityGroups"][0]["IpPermissions"].as_array().unwrap().clone(),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

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

/// Changes something by the `aws` command; the plan sees it, apply mends it and nothing else.
fn mends(change: impl FnOnce(&Account, &Seen), shown: &str) {
    let account = applied();
    let before = seen(&account);
    change(&account, &before);
    let drifted = plan(&account);
    assert_eq!(drifted.code, 2, "{drifted}");
    assert!(drifted.stdout.contains(shown), "{drifted}");
    assert!(drifted.stdout.contains("\n1 step: "), "nothing else is shown: {drifted}");
    let mended = apply(&account);
    assert_eq!(mended.code, 0, "{mended}");
    let after = seen(&account);
    assert_eq!(before.rules, after.rules);
    assert_eq!(before.https, after.https);
    assert_eq!(before.target_group, after.target_group);
    assert_eq!(plan(&account).code, 0);
}

#[test]
fn a_rules_priority_that_was_changed_is_mended() {
    let change = |account: &Account, seen: &Seen| {
        let pair = format!("RuleArn={},Priority=100", text(&seen.rules[0]["RuleArn"]));
        account.aws(&["elbv2", "set-rule-priorities", "--rule-priorities", &pair]);
    };
    mends(change, "rule exempt-1  priority 100 → priority 49999");
}

#[test]
fn a_health_check_path_that_was_changed_at_the_target_group_is_mended() {
    let change = |account: &Account, seen: &Seen| {
        let arn = text(&seen.target_group["TargetGroupArn"]);
        account.aws(&[
            "elbv2",
            "modify-target-group",
            "--target-group-arn",
            &arn,
            "--health-check-path",
            "/wrong",
        ]);
    };
    mends(change, "health-check.path  /wrong → /health");
}

/// Changes an option setting by the `aws` command, and waits until that is done.
fn set_option(account: &Account, namespace: &str, name: &str, value: &str) {
    let setting = format!("Namespace={namespace},OptionName={name},Value={value}");
    let environment = ["--environment-name", "shop-local"];
    account.aws(&[
        "elasticbeanstalk",
        "update-environment",
        environment[0],
        environment[1],
        "--option-settings",
        &setting,
    ]);
    ready(account);
}

fn ready(account: &Account) {
    account.aws(&[
        "elasticbeanstalk",
        "wait",
        "environment-updated",
        "--environment-names",
        "shop-local",
    ]);
}

#[test]
fn a_health_check_path_that_was_changed_in_the_settings_is_mended() {
    let namespace = "aws:elasticbeanstalk:environment:process:default";
    let change =
        |account: &Account, _: &Seen| set_option(account, namespace, "HealthCheckPath", "/ping");
    mends(change, "health-check.path  /ping → /health");
}

#[test]
fn a_variable_that_was_changed_is_mended() {
    let namespace = "aws:elasticbeanstalk:application:environment";
    let change = |account: &Account, _: &Seen| {
        set_option(account, namespace, "DJANGO_SETTINGS_MODULE", "other");
    };
    mends(change, "variables.DJANGO_SETTINGS_MODULE  other → shop.settings.aws");
}

#[test]
fn a_tag_that_was_changed_is_mended() {
    let change = |account: &Account, seen: &Seen| {
        let tag = ["--tags-to-add", "Key=team,Value=other"];
        account.aws(&[
            "elasticbeanstalk",
            "update-tags-for-resource",
            "--resource-arn",
            &seen.environment_arn,
            tag[0],
            tag[1],
        ]);
        ready(account);
    };
    mends(change, "environment.tags.team  other → web");
}

#[test]
fn a_certificate_that_was_changed_is_mended() {
    let change = |account: &Account, seen: &Seen| {
        let requested =
            account.aws(&["acm", "request-certificate", "--domain-name", "other.example.com"]);
        let certificate = format!("CertificateArn={}", text(&requested["CertificateArn"]));
        let listener = text(&seen.https["ListenerArn"]);
        account.aws(&[
            "elbv2",
            "modify-listener",
            "--listener-arn",
            &listener,
            "--certificates",
            &certificate,
        ]);
    };
    mends(change, "https.certificate");
}

#[test]
fn a_rule_of_another_hand_is_left_alone_by_apply_and_by_switching_off() {
    let account = applied();
    let before = seen(&account);
    let action = "Type=fixed-response,FixedResponseConfig={StatusCode=503}";
    let condition = "Field=path-pattern,Values=/maintenance";
    let listener = before.http.as_str();
    account.aws(&[
        "elbv2",
        "create-rule",
        "--listener-arn",
        listener,
        "--priority",
        "5",
        "--conditions",
        condition,
        "--actions",
        action,
    ]);
    assert_eq!(plan(&account).code, 0, "a rule that does not forward is nobody's business");
    let off = altered(
        "certificate = \"shop.example.com\"",
        "certificate = \"shop.example.com\"\nredirect = false",
    );
    let ended = account.ebdeploy(&["apply", off.path().to_str().unwrap(), "--yes"]);
    assert_eq!(ended.code, 0, "{ended}");
    let left: Vec<_> = seen(&account).rules.iter().map(|rule| text(&rule["Priority"])).collect();
    assert_eq!(left, ["5"]);
}

#[test]
fn an_update_that_aws_rolls_back_is_a_failure_with_its_events() {
    let account = applied();
    set_option(&account, "aws:autoscaling:asg", "MaxSize", "3");
    account.control(&json!({ "outcomes": { "shop-local": "fail" } }));
    let failed = apply(&account);
    assert_eq!(failed.code, 1, "{failed}");
    assert!(failed.stderr.contains("Failed to deploy configuration."), "{failed}");
    assert!(failed.stderr.contains("begun      settings"), "{failed}");
    let finished = apply(&account);
    assert_eq!(finished.code, 0, "the next run finishes: {finished}");
}

#[test]
fn network_and_classic_load_balancers_converge_too() {
    let account = Account::seeded();
    for kind in ["network", "classic"] {
        let balancer = format!("[load-balancer]\ntype = \"{kind}\"\n[https]");
        let file = altered("[https]", &balancer);
        let text = std::fs::read_to_string(file.path()).unwrap();
        let text = text.replace("shop-local", &format!("shop-{kind}"));
        // A network load balancer checks connections alone, and a classic one nothing but `/health`.
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
fn a_listener_made_by_hand_is_refused_at_its_line() {
    let account = Account::seeded();
    let plain = altered("[https]\ncertificate = \"shop.example.com\"\n", "");
    let made = account.ebdeploy(&["apply", plain.path().to_str().unwrap(), "--yes"]);
    assert_eq!(made.code, 0, "{made}");
    let resources = account.aws(&[
        "elasticbeanstalk",
        "describe-environment-resources",
        "--environment-name",
        "shop-local",
    ]);
    let balancer = text(&resources["EnvironmentResources"]["LoadBalancers"][0]["Name"]);
    let action = "Type=fixed-response,FixedResponseConfig={StatusCode=503}";
    let listener = ["--protocol", "HTTP", "--port", "443", "--default-actions", action];
    account.aws(
        &[&["elbv2", "create-listener", "--load-balancer-arn", &balancer], &listener[..]].concat(),
    );
    let refused = plan(&account);
    assert_eq!(refused.code, 1, "{refused}");
    assert!(
        refused.stderr.contains("443 listener that Elastic Beanstalk does not know of"),
        "{refused}"
    );
    assert!(refused.stderr.contains("environments/local.toml:20:15"), "{refused}");
}

#[test]
fn a_creation_that_aws_gives_up_says_why() {
    let account = Account::seeded();
    let profile = "cname = \"shop-local\"\ninstance-profile = \"nobody-made-this\"";
    let file = altered("cname = \"shop-local\"", profile);
    let ended = account.ebdeploy(&["apply", file.path().to_str().unwrap(), "--yes"]);
    assert_eq!(ended.code, 1, "{ended}");
    let reason =
        "The instance profile nobody-made-this associated with the environment does not exist.";
    let summary = ended.stderr.split("error: ").nth(1).unwrap();
    assert!(summary.contains(reason), "the reason is told at the end: {ended}");
    assert!(summary.contains("begun      environment shop-local"), "{ended}");
}

#[test]
fn the_deadline_ends_the_waiting_while_aws_goes_on() {
    let account = applied();
    account.control(&json!({ "outcomes": { "shop-local": "hang" } }));
    let short = "[apply]\ntimeout = \"4s\"\n[health-check]\ngrace = \"1s\"";
    let file = altered("[health-check]", short);
    let text = std::fs::read_to_string(file.path()).unwrap().replace("max = 4", "max = 3");
    std::fs::write(file.path(), text).unwrap();
    let ended = account.ebdeploy(&["apply", file.path().to_str().unwrap(), "--yes"]);
    assert_eq!(ended.code, 5, "{ended}");
    assert!(ended.stderr.contains("`shop-local` takes its new settings"), "{ended}");
    assert!(ended.stderr.contains("it goes on where AWS is"), "{ended}");
}

/// A version of the application whose bundle sets an option of its own.
fn version_with_extensions(account: &Account, label: &str) {
    let folder = tempfile::tempdir().unwrap();
    let bundle = folder.path().join("bundle.zip");
    let script = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1], 'w')
z.writestr('Procfile', 'web: python3 -m http.server $PORT')
z.writestr('health', 'fine')
z.writestr('.ebextensions/own.config', 'option_settings:\\n  aws:autoscaling:asg:\\n    Cooldown: 500\\n')
z.close()";
    let path = bundle.to_str().unwrap();
    let made = std::process::Command::new("python3").args(["-c", script, path]).status();
    assert!(made.unwrap().success());
    let storage = text(&account.aws(&["elasticbeanstalk", "create-storage-location"])["S3Bucket"]);
    let key = format!("{label}.zip");
    account.aws(&["s3api", "put-object", "--bucket", &storage, "--key", &key, "--body", path]);
    let source = format!("S3Bucket={storage},S3Key={key}");
    let version =
        ["--application-name", "shop", "--version-label", label, "--source-bundle", &source];
    account.aws(&[&["elasticbeanstalk", "create-application-version"], &version[..]].concat());
}

#[test]
fn what_something_else_sets_again_is_told_as_not_converged() {
    let account = Account::seeded();
    account.aws(&["elasticbeanstalk", "create-application", "--application-name", "shop"]);
    version_with_extensions(&account, "v1");
    let version = altered("[capacity]", "[version]\nlabel = \"v1\"\n[capacity]");
    let made = account.ebdeploy(&["apply", version.path().to_str().unwrap(), "--yes"]);
    assert_eq!(made.code, 0, "{made}");
    let reset = "[options.\"aws:autoscaling:asg\"]\nCooldown = { reset = true }\n[capacity]";
    let reset = altered("[capacity]", reset);
    let ended = account.ebdeploy(&["apply", reset.path().to_str().unwrap(), "--yes"]);
    assert_eq!(ended.code, 6, "{ended}");
    assert!(ended.stderr.contains("applied, but AWS is not as the file says"), "{ended}");
    assert!(ended.stderr.contains("Cooldown  500 → (none)"), "{ended}");
}

#[test]
fn throttling_is_waited_out() {
    let account = Account::seeded();
    let throttled = json!({ "operation": "elasticbeanstalk.*", "kind": "throttle", "count": 6 });
    account.control(&json!({ "faults": [throttled] }));
    let made = apply(&account);
    assert_eq!(made.code, 0, "{made}");
}

#[test]
fn an_interrupted_run_says_what_goes_on_and_the_next_one_finishes() {
    let account = Account::seeded();
    account.control(&json!({ "phase_seconds": 2.0 }));
    let mut command = account.command(&["apply", FILE, "--yes"]);
    let mut running = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stderr = running.stderr.take().unwrap();
    let mut told = String::new();
    let mut byte = [0];
    while !told.contains("createEnvironment is starting.") && stderr.read(&mut byte).unwrap() == 1 {
        told.push(char::from(byte[0]));
    }
    let signalled =
        std::process::Command::new("kill").args(["-INT", &running.id().to_string()]).status();
    assert!(signalled.unwrap().success());
    let code = running.wait().unwrap().code();
    stderr.read_to_string(&mut told).unwrap();
    assert_eq!(code, Some(130), "{told}");
    assert!(told.contains("AWS goes on: `shop-local` is being created"), "{told}");
    assert!(told.contains("done       application shop"), "{told}");
    assert!(told.contains("begun      environment shop-local"), "{told}");
    assert!(told.contains("not begun  redirect on port 80"), "{told}");
    let finished = apply(&account);
    assert_eq!(finished.code, 0, "{finished}");
    assert!(finished.stderr.contains("busy with something that was begun elsewhere"), "{finished}");
    assert_eq!(plan(&account).code, 0);
}

#[test]
fn an_environment_that_is_busy_is_not_waited_for_when_the_caller_does_not_want_to() {
    let account = applied();
    account.control(&json!({ "outcomes": { "shop-local": "hang" } }));
    let setting = "Namespace=aws:autoscaling:asg,OptionName=MaxSize,Value=3";
    let environment = ["--environment-name", "shop-local"];
    account.aws(&[
        "elasticbeanstalk",
        "update-environment",
        environment[0],
        environment[1],
        "--option-settings",
        setting,
    ]);
    let busy = account.ebdeploy(&["apply", FILE, "--yes", "--if-busy", "fail"]);
    assert_eq!(busy.code, 1, "{busy}");
    assert!(busy.stderr.contains("the environment `shop-local` is busy"), "{busy}");
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
    assert_eq!((first.len(), second.len(), third.len()), (4, 4, 2), "{calls:?}");
    assert_eq!(calls.len(), 10, "and nothing besides");
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
    let known = ["planned", "started", "done", "failed", "log", "waiting", "outcome"];
    assert!(events.iter().all(|event| known.contains(&event.as_str())), "{events:?}");
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
