//! What a file's policy allows.

use std::collections::BTreeSet;

use ebdeploy::iam::{MOST_CHARACTERS, Part, Policy, Purpose};
use insta::assert_snapshot;

use super::{HEAD, calls, of};
use crate::support::desired;

const HTTPS: &str = "[https]\ncertificate = \"shop.example.com\"\n";

/// A paragraph a statement.
fn paragraphs(policy: &Policy) -> String {
    let operation = |action: &String| action.split(':').nth(1).unwrap().to_owned();
    let statements = policy.statement.iter();
    let paragraphs = statements.map(|each| {
        let operations = each.action.iter().map(operation).collect::<Vec<_>>().join(" ");
        format!("{}\n  {operations}", each.sid)
    });
    paragraphs.collect::<Vec<_>>().join("\n")
}

fn allows(policy: &Policy, action: &str) -> bool {
    policy.actions().contains(action)
}

#[test]
fn the_smallest_file_takes_little() {
    let tables =
        "[load-balancer]\ntype = \"application\"\n[apply]\nlock = \"off\"\nhealth = \"any\"\n";
    assert_snapshot!(paragraphs(&calls(tables)), @"
    Ec2Any
      DescribeSecurityGroups DescribeSubnets
    ElasticBeanstalkAny
      CheckDNSAvailability CreateStorageLocation DescribeEnvironmentResources DescribeEnvironments ListPlatformBranches ListPlatformVersions
    ElasticBeanstalkApplication
      CreateApplication DescribeApplications
    ElasticBeanstalkEnvironment
      AbortEnvironmentUpdate CreateEnvironment DescribeConfigurationOptions DescribeConfigurationSettings DescribeEnvironmentHealth DescribeEvents DescribeInstancesHealth ListTagsForResource RequestEnvironmentInfo RetrieveEnvironmentInfo UpdateEnvironment ValidateConfigurationSettings
    ElasticLoadBalancingAny
      DescribeListeners DescribeLoadBalancers DescribeRules DescribeTargetGroups DescribeTargetHealth
    IamInstanceRole
      PassRole
    IamServiceRole
      PassRole
    ");
}

#[test]
fn without_https_there_is_nothing_of_acm_and_no_port_to_open() {
    let plain = calls("[health-check]\n");
    assert!(plain.actions().iter().all(|action| !action.starts_with("acm:")));
    let only_https = [
        "ec2:AuthorizeSecurityGroupIngress",
        "ec2:CreateTags",
        "elasticloadbalancing:ModifyListener",
    ];
    let https = calls(HTTPS);
    for action in only_https {
        assert!(!allows(&plain, action) && allows(&https, action), "{action}");
    }
    assert!(allows(&https, "acm:ListCertificates"));
}

#[test]
fn a_certificate_that_is_named_is_the_only_one() {
    let arn = "arn:aws:acm:eu-west-1:123456789012:certificate/1";
    let policy = calls(&format!("[https]\ncertificate = \"{arn}\"\n"));
    assert!(!allows(&policy, "acm:ListCertificates"));
    let statement = policy.statement.iter().find(|each| each.sid == "AcmCertificate").unwrap();
    assert_eq!(statement.resource, BTreeSet::from([arn.to_owned()]));
    let environment =
        policy.statement.iter().find(|each| each.sid == "ElasticBeanstalkEnvironment").unwrap();
    let narrowed = "arn:aws:elasticbeanstalk:eu-west-1:123456789012:environment/shop/shop-test";
    assert_eq!(
        environment.resource,
        BTreeSet::from([narrowed.to_owned()]),
        "the account is known from it"
    );
}

#[test]
fn without_a_redirect_no_rule_is_changed_or_moved() {
    let on = calls(HTTPS);
    let off = calls("[https]\nredirect = false\n");
    let network = calls(&format!("[load-balancer]\ntype = \"network\"\n{HTTPS}"));
    for action in ["ModifyRule", "SetRulePriorities"] {
        let action = format!("elasticloadbalancing:{action}");
        assert!(
            allows(&on, &action) && !allows(&off, &action) && !allows(&network, &action),
            "{action}"
        );
    }
    assert!(allows(&off, "elasticloadbalancing:DeleteRule"), "ours are taken away");
    assert!(!allows(&network, "elasticloadbalancing:DeleteRule"));
}

#[test]
fn without_a_lease_there_is_nothing_of_s3() {
    assert!(allows(&calls(""), "s3:PutObject"));
    assert!(
        calls("[apply]\nlock = \"off\"\n")
            .actions()
            .iter()
            .all(|action| !action.starts_with("s3:"))
    );
}

#[test]
fn tags_are_added_and_removed_only_where_the_file_does() {
    let (add, remove) = ("elasticbeanstalk:AddTags", "elasticbeanstalk:RemoveTags");
    assert!(!allows(&calls(""), add) && !allows(&calls(""), remove));
    let sets = calls("tags = { team = \"web\" }\n");
    assert!(allows(&sets, add) && !allows(&sets, remove));
    let resets = calls("tags = { team = { reset = true } }\n");
    assert!(!allows(&resets, add) && allows(&resets, remove));
}

#[test]
fn a_file_that_cannot_create_does_not_ask_to() {
    let file = desired(
        "[application]\nname = \"shop\"\n[environment]\nname = \"shop-test\"\n[capacity]\nmin = 2\n",
    );
    let policy = of(&file, Purpose::Everything, Part::Calls);
    assert!(!allows(&policy, "elasticbeanstalk:CreateEnvironment"));
    assert!(allows(&policy, "elasticbeanstalk:UpdateEnvironment"));
    let environment =
        policy.statement.iter().find(|each| each.sid == "ElasticBeanstalkEnvironment").unwrap();
    assert!(
        environment.resource.contains("arn:aws:elasticbeanstalk:*:*:environment/shop/shop-test")
    );
}

#[test]
fn a_single_instance_has_no_load_balancer_and_a_network_one_no_health_check_to_try() {
    let single =
        "[options.\"aws:elasticbeanstalk:environment\"]\nEnvironmentType = \"SingleInstance\"\n";
    let policy = calls(single);
    assert!(
        policy.actions().iter().all(|action| !action.starts_with("elasticloadbalancing:")),
        "{:?}",
        policy.actions()
    );
    let network = calls("[load-balancer]\ntype = \"network\"\n");
    assert!(!allows(&network, "elasticloadbalancing:CreateTargetGroup"));
    assert!(!allows(&network, "elasticloadbalancing:DescribeInstanceHealth"));
}

#[test]
fn whoever_only_looks_may_change_nothing() {
    let file = desired(&format!("{HEAD}tags = {{ team = \"web\" }}\n{HTTPS}[health-check]\n"));
    let look = of(&file, Purpose::Look, Part::Whole);
    for action in look.actions() {
        let verb = action.split(':').nth(1).unwrap();
        let looks =
            ["Describe", "List", "Check", "Validate"].iter().any(|verbs| verb.starts_with(verbs));
        assert!(looks, "{action}");
    }
    let all = of(&file, Purpose::Everything, Part::Calls);
    assert!(look.actions().is_subset(&all.actions()));
}

#[test]
fn roles_are_passed_by_name_or_arn_and_to_one_service_each() {
    let policy = calls(
        "service-role = \"arn:aws-cn:iam::123456789012:role/eb\"\ninstance-profile = \"web\"\n",
    );
    let of = |sid: &str| policy.statement.iter().find(|each| each.sid == sid).unwrap().clone();
    assert_eq!(
        of("IamServiceRole").resource,
        BTreeSet::from(["arn:aws-cn:iam::123456789012:role/eb".to_owned()])
    );
    let expected = ["arn:aws:iam::123456789012:role/*/web", "arn:aws:iam::123456789012:role/web"];
    assert_eq!(of("IamInstanceRole").resource, expected.map(str::to_owned).into());
    let condition = serde_json::to_value(of("IamInstanceRole").condition).unwrap();
    assert_eq!(condition["StringEquals"]["iam:PassedToService"][0], "ec2.amazonaws.com");
}

#[test]
fn a_name_is_no_pattern() {
    let file = HEAD.replace("name = \"shop\"", "name = \"a*b?$\"");
    let policy = of(&desired(&file), Purpose::Everything, Part::Calls);
    let application =
        policy.statement.iter().find(|each| each.sid == "ElasticBeanstalkApplication").unwrap();
    let arn = "arn:aws:elasticbeanstalk:eu-west-1:*:application/a${*}b${?}${$}";
    assert!(application.resource.contains(arn), "{application:?}");
}

#[test]
fn statements_and_actions_stand_in_order_and_ids_are_what_iam_takes() {
    let file = desired(&format!("{HEAD}{HTTPS}[health-check]\n"));
    for part in [Part::Whole, Part::Calls, Part::Downstream] {
        let policy = of(&file, Purpose::Everything, part);
        let ids: Vec<_> = policy.statement.iter().map(|each| each.sid.clone()).collect();
        assert!(
            ids.is_sorted() && ids.iter().all(|id| id.chars().all(|c| c.is_ascii_alphanumeric())),
            "{ids:?}"
        );
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "each is one");
    }
}

