//! `ebdeploy iam`, without AWS.

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::{Ran, ebdeploy, ran};

const FILES: [&str; 4] = [
    "environments/local.toml",
    "environments/prod.toml",
    "environments/staging.toml",
    "examples/django/environment.toml",
];

fn iam(arguments: &[&str]) -> Ran {
    ran(&mut ebdeploy(&[&["iam"], arguments].concat()))
}

fn document(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran}"))
}

#[test]
fn the_policy_of_every_committed_file_fits_into_one_managed_policy() {
    for file in FILES {
        let told = iam(&[file, "--account", "123456789012"]);
        assert_eq!(told.code, 0, "{told}");
        assert_eq!(document(&told)["Version"], "2012-10-17", "stdout is the document alone");
        assert!(told.stderr.contains("note: the statements `Downstream"), "{told}");
        assert!(!told.stderr.contains("6144"), "{told}");
    }
}

#[test]
fn parts_and_those_who_only_look_are_told_without_notes() {
    for arguments in
        [["environments/local.toml", "--only=calls"], ["environments/local.toml", "--plan-only"]]
    {
        let told = iam(&arguments);
        assert_eq!((told.code, told.stderr.as_str()), (0, ""), "{told}");
        let text = document(&told).to_string();
        assert!(text.contains("acm:ListCertificates") && !text.contains("Downstream"), "{told}");
    }
}

#[test]
fn it_needs_neither_aws_nor_the_callers_variables() {
    let told =
        ran(ebdeploy(&["iam", "environments/prod.toml"])
            .env("AWS_ENDPOINT_URL", "http://127.0.0.1:9"));
    assert_eq!(told.code, 0, "{told}");
}

#[test]
fn what_is_wrong_with_the_file_is_told() {
    let told = iam(&["environments/nowhere.toml"]);
    assert_eq!((told.code, told.stdout.as_str()), (1, ""), "{told}");
}

#[test]
fn what_taking_back_takes_is_in_it_where_the_file_or_the_caller_wants_that() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let asked = "[application]\nname = \"shop\"\n[environment]\nname = \"shop-test\"\n\
                 tags = { team = { reset = true } }\n[apply]\n";
    let tags = |more: &str, arguments: &[&str]| {
        std::fs::write(file.path(), format!("{asked}{more}")).unwrap();
        let path = file.path().to_str().unwrap();
        let told = iam(&[&[path, "--only", "calls"], arguments].concat());
        document(&told).to_string().contains("\"elasticbeanstalk:AddTags\"")
    };
    let back = "on-failure = \"roll-back\"";
    assert!(!tags("", &[]), "a tag is only taken away");
    assert!(tags(back, &[]), "the file has it set again");
    assert!(tags("", &["--on-failure", "roll-back"]));
    assert!(!tags(back, &["--on-failure", "stop"]), "the command line comes first");
}

#[test]
fn region_and_account_narrow_every_arn() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(
        file.path(),
        "[application]\nname = \"shop\"\n[environment]\nname = \"shop-test\"\n",
    )
    .unwrap();
    let path = file.path().to_str().unwrap();
    let anywhere = iam(&[path, "--only", "calls"]);
    assert!(anywhere.stderr.contains("note: the file names no region"), "{anywhere}");
    assert!(
        anywhere.stdout.contains("arn:aws:elasticbeanstalk:*:*:environment/shop/shop-test"),
        "{anywhere}"
    );
    let china =
        iam(&[path, "--only", "calls", "--region", "cn-north-1", "--account", "123456789012"]);
    let arn = "arn:aws-cn:elasticbeanstalk:cn-north-1:123456789012:environment/shop/shop-test";
    assert!(china.stdout.contains(arn) && !china.stdout.contains("arn:aws:"), "{china}");
}

#[test]
fn a_repository_is_trusted_as_far_as_is_said() {
    let file = "environments/local.toml";
    let base = [file, "--oidc", "github:acme/shop", "--account", "123456789012"];
    let of = |more: &[&str]| iam(&[&base[..], more].concat());
    let told = of(&["--oidc-environment", "production"]);
    assert_snapshot!(told, @r#"
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "GitHubActions",
          "Effect": "Allow",
          "Principal": {
            "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
          },
          "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": {
            "StringEquals": {
              "token.actions.githubusercontent.com:aud": [
                "sts.amazonaws.com"
              ],
              "token.actions.githubusercontent.com:sub": [
                "repo:acme/shop:environment:production"
              ]
            }
          }
        }
      ]
    }
    ------- stderr -------
    note: this is the role's trust policy; what it may do is printed without
          `--oidc`
    [exit status: 0]
    "#);
    let subject = |told: &Ran, operator: &str| {
        let statement = document(told)["Statement"][0].clone();
        statement["Condition"][operator]["token.actions.githubusercontent.com:sub"][0].clone()
    };
    assert_eq!(
        subject(&of(&["--oidc-branch", "main"]), "StringEquals"),
        "repo:acme/shop:ref:refs/heads/main"
    );
    assert_eq!(subject(&of(&["--plan-only"]), "StringEquals"), "repo:acme/shop:pull_request");
    let any = of(&[]);
    assert_eq!(subject(&any, "StringLike"), "repo:acme/shop:*");
    assert!(any.stderr.contains("note: any workflow of acme/shop may assume it"), "{any}");
}

#[test]
fn a_trust_policy_names_an_account_and_a_repository() {
    for wrong in [
        &["environments/local.toml", "--oidc", "github:acme/shop"][..],
        &["environments/local.toml", "--oidc", "acme/shop", "--account", "123456789012"],
        &["environments/local.toml", "--account", "1234"],
        &["environments/local.toml", "--oidc-branch", "main"],
    ] {
        let told = iam(wrong);
        assert_eq!((told.code, told.stdout.as_str()), (64, ""), "{told}");
    }
}

#[test]
fn what_instances_need_is_told_beside_and_printed_when_asked_for() {
    let file = "[application]\nname = \"shop\"\n[environment]\nname = \"shop-test\"\nregion = \"eu-west-1\"\n[variables]\n\
                A = { secret = \"arn:aws:ssm:eu-west-1:123456789012:parameter/a\" }\n";
    let folder = crate::support::folder(&[("a.toml", file)]);
    let told = |arguments: &[&str]| {
        let arguments = [&["iam", "a.toml", "--account=123456789012"], arguments].concat();
        ran(ebdeploy(&arguments).current_dir(folder.path()))
    };
    let whole = told(&[]).stderr.replace("\n     ", "");
    assert!(whole.contains("`--only instances` prints"), "{whole}");
    let instances = told(&["--only=instances"]);
    assert!(instances.stdout.contains("ssm:GetParameter"), "{instances}");
    assert!(instances.stderr.contains("AWSElasticBeanstalkWebTier"), "{instances}");
    let none = iam(&["environments/local.toml", "--only=instances"]);
    assert!(none.stderr.contains("has no secrets"), "{none}");
}
