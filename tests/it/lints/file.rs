//! Lints that need the file alone.

use ebdeploy::lints::{Severity, lints, remarks};

use super::offline;
use crate::support::{FILE, desired};

const HEAD: &str = "[application]\nname = \"shop\"\n[environment]\nname = \"shop-test\"\n";

fn production() -> String {
    FILE.replace("shop-test", "shop-prod")
}

fn with(lines: &str) -> String {
    format!("{HEAD}{lines}\n")
}

fn launch(lines: &str) -> String {
    with(&format!("[options.\"aws:autoscaling:launchconfiguration\"]\n{lines}"))
}

#[test]
fn the_smallest_useful_file_deserves_no_remark() {
    assert_eq!(remarks(&desired(FILE), None), []);
    assert_eq!(remarks(&desired(&production()), None), []);
}

#[test]
fn tls_policy_speaks_of_old_versions_and_unknown_families() {
    let policy = |name: &str| {
        FILE.replace(
            "[health-check]",
            &format!("policy = \"ELBSecurityPolicy-{name}\"\n[health-check]"),
        )
    };
    let option = |line: &str| with(&format!("[options.\"aws:elbv2:listener:8443\"]\n{line}"));
    let path = "options.aws:elbv2:listener:8443.SSLPolicy";
    offline("tls-policy")
        .speaks(&policy("2016-08"), "https.policy")
        .speaks(&policy("TLS13-1-1-2021-06"), "https.policy")
        .speaks(&policy("of-my-own"), "https.policy")
        .speaks(&option("SSLPolicy = \"ELBSecurityPolicy-TLS-1-0-2015-04\""), path)
        .speaks(&option("SSLPolicy = { reset = true }"), path)
        .is_silent(FILE)
        .is_silent(&policy("TLS13-1-3-2021-06"))
        .is_silent(&policy("FS-1-2-Res-2020-10"))
        .is_silent(HEAD);
}

#[test]
fn no_redirect_speaks_of_https_beside_http() {
    let balancer = |kind: &str| {
        with(&format!(
            "[load-balancer]\ntype = \"{kind}\"\n[https]\ncertificate = \"shop.example.com\""
        ))
    };
    offline("no-redirect")
        .speaks(
            &FILE.replace("[health-check]", "redirect = false\n[health-check]"),
            "https.redirect",
        )
        .speaks(&balancer("network"), "https.certificate")
        .speaks(&balancer("classic"), "https.certificate")
        .is_silent(&balancer("application"))
        .is_silent(&FILE.replace("[health-check]", "redirect = { status = 302 }\n[health-check]"))
        .is_silent(HEAD);
}

#[test]
fn no_health_path_speaks_of_a_load_balancer_without_one() {
    let https = with("[https]\ncertificate = \"shop.example.com\"");
    let option =
        |namespace: &str, line: &str| format!("{https}[options.\"{namespace}\"]\n{line}\n");
    let process = "aws:elasticbeanstalk:environment:process:default";
    offline("no-health-path")
        .speaks(&https, "https")
        .speaks(&with("[load-balancer]\ntype = \"classic\""), "load-balancer")
        .speaks(
            &with("[network]\nvpc = \"vpc-1\"\ninstance-subnets = [\"a\"]\nload-balancer-subnets = [\"a\", \"b\"]"),
            "network.load-balancer-subnets",
        )
        .speaks(&option(process, "HealthCheckPath = \"/\""), "https")
        .is_silent(&option(process, "HealthCheckPath = \"/up\""))
        .is_silent(&with("[load-balancer]\ntype = \"network\""))
        .is_silent(FILE)
        .is_silent(&with("[variables]\nA = \"1\""));
}

#[test]
fn single_instance_speaks_of_production_alone() {
    let sized = |file: String, lines: &str| format!("{file}[capacity]\n{lines}\n");
    let tagged = FILE.replace("[https]", "tags = { stage = \"Production\" }\n[https]");
    let single = HEAD.replace("shop-test", "prod-shop")
        + "[options.\"aws:elasticbeanstalk:environment\"]\nEnvironmentType = \"SingleInstance\"\n";
    offline("single-instance")
        .speaks(&sized(production(), "min = 1\nmax = 4"), "capacity.min")
        .speaks(&sized(production(), "min = 0"), "capacity.min")
        .speaks(&sized(production(), "max = 1"), "capacity.max")
        .speaks(&sized(tagged, "min = 1"), "capacity.min")
        .speaks(&single, "options.aws:elasticbeanstalk:environment.EnvironmentType")
        .is_silent(&sized(production(), "min = 2"))
        .is_silent(&sized(FILE.to_owned(), "min = 1\nmax = 1"))
        .is_silent(&sized(FILE.replace("shop-test", "product-x"), "min = 1"))
        .is_silent(&production());
}

#[test]
fn imds_v1_speaks_of_what_is_switched_on() {
    let path = "options.aws:autoscaling:launchconfiguration.DisableIMDSv1";
    offline("imds-v1")
        .speaks(&launch("DisableIMDSv1 = false"), path)
        .is_silent(&launch("DisableIMDSv1 = true"))
        .is_silent(HEAD);
}

