"""The routes under ``/_ebdeploy/``."""

import os
from typing import Any

from localstack.http import Request, route


class Control:
    """Routes that answer JSON."""

    @route("/_ebdeploy/identity", methods=["GET"])
    def identity(self, request: Request) -> dict[str, Any]:
        """Which process this is: the nonce that it was started with."""
        return {"nonce": os.environ.get("EBDEPLOY_NONCE", ""), "pid": os.getpid()}
