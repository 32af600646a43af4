//! A network load balancer whose port 443 leads to a port of its own on the instances.

use serde_json::json;

use super::{altered, balancer, text};
use crate::localstack::Account;
use crate::support::ran;

const BY_PORT: &str = r#"
[load-balancer]
type = "network"
[options."aws:elasticbeanstalk:environment:process:https"]
Port = 8443
Protocol = "TCP"
[options."aws:elbv2:listener:443"]
DefaultProcess = "https"
"#;

#[test]
fn port_443_leads_to_the_process_that_the_file_names_and_an_import_says_so() {
    let account = Account::seeded();
    let file = altered("[health-check]\npath = \"/health\"\n", BY_PORT);
    let path = file.path().to_str().unwrap();
    let made = account.ebdeploy(&["apply", path, "--yes"]);
    assert_eq!(made.code, 0, "{made}");
    let again = account.ebdeploy(&["plan", path, "--detailed-exitcode"]);
    assert_eq!(again.code, 0, "{again}");

    let arn = balancer(&account);
    let of = |operation| account.aws(&["elbv2", operation, "--load-balancer-arn", &arn]);
    let groups = of("describe-target-groups")["TargetGroups"].as_array().unwrap().clone();
    let listeners = of("describe-listeners")["Listeners"].as_array().unwrap().clone();
    let leads = |port: u16| {
        let listener = listeners.iter().find(|listener| listener["Port"] == port).unwrap();
        let group = &listener["DefaultActions"][0]["TargetGroupArn"];
        let group = groups.iter().find(|found| found["TargetGroupArn"] == *group).unwrap();
        (text(&listener["Protocol"]), group["Port"].clone())
    };
    assert_eq!(leads(80), ("TCP".to_owned(), json!(80)));
    assert_eq!(leads(443), ("TLS".to_owned(), json!(8443)));

    let folder = tempfile::tempdir().unwrap();
    let mut import = account.command(&["import", "shop-local"]);
    let import = ran(import.current_dir(folder.path()).env("AWS_REGION", "eu-west-1"));
    assert_eq!(import.code, 0, "{import}");
    let written = folder.path().join("environments/shop-local.toml");
    let described = std::fs::read_to_string(&written).unwrap();
    assert!(described.contains("DefaultProcess = \"https\""), "{described}");
    let plan = account.ebdeploy(&["plan", written.to_str().unwrap(), "--detailed-exitcode"]);
    assert_eq!(plan.code, 0, "{described}\n{plan}");
}
