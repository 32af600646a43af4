//! What is wrong is found, by real requests through the load balancer beside what AWS says.

use std::io::Write;

use serde_json::{Value, json};

use super::{FILE, altered, applied, balancer, pause, seen, set_option, text};
use crate::localstack::Account;
use crate::support::{Ran, ran};

/// An environment whose domain leads to it, and whose certificate is trusted. Names are LocalStack's,
/// and so one test alone uses this one.
struct Shop {
    account: Account,
    trusted: tempfile::NamedTempFile,
}

impl Shop {
    fn open() -> Self {
        let account = applied();
        Account::name("shop.example.com", &balancer(&account));
        let arn = text(&seen(&account).https["Certificates"][0]["CertificateArn"]);
        let held = account.aws(&["acm", "get-certificate", "--certificate-arn", &arn]);
        let mut trusted = tempfile::NamedTempFile::new().unwrap();
        trusted.write_all(text(&held["Certificate"]).as_bytes()).unwrap();
        Self { account, trusted }
    }

    fn doctor(&self, file: &str, flags: &[&str]) -> Ran {
        let arguments = ["doctor", file, "--via", Account::place()];
        let mut command = self.account.command(&[&arguments, flags].concat());
        ran(command.env("SSL_CERT_FILE", self.trusted.path()))
    }

    /// Looks until this is found: health checks take their time.
    fn finds(&self, id: &str, evidence: &[&str]) {
        // The built-in page writes no log.
        let look = || self.doctor(FILE, &["--no-logs"]);
        let mut told = look();
        for _ in 0..80 {
            if told.stdout.contains(&format!("problem[{id}]")) {
                break;
            }
            pause();
            told = look();
        }
        assert_eq!(told.code, 1, "{id}: {told}");
        let flat = told.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        for line in evidence {
            assert!(flat.contains(line), "{id}: {line}: {told}");
        }
    }

    /// The page answers so, and that is what is found.
    fn answering(&self, answer: Value, id: &str, evidence: &[&str]) {
        self.account.answer("shop-local", answer);
        self.finds(id, evidence);
    }
}

#[test]
fn each_symptom_is_found_with_what_clients_get() {
    let shop = Shop::open();
    let well = shop.doctor(FILE, &[]);
    assert_eq!(well.code, 0, "{well}");
    assert!(well.stdout.starts_with("shop-local in eu-west-1: nothing wrong found\n"), "{well}");
    assert!(
        well.stdout.contains("4\n           requests for shop.example.com to 127.0.0.1:"),
        "{well}"
    );

    let untrusting = shop.account.ebdeploy(&["doctor", FILE, "--via", Account::place()]);
    assert!(untrusting.stdout.contains("problem[tls-untrusted]"), "{untrusting}");
    let other = altered("certificate = \"shop.example.com\"", "certificate = \"www.example.com\"");
    Account::name("www.example.com", &balancer(&shop.account));
    let wrong = shop.doctor(other.path().to_str().unwrap(), &[]);
    assert!(wrong.stdout.contains("problem[tls-wrong-name]"), "{wrong}");
    assert!(wrong.stdout.contains("problem[certificate-not-covering]"), "{wrong}");
    assert!(wrong.stdout.contains("problem[plan-refused]"), "{wrong}");

    let location = json!({ "Location": "https://shop.example.com/health/" });
    shop.answering(
        json!({ "status": 301, "headers": location }),
        "check-redirected",
        &[
            "codes: [301]",
            "GET http://shop.example.com/health: 301 to https://shop.example.com/health/",
        ],
    );
    let body = "<html><head><title>DisallowedHost at /health</title></head></html>";
    shop.answering(
        json!({ "status": 400, "body": body }),
        "host-refused",
        &["codes: [400]", "/health says: DisallowedHost at /health", "IMDSv2"],
    );
    shop.answering(
        json!({ "status": 404 }),
        "check-not-found",
        &["codes: [404]", "GET https://shop.example.com/: 404"],
    );
    let body = json!({ "DatabaseBackend": "unavailable: no route to db", "Cache": "working" });
    shop.answering(
        json!({ "status": 500, "body": body.to_string() }),
        "application-failing",
        &["codes: [500]", "DatabaseBackend: unavailable: no route to db"],
    );
    shop.answering(
        json!({ "status": 200, "delay_seconds": 3 }),
        "check-timeout",
        &["Request timed out", "they are asked by HTTP on port 80"],
    );
    let loops = json!({ "Location": "https://shop.example.com/" });
    shop.answering(
        json!({ "status": 301, "headers": loops }),
        "redirect-loop",
        &["GET https://shop.example.com/: 301 to https://shop.example.com/", "X-Forwarded-Proto"],
    );
}

