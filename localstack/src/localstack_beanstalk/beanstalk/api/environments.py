"""Environments: those that change one."""

import re
from dataclasses import replace
from typing import Any

from localstack.aws.api import RequestContext, handler

from .. import errors, immutability, lifecycle, saved, texts, unpublished
from ..definition import Definition
from ..environment import WEB_TIER, WORKER_TIER, Environment
from ..operation import Operation
from ..platforms import Platform
from ..settings import Settings, given, specified
from ..stack import Stack
from ..state import Store, now, store, token
from ..update import update
from ..validation import check, unknown
from .applications import QUOTAS
from .naming import named_platform
from .tags import refuse_reserved

NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{2,38})[A-Za-z0-9]")
PREFIX = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{2,61})[A-Za-z0-9]")


class Environments:
    """Operations that create, update, and end environments."""

    @handler("CreateEnvironment", expand=False)
    def create_environment(self, context: RequestContext, request: Any) -> Any:
        here = store(context)
        environment = _new(here, request)
        tags = {tag["Key"]: tag["Value"] for tag in request.get("Tags") or ()}
        refuse_reserved(tags)
        check(environment.configuration, environment.definition.direct)
        with here.lock, environment.lock:
            _refuse_taken(here, environment)
            here.add(environment)
            here.tags[environment.arn] = tags
            environment.stack.tags = tags | _own_tags(environment)
            operation = Operation(here, environment, context.request_id)
            operation.event(texts.starting("createEnvironment"))
            operation.begin("Launching", lifecycle.launch)
            return environment.describe()

    @handler("UpdateEnvironment", expand=False)
    def update_environment(self, context: RequestContext, request: Any) -> Any:
        here = store(context)
        environment = here.environment(request.get("EnvironmentName"), request.get("EnvironmentId"))
        with environment.lock:
            environment.require_ready()
            label = request.get("VersionLabel")
            version = here.usable_version(environment.application, label) if label else None
            _refuse_other_tier(environment, request)
            wanted = _wanted(here, environment, request)
            given_now = given(request.get("OptionSettings") or ())
            check(wanted.configuration, given_now, environment.configuration)
            immutability.refuse(environment.definition, wanted, bool(label))
            if version and version.extensions:  # of a processed version they are known already
                check(replace(wanted, extensions=version.extensions).configuration, version.extensions)
            if "Description" in request:
                environment.description = request["Description"]
            operation = Operation(here, environment, context.request_id, abortable=True)
            environment.draft = wanted if wanted != environment.definition else None
            environment.draft_status = "pending"
            operation.event(texts.UPDATE_STARTING)
            operation.begin("Updating", update(wanted, label))
            return environment.describe()

    @handler("TerminateEnvironment", expand=False)
    def terminate_environment(self, context: RequestContext, request: Any) -> Any:
        here = store(context)
        environment = here.environment(request.get("EnvironmentName"), request.get("EnvironmentId"))
        with environment.lock:
            if environment.status in ("Updating", "Aborting"):
                raise errors.cannot_terminate(environment.name)
            environment.require_ready()
            operation = Operation(here, environment, context.request_id)
            operation.event(texts.starting("terminateEnvironment"))
            operation.begin("Terminating", lifecycle.terminate)
            return environment.describe()

    @handler("RebuildEnvironment", expand=False)
    def rebuild_environment(self, context: RequestContext, request: Any) -> None:
        _run(context, request, "rebuildEnvironment", lifecycle.rebuild)

    @handler("RestartAppServer", expand=False)
    def restart_app_server(self, context: RequestContext, request: Any) -> None:
        _run(context, request, "restartAppServer", lifecycle.restart)

    @handler("AbortEnvironmentUpdate", expand=False)
    def abort_environment_update(self, context: RequestContext, request: Any) -> None:
        here = store(context)
        environment = here.environment(request.get("EnvironmentName"), request.get("EnvironmentId"))
        with environment.lock:
            if not environment.abortable or environment.operation is None:
                raise errors.must_be_pending(environment.name)
            environment.status = "Aborting"
            environment.operation.stop()

    @handler("SwapEnvironmentCNAMEs", expand=False)
    def swap_environment_cnames(self, context: RequestContext, request: Any) -> None:
        here = store(context)
        pair = [
            here.environment(request.get(f"{side}EnvironmentName"), request.get(f"{side}EnvironmentId"))
            for side in ("Source", "Destination")
        ]
        # always in the same order: two swaps at once must not wait for each other
        first, second = sorted(pair, key=lambda environment: environment.id)
        with first.lock, second.lock:
            for environment in pair:
                environment.require_ready()
            for environment in pair:
                operation = Operation(here, environment, context.request_id)
                operation.event(texts.starting("swapEnvironmentCNAMEs"))
                operation.begin("Updating", lifecycle.swap(pair[0], pair[1]))

    @handler("CheckDNSAvailability", expand=False)
    def check_dns_availability(self, context: RequestContext, request: Any) -> Any:
        here = store(context)
        cname = _cname(here, request["CNAMEPrefix"])
        return {"Available": not _is_taken(here, cname), "FullyQualifiedCNAME": cname}


