"""The whole way: a Django project with what is scaffolded, deployed by ebdeploy, asked through a balancer.

The emulator's load balancers add the headers, and its instances run the platform's proxy with the bundle's
files.
"""

import json
import os
import shutil
import ssl
import subprocess
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
import requests
import urllib3

from .conftest import Scaffold
from .project import NAME, ROOT, project

REGION = "eu-west-1"
ENVIRONMENT = "shop-proxied"
CNAME = f"{ENVIRONMENT}.{REGION}.elasticbeanstalk.com"
FILE = f"""
[application]
name = "shop"
[environment]
name = "{ENVIRONMENT}"
region = "{REGION}"
platform = "Python 3.13 running on 64bit Amazon Linux 2023"
cname = "{ENVIRONMENT}"
[version]
bundle = "bundle"
[https]
certificate = "{NAME}"
REDIRECT
[load-balancer]
type = "BALANCER"
[variables]
DJANGO_SETTINGS_MODULE = "mysite.elastic_beanstalk"
[options."aws:elasticbeanstalk:environment:proxy"]
ProxyServer = "SERVER"
MORE
[lints]
no-redirect = {{ allow = "the instances' proxy redirects" }}
"""
CHECKED = '[health-check]\npath = "/health"\n'
#: a network load balancer's port 443 leads to a port of its own
BY_PORT = """
[options."aws:elasticbeanstalk:environment:process:https"]
Port = 8443
Protocol = "TCP"
[options."aws:elbv2:listener:443"]
DefaultProcess = "https"
"""
PROCFILE = "web: exec gunicorn --bind 127.0.0.1:$PORT --threads 8 --no-control-socket mysite.wsgi\n"


class Shop:
    """An environment in LocalStack, and everybody who deals with it."""

    def __init__(self, endpoint: str, account: str, binary: Path, folder: Path) -> None:
        self._endpoint, self._account, self._binary, self._folder = endpoint, account, binary, folder

    def client(self, service: str) -> Any:
        keys = {"aws_access_key_id": self._account, "aws_secret_access_key": "any"}
        return boto3.client(service, REGION, endpoint_url=self._endpoint, **keys)

    def apply(self, file: str, *more: str) -> None:
        ended = self._run(file, "apply", "--yes", *more)
        assert ended.returncode == 0, ended.stdout + ended.stderr

    def plans(self, file: str) -> int:
        """What `plan` ends with: 0 where there is nothing to do."""
        return self._run(file, "plan", "--detailed-exitcode").returncode

    def _run(self, file: str, *command: str) -> subprocess.CompletedProcess[str]:
        (self._folder / "shop.toml").write_text(file)
        environment = {
            "PATH": os.environ["PATH"],
            "AWS_ENDPOINT_URL": self._endpoint,
            "AWS_ACCESS_KEY_ID": self._account,
            "AWS_SECRET_ACCESS_KEY": "any",
        }
        line = [str(self._binary), *command, str(self._folder / "shop.toml")]
        return subprocess.run(line, env=environment, capture_output=True, text=True, check=False)

    def http(self, path: str, **headers: str) -> requests.Response:
        return requests.get(
            f"{self._endpoint}{path}", headers={"Host": CNAME, **headers}, timeout=30, allow_redirects=False
        )

    def https(self, path: str, **headers: str) -> urllib3.BaseHTTPResponse:
        """A visitor's request by TLS; the environment's own name is in no certificate."""
        where = urlsplit(self._endpoint)
        assert where.hostname and where.port
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", urllib3.exceptions.InsecureRequestWarning)
            pool = urllib3.HTTPSConnectionPool(
                where.hostname, where.port, ssl_context=trusting, server_hostname=CNAME, assert_hostname=False
            )
            return pool.request("GET", path, headers={"Host": CNAME, **headers}, redirect=False)


@pytest.fixture
def shop(endpoint: str, account: str, binary: Path, tmp_path: Path) -> Shop:
    return Shop(endpoint, account, binary, tmp_path)


