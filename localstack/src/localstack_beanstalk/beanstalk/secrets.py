"""What an instance fetches before its application starts: the values of variables that are kept elsewhere.

Source: developer guide, "Fetching secrets and parameters to Elastic Beanstalk environment variables". How AWS
tells of a value that cannot be fetched is not known: assumed to be told as other failures of a deployment
are, with a text of its own, and the reason in ``eb-engine.log``. Assumed as well: that an instance asks its
own Region.
"""

import json
from typing import Any

from botocore.exceptions import ClientError

from .. import control
from .aws import Aws
from .environment import Environment
from .secret_arns import Arn
from .settings import LAUNCH

ACTIONS = {"secretsmanager": "secretsmanager:GetSecretValue", "ssm": "ssm:GetParameter"}


class NotFetched(Exception):
    """A value could not be had; the text says which, and why."""


def fetched(environment: Environment, aws: Aws) -> dict[str, str]:
    """The values of the environment's secrets, by the names of the variables."""
    found = {}
    for name, text in environment.configuration.secrets().items():
        try:
            found[name] = _value(environment, aws, text)
        except _Reason as reason:
            raise NotFetched(f"Failed to fetch {name} from {text}: {reason}\n") from None
    return found


class _Reason(Exception):
    pass


def _value(environment: Environment, aws: Aws, text: str) -> str:
    arn = Arn.read(text)
    if arn is None or arn.region != environment.region:
        raise _Reason("ValidationException: it is no ARN of this Region.")
    _require(environment, arn)
    try:
        if arn.service == "ssm":
            found = aws.ssm.get_parameter(Name=arn.name, WithDecryption=True)
            return str(found["Parameter"]["Value"])
        found = aws.secretsmanager.get_secret_value(SecretId=arn.arn)
    except ClientError as error:
        told = error.response["Error"]
        raise _Reason(f"{told.get('Code')}: {told.get('Message')}") from error
    secret = str(found.get("SecretString") or "")
    return _of_key(secret, arn.json_key) if arn.json_key else secret


def _of_key(secret: str, key: str) -> str:
    """The value of a top-level key: objects and lists as JSON, everything else as text."""
    try:
        document: Any = json.loads(secret)
        value = document[key]
    except (ValueError, KeyError, TypeError) as error:
        raise _Reason(f"the secret has no JSON key {key}.") from error
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _require(environment: Environment, arn: Arn) -> None:
    """Lets the role in the instance profile read it, in an account where permissions count."""
    if not control.state(environment.account).enforce_iam:
        return
    from ..iam import instances  # which knows Elastic Beanstalk's store

    action = ACTIONS[arn.service]
    profile = environment.configuration.value(LAUNCH, "IamInstanceProfile")
    if not instances.may(environment.account, profile, action, arn.arn):
        because = f"because no identity-based policy allows the {action} action"
        told = (
            f"the role in {profile} is not authorized to perform: {action} on resource: {arn.arn} {because}"
        )
        raise _Reason(f"AccessDeniedException: {told}")