def _run(context: RequestContext, request: Any, name: str, work: lifecycle.Work) -> None:
    """Starts an operation that needs a Ready environment."""
    here = store(context)
    environment = here.environment(request.get("EnvironmentName"), request.get("EnvironmentId"))
    with environment.lock:
        environment.require_ready()
        operation = Operation(here, environment, context.request_id)
        operation.event(texts.starting(name))
        operation.begin("Updating", work)


def _new(here: Store, request: Any) -> Environment:
    """The environment that a request to create one describes."""
    application = here.application(request["ApplicationName"])
    name = request.get("EnvironmentName") or f"{application.name[:20]}-{token(8)}"
    if not NAME.fullmatch(name):
        raise errors.invalid(
            f"Value {name} at 'EnvironmentName' failed to satisfy constraint: "
            "Member must contain only letters, digits, and the dash character and may not start or end "
            "with a dash, and must be from 4 to 40 characters long"
        )
    prefix = request.get("CNAMEPrefix")
    if prefix and not PREFIX.fullmatch(prefix):
        raise errors.invalid(f"Value {prefix} at 'CNAMEPrefix' failed to satisfy constraint.")
    label, base = request.get("VersionLabel"), request.get("TemplateName")
    if label:
        here.usable_version(application.name, label)
    template = saved.find(here, application, base) if base else None
    platform = named_platform(request)
    if platform is None and template:
        platform = template.platform
    cloned = unpublished.source(request).get("EnvironmentName")
    original = here.environment(cloned).definition if cloned else None
    if platform is None and original:
        platform = original.platform
    if platform is None:
        raise errors.invalid("Unable to determine base for template pack (no solution stack)")
    identifier = f"e-{token()}"
    stack = f"awseb-{identifier}-stack"
    began = now()
    return Environment(
        account=here.account,
        region=here.region,
        id=identifier,
        name=name,
        application=application.name,
        cname=_cname(here, prefix or f"{name}.eba-{token(8)}"),
        tier=_tier(request),
        definition=_definition(
            request, platform, template.settings if template else original.direct if original else {}
        ),
        created=began,
        updated=began,
        stack=Stack(stack, f"arn:aws:cloudformation:{here.region}:{here.account}:stack/{stack}/{identifier}"),
        description=request.get("Description"),
        version=label,
        template=base,
        operations_role=request.get("OperationsRole"),
        configured=began,
    )


def _definition(request: Any, platform: Platform, base: Settings) -> Definition:
    removed = specified(request.get("OptionsToRemove") or ())
    saved = {key: value for key, value in base.items() if key not in removed}
    direct = given(request.get("OptionSettings") or ())
    return Definition(platform, _tier(request)["Name"], direct, saved)


def _tier(request: Any) -> dict[str, str]:
    asked = request.get("Tier") or WEB_TIER
    for tier in (WEB_TIER, WORKER_TIER):
        if asked.get("Name") == tier["Name"]:
            return tier | {key: value for key, value in asked.items() if value}
    raise errors.invalid(f"Invalid tier: {asked.get('Name')}")


def _wanted(here: Store, environment: Environment, request: Any) -> Definition:
    """The definition after an update: a removed option falls back to what lies beneath."""
    wanted, removed = (
        given(request.get("OptionSettings") or ()),
        specified(request.get("OptionsToRemove") or ()),
    )
    if both := sorted(set(wanted) & removed):
        # AWS refuses the conflict; its words are not known
        raise errors.combination(f"Option {both[0].name} cannot be both set and removed.")
    for problem in unknown(removed, environment.platform.language):
        raise errors.configuration(problem.reason)
    direct = dict(environment.definition.direct)
    if name := request.get("TemplateName"):
        direct |= saved.find(here, here.application(environment.application), name).settings
    if body := unpublished.source(request).get("SourceContents"):
        direct |= saved.read(body)[1]
    direct |= wanted
    platform = named_platform(request) or environment.platform
    kept = {key: value for key, value in direct.items() if key not in removed}
    return replace(environment.definition, platform=platform, direct=kept)


def _refuse_other_tier(environment: Environment, request: Any) -> None:
    tier = request.get("Tier")
    if tier and tier.get("Name") != environment.tier["Name"]:
        raise errors.invalid("Cannot change environment tier")


def _refuse_taken(here: Store, environment: Environment) -> None:
    living = list(here.living())
    if any(other.name == environment.name for other in living):
        raise errors.invalid(f"Environment {environment.name} already exists.")
    if _is_taken(here, environment.cname):
        raise errors.invalid(f"DNS name ({environment.cname}) is not available.")
    if len(living) >= QUOTAS["EnvironmentQuota"]:
        text = f"You cannot have more than {QUOTAS['EnvironmentQuota']} environments."
        raise errors.refusal("TooManyEnvironmentsException", text)


def _is_taken(here: Store, cname: str) -> bool:
    return any(other.cname.lower() == cname.lower() for other in here.living())


def _cname(here: Store, prefix: str) -> str:
    return f"{prefix}.{here.region}.elasticbeanstalk.com"


def _own_tags(environment: Environment) -> dict[str, str]:
    return {
        "Name": environment.name,
        "elasticbeanstalk:environment-name": environment.name,
        "elasticbeanstalk:environment-id": environment.id,
    }