@pytest.fixture
def deployed(scaffold: Scaffold, server: str, tmp_path: Path) -> Callable[..., str]:
    """A project's bundle, and the file of its environment."""

    def make(balancer: str, redirect: str = "", more: str = "") -> str:
        file = FILE.replace("SERVER", server).replace("BALANCER", balancer).replace("REDIRECT", redirect)
        file = file.replace("MORE", more)
        bundle = project(scaffold, tmp_path / "bundle", file=file)
        (bundle / "Procfile").write_text(PROCFILE)
        shutil.copy(ROOT / "examples/django/requirements.txt", bundle)
        return file

    return make


def seen(shop: Shop) -> None:
    """What visitors see: one redirect to https, and there the page."""
    sent = shop.http("/?a=b%20c")
    assert (sent.status_code, sent.headers["Location"]) in (
        (301, f"https://{CNAME}/?a=b%20c"),
        (301, f"https://{CNAME}:443/?a=b%20c"),
    )
    page = shop.https("/?a=b%20c")
    assert page.status == 200
    assert json.loads(page.data)["secure"] is True


def test_behind_a_classic_load_balancer_the_proxy_redirects_and_the_check_moves_from_a_connection_to_a_path(
    shop: Shop, deployed: Callable[..., str]
) -> None:
    file = deployed("classic")
    shop.apply(file)
    [balancer] = shop.client("elb").describe_load_balancers()["LoadBalancerDescriptions"]
    assert balancer["HealthCheck"]["Target"] == "TCP:80"
    seen(shop)
    # which cannot be tried beside the one that holds, as it is in front of target groups
    shop.apply(file + CHECKED, "--require-path-check")
    [balancer] = shop.client("elb").describe_load_balancers()["LoadBalancerDescriptions"]
    assert balancer["HealthCheck"]["Target"] == "HTTP:80/health"
    states = shop.client("elb").describe_instance_health(LoadBalancerName=balancer["LoadBalancerName"])
    assert {each["State"] for each in states["InstanceStates"]} == {"InService"}
    assert shop.http("/health").status_code == 200
    seen(shop)


def test_behind_a_network_load_balancer_the_port_tells_https_and_what_clients_say_does_not(
    shop: Shop, deployed: Callable[..., str]
) -> None:
    file = deployed("network", more=BY_PORT)
    shop.apply(file)
    elbv2 = shop.client("elbv2")
    [balancer] = elbv2.describe_load_balancers()["LoadBalancers"]
    assert balancer["Type"] == "network"
    groups = {each["TargetGroupArn"]: each for each in elbv2.describe_target_groups()["TargetGroups"]}
    listeners = elbv2.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
    leads = {
        each["Port"]: (each["Protocol"], groups[each["DefaultActions"][0]["TargetGroupArn"]]["Port"])
        for each in listeners
    }
    assert leads == {80: ("TCP", 80), 443: ("TLS", 8443)}
    for arn in groups:
        health = elbv2.describe_target_health(TargetGroupArn=arn)["TargetHealthDescriptions"]
        assert {each["TargetHealth"]["State"] for each in health} == {"healthy"}
    seen(shop)
    assert shop.http("/health").status_code == 200
    for said in ("https", "http"):
        forged = shop.http("/", **{"X-Forwarded-Proto": said})
        assert (forged.status_code, forged.headers["Location"]) == (301, f"https://{CNAME}/")
        assert json.loads(shop.https("/", **{"X-Forwarded-Proto": said}).data)["secure"] is True
    # and the file is kept: there is nothing to do
    assert shop.plans(file) == 0


@pytest.mark.parametrize("redirect", ["redirect = false", "redirect = true"])
def test_behind_an_application_load_balancer_the_proxy_redirects_alone_or_beside_it(
    shop: Shop, deployed: Callable[..., str], redirect: str
) -> None:
    shop.apply(deployed("application", redirect) + CHECKED)
    elbv2 = shop.client("elbv2")
    groups = elbv2.describe_target_groups()["TargetGroups"]
    assert [group["HealthCheckPath"] for group in groups] == ["/health"]
    health = elbv2.describe_target_health(TargetGroupArn=groups[0]["TargetGroupArn"])
    states = [each["TargetHealth"]["State"] for each in health["TargetHealthDescriptions"]]
    assert {*states} == {"healthy"}
    assert shop.http("/health").status_code == 200
    seen(shop)
