"""Configuration: option settings, the options there are, validation, saved configurations."""

from dataclasses import replace
from typing import Any

from localstack.aws.api import RequestContext, handler

from .. import catalogue, errors, saved
from ..definition import Definition
from ..environment import Environment
from ..platforms import Platform
from ..reported import reported
from ..settings import Configuration, Key, given, specified
from ..state import Store, store
from ..validation import problems
from .naming import named_platform
from .templates import describe


class Configurations:
    """Operations on configurations."""

    @handler("DescribeConfigurationSettings", expand=False)
    def describe_configuration_settings(self, context: RequestContext, request: Any) -> Any:
        here = store(context)
        application = here.application(request["ApplicationName"])
        template, name = request.get("TemplateName"), request.get("EnvironmentName")
        if bool(template) == bool(name):
            raise errors.combination(
                "You must specify either an EnvironmentName or a TemplateName, not both."
            )
        if template:
            found = saved.find(here, application, template)
            listed = Configuration((found.settings,), found.platform.language).listed()
            settings = [_setting(key, value) for key, value in listed]
            return {"ConfigurationSettings": [describe(here, found) | {"OptionSettings": settings}]}
        environment = here.environment(name)
        if environment.application != application.name:
            raise errors.no_environment(name, None)
        with environment.lock:
            sets = [_describe_environment(environment, environment.definition, "deployed")]
            if environment.draft:
                sets.append(_describe_environment(environment, environment.draft, environment.draft_status))
        return {"ConfigurationSettings": sets}

    @handler("DescribeConfigurationOptions", expand=False)
    def describe_configuration_options(self, context: RequestContext, request: Any) -> Any:
        here = store(context)
        configuration, platform = _subject(here, request)
        wanted = specified(request.get("Options") or ())
        rows = [
            _describe_option(option, configuration)
            for option in catalogue.options()
            if option.platform in (None, configuration.platform)
            and (not wanted or Key(option.namespace, option.name) in wanted)
        ]
        return {
            "SolutionStackName": platform.solution_stack,
            "PlatformArn": platform.arn(here.region),
            "Options": rows,
        }

    @handler("ValidateConfigurationSettings", expand=False)
    def validate_configuration_settings(self, context: RequestContext, request: Any) -> Any:
        here, wanted = store(context), given(request.get("OptionSettings") or ())
        application = here.application(request["ApplicationName"])
        before = None
        if name := request.get("EnvironmentName"):
            environment = here.environment(name)
            before = environment.configuration
            direct = {**environment.definition.direct, **wanted}
            after = replace(environment.definition, direct=direct).configuration
        elif name := request.get("TemplateName"):
            found = saved.find(here, application, name)
            after = Configuration((found.settings, wanted), found.platform.language)
        else:
            after = Configuration((wanted,))
        return {"Messages": [problem.describe() for problem in problems(after, wanted, before)]}

    @handler("DeleteEnvironmentConfiguration", expand=False)
    def delete_environment_configuration(self, context: RequestContext, request: Any) -> None:
        environment = store(context).environment(request["EnvironmentName"])
        with environment.lock:
            if environment.draft and environment.operation:
                text = (
                    f"Unable to delete the configuration of environment {environment.name}: it is deploying."
                )
                raise errors.refusal("OperationInProgressFailure", text)
            environment.draft = None


def _subject(here: Store, request: Any) -> tuple[Configuration, Platform]:
    """Whose options are asked for: an environment's, a saved configuration's, a platform's."""
    if name := request.get("EnvironmentName"):
        environment = here.environment(name)
        return environment.configuration, environment.platform
    platform, settings = None, {}
    if name := request.get("TemplateName"):
        found = saved.find(here, here.application(request.get("ApplicationName") or ""), name)
        platform, settings = found.platform, found.settings
    platform = platform or named_platform(request)
    if platform is None:
        raise errors.missing("You must specify an environment, a template, or a platform.")
    return Configuration((settings,), platform.language), platform


def _describe_environment(environment: Environment, definition: Definition, status: str) -> dict[str, Any]:
    settings = [_setting(key, value) for key, value in reported(environment, definition)]
    return {
        "SolutionStackName": definition.platform.solution_stack,
        "PlatformArn": definition.platform.arn(environment.region),
        "ApplicationName": environment.application,
        "EnvironmentName": environment.name,
        "DeploymentStatus": status,
        "DateCreated": environment.created,
        "DateUpdated": environment.configured,
        "OptionSettings": settings,
        "Tier": environment.tier,
    } | ({"Description": environment.description} if environment.description else {})


def _setting(key: Key, value: str | None) -> dict[str, str]:
    setting = {"Namespace": key.namespace, "OptionName": key.name}
    if resource := _resource(key):
        setting["ResourceName"] = resource
    return setting if value is None else setting | {"Value": value}


def _resource(key: Key) -> str | None:
    """The stack resource that an option belongs to."""
    option = catalogue.find(key.namespace, key.name)
    named = key.resource or (option.resource if option else None)
    if named == "AWSEBV2LoadBalancerListener" and not key.namespace.endswith(":default"):
        return named + key.namespace.rsplit(":", 1)[1]
    return named


def _describe_option(option: catalogue.Option, configuration: Configuration) -> dict[str, Any]:
    """AWS's ConfigurationOptionDescription."""
    key = Key(option.namespace, option.name)
    described: dict[str, Any] = {
        "Namespace": option.namespace,
        "Name": option.name,
        "DefaultValue": option.default_in(configuration.kind),
        # the severity of options that no recording shows is not known
        "ChangeSeverity": option.severity or "Unknown",
        "UserDefined": key in configuration.merged,
        "ValueType": "Scalar" if option.type == "Scalar" else option.type,
        "ValueOptions": list(option.enum) or None,
        "MinValue": None if option.min is None else int(option.min),
        "MaxValue": None if option.max is None else int(option.max),
        "MaxLength": option.max_length,
        "Regex": {"Pattern": option.regex, "Label": option.regex} if option.regex else None,
    }
    return {name: value for name, value in described.items() if value is not None}
