"""Saved configurations: in S3, where clients may change them too.

Elastic Beanstalk keeps each as a YAML file in its bucket, and takes what it finds there.
"""

from typing import Any

import yaml
from botocore.exceptions import ClientError

from . import errors
from .aws import Aws
from .platforms import Platform, by_arn, by_solution_stack
from .settings import Key, given
from .state import Application, SavedConfiguration, Store, now
from .storage import bucket_name, ensure_bucket

#: without one there is no environment that a configuration could be read for
TIER = {"Name": "WebServer", "Type": "Standard"}


def write(here: Store, saved: SavedConfiguration) -> None:
    """Puts a configuration into S3."""
    aws = Aws(here.account, here.region)
    options: dict[str, dict[str, str]] = {}
    for key, value in sorted(saved.settings.items()):
        options.setdefault(key.namespace, {})[key.name] = value
    document = {
        "EnvironmentConfigurationMetadata": {
            "Description": saved.description or "",
            "DateCreated": _milliseconds(saved.created),
            "DateModified": _milliseconds(saved.updated),
        },
        "Platform": {"PlatformArn": saved.platform.arn(here.region)},
        "OptionSettings": options,
        "EnvironmentTier": TIER,
        "AWSConfigurationTemplateVersion": "1.1.0.0",
    }
    body = yaml.safe_dump(document, sort_keys=False).encode()
    aws.s3.put_object(Bucket=ensure_bucket(aws), Key=_key(saved.application, saved.name), Body=body)


def find(here: Store, application: Application, name: str) -> SavedConfiguration:
    """The configuration of that name, as it is in S3 now."""
    aws = Aws(here.account, here.region)
    try:
        found = aws.s3.get_object(Bucket=bucket_name(aws), Key=_key(application.name, name))
    except ClientError:
        raise errors.no_template(name) from None
    platform, settings = read(found["Body"].read())
    saved = application.templates.get(name)
    if saved is None:
        if platform is None:
            raise errors.no_template(name)
        saved = SavedConfiguration(application.name, name, None, platform, settings)
        application.templates[name] = saved
    elif settings != saved.settings:
        saved.settings, saved.updated = settings, now()
    saved.platform = platform or saved.platform
    return saved


def delete(here: Store, application: Application, name: str) -> None:
    find(here, application, name)
    aws = Aws(here.account, here.region)
    aws.s3.delete_object(Bucket=bucket_name(aws), Key=_key(application.name, name))
    application.templates.pop(name, None)


def read(content: bytes | str) -> tuple[Platform | None, dict[Key, str]]:
    """The platform and the settings in a configuration's file."""
    try:
        document = yaml.safe_load(content)
        options = document.get("OptionSettings") or {}
        rows = [
            {"Namespace": namespace, "OptionName": name, "Value": _text(value)}
            for namespace, settings in options.items()
            for name, value in settings.items()
        ]
        named: Any = document.get("Platform") or {}
        stack = document.get("SolutionStack") or ""
    except (yaml.YAMLError, AttributeError) as error:
        # AWS refuses the file; its words are not known
        raise errors.invalid("The configuration file contains invalid YAML or JSON.") from error
    return by_arn(named.get("PlatformArn") or "") or by_solution_stack(stack), given(rows)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


def _key(application: str, name: str) -> str:
    return f"resources/templates/{application}/{name}"


def _milliseconds(when: Any) -> str:
    return str(int(when.timestamp() * 1000))
