"""The routes under ``/_ebdeploy/``."""

import os
from typing import Any

from localstack.http import Request, Response, route

from . import account as accounts


class Control:
    """Routes that take and answer JSON."""

    @route("/_ebdeploy/identity", methods=["GET"])
    def identity(self, request: Request) -> dict[str, Any]:
        """Which process this is: the nonce that it was started with."""
        return {"nonce": os.environ.get("EBDEPLOY_NONCE", ""), "pid": os.getpid()}

    @route("/_ebdeploy/accounts/<account>", methods=["GET"])
    def show(self, request: Request, account: str) -> dict[str, Any]:
        """The control state of an account."""
        return accounts.state(account).describe()

    @route("/_ebdeploy/accounts/<account>", methods=["PUT"])
    def change(self, request: Request, account: str) -> Any:
        """Changes those members of the control state that the body has."""
        try:
            accounts.state(account).change(request.get_json(force=True))
        except (ValueError, TypeError, AttributeError) as error:
            return Response.for_json({"error": str(error)}, status=400)
        return accounts.state(account).describe()

    @route("/_ebdeploy/accounts/<account>", methods=["DELETE"])
    def reset(self, request: Request, account: str) -> dict[str, Any]:
        """Ends and forgets everything in an account: environments, what they were built of, control state."""
        from .reset import reset

        reset(account)
        return {"account": account}

    @route("/_ebdeploy/accounts/<account>/calls", methods=["GET"])
    def calls(self, request: Request, account: str) -> dict[str, Any]:
        """The calls of the account's clients, the oldest first."""
        return {"calls": accounts.state(account).calls.describe()}

    @route("/_ebdeploy/accounts/<account>/calls", methods=["DELETE"])
    def forget_calls(self, request: Request, account: str) -> dict[str, Any]:
        """Empties the call log."""
        accounts.state(account).calls.clear()
        return {"calls": []}
