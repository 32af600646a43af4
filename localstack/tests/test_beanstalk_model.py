"""Every operation, held to the service model: nothing that a client sends ends in a 500."""

from collections.abc import Callable
from typing import Any

import botocore.session
import pytest
import requests
from botocore.exceptions import ClientError, ParamValidationError
from botocore.model import Shape
from botocore.validate import ParamValidator

from .environments import ENHANCED, Shop

MODEL = botocore.session.get_session().get_service_model("elasticbeanstalk")
OPERATIONS = sorted(MODEL.operation_names)
NONSENSE = ["", "\x00", "ü" * 3000, "-1", "<a>&'\"", "arn:aws:x", "9" * 40]


def sample(shape: Shape, text: str) -> Any:
    """A value of the shape, with that text wherever a text goes."""
    kind = shape.type_name
    if kind == "structure":
        return {name: sample(member, text) for name, member in shape.members.items()}
    if kind == "list":
        return [sample(shape.member, text)]
    if kind == "map":
        return {text: sample(shape.value, text)}
    others = {"boolean": True, "integer": 1, "long": 1, "float": 1.0, "double": 1.0, "timestamp": 0}
    return others.get(kind, text)


@pytest.fixture
def unchecked(client: Callable[..., Any]) -> Any:
    """A client that sends what it is told to."""
    return client("elasticbeanstalk", parameter_validation=False)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_what_is_missing_is_refused(unchecked: Any, operation: str) -> None:
    shape = MODEL.operation_model(operation).input_shape
    required = set(shape.required_members) if shape else set()
    # the service does not require what its model does
    required -= {"OptionSettings"} if operation == "ValidateConfigurationSettings" else set()
    try:
        unchecked._make_api_call(operation, {})
    except ClientError as error:
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] < 500
        assert (error.response["Error"]["Code"] == "MissingParameter") or not required
    else:
        assert not required


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense_is_refused_or_harmless(unchecked: Any, operation: str, text: str) -> None:
    shape = MODEL.operation_model(operation).input_shape
    try:
        unchecked._make_api_call(operation, sample(shape, text) if shape else {})
    except ClientError as error:
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] < 500, error


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("Action=NoSuchThing", "InvalidAction"),
        ("", "InvalidAction"),
        ("Action=DescribeEvents&MaxRecords=many", "ValidationError"),
        ("Action=DescribeEvents&StartTime=yesterday", "ValidationError"),
        ("Action=DescribeEvents&MaxRecords=0", "ValidationError"),
        ("Action=DescribeEvents&Severity=LOUD", "ValidationError"),
        ("Action=DescribeEvents&NextToken=x", "InvalidParameterValue"),
        ("Action=CreateEnvironment&ApplicationName=a&OptionSettings=x", None),
        ("Action=CreateEnvironment&ApplicationName=a&OptionSettings.member.x.Value=1", None),
        ("Action=CreateApplication&ApplicationName=a&Tags.member.1=x", None),
    ],
)
def test_a_malformed_request_never_ends_in_a_500(
    endpoint: str, account: str, query: str, code: str | None
) -> None:
    scope = f"{account}/20260101/eu-west-1/elasticbeanstalk/aws4_request"
    headers = {
        "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=x",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    body = f"{query}&Version=2010-12-01"
    answer = requests.post(endpoint, data=body, headers=headers, timeout=10)
    if code is None:  # what does not fit may as well be passed over
        assert answer.status_code in (200, 400), answer.text
    else:
        assert (answer.status_code, f"<Code>{code}</Code>" in answer.text) == (400, True), answer.text


def test_answers_are_what_the_model_says(shop: Shop) -> None:
    bucket = shop.eb.create_storage_location()["S3Bucket"]
    assert bucket.startswith("elasticbeanstalk-eu-west-1-")
    shop.eb.create_application_version(ApplicationName="shop", VersionLabel="v1")
    shop.eb.create_application_version(ApplicationName="shop", VersionLabel="v2", Process=True)
    described = shop.create("web1", ENHANCED, VersionLabel="v1", Description="a shop")
    name = {"ApplicationName": "shop", "EnvironmentName": "web1"}
    asked: dict[str, dict[str, Any]] = {
        "DescribeAccountAttributes": {},
        "DescribeApplications": {},
        "DescribeApplicationVersions": {},
        "DescribeConfigurationOptions": name,
        "DescribeConfigurationSettings": name,
        "DescribeEnvironmentHealth": {"EnvironmentName": "web1", "AttributeNames": ["All"]},
        "DescribeEnvironmentResources": {"EnvironmentName": "web1"},
        "DescribeEnvironments": {},
        "DescribeEvents": {},
        "DescribeInstancesHealth": {"EnvironmentName": "web1", "AttributeNames": ["All"]},
        "DescribePlatformVersion": {"PlatformArn": described["PlatformArn"]},
        "ListAvailableSolutionStacks": {},
        "ListPlatformBranches": {},
        "ListPlatformVersions": {},
        "ListTagsForResource": {"ResourceArn": described["EnvironmentArn"]},
    }
    for operation, request in asked.items():
        answer = shop.eb._make_api_call(operation, request)
        answer.pop("ResponseMetadata")
        assert answer, operation
        shape = MODEL.operation_model(operation).output_shape
        report = ParamValidator().validate(answer, shape)
        if report.has_errors():
            raise ParamValidationError(report=report.generate_report())
