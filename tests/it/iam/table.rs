//! Rows for what is called, and for nothing else.

use std::collections::BTreeSet;
use std::fs;

use ebdeploy::desired::Choices;
use ebdeploy::iam::{Purpose, TABLE, operations};
use regex_lite::Regex;

use super::HEAD;
use crate::support::{desired, root};

/// Every operation that the adapter names, read from its source.
fn named_in_the_adapter() -> BTreeSet<String> {
    let call = Regex::new(r#"call\(\s*"([a-z0-9]+:[A-Za-z0-9]+)""#).unwrap();
    let files = fs::read_dir(root().join("src/aws")).unwrap();
    let texts = files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap());
    texts
        .flat_map(|text| {
            call.captures_iter(&text).map(|found| found[1].to_owned()).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn every_operation_that_is_called_has_one_row_and_every_row_is_called() {
    let rows: Vec<_> = TABLE.iter().map(|row| row.operation.to_owned()).collect();
    assert!(rows.is_sorted(), "rows stand in order");
    let called = named_in_the_adapter();
    assert!(called.len() > 40, "they are found: {called:?}");
    assert_eq!(rows, called.into_iter().collect::<Vec<_>>());
}

#[test]
fn some_file_leads_to_every_row() {
    let files = [
        "tags = { team = \"web\" }\ncname = \"shop\"\n[version]\nlabel = \"v1\"\n[https]\n\
         certificate = \"shop.example.com\"\n[health-check]\n",
        "[load-balancer]\ntype = \"classic\"\n[version]\nbundle = \"app\"\nkeep-versions = 9\n",
        "[load-balancer]\ntype = \"classic\"\n[protect]\ndestroy = false\n",
        "[variables]\nA = { secret = \"arn:aws:ssm:eu-west-1:123456789012:parameter/a\" }\n",
    ];
    let reached: BTreeSet<_> = files
        .iter()
        .flat_map(|tables| operations(&desired(&format!("{HEAD}{tables}")), Purpose::Everything))
        .collect();
    let rows: BTreeSet<_> = TABLE.iter().map(|row| row.operation).collect();
    assert_eq!(reached, rows);
}

#[test]
fn what_is_decided_for_one_run_does_not_take_more_than_the_file_does() {
    let file = desired(&format!("{HEAD}[health-check]\n"));
    let all = operations(&file, Purpose::Everything);
    for choices in [
        Choices { no_shadow: true, require_path_check: false },
        Choices { no_shadow: false, require_path_check: true },
    ] {
        assert!(operations(&file.clone().with(choices), Purpose::Everything).is_subset(&all));
    }
}

#[test]
fn a_port_is_opened_where_elastic_beanstalk_makes_a_security_group() {
    let opens = |tables: &str| {
        let called = operations(&desired(&format!("{HEAD}{tables}")), Purpose::Everything);
        called.contains("ec2:AuthorizeSecurityGroupIngress")
    };
    let https = "[https]\ncertificate = \"shop.example.com\"\n[load-balancer]\ntype";
    assert!(opens(&format!("{https} = \"application\"\n")));
    assert!(opens(&format!("{https} = \"classic\"\n")));
    assert!(!opens(&format!("{https} = \"network\"\n")));
    assert!(!opens("[load-balancer]\ntype = \"classic\"\n"));
}

#[test]
fn the_permission_to_destroy_is_for_a_file_that_says_so_in_so_many_words() {
    let ends = |tables: &str| {
        let called = operations(&desired(&format!("{HEAD}{tables}")), Purpose::Everything);
        called.contains("elasticbeanstalk:TerminateEnvironment")
    };
    assert!(ends("[protect]\ndestroy = false\n"));
    assert!(!ends("[protect]\ndestroy = true\n"));
    assert!(!ends(""));
}
