"""Every operation, given nonsense: an answer or a refusal, never an error of the emulator's own."""

from collections.abc import Callable
from typing import Any

import boto3
import pytest
import requests
from botocore import xform_name
from botocore.exceptions import ClientError

from .balancers import REGION

SERVICES = ("elbv2", "elb", "acm")
MODELS = {service: boto3.client(service, region_name=REGION).meta.service_model for service in SERVICES}
#: the API reference: it succeeds if there is no such load balancer
FORGIVING = [("elb", "DeleteLoadBalancer")]
OPERATIONS = [(service, name) for service in SERVICES for name in MODELS[service].operation_names]


def nonsense(shape: Any, depth: int = 0) -> Any:
    """A value of the right type and no sense."""
    if shape.type_name == "structure":
        members = shape.members.items() if depth < 4 else ()
        return {name: nonsense(member, depth + 1) for name, member in members}
    if shape.type_name == "list":
        return [nonsense(shape.member, depth + 1)]
    if shape.type_name == "map":
        return {"key": nonsense(shape.value, depth + 1)}
    simple = {"integer": -7, "long": -7, "boolean": True, "blob": b"\xff\x00", "timestamp": 0}
    return simple.get(shape.type_name, "no§nsense ☂" * 20)


def answered(client: Any, name: str, parameters: dict[str, Any]) -> int:
    """The status of the answer."""
    try:
        answer = getattr(client, xform_name(name))(**parameters)
    except ClientError as error:
        answer = error.response
    return int(answer["ResponseMetadata"]["HTTPStatusCode"])


@pytest.mark.parametrize(("service", "name"), OPERATIONS)
def test_nonsense_and_nothing_are_refused(client: Callable[..., Any], service: str, name: str) -> None:
    shape = MODELS[service].operation_model(name).input_shape
    careless = client(service, parameter_validation=False)
    assert answered(careless, name, {}) in ((400,) if shape and shape.required_members else (200, 400))
    if shape and shape.members:
        forgiven = (service, name) in FORGIVING
        assert answered(careless, name, nonsense(shape)) == (200 if forgiven else 400)


@pytest.mark.parametrize(
    "body", ["", "Action=", "Action=Nothing&Version=2015-12-01", "Action=CreateRule&Priority=x"]
)
def test_malformed_requests_are_refused(endpoint: str, account: str, body: str) -> None:
    credential = f"{account}/20260101/{REGION}/elasticloadbalancing/aws4_request"
    headers = {
        "Authorization": f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    answer = requests.post(endpoint, data=body, headers=headers, timeout=10)
    assert answer.status_code == 400
    assert "<Code>InvalidAction</Code>" in answer.text or "Action=CreateRule" in body
    assert requests.get(f"{endpoint}/_ebdeploy/identity", timeout=10).status_code == 200
