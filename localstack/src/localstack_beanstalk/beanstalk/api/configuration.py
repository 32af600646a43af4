"""Configuration: option settings, the options there are, validation, saved configurations."""

from dataclasses import replace
from typing import Any

from localstack.aws.api import RequestContext, handler

from .. import catalogue, errors
from ..definition import Definition
from ..environment import Environment
from ..platforms import Platform, by_arn, by_solution_stack
from ..reported import reported
from ..settings import Configuration, Key, given, specified
from ..state import SavedConfiguration, Store, now, store
from ..validation import check, problems


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
            saved = _template(here, application.name, template)
            return {"ConfigurationSettings": [_describe_template(saved, with_settings=True)]}
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
        here, wanted = store(context), given(request["OptionSettings"])
        application = here.application(request["ApplicationName"])
        before = None
        if name := request.get("EnvironmentName"):
            environment = here.environment(name)
            before = environment.configuration
            direct = {**environment.definition.direct, **wanted}
            after = replace(environment.definition, direct=direct).configuration
        elif name := request.get("TemplateName"):
            saved = _template(here, application.name, name)
            after = Configuration((saved.settings, wanted), _language(saved))
        else:
            after = Configuration((wanted,))
        return {"Messages": [problem.describe() for problem in problems(after, wanted, before)]}

    @handler("CreateConfigurationTemplate", expand=False)
    def create_configuration_template(self, context: RequestContext, request: Any) -> Any:
        here, name = store(context), request["TemplateName"]
        application = here.application(request["ApplicationName"])
        platform, settings = _base(here, request)
        wanted = settings | given(request.get("OptionSettings") or ())
        check(Configuration((wanted,), platform.language), wanted)
        with here.lock:
            if name in application.templates:
                raise errors.invalid(f"Configuration Template {name} already exists.")
            saved = SavedConfiguration(
                application.name,
                name,
                request.get("Description"),
                platform.arn(here.region),
                platform.solution_stack,
                wanted,
            )
            application.templates[name] = saved
        return _describe_template(saved, with_settings=False)

    @handler("UpdateConfigurationTemplate", expand=False)
    def update_configuration_template(self, context: RequestContext, request: Any) -> Any:
        here = store(context)
        saved = _template(here, request["ApplicationName"], request["TemplateName"])
        wanted = given(request.get("OptionSettings") or ())
        removed = specified(request.get("OptionsToRemove") or ())
        settings = {key: value for key, value in (saved.settings | wanted).items() if key not in removed}
        check(Configuration((settings,), _language(saved)), wanted)
        if "Description" in request:
            saved.description = request["Description"]
        saved.settings, saved.updated = settings, now()
        return _describe_template(saved, with_settings=False)

    @handler("DeleteConfigurationTemplate", expand=False)
    def delete_configuration_template(self, context: RequestContext, request: Any) -> None:
        application = store(context).application(request["ApplicationName"])
        if application.templates.pop(request["TemplateName"], None) is None:
            raise errors.no_template(request["TemplateName"])

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


def _template(here: Store, application: str, name: str) -> SavedConfiguration:
    saved = here.application(application).templates.get(name)
    if saved is None:
        raise errors.no_template(name)
    return saved


def _language(saved: SavedConfiguration) -> str:
    platform = by_solution_stack(saved.solution_stack or "")
    return platform.language if platform else ""


def _base(here: Store, request: Any) -> tuple[Platform, dict[Key, str]]:
    """The platform and the settings that a saved configuration begins with."""
    if identifier := request.get("EnvironmentId"):
        environment = here.environment(identifier=identifier)
        return environment.platform, dict(environment.configuration.merged)
    if source := request.get("SourceConfiguration"):
        saved = _template(here, source["ApplicationName"], source["TemplateName"])
        platform = by_solution_stack(saved.solution_stack or "")
        if platform:
            return platform, dict(saved.settings)
    platform = _named_platform(request)
    if platform is None:
        raise errors.invalid("Unable to determine base for template pack (no solution stack)")
    return platform, {}


def _named_platform(request: Any) -> Platform | None:
    stack, arn = request.get("SolutionStackName"), request.get("PlatformArn")
    found = by_solution_stack(stack) if stack else by_arn(arn) if arn else None
    if stack and found is None:
        raise errors.no_solution_stack(stack)
    if arn and found is None:
        raise errors.no_platform(arn)
    return found


def _subject(here: Store, request: Any) -> tuple[Configuration, Platform]:
    """Whose options are asked for: an environment's, a saved configuration's, a platform's."""
    if name := request.get("EnvironmentName"):
        environment = here.environment(name)
        return environment.configuration, environment.platform
    platform, settings = None, {}
    if name := request.get("TemplateName"):
        saved = _template(here, request.get("ApplicationName") or "", name)
        platform, settings = by_solution_stack(saved.solution_stack or ""), saved.settings
    platform = platform or _named_platform(request)
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


def _describe_template(saved: SavedConfiguration, with_settings: bool) -> dict[str, Any]:
    described: dict[str, Any] = {
        "SolutionStackName": saved.solution_stack,
        "PlatformArn": saved.platform_arn,
        "ApplicationName": saved.application,
        "TemplateName": saved.name,
        "DateCreated": saved.created,
        "DateUpdated": saved.updated,
    }
    if saved.description:
        described["Description"] = saved.description
    if with_settings:
        listed = Configuration((saved.settings,), _language(saved)).listed()
        described["OptionSettings"] = [_setting(key, value) for key, value in listed]
    return described


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
