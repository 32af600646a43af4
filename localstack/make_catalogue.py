"""Makes the option catalogue of the package from the collected facts about option settings.

    python3 localstack/make_catalogue.py EB_OPTIONS_JSON

Only facts go in: names, types, limits, defaults, severities, and where an option is listed.
"""

import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent / "src" / "localstack_beanstalk" / "beanstalk" / "catalogue.json"
KINDS = ["application", "network", "classic", "single"]
BALANCED = ["application", "network"]
#: the placeholder for what a user names, as the catalogue spells it
NAMED = {
    "aws:elbv2:listener:listener_port": "aws:elbv2:listener:*",
    "aws:elbv2:listenerrule:rule_name": "aws:elbv2:listenerrule:*",
    "aws:elasticbeanstalk:environment:process:process_name": "aws:elasticbeanstalk:environment:process:*",
    "aws:elb:listener:listener_port": "aws:elb:listener:*",
    "aws:elb:policies:policy_name": "aws:elb:policies:*",
}
#: listed by real environments of 2026, later than the full recording
LISTED_SINCE = {("aws:ec2:instances", "SpotAllocationStrategy")} | {
    ("aws:autoscaling:launchconfiguration", "DisableDefaultEC2SecurityGroup")
}
#: no recording of a load-balanced environment is young enough to show it: listed by assumption
LISTED_BY_ASSUMPTION = {("aws:elbv2:loadbalancer", "IpAddressType")}
#: recorded in real environments without a value, though the guide names a default
VALUELESS = {
    ("aws:autoscaling:launchconfiguration", "LaunchTemplateTagPropagationEnabled"),
    ("aws:elasticbeanstalk:trafficsplitting", "EvaluationTime"),
    ("aws:elasticbeanstalk:trafficsplitting", "NewVersionPercent"),
}
#: recorded values of options that the guide gives no, or an older, default for
RECORDED = {
    ("aws:autoscaling:launchconfiguration", "SSHSourceRestriction"): "tcp,22,22,0.0.0.0/0",
    ("aws:autoscaling:launchconfiguration", "DisableIMDSv1"): "true",
    ("aws:cloudformation:template:parameter", "InstancePort"): "80",
    ("aws:ec2:instances", "SupportedArchitectures"): "x86_64",
    ("aws:elasticbeanstalk:control", "LaunchType"): "Migration",
}


def main() -> None:
    facts = json.loads(Path(sys.argv[1]).read_text())
    recorded = facts["observed_describe_settings"]["alb_https_env_2024_full"]["settings"]
    listed = {(setting["Namespace"], setting["OptionName"]) for setting in recorded}
    rows = [option(fact, listed) for fact in facts["options"]]
    rows.sort(key=lambda row: (row["namespace"], row["name"], row.get("platform", "")))
    TARGET.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")


def option(fact: dict[str, Any], listed: set[tuple[str, str]]) -> dict[str, Any]:
    """One row of the catalogue; what is absent or the rule is left out."""
    allowed = fact["allowed"]
    name = "*" if fact["option"].startswith("<") else fact["option"]
    key = fact["namespace"], fact["option"]
    row = {
        "namespace": NAMED.get(fact["namespace"], fact["namespace"]),
        "name": name,
        "type": value_type(fact),
        "default": default(fact),
        "default_by_kind": fact.get("default_by_lb"),
        "enum": allowed.get("enum") or enum_by_kind(allowed),
        "case_sensitive": allowed.get("enum_case_sensitive"),
        "min": allowed.get("min"),
        "max": allowed.get("max"),
        "max_length": allowed.get("max_length"),
        "regex": allowed.get("regex"),
        "severity": fact["change_severity"],
        "resource": (fact.get("resource_name_observed") or "").split("<")[0] or None,
        "platform": fact.get("platform"),
        "create_only": fact.get("immutable"),
        "listed": where_listed(fact, key, listed),
    }
    return {field: value for field, value in row.items() if value not in (None, [])}


def value_type(fact: dict[str, Any]) -> str:
    """AWS's ValueType."""
    # the guide's word for a number or a string is the API's Scalar; a List is one of a set
    kinds = {"String": "Scalar", "Number": "Scalar"}
    return str(fact.get("value_type_api") or kinds.get(fact["type"], fact["type"]))


def default(fact: dict[str, Any]) -> str | None:
    key = fact["namespace"], fact["option"]
    if key in VALUELESS or fact["option"] == "MatcherHTTPCode" or fact["default"] == "varies":
        return None
    if key in RECORDED:
        return RECORDED[key]
    by_environment = fact.get("default_by_env", {})
    if by_environment:
        return str(by_environment["LoadBalanced"])
    # "" is recorded in the descriptions of options, and no value in the settings of environments
    return fact["default"] if fact["default"] not in ("", "elasticbeanstalk-default") else None


def enum_by_kind(allowed: dict[str, Any]) -> list[str]:
    """All values that some kind of load balancer takes: AWS checks the kinds by rules across options."""
    return sorted({value for values in allowed.get("enum_by_lb", {}).values() for value in values})


def where_listed(fact: dict[str, Any], key: tuple[str, str], listed: set[tuple[str, str]]) -> list[str]:
    """The kinds of environment that list the option though nobody set it."""
    namespace = fact["namespace"]
    limits = fact.get("lb_types") or KINDS
    if fact["option"].startswith("<") or namespace == "aws:autoscaling:scheduledaction":
        return []
    if namespace == "aws:elasticbeanstalk:application:environment" and not fact["default"]:
        return []
    if namespace == "aws:elasticbeanstalk:trafficsplitting":
        return ["application"]
    if namespace.startswith("aws:elb:"):
        return ["classic"]
    if namespace.startswith(("aws:elbv2:", "aws:elasticbeanstalk:environment:process:")):
        there = key in listed or key in LISTED_BY_ASSUMPTION or namespace in NAMED
        return [kind for kind in BALANCED if there and kind in limits]
    if key == ("aws:elasticbeanstalk:environment", "LoadBalancerType"):
        return KINDS[:3]
    if namespace == "aws:elasticbeanstalk:sqsd":
        return ["worker"]
    return KINDS if key in listed or key in LISTED_SINCE or "platform" in fact else []


if __name__ == "__main__":
    main()
