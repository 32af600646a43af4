"""Saved configurations, which the API calls configuration templates."""

from typing import Any

from localstack.aws.api import RequestContext, handler

from .. import errors, saved, unpublished
from ..platforms import Platform
from ..settings import Configuration, Key, given, specified
from ..state import SavedConfiguration, Store, now, store
from ..validation import check
from .naming import named_platform


class Templates:
    """Operations on saved configurations."""

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
            made = SavedConfiguration(application.name, name, request.get("Description"), platform, wanted)
            application.templates[name] = made
        saved.write(here, made)
        here.tags[here.arn("configurationtemplate", f"{application.name}/{name}")] = {
            tag["Key"]: tag["Value"] for tag in request.get("Tags") or ()
        }
        return describe(here, made)

    @handler("UpdateConfigurationTemplate", expand=False)
    def update_configuration_template(self, context: RequestContext, request: Any) -> Any:
        here = store(context)
        found = saved.find(here, here.application(request["ApplicationName"]), request["TemplateName"])
        wanted = given(request.get("OptionSettings") or ())
        removed = specified(request.get("OptionsToRemove") or ())
        settings = {key: value for key, value in (found.settings | wanted).items() if key not in removed}
        check(Configuration((settings,), found.platform.language), wanted)
        if "Description" in request:
            found.description = request["Description"]
        found.settings, found.updated = settings, now()
        saved.write(here, found)
        return describe(here, found)

    @handler("DeleteConfigurationTemplate", expand=False)
    def delete_configuration_template(self, context: RequestContext, request: Any) -> None:
        here, name = store(context), request["TemplateName"]
        application = here.application(request["ApplicationName"])
        saved.delete(here, application, name)
        here.tags.pop(here.arn("configurationtemplate", f"{application.name}/{name}"), None)


def describe(here: Store, found: SavedConfiguration) -> dict[str, Any]:
    """AWS's description of a saved configuration, without its settings."""
    described = {
        "SolutionStackName": found.platform.solution_stack,
        "PlatformArn": found.platform.arn(here.region),
        "ApplicationName": found.application,
        "TemplateName": found.name,
        "DateCreated": found.created,
        "DateUpdated": found.updated,
    }
    return described | ({"Description": found.description} if found.description else {})


def _base(here: Store, request: Any) -> tuple[Platform, dict[Key, str]]:
    """The platform and the settings that a saved configuration begins with."""
    name = unpublished.source(request).get("EnvironmentName")
    if request.get("EnvironmentId") or name:
        definition = here.environment(name, request.get("EnvironmentId")).definition
        return definition.platform, dict(definition.configuration.merged)
    if source := request.get("SourceConfiguration"):
        application = here.application(source["ApplicationName"])
        found = saved.find(here, application, source["TemplateName"])
        return found.platform, dict(found.settings)
    platform = named_platform(request)
    if platform is None:
        raise errors.invalid("Unable to determine base for template pack (no solution stack)")
    return platform, {}
