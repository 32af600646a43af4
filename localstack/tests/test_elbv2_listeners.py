"""Listeners and their certificates."""

from collections.abc import Callable
from typing import Any

import pytest

from .balancers import Stand
from .refusals import refused


@pytest.fixture
def certificate(client: Callable[..., Any]) -> Callable[[str], str]:
    """Requests certificates, issued at once."""

    def request(name: str = "shop") -> str:
        return str(client("acm").request_certificate(DomainName=f"{name}.example.com")["CertificateArn"])

    return request


def create(stand: Stand, **parameters: Any) -> dict[str, Any]:
    wanted = {"LoadBalancerArn": stand.arn, "Port": 443, "DefaultActions": [stand.forward()]} | parameters
    return dict(stand.elbv2.create_listener(**wanted)["Listeners"][0])


def https(stand: Stand, arn: str, **parameters: Any) -> dict[str, Any]:
    return create(stand, **({"Protocol": "HTTPS", "Certificates": [{"CertificateArn": arn}]} | parameters))


def described(stand: Stand, arn: str) -> dict[str, Any]:
    return dict(stand.elbv2.describe_listeners(ListenerArns=[arn])["Listeners"][0])


def test_actions_come_back_with_every_default(stand: Stand) -> None:
    assert described(stand, stand.listener)["DefaultActions"] == [
        {
            "Type": "forward",
            "TargetGroupArn": stand.group,
            "ForwardConfig": {
                "TargetGroups": [{"TargetGroupArn": stand.group, "Weight": 1}],
                "TargetGroupStickinessConfig": {"Enabled": False},
            },
        }
    ]
    redirect = {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}
    actions = [{"Type": "redirect", "RedirectConfig": redirect}]
    changed = stand.elbv2.modify_listener(ListenerArn=stand.listener, DefaultActions=actions)["Listeners"][0]
    assert changed["DefaultActions"][0]["RedirectConfig"] == {
        "Protocol": "HTTPS",
        "Port": "443",
        "Host": "#{host}",
        "Path": "/#{path}",
        "Query": "#{query}",
        "StatusCode": "HTTP_301",
    }
    assert described(stand, stand.listener) == changed


def test_an_http_listener_has_nothing_of_tls(stand: Stand, certificate: Callable[..., str]) -> None:
    assert not {"SslPolicy", "Certificates", "MutualAuthentication"} & {*described(stand, stand.listener)}
    assert refused(create, stand=stand, Protocol="HTTP", SslPolicy="ELBSecurityPolicy-2016-08") == (
        "ValidationError",
        "An SSL policy cannot be specifed for HTTP listeners",
    )
    assert refused(https, stand=stand, arn=certificate(), Protocol="HTTP") == (
        "ValidationError",
        "A certificate cannot be specified for HTTP listeners",
    )


def test_an_https_listener_has_a_certificate_and_a_policy(
    stand: Stand, certificate: Callable[..., str]
) -> None:
    arn = certificate()
    made = https(stand, arn)
    assert made["Certificates"] == [{"CertificateArn": arn}]
    assert made["SslPolicy"] == "ELBSecurityPolicy-2016-08"
    assert made["MutualAuthentication"] == {"Mode": "off"}
    policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"
    stand.elbv2.modify_listener(ListenerArn=made["ListenerArn"], SslPolicy=policy)
    assert described(stand, made["ListenerArn"]) == made | {"SslPolicy": policy}


def test_secure_listeners_that_are_refused(stand: Stand, certificate: Callable[..., str]) -> None:
    arn = certificate()
    must = ("ValidationError", "A certificate must be specified for HTTPS listeners")
    assert refused(create, stand=stand, Protocol="HTTPS") == must
    assert refused(create, stand=stand, Protocol="HTTPS", Certificates=[]) == must
    assert refused(https, stand=stand, arn=f"{arn[:-4]}dead") == (
        "CertificateNotFound",
        f"Certificate '{arn[:-4]}dead' not found",
    )
    elsewhere = arn.replace("eu-west-1", "us-east-1")
    assert refused(https, stand=stand, arn=elsewhere)[0] == "CertificateNotFound"
    two = [{"CertificateArn": arn}, {"CertificateArn": certificate("other")}]
    assert refused(create, stand=stand, Protocol="HTTPS", Certificates=two)[0] == "ValidationError"
    assert refused(https, stand=stand, arn=arn, SslPolicy="ELBSecurityPolicy-None")[0] == "SSLPolicyNotFound"
    assert refused(https, stand=stand, arn=arn, SslPolicy="") == (
        "ValidationError",
        "An SSL policy must be specified for HTTPS listeners",
    )