#[test]
fn the_whole_is_both_parts_without_what_one_of_them_says_already() {
    let file = desired(&format!("{HEAD}{HTTPS}[health-check]\n"));
    let [whole, own, downstream] = [Part::Whole, Part::Calls, Part::Downstream]
        .map(|part| of(&file, Purpose::Everything, part));
    assert!(downstream.statement.iter().all(|each| whole.statement.contains(each)));
    assert!(whole.characters() < own.characters() + downstream.characters());
    assert!(allows(&own, "ec2:DescribeSubnets") && !allows(&whole, "ec2:DescribeSubnets"));
    assert!(allows(&whole, "ec2:Describe*"));
    assert!(allows(&whole, "elasticbeanstalk:UpdateEnvironment") && allows(&whole, "iam:PassRole"));
}

#[test]
fn with_the_longest_names_each_part_is_a_managed_policy() {
    let longest = HEAD
        .replace("name = \"shop\"", &format!("name = \"{}\"", "a".repeat(100)))
        .replace("shop-test", &"e".repeat(40))
        .replace("eu-west-1", "ap-southeast-1");
    let role = "r".repeat(64);
    let tables = format!(
        "cname = \"c\"\nservice-role = \"{role}\"\ninstance-profile = \"{role}\"\n\
         tags = {{ a = \"b\", c = {{ reset = true }} }}\n[version]\nlabel = \"{}\"\n{HTTPS}[health-check]\n\
         [options.\"aws:elasticbeanstalk:sns:topics\"]\n\"Notification Endpoint\" = \"a@example.com\"\n\
         [options.\"aws:elasticbeanstalk:cloudwatch:logs\"]\nStreamLogs = true\n",
        "v".repeat(100)
    );
    let tables = tables.replace("cname = \"c\"", "cname = \"cccc\"");
    let file = desired(&format!("{longest}{tables}"));
    let place = ebdeploy::iam::Place::new(&file, None, Some("123456789012"));
    for part in [Part::Calls, Part::Downstream] {
        let policy = ebdeploy::iam::policy(&file, &place, Purpose::Everything, part);
        assert!(policy.characters() <= MOST_CHARACTERS, "{part:?}: {}", policy.characters());
    }
}

