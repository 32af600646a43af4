"""Operations roles, and environments composed in groups."""

from typing import Any

from localstack.aws.api import RequestContext, handler

from .. import errors
from ..state import store


class Roles:
    """Operations on operations roles."""

    @handler("AssociateEnvironmentOperationsRole", expand=False)
    def associate_environment_operations_role(self, context: RequestContext, request: Any) -> None:
        environment = store(context).environment(request["EnvironmentName"])
        with environment.lock:
            environment.require_ready()
            environment.operations_role = request["OperationsRole"]

    @handler("DisassociateEnvironmentOperationsRole", expand=False)
    def disassociate_environment_operations_role(self, context: RequestContext, request: Any) -> None:
        environment = store(context).environment(request["EnvironmentName"])
        with environment.lock:
            environment.require_ready()
            environment.operations_role = None

    @handler("ComposeEnvironments", expand=False)
    def compose_environments(self, context: RequestContext, request: Any) -> Any:
        here, name = store(context), request.get("ApplicationName") or ""
        for label in request.get("VersionLabels") or ():
            here.version(name, label)
        here.application(name)
        # A group is described by an env.yaml in each bundle. None is read here, so that every bundle is
        # refused as one without it; the text is assumed.
        raise errors.invalid("The source bundles do not contain an environment manifest (env.yaml).")
