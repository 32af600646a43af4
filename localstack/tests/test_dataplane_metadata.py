"""The instance metadata service that every application has beside it."""

import time
from collections.abc import Callable
from typing import Any

import pytest
import requests

from .balancers import REGION, Stand, bundle, eventually
from .environments import ENHANCED, ENVIRONMENT, Shop

TOKEN, LIFETIME = "X-aws-ec2-metadata-token", "X-aws-ec2-metadata-token-ttl-seconds"
#: tells where its metadata service is
TELL = 'web: printf "%s" "$AWS_EC2_METADATA_SERVICE_ENDPOINT" > {file}; exec sleep 300'


@pytest.fixture
def told(stand: Stand, tmp_path: Any) -> Callable[[], tuple[str, str]]:
    """Makes an instance with an application: its id, and the address of its metadata service."""

    def make() -> tuple[str, str]:
        file = tmp_path / "endpoint"
        instance = stand.instance(bundle(Procfile=TELL.format(file=file)), register=False)
        endpoint = eventually(lambda: file.exists() and file.read_text(), bool)
        return instance, str(endpoint).rstrip("/")

    return make


def token(endpoint: str, seconds: str = "60") -> str:
    answer = requests.put(f"{endpoint}/latest/api/token", headers={LIFETIME: seconds}, timeout=10)
    assert (answer.status_code, answer.headers[LIFETIME]) == (200, seconds)
    return answer.text


def ask(endpoint: str, path: str, given: str) -> tuple[int, str]:
    answer = requests.get(f"{endpoint}/latest/meta-data{path}", headers={TOKEN: given}, timeout=10)
    return answer.status_code, answer.text


def test_it_tells_what_ec2_tells_of_the_instance(stand: Stand, told: Callable[[], tuple[str, str]]) -> None:
    instance, endpoint = told()
    [found] = stand.ec2.describe_instances(InstanceIds=[instance])["Reservations"][0]["Instances"]
    key = token(endpoint)
    expected = {
        "instance-id": instance,
        "local-ipv4": found["PrivateIpAddress"],
        "local-hostname": found["PrivateDnsName"],
        "instance-type": found["InstanceType"],
        "ami-id": found["ImageId"],
        "placement/availability-zone": found["Placement"]["AvailabilityZone"],
        "placement/region": REGION,
    }
    for path, value in expected.items():
        assert ask(endpoint, f"/{path}", key) == (200, value)
    assert ask(endpoint, "/placement/", key) == (200, "availability-zone\nregion")
    status, listing = ask(endpoint, "/", key)
    assert status == 200
    assert {"instance-id", "local-ipv4", "placement/"} < {*listing.splitlines()}
    assert ask(endpoint, "/no-such-thing", key)[0] == 404


def test_nothing_is_told_without_a_token_that_holds(told: Callable[[], tuple[str, str]]) -> None:
    _, endpoint = told()
    path = f"{endpoint}/latest/meta-data/local-ipv4"
    assert requests.get(path, timeout=10).status_code == 401
    assert ask(endpoint, "/local-ipv4", "made-up")[0] == 401
    brief = token(endpoint, "1")
    assert ask(endpoint, "/local-ipv4", brief)[0] == 200
    time.sleep(1.1)
    assert ask(endpoint, "/local-ipv4", brief)[0] == 401


@pytest.mark.parametrize("lifetime", [None, "0", "21601", "-1", "a minute"])
def test_a_token_is_asked_for_with_a_lifetime(
    told: Callable[[], tuple[str, str]], lifetime: str | None
) -> None:
    _, endpoint = told()
    headers = {} if lifetime is None else {LIFETIME: lifetime}
    assert requests.put(f"{endpoint}/latest/api/token", headers=headers, timeout=10).status_code == 400
    assert requests.get(f"{endpoint}/latest/api/token", timeout=10).status_code == 405


def test_a_forwarded_request_gets_no_token(told: Callable[[], tuple[str, str]]) -> None:
    _, endpoint = told()
    headers = {LIFETIME: "60", "X-Forwarded-For": "192.0.2.1"}
    assert requests.put(f"{endpoint}/latest/api/token", headers=headers, timeout=10).status_code == 403


def test_a_test_makes_it_slow_or_failing_and_well_again(
    stand: Stand, told: Callable[[], tuple[str, str]]
) -> None:
    instance, endpoint = told()
    key = token(endpoint)
    where = {"account": stand.account, "region": REGION, "environment": instance}
    assert stand.control("PUT", "metadata", where | {"status": 503}) == {"services": 1}
    assert ask(endpoint, "/local-ipv4", key)[0] == 503
    stand.control("PUT", "metadata", where | {"delay_seconds": 0.5})
    began = time.monotonic()
    assert ask(endpoint, "/local-ipv4", key)[0] == 200
    assert time.monotonic() - began >= 0.5
    stand.control("PUT", "metadata", where)
    assert ask(endpoint, "/local-ipv4", key)[0] == 200


def test_it_ends_with_its_application(stand: Stand, told: Callable[[], tuple[str, str]]) -> None:
    instance, endpoint = told()
    stand.control(
        "DELETE", "applications", {"account": stand.account, "region": REGION, "instance_id": instance}
    )
    with pytest.raises(requests.ConnectionError):
        requests.get(endpoint, timeout=10)


@pytest.mark.parametrize(("disabled", "status"), [(None, 401), ("false", 200)])
def test_version_1_answers_only_where_the_environment_allows_it(
    shop: Shop, tmp_path: Any, disabled: str | None, status: int
) -> None:
    file = tmp_path / "endpoint"
    shop.version("v1", bundle(Procfile=TELL.format(file=file)))
    option = ("aws:autoscaling:launchconfiguration", "DisableIMDSv1")
    shop.create("web1", {option: disabled} if disabled else {}, VersionLabel="v1")
    endpoint = eventually(lambda: file.exists() and file.read_text(), bool)
    answer = requests.get(f"{endpoint}latest/meta-data/instance-id", timeout=10)
    assert answer.status_code == status
    # and one that is given must hold
    assert ask(endpoint.rstrip("/"), "/instance-id", "made-up")[0] == 401


#: answers only to whom asks for its private address, which it is told by its metadata service
SELF_AWARE = """
import os, urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

def ask(path, method="GET", **headers):
    address = os.environ["AWS_EC2_METADATA_SERVICE_ENDPOINT"] + path
    request = urllib.request.Request(address, method=method, headers=headers)
    return urllib.request.urlopen(request).read().decode()

token = ask("latest/api/token", "PUT", **{"X-aws-ec2-metadata-token-ttl-seconds": "60"})
own = ask("latest/meta-data/local-ipv4", **{"X-aws-ec2-metadata-token": token})

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.headers["Host"] == own else 400)
        self.end_headers()

HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""


@pytest.mark.parametrize("kind", ["application", "classic"])
def test_an_application_that_answers_to_its_own_address_only_is_healthy(shop: Shop, kind: str) -> None:
    shop.version("v1", bundle(Procfile="web: exec python3 s.py", s__py=SELF_AWARE))
    check = {
        (ENVIRONMENT, "LoadBalancerType"): kind,
        ("aws:elasticbeanstalk:application", "Application Healthcheck URL"): "/health",
    }
    assert shop.create("web1", ENHANCED | check, VersionLabel="v1")["HealthStatus"] == "Ok"
