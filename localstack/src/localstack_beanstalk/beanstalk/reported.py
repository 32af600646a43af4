"""The option settings that AWS reports for an environment: also what its resources have come to."""

import json
from collections.abc import Iterator

from .definition import Definition
from .environment import Environment
from .settings import BALANCER, HEALTH, INSTANCES, LAUNCH, PARAMETER, Key
from .surroundings import image
from .templates import BALANCER_GROUP, INSTANCE_GROUP
from .templates.compute import instance_types

MASKED = "******"
SECRETS = {Key("aws:rds:dbinstance", "DBPassword")}
CONFIG_DOCUMENT = json.dumps(
    {"Version": 1, "CloudWatchMetrics": {"Instance": {}, "Environment": {}}}, separators=(",", ":")
)


def reported(environment: Environment, definition: Definition) -> Iterator[tuple[Key, str | None]]:
    """Every option with its value; None for those that AWS lists without one."""
    configuration = definition.configuration
    found = _found(environment, definition)
    for key, value in configuration.listed():
        if key in SECRETS and value:
            yield key, MASKED
        elif value is None or key not in configuration.merged:
            yield key, found.get(key, value)
        else:
            yield key, _normalised(key, value)


def _normalised(key: Key, value: str) -> str:
    # AWS answers with the name of an instance profile, also when it was given the ARN
    return value.rsplit("/", 1)[-1] if key == Key(LAUNCH, "IamInstanceProfile") else value


def _found(environment: Environment, definition: Definition) -> dict[Key, str | None]:
    """Values of options that nobody set and Elastic Beanstalk fills in."""
    configuration, platform = definition.configuration, definition.platform
    types = instance_types(configuration)
    assets = (
        f"https://elasticbeanstalk-platform-assets-{environment.region}.s3.{environment.region}.amazonaws.com"
    )
    language = platform.language.lower().replace(" ", "_").replace(".", "")
    stalk = f"{assets}/stalks/eb_{language}_amazon_linux_2023_{platform.version}"
    variables = ",".join(f"{name}={value}" for name, value in sorted(configuration.variables().items()))
    stack = environment.stack
    return {
        Key(LAUNCH, "ImageId"): image(platform.arn(environment.region)),
        Key(LAUNCH, "InstanceType"): types[0],
        Key(LAUNCH, "SecurityGroups"): stack.find(INSTANCE_GROUP) or None,
        Key(INSTANCES, "InstanceTypes"): ", ".join(types),
        Key(PARAMETER, "InstanceTypeFamily"): types[0].split(".")[0],
        Key(PARAMETER, "AppSource"): f"{stalk}/sampleapp/EBSampleApp-{platform.language}.zip",
        Key(PARAMETER, "HooksPkgUrl"): f"{stalk}/lib/hooks.tar.gz",
        Key(PARAMETER, "EnvironmentVariables"): variables or None,
        Key(BALANCER, "SecurityGroups"): stack.find(BALANCER_GROUP) or None,
        Key(HEALTH, "ConfigDocument"): CONFIG_DOCUMENT,
    }
