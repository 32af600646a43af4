//! Keys that are wrong for what they mean: options, variables, and what contradicts itself.

use insta::assert_snapshot;

use super::with;

#[test]
fn an_unknown_option() {
    assert_snapshot!(with("[options.\"aws:autoscaling:asg\"]\nMinSze = 1"), @r"
    error[unknown-option]: Elastic Beanstalk has no option `MinSze` in aws:autoscaling:asg
     --> test.toml:8:1
      |
    8 | MinSze = 1
      | ^^^^^^
      |
    help: did you mean `MinSize`?

    error: 1 problem in test.toml, the first in line 8; nothing was changed
    ");
}

#[test]
fn an_option_value_outside_its_set() {
    assert_snapshot!(with("[options.\"aws:elasticbeanstalk:command\"]\nDeploymentPolicy = \"Sometimes\""), @r#"
    error[option-value]: aws:elasticbeanstalk:command DeploymentPolicy: `Sometimes` is none of its values: AllAtOnce, Rolling, RollingWithAdditionalBatch, Immutable, TrafficSplitting
     --> test.toml:8:20
      |
    8 | DeploymentPolicy = "Sometimes"
      |                    ^^^^^^^^^^^
      |
    help: its default is `AllAtOnce`

    error: 1 problem in test.toml, the first in line 8; nothing was changed
    "#);
}

#[test]
fn an_option_written_twice() {
    assert_snapshot!(with("[capacity]\nmin = 2\n[options.\"aws:autoscaling:asg\"]\nMinSize = 3"), @r"
    error[declared-twice]: aws:autoscaling:asg MinSize is written twice
      --> test.toml:10:1
       |
    10 | MinSize = 3
       | ^^^^^^^
       |
    help: `capacity.min` says it as well: keep that one

    error: 1 problem in test.toml, the first in line 10; nothing was changed
    ");
}

#[test]
fn a_variable_without_a_name() {
    assert_snapshot!(with("[variables]\n\"\" = \"x\""), @r#"
    error[variable-name]: a variable has no name
     --> test.toml:8:1
      |
    8 | "" = "x"
      | ^^
      |
    help: give it one, or remove the line

    error: 1 problem in test.toml, the first in line 8; nothing was changed
    "#);
}

#[test]
fn variables_that_are_too_large_together() {
    let large = "x".repeat(2100);
    assert_snapshot!(with(&format!("[variables]\nA = \"{large}\"\nB = \"{large}\"")), @r#"
    error[variables-too-large]: the variables have 4206 bytes together; Elastic Beanstalk takes 4096
     --> test.toml:7:2
      |
    7 | [variables]
      |  ^^^^^^^^^
      |
    help: move large values to Secrets Manager or Parameter Store: `NAME = { secret = "ARN" }` takes none of this room

    error: 1 problem in test.toml, the first in line 7; nothing was changed
    "#);
}

#[test]
fn a_network_load_balancer_that_should_redirect() {
    let lines = "[load-balancer]\ntype = \"network\"\n[https]\ncertificate = \"shop.example.com\"\nredirect = true\n[health-check]";
    assert_snapshot!(with(lines), @r"
    error[redirect-unsupported]: a network load balancer has no rules, so it cannot redirect
      --> test.toml:11:12
       |
    11 | redirect = true
       |            ^^^^
       |
    help: have the instances' proxy redirect (`ebdeploy scaffold`), or use an application load balancer; remove `redirect`

    error[health-check-unsupported]: under Elastic Beanstalk a network load balancer checks that the port accepts a connection, and no path
      --> test.toml:12:2
       |
    12 | [health-check]
       |  ^^^^^^^^^^^^
       |
    help: remove [health-check], or use an application load balancer

    error: 2 problems in test.toml, the first in line 11; nothing was changed
    ");
}

#[test]
fn all_problems_of_a_file_at_once_by_position() {
    let lines = "[capacity]\nmn = 2\nmin = 4\nmax = 3\n[health-check]\ngrace = 5\n[options.\"aws:autoscaling:asg\"]\nCooldwn = 1";
    assert_snapshot!(with(lines), @r"
    error[unknown-key]: unknown field `mn`, expected one of `instance-types`, `min`, `max`
     --> test.toml:8:1
      |
    8 | mn = 2
      | ^^
      |
    help: did you mean `min`?

    error[min-above-max]: `min` is 4, more than `max`, which is 3
     --> test.toml:9:7
      |
    9 | min = 4
      |       ^
      |
    help: lower `min` or raise `max`

    error[wrong-type]: invalid type: integer `5`, expected a string
      --> test.toml:12:9
       |
    12 | grace = 5
       |         ^
       |
    help: write it in quotes

    error[unknown-option]: Elastic Beanstalk has no option `Cooldwn` in aws:autoscaling:asg
      --> test.toml:14:1
       |
    14 | Cooldwn = 1
       | ^^^^^^^
       |
    help: did you mean `Cooldown`?

    error: 4 problems in test.toml, the first in line 8; nothing was changed
    ");
}
