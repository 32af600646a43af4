"""Load balancers that balance: requests to the gateway with a load balancer's name as Host."""

from collections.abc import Callable
from typing import Any

import pytest
import requests

from .balancers import REGION, Stand, eventually, server_bundle


def path(*patterns: str) -> dict[str, Any]:
    return {"Field": "path-pattern", "PathPatternConfig": {"Values": list(patterns)}}


REDIRECT = {
    "Type": "redirect",
    "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"},
}


def fixed(body: str, status: int = 200) -> dict[str, Any]:
    return {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": str(status), "MessageBody": body}}


def test_a_request_reaches_the_application_with_what_a_load_balancer_adds(stand: Stand) -> None:
    stand.healthy(stand.instance(server_bundle(), GREETING="hello"))
    seen = stand.get("/echo?a=1&b=%2F").json()
    assert seen["path"] == "/echo?a=1&b=%2F"
    assert seen["greeting"] == "hello"
    headers = seen["headers"]
    assert headers["Host"] == stand.balancer["DNSName"]
    assert (headers["X-Forwarded-Proto"], headers["X-Forwarded-Port"]) == ("http", "80")
    assert headers["X-Forwarded-For"] == "127.0.0.1"
    assert headers["X-Amzn-Trace-Id"].startswith("Root=1-")


def test_bodies_go_both_ways(stand: Stand) -> None:
    stand.healthy(stand.instance(server_bundle()))
    headers = {"Host": stand.balancer["DNSName"]}
    body = bytes(3_000_000)
    posted = requests.post(f"{stand.endpoint}/upload", data=body, headers=headers, timeout=20)
    assert (posted.status_code, posted.headers["X-Size"], posted.text) == (
        201,
        str(len(body)),
        "first second",
    )
    head = requests.head(f"{stand.endpoint}/upload", headers=headers, timeout=20)
    assert (head.status_code, head.headers["Content-Length"], head.content) == (200, "1234", b"")


def test_requests_of_other_origins_are_the_applications_business(stand: Stand) -> None:
    stand.healthy(stand.instance(server_bundle()))
    seen = stand.get("/", Origin="https://elsewhere.example.com", Authorization="Basic eDp5")
    assert seen.status_code == 200
    assert seen.json()["headers"]["Origin"] == "https://elsewhere.example.com"
    assert seen.json()["headers"]["Authorization"] == "Basic eDp5"


def test_a_network_load_balancer_adds_nothing(stand: Stand) -> None:
    group = stand.new_group("net", Protocol="TCP", Port=80)
    made = stand.elbv2.create_load_balancer(Name="net", Type="network", Subnets=stand.subnets[:1])
    network = made["LoadBalancers"][0]
    stand.elbv2.create_listener(
        LoadBalancerArn=network["LoadBalancerArn"],
        Port=80,
        Protocol="TCP",
        DefaultActions=[stand.forward(group)],
    )
    instance = stand.instance(server_bundle(), register=False)
    stand.elbv2.register_targets(TargetGroupArn=group, Targets=[{"Id": instance}])
    eventually(lambda: stand.health(instance, group)["State"], lambda state: state == "healthy")
    headers = stand.get(Host=network["DNSName"]).json()["headers"]
    assert not [name for name in headers if name.startswith("X-")]


def test_the_redirect_and_the_exempt_path(stand: Stand) -> None:
    stand.healthy(stand.instance())
    stand.rule(10, stand.forward(), path("/health"))
    stand.rule(20, REDIRECT, path("/*"))
    answer = stand.get("/shop/cart?id=7")
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"https://{stand.balancer['DNSName']}:443/shop/cart?id=7"
    assert stand.get("/health").status_code == 200


def test_rules_are_tried_by_priority(stand: Stand) -> None:
    first = stand.rule(20, fixed("first"), path("/a*"))
    second = stand.rule(10, fixed("second"), path("/ab*"))
    assert stand.get("/abc").text == "second"
    stand.elbv2.set_rule_priorities(
        RulePriorities=[{"RuleArn": first, "Priority": 10}, {"RuleArn": second, "Priority": 20}]
    )
    assert stand.get("/abc").text == "first"


@pytest.mark.parametrize(
    ("condition", "asked", "headers", "met"),
    [
        (path("/img/*.png"), "/img/a/b.png", {}, True),
        (path("/img/*.png"), "/IMG/a.png", {}, False),
        (path("/a?c"), "/abc", {}, True),
        (path("/a?c"), "/ac", {}, False),
        (path("/a.c"), "/abc", {}, False),
        (path("/a"), "/a?b=c", {}, True),
        (
            {"Field": "query-string", "QueryStringConfig": {"Values": [{"Key": "v", "Value": "2*"}]}},
            "/?v=21",
            {},
            True,
        ),
        ({"Field": "query-string", "QueryStringConfig": {"Values": [{"Value": "2"}]}}, "/?v=21", {}, False),
        ({"Field": "query-string", "QueryStringConfig": {"Values": [{"Value": r"2\*"}]}}, "/?v=2*", {}, True),
        (
            {"Field": "query-string", "QueryStringConfig": {"Values": [{"Value": r"2\*"}]}},
            "/?v=21",
            {},
            False,
        ),
        (
            {"Field": "http-header", "HttpHeaderConfig": {"HttpHeaderName": "X-Kind", "Values": ["*beta*"]}},
            "/",
            {"x-kind": "a Beta b"},
            True,
        ),
        ({"Field": "http-request-method", "HttpRequestMethodConfig": {"Values": ["POST"]}}, "/", {}, False),
        ({"Field": "source-ip", "SourceIpConfig": {"Values": ["127.0.0.0/8"]}}, "/", {}, True),
        ({"Field": "source-ip", "SourceIpConfig": {"Values": ["10.0.0.0/8"]}}, "/", {}, False),
    ],
)
def test_conditions(
    stand: Stand, condition: dict[str, Any], asked: str, headers: dict[str, str], met: bool
) -> None:
    stand.rule(1, fixed("met", 202), condition)
    assert (stand.get(asked, **headers).status_code == 202) is met


def test_a_name_of_ones_own_and_a_host_condition(stand: Stand, control: Callable[..., Any]) -> None:
    stand.rule(1, fixed("shop"), {"Field": "host-header", "HostHeaderConfig": {"Values": ["*.example.com"]}})
    name = f"shop-{stand.account}.example.com"
    control("PUT", "names", {"host": name, "load_balancer": stand.arn})
    assert stand.get(Host=name.upper()).text == "shop"
    control("PUT", "names", {"host": name, "load_balancer": None})
    assert stand.get(Host=name).text != "shop"


def test_https_takes_the_other_listener(stand: Stand, client: Callable[..., Any]) -> None:
    certificate = client("acm").request_certificate(DomainName="shop.example.com")["CertificateArn"]
    stand.elbv2.create_listener(
        LoadBalancerArn=stand.arn,
        Port=443,
        Protocol="HTTPS",
        Certificates=[{"CertificateArn": certificate}],
        DefaultActions=[fixed("secure")],
    )
    assert stand.get(scheme="https").text == "secure"
    assert stand.get().status_code == 503


def test_a_scheme_without_a_listener_gets_no_answer_of_an_application(stand: Stand) -> None:
    answer = stand.get(scheme="https")
    assert answer.status_code == 504
    assert "no listener" in answer.headers["X-Ebdeploy-Cause"]


def test_the_name_of_a_deleted_load_balancer_leads_nowhere(stand: Stand) -> None:
    stand.elbv2.delete_load_balancer(LoadBalancerArn=stand.arn)
    answer = stand.get()
    assert answer.status_code == 504
    assert answer.headers["X-Ebdeploy-Cause"] == f"there is no load balancer {stand.balancer['DNSName']}"


def test_a_port_in_the_host_header_chooses_the_listener(stand: Stand) -> None:
    stand.ec2.authorize_security_group_ingress(
        GroupId=stand.open_group, IpProtocol="tcp", FromPort=8080, ToPort=8080, CidrIp="0.0.0.0/0"
    )
    stand.elbv2.create_listener(
        LoadBalancerArn=stand.arn, Port=8080, Protocol="HTTP", DefaultActions=[fixed("other")]
    )
    name = stand.balancer["DNSName"]
    assert stand.get(Host=f"{name}:8080").text == "other"
    assert stand.get(Host=f"{name}:4566").status_code == stand.get().status_code == 503
    stand.elbv2.delete_listener(ListenerArn=stand.listener)
    assert stand.get().status_code == 504


def test_a_closed_port_lets_nobody_in(stand: Stand, client: Callable[..., Any]) -> None:
    certificate = client("acm").request_certificate(DomainName="shop.example.com")["CertificateArn"]
    stand.elbv2.create_listener(
        LoadBalancerArn=stand.arn,
        Port=443,
        Protocol="HTTPS",
        Certificates=[{"CertificateArn": certificate}],
        DefaultActions=[fixed("secure")],
    )
    half = stand.security_group("half", 80)
    stand.elbv2.set_security_groups(LoadBalancerArn=stand.arn, SecurityGroups=[half])
    closed = stand.get(scheme="https")
    assert closed.status_code == 504
    assert closed.headers["X-Ebdeploy-Cause"] == f"{half} of stand lets nobody at 127.0.0.1 in on port 443"
    far = stand.security_group("far", 443, block="10.0.0.0/8")
    stand.elbv2.set_security_groups(LoadBalancerArn=stand.arn, SecurityGroups=[half, far])
    assert stand.get(scheme="https").status_code == 504
    stand.ec2.authorize_security_group_ingress(
        GroupId=half, IpProtocol="tcp", FromPort=443, ToPort=443, CidrIp="0.0.0.0/0"
    )
    assert stand.get(scheme="https").text == "secure"


def test_errors_of_the_load_balancer(stand: Stand) -> None:
    assert stand.get().status_code == 503  # no target
    instance = stand.instance(server_bundle())
    stand.healthy(instance)
    stand.elbv2.modify_load_balancer_attributes(
        LoadBalancerArn=stand.arn, Attributes=[{"Key": "idle_timeout.timeout_seconds", "Value": "1"}]
    )
    assert stand.get("/slow").status_code == 504
    where = {"account": stand.account, "region": REGION, "instance_id": instance}
    stand.control("DELETE", "applications", where)
    assert stand.get().status_code == 502
    assert "<h1>502 Bad Gateway</h1>" in stand.get().text


def test_requests_go_to_healthy_targets_or_else_to_all(stand: Stand) -> None:
    good, bad = stand.instance(), stand.instance()
    where = {"account": stand.account, "region": REGION}
    stand.control("PUT", "pages", where | {"environment": bad, "status": 500, "body": "bad"})
    stand.healthy(good)
    eventually(lambda: stand.health(bad)["State"], lambda state: state == "unhealthy")
    assert {stand.get().status_code for _ in range(6)} == {200}
    stand.control("PUT", "pages", where | {"environment": good, "status": 503})
    eventually(lambda: stand.health(good)["State"], lambda state: state == "unhealthy")
    assert {stand.get().status_code for _ in range(6)} == {500, 503}


def test_a_cookie_keeps_a_client_with_its_target(stand: Stand) -> None:
    where = {"account": stand.account, "region": REGION}
    for number in range(2):
        instance = stand.instance()
        stand.control("PUT", "pages", where | {"environment": instance, "body": f"target {number}"})
        stand.healthy(instance)
    assert {stand.get().text for _ in range(4)} == {"target 0", "target 1"}
    assert "Set-Cookie" not in stand.get().headers
    stand.elbv2.modify_target_group_attributes(
        TargetGroupArn=stand.group, Attributes=[{"Key": "stickiness.enabled", "Value": "true"}]
    )
    first = stand.get()
    cookie = first.headers["Set-Cookie"].partition(";")[0]
    assert cookie.startswith("AWSALB=")
    assert {stand.get(Cookie=cookie).text for _ in range(4)} == {first.text}


def test_weights_share_the_requests(stand: Stand) -> None:
    silent, other = stand.new_group("silent"), stand.new_group("other")
    stand.healthy(stand.instance())
    weighted = {
        "TargetGroups": [
            {"TargetGroupArn": stand.group, "Weight": 1},
            {"TargetGroupArn": silent, "Weight": 0},
        ]
    }
    stand.rule(1, {"Type": "forward", "ForwardConfig": weighted}, path("/w"))
    stand.rule(2, stand.forward(other), path("/empty"))
    assert {stand.get("/w").status_code for _ in range(10)} == {200}
    assert stand.get("/empty").status_code == 503
