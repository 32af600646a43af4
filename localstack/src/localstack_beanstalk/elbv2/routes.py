"""The control route of quotas."""

from typing import Any

from localstack.http import Request, route

from .limits import QUOTAS
from .state import state_of


class QuotaControl:
    """Quotas other than AWS's defaults: on AWS one asks for them, here a test does."""

    @route("/_ebdeploy/quotas", methods=["PUT"])
    def put_quota(self, request: Request) -> Any:
        """``{"account", "region", "name": as DescribeAccountLimits names it, "value"}``."""
        asked = request.get_json(force=True)
        if asked.get("name") not in QUOTAS:
            return {"problem": f"the name is not one of {sorted(QUOTAS)}"}, 400
        state_of(asked["account"], asked["region"]).quotas[asked["name"]] = int(asked["value"])
        return {"name": asked["name"], "value": int(asked["value"])}