#[test]
fn what_others_took_away_is_found_without_a_request() {
    let account = applied();
    let group = account.aws(&["elbv2", "describe-load-balancers"]);
    let group = text(&group["LoadBalancers"][0]["SecurityGroups"][0]);
    let open = ["--protocol", "tcp", "--port", "443", "--cidr", "0.0.0.0/0"];
    let revoke = ["ec2", "revoke-security-group-ingress", "--group-id", &group];
    account.aws(&[&revoke[..], &open].concat());
    for rule in seen(&account).rules {
        account.aws(&["elbv2", "delete-rule", "--rule-arn", &text(&rule["RuleArn"])]);
    }
    let told = account.ebdeploy(&["doctor", FILE, "--no-probe", "--json"]);
    assert_eq!(told.code, 1, "{told}");
    let document: Value = serde_json::from_str(&told.stdout).unwrap();
    let ids: Vec<_> =
        document["findings"].as_array().unwrap().iter().map(|found| text(&found["id"])).collect();
    assert_eq!(ids, ["https-port-closed", "redirect-missing"], "{told}");
    assert_eq!(document["probe"], Value::Null);
    let applied = super::apply(&account);
    assert_eq!(applied.code, 0, "{applied}");
    let well = account.ebdeploy(&["doctor", FILE, "--no-probe"]);
    assert_eq!(well.code, 0, "what apply mends is well: {well}");
}

#[test]
fn the_fallback_is_a_finding_and_a_line_of_status() {
    let account = applied();
    let process = "aws:elasticbeanstalk:environment:process:default";
    set_option(&account, process, "HealthCheckPath", "/");
    set_option(&account, process, "MatcherHTTPCode", "200-499");
    let told = account.ebdeploy(&["doctor", FILE, "--no-probe"]);
    assert!(told.stdout.contains("problem[on-fallback]"), "{told}");
    let status = account.ebdeploy(&["status", FILE]);
    assert_eq!(status.code, 0, "{status}");
    assert!(
        status.stdout.contains("degraded, on its fallback: the file asks for /health"),
        "{status}"
    );
}

#[test]
fn a_part_that_may_not_be_read_is_a_note() {
    let account = applied();
    account.fault("elasticbeanstalk.DescribeInstancesHealth", "access-denied", 1);
    account.fault("acm.ListCertificates", "access-denied", 1);
    let told = account.ebdeploy(&["doctor", FILE, "--no-probe"]);
    assert_eq!(told.code, 0, "{told}");
    assert!(
        told.stdout
            .contains("note: not looked at: what differs from the file: acm:ListCertificates"),
        "{told}"
    );
}

#[test]
fn an_environment_that_is_not_there_is_said_not_to_be() {
    let account = Account::seeded();
    for command in ["doctor", "status", "logs"] {
        let told = account.ebdeploy(&[command, FILE]);
        assert_eq!(told.code, 1, "{told}");
        assert!(told.stderr.contains("error: there is no environment `shop-local`"), "{told}");
    }
    let told = account.ebdeploy(&["status", FILE, "--json"]);
    let document: Value = serde_json::from_str(&told.stdout).unwrap();
    assert_eq!(document["exists"], false);
}
