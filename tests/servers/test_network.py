"""Behind a network load balancer: the port that a request comes to says what it came by, and nothing else."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from . import echo
from .conftest import Scaffold
from .running import free_port, listening, running
from .wire import ask

HOST = "shop.example.com"
#: a client is never the instance itself
CLIENT = "127.0.0.2"
FILE = """
[application]
name = "shop"
[environment]
name = "shop-test"
region = "eu-west-1"
platform = "Python 3.13 running on 64bit Amazon Linux 2023"
[load-balancer]
type = "network"
"""


@dataclass(frozen=True)
class Site:
    """The instance's ports: of what came by http, and of what came by TLS."""

    http: int
    https: int


@pytest.fixture
def site(scaffold: Scaffold, server: str, tmp_path: Path) -> Iterator[Callable[..., Site]]:
    with contextlib.ExitStack() as ending:

        def start(*arguments: str) -> Site:
            bundle = scaffold("--app", "node", "--proxy", server, *arguments, file=FILE)
            application = free_port()
            ending.enter_context(running([sys.executable, echo.__file__], tmp_path, application))
            ports = ending.enter_context(listening(server, bundle, application, tmp_path))
            return Site(ports[80], ports[8443])

        yield start


def test_what_comes_to_port_80_is_sent_to_the_same_address_by_https(site: Callable[..., Site]) -> None:
    port = site().http
    for target in ("/", "/a/b?c=d&e", "/a%20b/%C3%A4?q=%22", "//other.example/a", "/healthy", "/health/x"):
        answer = ask(port, target, by=None, source=CLIENT)
        assert (answer.status, answer.location) == (301, f"https://{HOST}{target}"), target
    posted = ask(port, "/form", by=None, method="POST", body="x=1", source=CLIENT)
    assert (posted.status, posted.location) == (301, f"https://{HOST}/form")


def test_whatever_a_client_says_of_itself_it_is_redirected(site: Callable[..., Site]) -> None:
    port = site().http
    for said in ("https", "http", "HTTPS", "https, https"):
        for target in ("/", "/health"):
            answer = ask(
                port, target, by=said, source=CLIENT, X_Forwarded_Port="443", X_Forwarded_For="127.0.0.1"
            )
            assert (answer.status, answer.location) == (301, f"https://{HOST}{target}"), said
        alone = ask(port, "/health", by=None, source=CLIENT, X_Forwarded_For="203.0.113.9")
        assert (alone.status, alone.location) == (301, f"https://{HOST}/health")
        forged = ask(port, "/", by=said, host=f"{HOST}:8443", source=CLIENT, Forwarded="proto=https")
        assert (forged.status, forged.location) == (301, f"https://{HOST}/")


@pytest.mark.parametrize("target", ["/health", "/health/", "/health?full=1"])
def test_the_health_check_is_the_applications_on_both_ports(site: Callable[..., Site], target: str) -> None:
    both = site()
    answer = ask(both.http, target, by=None, source=CLIENT)
    assert (answer.status, answer.body) == (200, f"GET {target} {HOST} None ")
    answer = ask(both.https, target, by=None, source=CLIENT)
    assert (answer.status, answer.body) == (200, f"GET {target} {HOST} https ")


def test_what_comes_by_tls_is_served_as_secure_whatever_its_client_says(site: Callable[..., Site]) -> None:
    port = site().https
    for said in (None, "http", "https", "nonsense"):
        answer = ask(port, "/a%20b?c", by=said, source=CLIENT)
        assert (answer.status, answer.body) == (200, f"GET /a%20b?c {HOST} https ")
    posted = ask(port, "/a", by=None, method="POST", body="x=1", source=CLIENT)
    assert (posted.status, posted.body) == (200, f"POST /a {HOST} https x=1")
    assert ask(port, "/a", by=None, method="HEAD", source=CLIENT).status == 200


def test_following_a_redirect_ends_at_the_application(site: Callable[..., Site]) -> None:
    both = site()
    location = ask(both.http, "/cart?id=1", by=None, source=CLIENT).location
    assert location == f"https://{HOST}/cart?id=1"
    assert ask(both.https, "/cart?id=1", by=None, source=CLIENT).body == f"GET /cart?id=1 {HOST} https "


def test_who_asks_on_the_instance_itself_is_nobodys_client(site: Callable[..., Site]) -> None:
    assert ask(site().http, "/a", by=None, host="localhost").status == 200


@pytest.mark.parametrize("host", ["user@other.example", "shop<script>", 'shop"onload=', ""])
def test_a_host_that_is_none_is_refused_and_gets_into_no_header(site: Callable[..., Site], host: str) -> None:
    answer = ask(site().http, by=None, host=host, source=CLIENT)
    assert (answer.status, answer.location) == (400, None)


def test_the_host_is_kept_without_its_port(site: Callable[..., Site]) -> None:
    port = site().http
    for host, kept in ((f"{HOST}:80", HOST), ("10.0.3.7", "10.0.3.7"), ("[2001:db8::1]:80", "[2001:db8::1]")):
        assert ask(port, "/a", by=None, host=host, source=CLIENT).location == f"https://{kept}/a"


def test_where_the_method_is_to_be_kept_a_post_is_redirected_with_308(site: Callable[..., Site]) -> None:
    both = site("--keep-method")
    answer = ask(both.http, "/form?a", by=None, method="POST", body="x=1", source=CLIENT)
    assert (answer.status, answer.location) == (308, f"https://{HOST}/form?a")
    assert ask(both.http, "/form", by=None, source=CLIENT).status == 301


def test_the_rule_of_the_instances_security_group_is_one_that_cloudformation_reads(
    scaffold: Scaffold,
) -> None:
    bundle = scaffold("--app", "node", file=FILE)
    read = yaml.safe_load((bundle / ".ebextensions/ebdeploy-https.config").read_text())
    [rule] = read["Resources"].values()
    assert rule["Type"] == "AWS::EC2::SecurityGroupIngress"
    assert rule["Properties"] == {
        "GroupId": {"Fn::GetAtt": ["AWSEBSecurityGroup", "GroupId"]},
        "IpProtocol": "tcp",
        "FromPort": 8443,
        "ToPort": 8443,
        "CidrIp": "0.0.0.0/0",
    }
