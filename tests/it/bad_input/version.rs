//! Keys of `[version]` and `[apply]` that contradict each other.

use insta::assert_snapshot;

use super::with;

/// The messages alone, each with its line.
fn told(lines: &str) -> Vec<String> {
    let text = with(lines);
    let mut told = Vec::new();
    for line in text.lines() {
        if let Some((_, message)) =
            line.strip_prefix("error[").and_then(|rest| rest.split_once("]: "))
        {
            told.push(message.to_owned());
        }
    }
    told
}

#[test]
fn traffic_is_split_by_one_policy_alone() {
    assert_snapshot!(with("[version]\npolicy = \"rolling\"\ntraffic = \"15%\"\nevaluation = \"10m\""), @r#"
    error[not-of-policy]: the policy Rolling does not split traffic
     --> test.toml:9:11
      |
    9 | traffic = "15%"
      |           ^^^^^
      |
    help: remove `traffic`, or use the policy `traffic-splitting`

    error[not-of-policy]: the policy Rolling does not split traffic
      --> test.toml:10:14
       |
    10 | evaluation = "10m"
       |              ^^^^^
       |
    help: remove `evaluation`, or use the policy `traffic-splitting`

    error: 2 problems in test.toml, the first in line 9; nothing was changed
    "#);
}

#[test]
fn shares_and_spans_are_those_that_elastic_beanstalk_takes() {
    let of = |line: &str| told(&format!("[version]\npolicy = \"traffic-splitting\"\n{line}"));
    assert_eq!(of("traffic = \"15\""), ["`15` is no share of the traffic"]);
    for (line, problem) in [
        ("traffic = \"0%\"", "NewVersionPercent: 0 is less than 1, its least value"),
        ("traffic = \"101%\"", "NewVersionPercent: 101 is more than 100, its greatest value"),
        ("evaluation = \"2m\"", "EvaluationTime: 2 is less than 3, its least value"),
    ] {
        assert_eq!(of(line), [format!("aws:elasticbeanstalk:trafficsplitting {problem}")]);
    }
    let odd = of("evaluation = \"200s\"");
    assert_eq!(odd, ["3m 20s are no whole minutes, as Elastic Beanstalk counts them"]);
    let longer = of("evaluation = \"40m\"");
    assert_eq!(longer, ["`evaluation` is not shorter than the whole run's `timeout`"]);
}

#[test]
fn only_an_application_load_balancer_splits_traffic() {
    let balancer = "[load-balancer]\ntype = \"network\"\n[version]\npolicy = \"traffic-splitting\"";
    assert_eq!(told(balancer), ["a network load balancer cannot split traffic"]);
}

#[test]
fn staying_healthy_asks_for_a_health_and_for_time() {
    let of = |line: &str| told(&format!("[apply]\nstable-for = \"2m\"\n{line}"));
    assert_eq!(of("health = \"any\""), ["`stable-for` says nothing where any health is a success"]);
    let longer = of("timeout = \"2m\"");
    assert!(
        longer.contains(&"`stable-for` is not shorter than the whole run's `timeout`".to_owned())
    );
}
