"""IAM users with policies, in the account of a test."""

import json
from collections.abc import Callable
from typing import Any

import boto3
from botocore.config import Config

REGION = "eu-west-1"
Statement = dict[str, Any]


def allow(actions: str | list[str], resources: str | list[str] = "*", **more: Any) -> Statement:
    """A statement that allows."""
    return {"Effect": "Allow", "Action": actions, "Resource": resources} | more


def document(*statements: Statement) -> str:
    """A policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


class User:
    """An IAM user with an access key of its own; the account holds it to its policies."""

    def __init__(
        self, client: Callable[..., Any], control: Callable[..., Any], endpoint: str, account: str
    ) -> None:
        self.iam, self.endpoint, self.account = client("iam"), endpoint, account
        self.iam.create_user(UserName="ann")
        self.key = self.iam.create_access_key(UserName="ann")["AccessKey"]
        control("PUT", f"accounts/{account}", {"enforce_iam": True})

    def may(self, *statements: Statement) -> None:
        """From now on the user's only inline policy says this."""
        self.iam.put_user_policy(UserName="ann", PolicyName="own", PolicyDocument=document(*statements))

    def client(self, service: str, key: dict[str, str] | None = None) -> Any:
        """A client with the user's key, or another one."""
        key = key or self.key
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id=key["AccessKeyId"],
            aws_secret_access_key=key["SecretAccessKey"],
            aws_session_token=key.get("SessionToken"),
            config=Config(retries={"max_attempts": 0}),
        )
