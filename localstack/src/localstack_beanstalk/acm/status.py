"""The status of a certificate: validated and expired as time goes by, or as a test says."""

from datetime import UTC, datetime, timedelta
from typing import Any

from localstack.http import Request, route
from moto import settings
from moto.acm.models import CertBundle, acm_backends

from .certificate import not_after

STATUSES = (
    "PENDING_VALIDATION",
    "ISSUED",
    "INACTIVE",
    "EXPIRED",
    "VALIDATION_TIMED_OUT",
    "REVOKED",
    "FAILED",
)


def check(bundle: CertBundle) -> None:
    """Brings the status up to date: ``MOTO_ACM_VALIDATION_WAIT`` is how long a validation takes."""
    forced: str | None = getattr(bundle, "forced_status", None)
    age = datetime.now(UTC) - bundle.created_at.replace(tzinfo=UTC)
    if forced:
        bundle.status = forced
    elif not_after(bundle) <= datetime.now(UTC):
        bundle.status = "EXPIRED"
    elif bundle.status == "PENDING_VALIDATION" and age >= timedelta(seconds=settings.ACM_VALIDATION_WAIT):
        bundle.status = "ISSUED"


class CertificateControl:
    """The control route of certificates."""

    @route("/_ebdeploy/certificates", methods=["PUT"])
    def put_certificate(self, request: Request) -> Any:
        """``{"account", "region", "arn", "status" (null: as time goes by), "not_after": ISO 8601}``."""
        asked = request.get_json(force=True)
        found = acm_backends[asked["account"]][asked["region"]]._certificates.get(asked["arn"])
        if found is None or asked.get("status") not in (None, *STATUSES):
            return {"problem": f"there is no such certificate, or the status is not one of {STATUSES}"}, 400
        if "status" in asked:
            found.forced_status = asked["status"]
        if asked.get("not_after"):
            end = datetime.fromisoformat(asked["not_after"])
            found.forced_not_after = end if end.tzinfo else end.replace(tzinfo=UTC)
        found.check()
        return {"arn": found.arn, "status": found.status, "not_after": not_after(found).isoformat()}
