//! Files are made of environments that run, and of nothing.

use std::fs;

use super::applied;
use super::by_hand::{create, open_443, roles, settings};
use crate::localstack::Account;
use crate::support::{Ran, ran};

/// A folder of its own, in which commands run.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn run(&self, account: &Account, arguments: &[&str]) -> Ran {
        ran(account.command(arguments).current_dir(self.0.path()).env("AWS_REGION", "eu-west-1"))
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.path().join(name)).unwrap()
    }
}

#[test]
fn what_ebdeploy_made_is_described_as_it_was_written() {
    let account = applied();
    let folder = Folder::new();
    account.forget_calls();
    let written = folder.run(&account, &["import", "shop-local"]);
    assert_eq!(written.code, 0, "{written}");
    assert!(written.stderr.contains("a plan for it has nothing to do"), "{written}");
    insta::assert_snapshot!(folder.read("environments/shop-local.toml"), @r#"
    [application]
    name = "shop"

    [environment]
    name = "shop-local"
    region = "eu-west-1"
    platform = "Python 3.13 running on 64bit Amazon Linux 2023"
    cname = "shop-local"
    tags = { team = "web" }

    [capacity]
    instance-types = ["t3.small", "t3a.small"]
    min = 2

    [https]
    certificate = "shop.example.com"

    [health-check]

    [variables]
    DJANGO_SETTINGS_MODULE = "shop.settings.aws"
    "#);
    let arguments = ["plan", "environments/shop-local.toml", "--detailed-exitcode"];
    let plan = folder.run(&account, &arguments);
    assert_eq!(plan.code, 0, "{plan}");
    assert_eq!(account.changing_calls(), [""; 0]);

    let again = folder.run(&account, &["import", "shop-local"]);
    assert_eq!(again.code, 1, "{again}");
    assert!(again.stderr.contains("is there already"), "{again}");
    assert_eq!(folder.run(&account, &["import", "shop-local", "--force"]).code, 0);

    let another = folder.run(&account, &["init", "shop-two", "--from", "shop-local"]);
    assert_eq!(another.code, 0, "{another}");
    let text = folder.read("environments/shop-two.toml");
    assert!(text.contains("name = \"shop-two\"") && !text.contains("cname"), "{text}");
}

#[test]
fn secrets_that_instances_fetch_are_described_by_their_arns() {
    let (account, folder) = (applied(), Folder::new());
    let secret = ["secretsmanager", "create-secret", "--name", "a", "--secret-string", "hunter2"];
    let arn = super::text(&account.aws(&secret)["ARN"]);
    let namespace = "aws:elasticbeanstalk:application:environmentsecrets";
    super::set_option(&account, namespace, "API_TOKEN", &arn);
    let written = folder.run(&account, &["import", "shop-local"]);
    assert_eq!(written.code, 0, "{written}");
    let text = folder.read("environments/shop-local.toml");
    assert!(text.contains(&format!("API_TOKEN = {{ secret = \"{arn}\" }}")), "{text}");
    let arguments = ["plan", "environments/shop-local.toml", "--detailed-exitcode"];
    let plan = folder.run(&account, &arguments);
    assert_eq!(plan.code, 0, "{plan}");
}

#[test]
fn what_was_made_by_hand_is_described_without_its_secrets() {
    let account = Account::seeded();
    let listed = account.aws(&["acm", "list-certificates"]);
    let certificate = super::text(&listed["CertificateSummaryList"][0]["CertificateArn"]);
    let lines = format!(
        "aws:elasticbeanstalk:environment | LoadBalancerType | application
        aws:elasticbeanstalk:environment | ServiceRole | aws-elasticbeanstalk-service-role
        aws:autoscaling:launchconfiguration | IamInstanceProfile | aws-elasticbeanstalk-ec2-role
        aws:autoscaling:asg | MaxSize | 6
        aws:elasticbeanstalk:command | DeploymentPolicy | Rolling
        aws:elbv2:listener:443 | ListenerEnabled | true
        aws:elbv2:listener:443 | Protocol | HTTPS
        aws:elbv2:listener:443 | SSLCertificateArns | {certificate}
        aws:elbv2:listener:443 | SSLPolicy | ELBSecurityPolicy-2016-08
        aws:elasticbeanstalk:environment:process:default | HealthCheckPath | /up
        aws:elasticbeanstalk:environment:process:default | MatcherHTTPCode | 200
        aws:elasticbeanstalk:application:environment | DB_PASSWORD | correct horse battery
        aws:elasticbeanstalk:application:environment | STAGE | live
        nightly of aws:autoscaling:scheduledaction | MinSize | 1
        nightly of aws:autoscaling:scheduledaction | Recurrence | 0 22 * * *"
    );
    create(&account, &settings(&lines), &["--tags", "Key=team,Value=web"]);
    let folder = Folder::new();
    let written = folder.run(&account, &["import", "shop-by-hand", "--out", "hand.toml"]);
    assert_eq!(written.code, 0, "{written}");
    let text = folder.read("hand.toml");
    assert!(!text.contains("battery") && !written.stderr.contains("battery"), "{text}{written}");
    let told = written.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("port 443 of the load balancer is closed"), "{written}");
    let text = text.replace(&certificate, "CERTIFICATE");
    insta::assert_snapshot!(text, @r#"
    [application]
    name = "shop"

    [environment]
    name = "shop-by-hand"
    region = "eu-west-1"
    platform = "Python 3.13 running on 64bit Amazon Linux 2023"
    tags = { team = "web" }

    [version]
    policy = "rolling"

    [capacity]
    instance-types = ["t3.micro", "t3.small"]
    max = 6

    [health-check]
    path = "/up"

    [variables]
    DB_PASSWORD = { env = "DB_PASSWORD" }  # looks like a secret: set it where ebdeploy runs
    STAGE = "live"

    [options."nightly.aws:autoscaling:scheduledaction"]
    MinSize = 1
    Recurrence = "0 22 * * *"

    [options."aws:elbv2:listener:443"]
    Protocol = "HTTPS"
    SSLCertificateArns = "CERTIFICATE"
    SSLPolicy = "ELBSecurityPolicy-2016-08"
    "#);
    assert!(written.stderr.contains("DB_PASSWORD"), "{written}");

    // With the port open the table says it, and that port 80 does not redirect.
    open_443(&account);
    let written = folder.run(&account, &["import", "shop-by-hand", "--out", "open.toml"]);
    assert_eq!(written.code, 0, "{written}");
    let text = folder.read("open.toml");
    for line in [
        "[https]\ncertificate = \"shop.example.com\"\npolicy = \"ELBSecurityPolicy-2016-08\"\n",
        "redirect = false  # port 80 does not redirect: take this line out, and it does",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }

    let mut plan = account.command(&["plan", "open.toml", "--detailed-exitcode"]);
    plan.current_dir(folder.0.path()).env("DB_PASSWORD", "correct horse battery");
    let plan = ran(&mut plan);
    assert_eq!(plan.code, 0, "{plan}");
}

#[test]
fn a_name_that_there_is_not_finds_the_one_that_was_meant_or_all_that_there_are() {
    let account = Account::seeded();
    let folder = Folder::new();
    let nothing = folder.run(&account, &["import", "shop-nowhere"]);
    assert_eq!(nothing.code, 1, "{nothing}");
    let told = "error: there is no environment `shop-nowhere` in eu-west-1\nhint: in eu-west-1 there are none";
    assert!(nothing.stderr.starts_with(told), "{nothing}");
    create(&account, &settings(&roles("")), &[]);
    let near = folder.run(&account, &["import", "shop-by-hnad"]);
    assert!(near.stderr.contains("hint: did you mean `shop-by-hand`?"), "{near}");
    let far = folder.run(&account, &["init", "blog", "--from", "blog-of-old"]);
    assert!(far.stderr.contains("hint: in eu-west-1 there are shop-by-hand;"), "{far}");
    assert!(!folder.0.path().join("environments").exists());
}

#[test]
fn of_an_environment_behind_a_network_load_balancer_only_its_kind_is_described() {
    let (account, folder) = (Account::seeded(), Folder::new());
    let kind = "aws:elasticbeanstalk:environment | LoadBalancerType | network";
    create(&account, &settings(&roles(kind)), &[]);
    let written = folder.run(&account, &["import", "shop-by-hand", "--out", "-"]);
    assert_eq!(written.code, 0, "{written}");
    let (_, told) = written.stdout.split_once("[load-balancer]").unwrap();
    assert_eq!(told.trim(), "type = \"network\"", "{written}");
}

#[test]
fn a_path_that_somebody_gave_is_a_health_check_whether_or_not_a_matcher_was_given() {
    let (account, folder) = (Account::seeded(), Folder::new());
    let path = "aws:elasticbeanstalk:environment:process:default | HealthCheckPath | /up";
    let kind = "aws:elasticbeanstalk:environment | LoadBalancerType | application";
    create(&account, &settings(&roles(&format!("{kind}\n{path}"))), &[]);
    let written = folder.run(&account, &["import", "shop-by-hand", "--out", "-"]);
    assert_eq!(written.code, 0, "{written}");
    assert!(written.stdout.ends_with("[health-check]\npath = \"/up\"\n"), "{written}");
}

#[test]
fn a_worker_environment_is_described_by_no_file_and_changed_by_none() {
    let (account, folder) = (Account::seeded(), Folder::new());
    create(&account, &settings(&roles("")), &["--tier", "Name=Worker,Type=SQS/HTTP"]);
    let refused = folder.run(&account, &["import", "shop-by-hand"]);
    assert_eq!(refused.code, 1, "{refused}");
    assert!(refused.stderr.contains("`shop-by-hand` is a worker environment"), "{refused}");
    let file = "[application]\nname = \"shop\"\n[environment]\nname = \"shop-by-hand\"\n\
                [capacity]\nmax = 2\n";
    fs::write(folder.0.path().join("worker.toml"), file).unwrap();
    account.forget_calls();
    let refused = folder.run(&account, &["apply", "worker.toml", "--yes"]);
    assert_eq!(refused.code, 1, "{refused}");
    assert!(refused.stderr.contains("worker.toml:4:8"), "{refused}");
    assert!(refused.stderr.contains("takes messages from a queue"), "{refused}");
    assert_eq!(account.changing_calls(), [""; 0]);
}

#[test]
fn a_new_file_is_written_from_the_command_line_and_can_be_planned() {
    let account = Account::seeded();
    let folder = Folder::new();
    let platform = "Python 3.13 running on 64bit Amazon Linux 2023";
    let named = ["init", "shop-new", "--application", "shop", "--platform", platform];
    let unsaid = folder.run(&account, &named);
    assert_eq!(unsaid.code, 64, "{unsaid}");
    assert!(unsaid.stderr.contains("not given: --certificate\n"), "{unsaid}");
    let made = folder.run(&account, &[&named[..], &["--certificate", "shop.example.com"]].concat());
    assert_eq!(made.code, 0, "{made}");
    let plan = folder.run(&account, &["plan", "environments/shop-new.toml"]);
    assert!(plan.stdout.contains("+ environment shop-new"), "{plan}");

    let bad = ["init", "b", "--application", "shop", "--platform", "P"];
    let bad =
        folder.run(&account, &[&bad[..], &["--certificate", "none", "--out", "b.toml"]].concat());
    assert_eq!(bad.code, 1, "{bad}");
    assert!(!folder.0.path().join("b.toml").exists());
}
