"""Members of the API that botocore's model does not have, or holds to be required.

Elastic Beanstalk's own command line brings a model of the service with it that knows them: without them it
cannot clone an environment, save a configuration, or show health. Others neither send nor see them.
"""

from typing import Any

SHAPES: dict[str, Any] = {
    "TemplateSource": {
        "type": "structure",
        "members": {
            "SolutionStackName": {"shape": "SolutionStackName"},
            "PlatformArn": {"shape": "PlatformArn"},
            "EnvironmentName": {"shape": "EnvironmentName"},
            "SourceContents": {"shape": "String"},
        },
    },
    "TemplateSpecification": {
        "type": "structure",
        "members": {"TemplateSource": {"shape": "TemplateSource"}},
    },
}
MEMBERS = {
    "ConfigurationSettingsDescription": {"Tier": "EnvironmentTier"},
    "CreateConfigurationTemplateMessage": {"TemplateSpecification": "TemplateSpecification"},
    "CreateEnvironmentMessage": {"TemplateSpecification": "TemplateSpecification"},
    "UpdateEnvironmentMessage": {"TemplateSpecification": "TemplateSpecification"},
    "ValidateConfigurationSettingsMessage": {"TemplateSpecification": "TemplateSpecification"},
}


def publish() -> None:
    """Adds the members to the model that LocalStack reads requests and writes answers by."""
    from localstack.aws.spec import load_service

    shapes = load_service("elasticbeanstalk")._service_description["shapes"]
    shapes.update(SHAPES)
    for shape, members in MEMBERS.items():
        for name, member in members.items():
            shapes[shape]["members"][name] = {"shape": member}
    shapes["ValidateConfigurationSettingsMessage"]["required"] = ["ApplicationName"]
    shapes["EnvironmentInfoType"]["enum"] = ["tail", "bundle", "analyze"]


def source(request: Any) -> dict[str, str]:
    """What the request names as the source of a template."""
    return (request.get("TemplateSpecification") or {}).get("TemplateSource") or {}