def test_a_port_has_one_listener(stand: Stand) -> None:
    again = {"Port": 80, "Protocol": "HTTP"}
    assert create(stand, **again)["ListenerArn"] == stand.listener
    other = stand.new_group("other")
    assert refused(create, stand=stand, **again, DefaultActions=[stand.forward(other)]) == (
        "DuplicateListener",
        f"A listener already exists on this port for this load balancer '{stand.arn}'",
    )
    second = create(stand, Port=81, Protocol="HTTP")["ListenerArn"]
    assert refused(stand.elbv2.modify_listener, ListenerArn=second, Port=80) == (
        "ValidationError",
        "Listener port '80' is already in use",
    )


@pytest.mark.parametrize(
    ("parameters", "text"),
    [
        ({"Protocol": "HTTP", "Port": None}, "A listener port must be specified"),
        ({"Protocol": None}, "A listener protocol must be specified"),
        ({"Protocol": "TCP"}, "Listener protocol 'TCP' must be one of 'HTTP, HTTPS'"),
        ({"Protocol": "HTTP", "Port": 70000}, "Value '70000' at 'port' failed to satisfy constraint"),
    ],
)
def test_listeners_that_are_refused(stand: Stand, parameters: dict[str, Any], text: str) -> None:
    wanted = {"LoadBalancerArn": stand.arn, "Port": 443, "DefaultActions": [stand.forward()]} | parameters
    wanted = {key: value for key, value in wanted.items() if value is not None}
    code, message = refused(stand.elbv2.create_listener, **wanted)
    assert code == "ValidationError"
    assert text in message


def test_an_empty_list_of_actions_is_none(stand: Stand) -> None:
    wanted = {"LoadBalancerArn": stand.arn, "Port": 81, "Protocol": "HTTP", "DefaultActions": []}
    assert refused(stand.elbv2.create_listener, **wanted)[0] == "MissingParameter"


def test_certificates_for_server_names(stand: Stand, certificate: Callable[..., str]) -> None:
    default, extra, later = (certificate(name) for name in "abc")
    listener = https(stand, default)["ListenerArn"]

    def all_of() -> list[tuple[str, bool]]:
        found = stand.elbv2.describe_listener_certificates(ListenerArn=listener)["Certificates"]
        return [(each["CertificateArn"], each["IsDefault"]) for each in found]

    for _ in range(2):
        stand.elbv2.add_listener_certificates(ListenerArn=listener, Certificates=[{"CertificateArn": extra}])
    assert all_of() == [(default, True), (extra, False)]
    assert described(stand, listener)["Certificates"] == [{"CertificateArn": default}]
    stand.elbv2.modify_listener(ListenerArn=listener, Certificates=[{"CertificateArn": later}])
    assert all_of() == [(later, True), (extra, False)]
    removal = {"ListenerArn": listener, "Certificates": [{"CertificateArn": later}]}
    assert refused(stand.elbv2.remove_listener_certificates, **removal)[0] == "OperationNotPermitted"
    stand.elbv2.remove_listener_certificates(ListenerArn=listener, Certificates=[{"CertificateArn": extra}])
    assert all_of() == [(later, True)]
    stand.elbv2.add_listener_certificates(ListenerArn=listener, Certificates=[{"CertificateArn": later}])
    assert all_of() == [(later, True), (later, False)]
    two = [{"CertificateArn": default}, {"CertificateArn": extra}]
    addition = {"ListenerArn": listener, "Certificates": two}
    assert refused(stand.elbv2.add_listener_certificates, **addition)[0] == "ValidationError"
    absent = [{"CertificateArn": f"{extra[:-4]}dead"}]
    assert (
        refused(stand.elbv2.add_listener_certificates, ListenerArn=listener, Certificates=absent)[0]
        == "CertificateNotFound"
    )


def test_becoming_http_drops_certificates_and_policy(stand: Stand, certificate: Callable[..., str]) -> None:
    listener = https(stand, certificate())["ListenerArn"]
    changed = stand.elbv2.modify_listener(ListenerArn=listener, Protocol="HTTP")["Listeners"][0]
    assert not {"SslPolicy", "Certificates"} & {*changed}
    change = {"ListenerArn": listener, "Protocol": "HTTPS"}
    assert refused(stand.elbv2.modify_listener, **change)[1] == (
        "A certificate must be specified for HTTPS listeners"
    )
    change["Certificates"] = [{"CertificateArn": certificate()}]
    assert refused(stand.elbv2.modify_listener, **change)[1] == (
        "An SSL policy must be specified for HTTPS listeners"
    )
    policy = "ELBSecurityPolicy-2016-08"
    changed = stand.elbv2.modify_listener(**change, SslPolicy=policy)["Listeners"][0]
    assert changed["SslPolicy"] == policy


def redirect(**config: str) -> dict[str, Any]:
    return {"Type": "redirect", "RedirectConfig": {"StatusCode": "HTTP_301"} | config}