#[test]
fn ssh_open_speaks_of_a_key_that_everybody_may_try() {
    let path = |name: &str| format!("options.aws:autoscaling:launchconfiguration.{name}");
    let key = |lines: &str| launch(&format!("EC2KeyName = \"ops\"\n{lines}"));
    let source = |range: &str| key(&format!("SSHSourceRestriction = \"tcp,22,22,{range}\""));
    offline("ssh-open")
        .speaks(&key(""), &path("EC2KeyName"))
        .speaks(&source("0.0.0.0/0"), &path("SSHSourceRestriction"))
        .speaks(&key("SSHSourceRestriction = { reset = true }"), &path("SSHSourceRestriction"))
        .is_silent(&source("192.0.2.0/24"))
        .is_silent(&key("DisableDefaultEC2SecurityGroup = true\nSecurityGroups = \"sg-1\""))
        .is_silent(&launch("EC2KeyName = \"\""))
        .is_silent(HEAD);
}

#[test]
fn managed_updates_off_speaks_of_what_is_switched_off() {
    let managed = |value: &str| {
        with(&format!(
            "[options.\"aws:elasticbeanstalk:managedactions\"]\nManagedActionsEnabled = {value}"
        ))
    };
    let path = "options.aws:elasticbeanstalk:managedactions.ManagedActionsEnabled";
    offline("managed-updates-off")
        .speaks(&managed("false"), path)
        .speaks(&managed("{ reset = true }"), path)
        .is_silent(&managed("true"))
        .is_silent(HEAD)
        .cannot_tell(&production());
}

#[test]
fn one_zone_speaks_of_what_stands_in_one_for_certain() {
    let group = |line: &str| with(&format!("[options.\"aws:autoscaling:asg\"]\n{line}"));
    let path = |name: &str| format!("options.aws:autoscaling:asg.{name}");
    let network =
        |ids: &str| with(&format!("[network]\nvpc = \"vpc-1\"\ninstance-subnets = [{ids}]"));
    offline("one-zone")
        .speaks(&group("\"Availability Zones\" = \"any 1\""), &path("Availability Zones"))
        .speaks(
            &group("\"Custom Availability Zones\" = \"eu-west-1a\""),
            &path("Custom Availability Zones"),
        )
        .speaks(&network("\"subnet-a\""), "network.instance-subnets")
        .is_silent(&group("\"Availability Zones\" = \"Any 2\""))
        .is_silent(&group("\"Custom Availability Zones\" = \"eu-west-1a,eu-west-1b\""))
        .is_silent(HEAD)
        .cannot_tell(&network("\"subnet-a\", \"subnet-b\""));
}

#[test]
fn literal_secret_speaks_of_names_and_forms() {
    let variable = |line: &str| with(&format!("[variables]\n{line}"));
    let password =
        |value: &str| with(&format!("[options.\"aws:rds:dbinstance\"]\nDBPassword = {value}"));
    offline("literal-secret")
        .speaks(&variable("SECRET_KEY = \"hunter2\""), "variables.SECRET_KEY")
        .speaks(&variable("db_password = 1234"), "variables.db_password")
        .speaks(&variable("ID = \"AKIAIOSFODNN7EXAMPLE\""), "variables.ID")
        .speaks(&variable("KEY = \"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\""), "variables.KEY")
        .speaks(&variable("DB = \"postgres://shop:hunter2@db/shop\""), "variables.DB")
        .speaks(
            &variable("JWT = \"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3\""),
            "variables.JWT",
        )
        .speaks(&password("\"hunter2\""), "options.aws:rds:dbinstance.DBPassword")
        .is_silent(&variable("SECRET_KEY = { env = \"API_TOKEN\" }"))
        .is_silent(&variable("SECRET_KEY = { reset = true }"))
        .is_silent(&variable("SECRET_ARN = \"arn:aws:secretsmanager:eu-west-1:1:secret:shop\""))
        .is_silent(&variable("TOKEN_URL = \"https://login.example.com/token\""))
        .is_silent(&variable("PASSWORD_LOGIN = true"))
        .is_silent(&variable("DB = \"postgres://shop@db/shop\""))
        .is_silent(&variable("DJANGO_SETTINGS_MODULE = \"shop.settings.aws\""))
        .is_silent(&password("{ env = \"API_TOKEN\" }"));
}

#[test]
fn private_key_speaks_of_nothing_less_and_is_an_error() {
    let key = with("[variables]\nKEY = \"\"\"-----BEGIN RSA PRIVATE KEY-----\nMII\n\"\"\"");
    offline("private-key").speaks(&key, "variables.KEY").is_silent(HEAD);
    offline("literal-secret").is_silent(&key);
    let told = remarks(&desired(&key), None);
    assert!(told.iter().any(|remark| remark.severity == Severity::Error));
}

#[test]
fn no_remark_holds_a_secret() {
    let file = with(
        "[variables]\nSECRET = \"hunter2\"\nDB = \"redis://:hunter2@cache\"\nKEY = \"-----BEGIN PRIVATE KEY-----hunter2\"",
    );
    let told = remarks(&desired(&file), None);
    assert_eq!(told.len(), 3);
    assert!(!format!("{told:?}").contains("hunter2"), "{told:?}");
}

#[test]
fn every_lint_has_a_reason_and_a_cure() {
    for lint in lints() {
        assert!(!lint.reason.is_empty() && !lint.cure.is_empty(), "{}", lint.id);
    }
}
