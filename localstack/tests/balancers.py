"""What tests of load balancers need: one that stands, instances behind it, an application to run on them."""

import base64
import io
import time
import zipfile
from collections.abc import Callable
from typing import Any

import requests

REGION = "eu-west-1"

#: answers 200, on /moved 301, on /slow too late, and tells what it was asked; a POST gets chunks
SERVER = """
import json, os, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path == "/slow":
            time.sleep(5)
        seen = {"path": self.path, "headers": dict(self.headers), "greeting": os.environ.get("GREETING")}
        body = json.dumps(seen).encode()
        self.send_response(301 if self.path == "/moved" else 200)
        if self.path == "/moved":
            self.send_header("Location", "https://elsewhere.example.com/")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        size = len(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(201)
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("X-Size", str(size))
        self.end_headers()
        for part in (b"first ", b"second"):
            self.wfile.write(b"%x\\r\\n%s\\r\\n" % (len(part), part))
        self.wfile.write(b"0\\r\\n\\r\\n")

    def do_HEAD(self):
        self.send_response(200)
        self.send_header("Content-Length", "1234")
        self.end_headers()

ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""


def bundle(**files: str) -> str:
    """A zip archive in base64: ``bundle(Procfile="web: ...")``."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "."), text)
    return base64.b64encode(packed.getvalue()).decode()


def server_bundle() -> str:
    """The server above, started by a Procfile."""
    return bundle(Procfile="web: exec python3 server.py", server__py=SERVER)


#: answers 200 to whom asks for the host that its variable HOST names, and 400 to everybody else
PICKY_SERVER = """
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.headers.get_all("Host") == [os.environ["HOST"]] else 400)
        self.end_headers()

ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""


def eventually(look: Callable[[], Any], until: Callable[[Any], bool], seconds: float = 30) -> Any:
    """What ``look`` finds once it is as wanted; the last that it found when time is up."""
    end = time.monotonic() + seconds
    while True:
        found = look()
        if until(found) or time.monotonic() > end:
            return found
        time.sleep(0.05)


class Stand:
    """A load balancer with a listener on port 80 that forwards to a target group."""

    def __init__(
        self, client: Callable[..., Any], control: Callable[..., Any], endpoint: str, account: str
    ) -> None:
        self.elbv2, self.ec2 = client("elbv2"), client("ec2")
        self.control, self.endpoint, self.account = control, endpoint, account
        subnets = self.ec2.describe_subnets()["Subnets"]
        self.subnets = [subnet["SubnetId"] for subnet in subnets]
        self.vpc = subnets[0]["VpcId"]
        self.open_group = self.security_group("open", 80, 443)
        self.balancer = self.elbv2.create_load_balancer(
            Name="stand", Subnets=self.subnets[:2], SecurityGroups=[self.open_group]
        )["LoadBalancers"][0]
        self.arn = self.balancer["LoadBalancerArn"]
        self.group = self.new_group("stand")
        self.listener = self.elbv2.create_listener(
            LoadBalancerArn=self.arn, Port=80, Protocol="HTTP", DefaultActions=[self.forward()]
        )["Listeners"][0]["ListenerArn"]

    def security_group(self, name: str, *ports: int, block: str = "0.0.0.0/0") -> str:
        made = self.ec2.create_security_group(GroupName=name, Description=name, VpcId=self.vpc)["GroupId"]
        for port in ports:
            self.ec2.authorize_security_group_ingress(
                GroupId=made, IpProtocol="tcp", FromPort=port, ToPort=port, CidrIp=block
            )
        return str(made)

    def new_group(self, name: str, **settings: Any) -> str:
        settings = {"Protocol": "HTTP", "Port": 80, "VpcId": self.vpc} | settings
        group = self.elbv2.create_target_group(Name=name, **settings)["TargetGroups"][0]
        return str(group["TargetGroupArn"])

    def forward(self, group: str | None = None) -> dict[str, Any]:
        return {"Type": "forward", "TargetGroupArn": group or self.group}

    def rule(self, priority: int, action: dict[str, Any], *conditions: dict[str, Any]) -> str:
        made = self.elbv2.create_rule(
            ListenerArn=self.listener, Priority=priority, Actions=[action], Conditions=list(conditions)
        )
        return str(made["Rules"][0]["RuleArn"])

    def instance(self, packed: str | None = None, register: bool = True, **variables: str) -> str:
        """An instance that runs a bundle, registered with the target group."""
        launched = self.ec2.run_instances(
            ImageId="ami-12c6146b", MinCount=1, MaxCount=1, SubnetId=self.subnets[0]
        )
        instance = str(launched["Instances"][0]["InstanceId"])
        self.run(instance, packed, **variables)
        if register:
            self.elbv2.register_targets(TargetGroupArn=self.group, Targets=[{"Id": instance}])
        return instance

    def run(self, instance: str, packed: str | None, **variables: str) -> None:
        """Runs a bundle on the instance, in place of what runs there."""
        body = {"account": self.account, "region": REGION, "instance_id": instance}
        self.control("PUT", "applications", body | {"bundle": packed, "variables": variables})

    def health(self, instance: str, group: str | None = None) -> dict[str, str]:
        found = self.elbv2.describe_target_health(
            TargetGroupArn=group or self.group, Targets=[{"Id": instance}]
        )
        return dict(found["TargetHealthDescriptions"][0]["TargetHealth"])

    def healthy(self, instance: str) -> None:
        found = eventually(lambda: self.health(instance), lambda health: health["State"] == "healthy")
        assert found == {"State": "healthy"}

    def get(self, path: str = "/", scheme: str = "http", **headers: str) -> requests.Response:
        """Asks the load balancer, as a client would that has looked up its name."""
        headers = {"Host": self.balancer["DNSName"]} | headers
        address = self.endpoint.replace("http:", f"{scheme}:")
        return requests.get(
            f"{address}{path}", headers=headers, allow_redirects=False, verify=False, timeout=20
        )


def scale(autoscaling: Any, subnets: list[str], size: int, **behind: list[str]) -> None:
    """An Auto Scaling group named ``asg`` of so many instances, behind load balancers or target groups."""
    autoscaling.create_launch_configuration(
        LaunchConfigurationName="lc", ImageId="ami-12c6146b", InstanceType="t3.micro"
    )
    autoscaling.create_auto_scaling_group(
        AutoScalingGroupName="asg",
        LaunchConfigurationName="lc",
        MinSize=0,
        MaxSize=size,
        DesiredCapacity=size,
        VPCZoneIdentifier=",".join(subnets),
        **behind,
    )