@pytest.mark.parametrize(
    ("action", "code"),
    [
        (redirect(), "InvalidLoadBalancerAction"),
        (redirect(Protocol="HTTP", Port="80"), "InvalidLoadBalancerAction"),
        (redirect(Protocol="#{protocol}", Port="#{port}", Query="a=b"), "InvalidLoadBalancerAction"),
        (redirect(Protocol="HTTPS", Port="443", StatusCode="HTTP_307"), "ValidationError"),
        (redirect(Protocol="FTP"), "ValidationError"),
        (redirect(Port="0"), "ValidationError"),
        (redirect(Path="no-slash"), "ValidationError"),
        (redirect(Host="a" * 129), "ValidationError"),
        (redirect(Host="#{port}.example.com"), "ValidationError"),
        (redirect(Path="/#{query}"), "ValidationError"),
        ({"Type": "redirect"}, "InvalidLoadBalancerAction"),
        ({"Type": "forward"}, "ValidationError"),
        ({"Type": "nonsense"}, "ValidationError"),
        ({"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "302"}}, "ValidationError"),
        (
            {
                "Type": "fixed-response",
                "FixedResponseConfig": {"StatusCode": "200", "ContentType": "image/png"},
            },
            "InvalidLoadBalancerAction",
        ),
    ],
)
def test_actions_that_are_refused(stand: Stand, action: dict[str, Any], code: str) -> None:
    change = {"ListenerArn": stand.listener, "DefaultActions": [action]}
    assert refused(stand.elbv2.modify_listener, **change)[0] == code
    assert described(stand, stand.listener)["DefaultActions"][0]["Type"] == "forward"


def test_https_does_not_redirect_to_http(stand: Stand, certificate: Callable[..., str]) -> None:
    listener = https(stand, certificate())["ListenerArn"]
    change = {"ListenerArn": listener, "DefaultActions": [redirect(Protocol="HTTP", Port="80")]}
    assert refused(stand.elbv2.modify_listener, **change)[0] == "InvalidLoadBalancerAction"
    loop = {"ListenerArn": listener, "DefaultActions": [redirect(Protocol="HTTPS", Port="443")]}
    assert refused(stand.elbv2.modify_listener, **loop) == (
        "InvalidLoadBalancerAction",
        "The redirect configuration is not valid because it creates a loop.",
    )


def test_target_groups_that_a_listener_cannot_forward_to(stand: Stand) -> None:
    def change(group: str) -> tuple[str, str]:
        actions = [stand.forward(group)]
        return refused(stand.elbv2.modify_listener, ListenerArn=stand.listener, DefaultActions=actions)

    absent = f"{stand.group[:-4]}dead"
    assert change(absent) == ("TargetGroupNotFound", f"Target group '{absent}' not found")
    assert change(stand.new_group("tcp", Protocol="TCP"))[0] == "IncompatibleProtocols"
    vpc = stand.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    assert change(stand.new_group("far", VpcId=vpc))[0] == "InvalidConfigurationRequest"
    second = stand.elbv2.create_load_balancer(Name="second", Subnets=stand.subnets[:2])["LoadBalancers"][0]
    listener = {"LoadBalancerArn": second["LoadBalancerArn"], "Port": 80, "Protocol": "HTTP"}
    taken = refused(stand.elbv2.create_listener, **listener, DefaultActions=[stand.forward()])
    assert taken[0] == "TargetGroupAssociationLimit"


def test_deletion(stand: Stand) -> None:
    stand.elbv2.delete_listener(ListenerArn=stand.listener)
    gone = ("ListenerNotFound", "One or more listeners not found")
    assert refused(stand.elbv2.delete_listener, ListenerArn=stand.listener) == gone
    assert refused(stand.elbv2.describe_listeners, ListenerArns=[stand.listener]) == gone
    assert stand.elbv2.describe_listeners(LoadBalancerArn=stand.arn)["Listeners"] == []
    assert refused(stand.elbv2.describe_listeners)[0] == "ValidationError"


def test_ssl_policies(stand: Stand) -> None:
    names = {each["Name"] for each in stand.elbv2.describe_ssl_policies()["SslPolicies"]}
    assert {"ELBSecurityPolicy-2016-08", "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"} <= names
    assert refused(stand.elbv2.describe_ssl_policies, Names=["none"])[0] == "SSLPolicyNotFound"


def test_listener_attributes(stand: Stand) -> None:
    key = "routing.http.response.server.enabled"
    changed = stand.elbv2.modify_listener_attributes(
        ListenerArn=stand.listener, Attributes=[{"Key": key, "Value": "false"}]
    )["Attributes"]
    assert {"Key": key, "Value": "false"} in changed
    assert stand.elbv2.describe_listener_attributes(ListenerArn=stand.listener)["Attributes"] == changed
