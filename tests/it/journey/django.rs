//! A real application: deployed, broken each way that real ones break, told what ails it, mended.

use std::io::Write;
use std::process::Command;

use serde_json::Value;

use super::{pause, ready_named, text, upload};
use crate::localstack::Account;
use crate::support::{Ran, ran, root};

const NAME: &str = "shop-django";
const FILE: &str = "examples/django/environment.toml";
const VARIABLES: &str = "aws:elasticbeanstalk:application:environment";

/// A way to break the application, what is found then, and a line that shows it.
const WAYS: [(&str, &str, &str); 7] = [
    ("redirect", "check-redirected", "codes: [301]"),
    ("host", "host-refused", "codes: [400]"),
    ("login", "check-unauthorized", "codes: [401]"),
    ("missing", "check-not-found", "codes: [404]"),
    ("database", "application-failing", "Database(alias='default')"),
    ("slow", "check-timeout", "Request timed out"),
    ("dead", "nothing-answers", "MISBEHAVE=dead: nothing is started"),
];

struct Shop {
    /// Names are LocalStack's, and so each test has one of its own.
    domain: &'static str,
    account: Account,
    file: tempfile::NamedTempFile,
    /// The certificate of its domain, once that is public.
    trusted: Option<tempfile::NamedTempFile>,
}

impl Shop {
    /// The example, deployed as its README says, with a domain of its own.
    fn open(domain: &'static str) -> Self {
        let account = Account::seeded_for(domain);
        let folder = tempfile::tempdir().unwrap();
        let bundle = folder.path().join("django-1.zip");
        let script = root().join("examples/django/bundle.py");
        let made = ran(Command::new("python3").arg(script).arg(&bundle));
        assert_eq!(made.code, 0, "{made}");
        account.aws(&["elasticbeanstalk", "create-application", "--application-name", "shop"]);
        upload(&account, "django-1", bundle.to_str().unwrap());
        let written = std::fs::read_to_string(root().join(FILE)).unwrap();
        let written = written.replace("shop.example.com", domain);
        let written = written.replace("path = \"/health\"", "path = \"/health\"\ngrace = \"20s\"");
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(written.as_bytes()).unwrap();
        let mut shop = Self { domain, account, file, trusted: None };
        let deployed = shop.apply(&[]);
        assert_eq!(deployed.code, 0, "{deployed}");
        shop.publish();
        shop
    }

    /// The domain leads to the load balancer, and its certificate is trusted.
    fn publish(&mut self) {
        let name = ["--environment-name", NAME];
        let resources = self
            .account
            .aws(&[&["elasticbeanstalk", "describe-environment-resources"], &name[..]].concat());
        Account::name(
            self.domain,
            &text(&resources["EnvironmentResources"]["LoadBalancers"][0]["Name"]),
        );
        let listed = self.account.aws(&["acm", "list-certificates"]);
        let arn = text(&listed["CertificateSummaryList"][0]["CertificateArn"]);
        let held = self.account.aws(&["acm", "get-certificate", "--certificate-arn", &arn]);
        let trusted = self.trusted.insert(tempfile::NamedTempFile::new().unwrap());
        std::fs::write(trusted, text(&held["Certificate"])).unwrap();
    }

    fn ebdeploy(&self, arguments: &[&str]) -> Ran {
        let mut command = self.account.command(arguments);
        if let Some(trusted) = &self.trusted {
            command.env("SSL_CERT_FILE", trusted.path());
        }
        ran(command.env("SECRET_KEY", "s".repeat(60)))
    }

    fn apply(&self, flags: &[&str]) -> Ran {
        let arguments = ["apply", self.file.path().to_str().unwrap(), "--yes"];
        self.ebdeploy(&[&arguments, flags].concat())
    }

    fn doctor(&self) -> Ran {
        let file = self.file.path().to_str().unwrap();
        self.ebdeploy(&["doctor", file, "--via", Account::place()])
    }

    /// Somebody sets the variable by the `aws` command; an empty way is a mended application.
    fn misbehave(&self, way: &str) {
        let option = format!("Namespace={VARIABLES},OptionName=MISBEHAVE");
        let value = format!("{option},Value={way}");
        let change = if way.is_empty() {
            ["--options-to-remove", &option]
        } else {
            ["--option-settings", &value]
        };
        let update = ["elasticbeanstalk", "update-environment", "--environment-name", NAME];
        self.account.aws(&[&update, &change[..]].concat());
        ready_named(&self.account, NAME);
    }

    /// Looks until this is found: health checks take their time.
    fn finds(&self, id: &str, evidence: &str) {
        let mut told = self.doctor();
        for _ in 0..60 {
            if told.stdout.contains(&format!("problem[{id}]")) {
                break;
            }
            pause();
            told = self.doctor();
        }
        assert_eq!(told.code, 1, "{id}: {told}");
        let flat = told.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(&format!("problem[{id}]")), "{id}: {told}");
        assert!(flat.contains(evidence), "{id}: {evidence}: {told}");
    }

    /// Looks until nothing is found any more.
    fn is_well(&self) {
        let mut told = self.doctor();
        for _ in 0..60 {
            if told.code == 0 {
                return;
            }
            pause();
            told = self.doctor();
        }
        panic!("{told}");
    }

    fn check(&self) -> Value {
        let groups = self.account.aws(&["elbv2", "describe-target-groups"]);
        assert_eq!(groups["TargetGroups"].as_array().unwrap().len(), 1, "{groups}");
        groups["TargetGroups"][0]["HealthCheckPath"].clone()
    }
}

#[test]
fn a_django_application_is_diagnosed_whatever_breaks_it() {
    let shop = Shop::open("broken.example.com");
    shop.is_well();
    for (way, id, evidence) in WAYS {
        shop.misbehave(way);
        shop.finds(id, evidence);
    }
    shop.misbehave("");
    let mended = shop.apply(&[]);
    assert_eq!(mended.code, 0, "{mended}");
}

#[test]
fn a_django_application_without_its_route_serves_on_the_fallback_until_it_has_it_again() {
    let shop = Shop::open("fallen.example.com");
    let written = std::fs::read_to_string(shop.file.path()).unwrap();
    std::fs::write(&shop.file, format!("{written}MISBEHAVE = \"missing\"\n")).unwrap();
    let fallen = shop.apply(&[]);
    assert_eq!(fallen.code, 3, "{fallen}");
    assert!(fallen.stderr.contains("problem[check-not-found]"), "{fallen}");
    assert_eq!(shop.check(), "/");
    let found = shop.doctor();
    assert!(found.stdout.contains("problem[on-fallback]"), "{found}");

    let dead = written.clone() + "MISBEHAVE = \"dead\"\n";
    std::fs::write(&shop.file, dead).unwrap();
    let failed = shop.apply(&[]);
    assert_eq!(failed.code, 1, "nobody answers: {failed}");
    assert!(failed.stderr.contains("problem[nothing-answers]"), "{failed}");

    std::fs::write(&shop.file, written + "MISBEHAVE = { reset = true }\n").unwrap();
    let mended = shop.apply(&[]);
    assert_eq!(mended.code, 0, "{mended}");
    assert_eq!(shop.check(), "/health");
    shop.is_well();
}
