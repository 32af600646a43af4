//! Environments that ebdeploy did not make.

use serde_json::Value;

use crate::localstack::Account;

/// An environment that somebody makes by the `aws` command, once it is Ready.
pub(super) fn create(account: &Account, settings: &Value, more: &[&str]) {
    let settings = settings.to_string();
    let create = [
        "elasticbeanstalk",
        "create-environment",
        "--application-name",
        "shop",
        "--environment-name",
        "shop-by-hand",
        "--solution-stack-name",
        "64bit Amazon Linux 2023 v4.7.2 running Python 3.13",
        "--option-settings",
        &settings,
    ];
    account.aws(&["elasticbeanstalk", "create-application", "--application-name", "shop"]);
    account.aws(&[&create[..], more].concat());
    super::ready_named(account, "shop-by-hand");
}

/// Opens port 443 of the load balancer's security group, by the `aws` command.
pub(super) fn open_443(account: &Account) {
    let resources = ["elasticbeanstalk", "describe-environment-resources", "--environment-name"];
    let resources = account.aws(&[&resources[..], &["shop-by-hand"]].concat());
    let arn = super::text(&resources["EnvironmentResources"]["LoadBalancers"][0]["Name"]);
    let balancers = ["elbv2", "describe-load-balancers", "--load-balancer-arns", &arn];
    let group = account.aws(&balancers)["LoadBalancers"][0]["SecurityGroups"][0].clone();
    let open = ["ec2", "authorize-security-group-ingress", "--group-id", &super::text(&group)];
    let rule = ["--protocol", "tcp", "--port", "443", "--cidr", "0.0.0.0/0"];
    account.aws(&[&open[..], &rule].concat());
}

/// What every environment needs, and more.
pub(super) fn roles(more: &str) -> String {
    format!(
        "aws:autoscaling:launchconfiguration | IamInstanceProfile | aws-elasticbeanstalk-ec2-role
        aws:elasticbeanstalk:environment | ServiceRole | aws-elasticbeanstalk-service-role
        {more}"
    )
}

/// Namespace, name, value, one a line; `R:` before a namespace names the resource.
pub(super) fn settings(lines: &str) -> Value {
    let setting = |line: &str| {
        let parts: Vec<_> = line.trim().splitn(3, " | ").collect();
        let (resource, namespace) =
            parts[0].split_once(" of ").map_or((None, parts[0]), |(r, n)| (Some(r), n));
        let mut setting = serde_json::json!({
            "Namespace": namespace, "OptionName": parts[1], "Value": parts[2],
        });
        if let Some(resource) = resource {
            setting["ResourceName"] = resource.into();
        }
        setting
    };
    lines.trim().lines().map(setting).collect()
}