#[test]
fn the_role_of_instances_may_read_what_the_file_names_and_nothing_else() {
    let tables = "[variables]\nA = { secret = \"arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf:user\" }\n\
                  B = { secret = \"arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf:password\" }\n\
                  C = { secret = \"arn:aws:ssm:eu-west-1:123456789012:parameter/shop/mail\" }\n";
    let file = desired(&format!("{HEAD}{tables}"));
    let policy = of(&file, Purpose::Everything, Part::Instances);
    let statements = policy.statement.iter().map(|each| {
        let condition = serde_json::to_string(&each.condition).unwrap();
        format!("{} {:?} {:?} {condition}", each.sid, each.action, each.resource)
    });
    assert_snapshot!(statements.collect::<Vec<_>>().join("\n"), @r#"
    InstancesParameters {"ssm:GetParameter"} {"arn:aws:ssm:eu-west-1:123456789012:parameter/shop/mail"} null
    InstancesParametersKeys {"kms:Decrypt"} {"arn:aws:kms:eu-west-1:123456789012:key/*"} {"StringEquals":{"kms:ViaService":["ssm.eu-west-1.amazonaws.com"]}}
    InstancesSecrets {"secretsmanager:GetSecretValue"} {"arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf"} null
    InstancesSecretsKeys {"kms:Decrypt"} {"arn:aws:kms:eu-west-1:123456789012:key/*"} {"StringEquals":{"kms:ViaService":["secretsmanager.eu-west-1.amazonaws.com"]}}
    "#);
    // The caller reads none of them.
    let whole = of(&file, Purpose::Everything, Part::Whole);
    assert!(
        !allows(&whole, "secretsmanager:GetSecretValue") && !allows(&whole, "ssm:GetParameter")
    );
    assert!(allows(&whole, "elasticbeanstalk:DescribePlatformVersion"));
}

#[test]
fn pruned_tags_take_a_permission_that_kept_ones_do_not() {
    let prune = calls("[unmanaged]\ntags = \"prune\"\n");
    assert!(allows(&prune, "elasticbeanstalk:RemoveTags"));
    for lines in ["", "[unmanaged]\ntags = \"warn\"\n"] {
        assert!(!allows(&calls(lines), "elasticbeanstalk:RemoveTags"), "{lines}");
    }
}
