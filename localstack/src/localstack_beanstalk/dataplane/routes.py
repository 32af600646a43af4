"""Control routes of the data plane."""

import base64
from typing import Any

from localstack.http import Request, route

from . import instances, names
from .metadata import Trouble
from .serving import Answer


class DataplaneControl:
    """Applications on instances, names that lead to load balancers, and what the built-in pages answer."""

    @route("/_ebdeploy/applications", methods=["PUT"])
    def put_application(self, request: Request) -> dict[str, Any]:
        """``{"account", "region", "instance_id", "bundle": zip in base64, "variables", "environment"}``.

        Runs an application on an instance that no environment launched. The last three may be left out.
        """
        asked = request.get_json(force=True)
        where = asked["account"], asked["region"]
        bundle = base64.b64decode(asked["bundle"]) if asked.get("bundle") else None
        environment = asked.get("environment") or asked["instance_id"]
        application = instances.Application(environment, bundle, asked.get("variables") or {})
        instances.start(*where, asked["instance_id"], application)
        return {"port": instances.port(*where, asked["instance_id"])}

    @route("/_ebdeploy/applications", methods=["DELETE"])
    def delete_application(self, request: Request) -> dict[str, Any]:
        """``{"account", "region", "instance_id"}``: ends what runs on an instance."""
        asked = request.get_json(force=True)
        instances.stop(asked["account"], asked["region"], asked["instance_id"])
        return {"port": None}

    @route("/_ebdeploy/names", methods=["PUT"])
    def put_name(self, request: Request) -> dict[str, Any]:
        """``{"host": ..., "load_balancer": ARN or DNS name}``: a record in DNS; null takes it away."""
        asked = request.get_json(force=True)
        if asked.get("load_balancer"):
            names.register(asked["host"], asked["load_balancer"])
        else:
            names.unregister(asked["host"])
        return {"host": asked["host"], "load_balancer": names.registered(asked["host"])}

    @route("/_ebdeploy/pages", methods=["PUT"])
    def put_page(self, request: Request) -> dict[str, Any]:
        """``{"account", "region", "environment" or instance, "status", "delay_seconds", "headers", "body"}``.

        Makes the built-in pages of an environment's instances answer so.
        """
        asked = request.get_json(force=True)
        answer = Answer(
            int(asked.get("status", 200)),
            str(asked.get("body", Answer.body)),
            float(asked.get("delay_seconds", 0)),
            dict(asked.get("headers", {})),
        )
        changed = instances.answer(asked["account"], asked["region"], asked["environment"], answer)
        return {"pages": changed}

    @route("/_ebdeploy/metadata", methods=["PUT"])
    def put_metadata(self, request: Request) -> dict[str, Any]:
        """``{"account", "region", "environment" or instance, "delay_seconds", "status"}``.

        Makes the metadata services of an environment's instances late, or answer everything with a status;
        what is left out is as usual.
        """
        asked = request.get_json(force=True)
        status = asked.get("status")
        wanted = Trouble(float(asked.get("delay_seconds") or 0), None if status is None else int(status))
        changed = instances.trouble(asked["account"], asked["region"], asked["environment"], wanted)
        return {"services": changed}
