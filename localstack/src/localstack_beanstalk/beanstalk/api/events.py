"""Events."""

import datetime
from typing import Any

from localstack.aws.api import RequestContext, handler

from .. import errors
from ..state import SEVERITIES, Event, Store, store
from ..visible import sees
from .paging import page

PAGE = 1000


class Events:
    """The operation on events."""

    @handler("DescribeEvents", expand=False)
    def describe_events(self, context: RequestContext, request: Any) -> Any:
        here = store(context)
        wanted = {
            "application": request.get("ApplicationName"),
            "version": request.get("VersionLabel"),
            "template": request.get("TemplateName"),
            "environment": request.get("EnvironmentName"),
            "environment_id": request.get("EnvironmentId"),
            "platform_arn": request.get("PlatformArn"),
            "request_id": request.get("RequestId"),
        }
        identifier = request.get("EnvironmentId")
        if identifier and identifier not in here.environments:
            raise errors.no_environment(None, identifier)
        least = SEVERITIES.index(request.get("Severity") or "TRACE")
        start, end = _utc(request.get("StartTime")), _utc(request.get("EndTime"))
        found = [
            event
            for event in here.events()
            if all(value in (None, getattr(event, name)) for name, value in wanted.items())
            and SEVERITIES.index(event.severity) >= least
            and (start is None or event.date >= start)
            and (end is None or event.date < end)
        ]
        seen = {arn: sees(context, arn, about) for arn, about in {_subject(here, event) for event in found}}
        found = [event for event in found if seen[_subject(here, event)[0]]]
        shown, more = page(found, request, PAGE)
        return {"Events": [_describe(event) for event in shown]} | more


def _subject(here: Store, event: Event) -> tuple[str, str]:
    """What an event is about, and the application that it belongs to."""
    application = event.application
    if event.environment:
        return here.arn("environment", f"{application}/{event.environment}"), application
    if event.version:
        return here.arn("applicationversion", f"{application}/{event.version}"), application
    return here.arn("application", application), application


def _describe(event: Event) -> dict[str, Any]:
    optional = {
        "EnvironmentName": event.environment,
        "VersionLabel": event.version,
        "TemplateName": event.template,
        "PlatformArn": event.platform_arn,
        "RequestId": event.request_id,
    }
    return {name: value for name, value in optional.items() if value} | {
        "EventDate": event.date,
        "Message": event.message,
        "ApplicationName": event.application,
        "Severity": event.severity,
    }


def _utc(when: datetime.datetime | None) -> datetime.datetime | None:
    return when if when is None or when.tzinfo else when.replace(tzinfo=datetime.UTC)
