"""What tests of deployments need: an environment with versions, one of them sick, and somebody who asks."""

import threading
from typing import Any

import requests

from .balancers import bundle
from .environments import DEFAULT_PROCESS, ENHANCED, Options, Shop

COMMAND = "aws:elasticbeanstalk:command"
GROUP = "aws:autoscaling:asg"
SPLITTING = "aws:elasticbeanstalk:trafficsplitting"
#: answers every request with a status and says which version it is
SERVER = """
import os
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(STATUS)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"LABEL")

    def log_message(self, *_):
        pass

HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""
ABORTED = (
    "ERROR",
    "During an aborted deployment, some instances may have deployed the new application version. "
    "To ensure all instances are running the same version, re-deploy the appropriate application version.",
)


def rolling(size: int, policy: str = "Rolling") -> Options:
    return {
        (COMMAND, "DeploymentPolicy"): policy,
        (COMMAND, "BatchSizeType"): "Fixed",
        (COMMAND, "BatchSize"): str(size),
    }


def create(shop: Shop, count: int, options: Options, **more: Any) -> list[str]:
    """An environment of so many instances that run v1; there are also v2, and v3, which is sick."""
    for label, status in {"v1": 200, "v2": 200, "v3": 500}.items():
        server = SERVER.replace("STATUS", str(status)).replace("LABEL", label)
        shop.version(label, bundle(Procfile="web: exec python3 server.py", server__py=server))
    quick = {
        (GROUP, "MinSize"): str(count),
        (GROUP, "MaxSize"): str(count),
        (DEFAULT_PROCESS, "HealthCheckInterval"): "10",
        (DEFAULT_PROCESS, "UnhealthyThresholdCount"): "2",
    }
    described = shop.create("web1", ENHANCED | quick | options, VersionLabel="v1", **more)
    assert described["Health"] == "Green"
    return instances(shop)


def instances(shop: Shop) -> list[str]:
    return [each["Id"] for each in shop.resources("web1")["Instances"]]


def deployed(shop: Shop) -> dict[str, tuple[str, int, str]]:
    """What was last deployed to each instance: version, number of the deployment, what came of it."""
    found = shop.eb.describe_instances_health(EnvironmentName="web1", AttributeNames=["All"])
    return {
        each["InstanceId"]: tuple(
            each["Deployment"][name] for name in ("VersionLabel", "DeploymentId", "Status")
        )
        for each in found["InstanceHealthList"]
    }


def deploy(shop: Shop, label: str) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Deploys a version; the environment and its new events."""
    before = len(shop.events("web1"))
    described = shop.update("web1", VersionLabel=label)
    return described, shop.events("web1")[before:]


def health_status(shop: Shop) -> tuple[str, list[str]]:
    found = shop.eb.describe_environment_health(EnvironmentName="web1", AttributeNames=["All"])
    return found["HealthStatus"], found["Causes"]


class Visitor:
    """Somebody who asks all the time, and remembers the answers."""

    def __init__(self, endpoint: str, shop: Shop) -> None:
        self.answers: list[tuple[int, str]] = []
        self._endpoint, self._host = endpoint, {"Host": shop.describe("web1")["CNAME"]}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._ask)

    def __enter__(self) -> "Visitor":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _ask(self) -> None:
        while not self._stop.wait(0.02):
            answer = requests.get(self._endpoint, headers=self._host, timeout=20)
            self.answers.append((answer.status_code, answer.text))
