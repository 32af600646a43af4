"""Variables whose values instances fetch from Secrets Manager and Parameter Store."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests

from .balancers import bundle
from .environments import (
    ENHANCED,
    OLDER_PLATFORM,
    PLATFORM,
    PROFILE,
    VARIABLES,
    Shop,
    specifications,
    until,
)
from .permissions import allow, document
from .refusals import refused

SECRETS = "aws:elasticbeanstalk:application:environmentsecrets"
OLDEST_PLATFORM = PLATFORM.replace("Python 3.13", "Python 3.9").replace("4.7.2", "4.3.0")
#: answers with the value of the variable that the path names
SERVER = """
import os
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(os.environ.get(self.path[1:], "-").encode())

HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""
FAILED = (
    "ERROR",
    "Instance deployment failed to fetch secrets for environment variables. The deployment failed.",
)


def refusal(call: Callable[..., Any], *arguments: Any, **more: Any) -> str:
    """The words with which settings are refused."""
    code, told = refused(lambda: call(*arguments, **more))
    assert code == "ConfigurationValidationException"
    return told


def kept(shop: Shop, value: str, name: str = "shop/token") -> str:
    """The ARN of a secret of that value."""
    return str(shop.client("secretsmanager").create_secret(Name=name, SecretString=value)["ARN"])


def parameter(shop: Shop, account: str, name: str, value: str) -> str:
    shop.client("ssm").put_parameter(Name=name, Value=value, Type="SecureString")
    return f"arn:aws:ssm:eu-west-1:{account}:parameter/{name.removeprefix('/')}"


def create(shop: Shop, arns: dict[str, str], **more: Any) -> dict[str, Any]:
    shop.version("v1", bundle(Procfile="web: exec python3 server.py", server__py=SERVER))
    options = ENHANCED | {(SECRETS, name): arn for name, arn in arns.items()}
    return shop.create("web1", options, VersionLabel="v1", **more)


def served(shop: Shop, endpoint: str, variable: str) -> str:
    """What the application says; one that was just restarted takes a moment until it listens."""
    host = {"Host": shop.describe("web1")["CNAME"]}

    def ask() -> requests.Response:
        return requests.get(f"{endpoint}/{variable}", headers=host, timeout=20)

    return str(until(ask, lambda answer: answer.status_code == 200).text)


def test_the_application_gets_what_is_kept_elsewhere(shop: Shop, endpoint: str, account: str) -> None:
    arns = {
        "TOKEN": kept(shop, "s3cret"),
        "DEEP": parameter(shop, account, "/shop/db/password", "hunter2"),
        "FLAT": parameter(shop, account, "flat", "hunter3"),
    }
    assert create(shop, arns)["HealthStatus"] == "Ok"
    assert [served(shop, endpoint, name) for name in arns] == ["s3cret", "hunter2", "hunter3"]
    values = shop.values("web1")
    assert {name: values[SECRETS, name] for name in arns} == arns


def test_json_keys_of_a_secret_are_found(shop: Shop, endpoint: str) -> None:
    arn = kept(shop, json.dumps({"text": "a", "number": 42, "inner": {"b": [1, 2]}}))
    create(shop, {name: f"{arn}:{name}" for name in ("text", "number", "inner")})
    told = [served(shop, endpoint, name) for name in ("text", "number", "inner")]
    assert told == ["a", "42", '{"b":[1,2]}']


def test_a_rotated_secret_is_fetched_by_a_restart_and_by_an_update(shop: Shop, endpoint: str) -> None:
    arn = kept(shop, "first")
    create(shop, {"TOKEN": arn})
    keeper = shop.client("secretsmanager")
    keeper.put_secret_value(SecretId=arn, SecretString="second")
    assert served(shop, endpoint, "TOKEN") == "first"
    shop.eb.restart_app_server(EnvironmentName="web1")
    shop.ready("web1")
    assert served(shop, endpoint, "TOKEN") == "second"
    keeper.put_secret_value(SecretId=arn, SecretString="third")
    shop.update("web1", {(VARIABLES, "OTHER"): "x"})
    assert served(shop, endpoint, "TOKEN") == "third"


@pytest.mark.parametrize("gone", ["secret", "key"])
def test_what_cannot_be_fetched_fails_the_deployment_and_the_former_serves_on(
    shop: Shop, endpoint: str, gone: str
) -> None:
    arn = kept(shop, json.dumps({"token": "s3cret"}))
    create(shop, {"TOKEN": f"{arn}:token"})
    wrong = {"secret": arn.replace("token", "nothing"), "key": f"{arn}:other"}[gone]
    before = len(shop.events("web1"))
    shop.update("web1", {(SECRETS, "TOKEN"): wrong})
    events = shop.events("web1")[before:]
    assert FAILED in events
    assert ("ERROR", "Failed to deploy configuration.") in events
    assert served(shop, endpoint, "TOKEN") == "s3cret"


def test_instances_may_read_what_the_role_in_their_profile_may(
    shop: Shop, endpoint: str, account: str, control: Callable[..., Any]
) -> None:
    arn = kept(shop, "s3cret")
    create(shop, {})
    control("PUT", f"accounts/{account}", {"enforce_iam": True})
    shop.update("web1", {(SECRETS, "TOKEN"): arn})
    assert FAILED in shop.events("web1")
    policy = document(allow("secretsmanager:GetSecretValue", arn))
    shop.client("iam").put_role_policy(RoleName=PROFILE, PolicyName="own", PolicyDocument=policy)
    shop.update("web1", {(VARIABLES, "OTHER"): "x"})
    assert served(shop, endpoint, "TOKEN") == "s3cret"


def test_a_variable_has_a_value_or_is_fetched_and_one_update_changes_that(shop: Shop, endpoint: str) -> None:
    arn = kept(shop, "s3cret")
    create(shop, {})
    shop.update("web1", {(VARIABLES, "TOKEN"): "plain"})
    assert "variable TOKEN has a value" in refusal(shop.update, "web1", {(SECRETS, "TOKEN"): arn})
    shop.update("web1", {(SECRETS, "TOKEN"): arn}, OptionsToRemove=specifications((VARIABLES, "TOKEN")))
    assert served(shop, endpoint, "TOKEN") == "s3cret"


@pytest.mark.parametrize("value", ["s3cret", "arn:aws:s3:::bucket", "arn:aws:ssm:eu-west-1:1:parameter/a"])
def test_what_is_no_arn_of_a_secret_is_refused(shop: Shop, value: str) -> None:
    told = refusal(shop.create, "web1", {(SECRETS, "TOKEN"): value})
    assert "Value is not the ARN of a secret or a parameter." in told


def test_platforms_from_before_cannot_do_it(shop: Shop) -> None:
    arn = kept(shop, '{"a": "b"}')
    told = refusal(shop.create, "web1", {(SECRETS, "TOKEN"): arn}, PlatformArn=OLDEST_PLATFORM)
    assert "does not support secrets" in told
    told = refusal(shop.create, "web1", {(SECRETS, "TOKEN"): f"{arn}:a"}, PlatformArn=OLDER_PLATFORM)
    assert "does not support JSON keys" in told
    described = shop.eb.describe_platform_version(PlatformArn=OLDEST_PLATFORM)["PlatformDescription"]
    assert described["DateCreated"].date().isoformat() == "2024-11-12"


def test_the_call_log_shows_no_parameter(shop: Shop, account: str, control: Callable[..., Any]) -> None:
    parameter(shop, account, "/shop/token", "hunter2")
    assert "hunter2" not in json.dumps(control("GET", f"accounts/{account}/calls"))
