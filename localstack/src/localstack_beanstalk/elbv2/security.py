"""What makes a listener secure: a usable certificate and a security policy."""

import re

from moto.acm.exceptions import CertificateNotFound
from moto.acm.models import acm_backends
from moto.core.base_backend import BaseBackend
from moto.iam.models import iam_backends

from .errors import CERTIFICATE_UNKNOWN, CERTIFICATE_UNSUPPORTED, invalid
from .policies import DEFAULT, require_policy
from .state import Listener, Shape

SECURE = ("HTTPS", "TLS")

_ACM_ARN = re.compile(r"arn:aws[\w-]*:acm:(?P<region>[\w-]+):(?P<account>\d{12}):certificate/.+")
_IAM_ARN = re.compile(r"arn:aws[\w-]*:iam::(?P<account>\d{12}):server-certificate/.+")


def require_usable(state: BaseBackend, arn: str) -> None:
    """Refuses a certificate that does not exist here, or that is not issued."""
    if _IAM_ARN.fullmatch(arn):
        if iam_backends[state.account_id][state.partition].get_certificate_by_arn(arn) is None:
            raise CERTIFICATE_UNKNOWN(arn=arn)
        return
    acm = _ACM_ARN.fullmatch(arn)
    if not acm:
        raise invalid(f"Certificate ARN '{arn}' is not valid")
    if (acm["region"], acm["account"]) != (state.region_name, state.account_id):
        raise CERTIFICATE_UNKNOWN(arn=arn)
    try:
        certificate = acm_backends[state.account_id][state.region_name].get_certificate(arn)
    except CertificateNotFound:
        raise CERTIFICATE_UNKNOWN(arn=arn) from None
    if certificate.status != "ISSUED":
        raise CERTIFICATE_UNSUPPORTED(arn=arn)


def security(
    state: BaseBackend, protocol: str, request: Shape, found: Listener | None
) -> tuple[str | None, str | None]:
    """Security policy and default certificate that a listener (``found``, if it exists) will have."""
    policy = request.get("SslPolicy")
    if protocol not in SECURE:
        if request.get("Certificates"):
            raise invalid(f"A certificate cannot be specified for {protocol} listeners")
        if policy is not None:
            raise invalid(f"An SSL policy cannot be specifed for {protocol} listeners")  # AWS's own spelling
        return None, None
    certificate = _default_certificate(state, protocol, request.get("Certificates"), found)
    # "If you change the protocol from HTTP to HTTPS, or from TCP to TLS, you must add the security policy"
    becomes_secure = found is not None and found.protocol not in SECURE
    if policy == "" or (policy is None and becomes_secure):
        raise invalid(f"An SSL policy must be specified for {protocol} listeners")
    policy = policy or (found.ssl_policy if found else None) or DEFAULT
    require_policy(policy)
    return policy, certificate


def _default_certificate(
    state: BaseBackend, protocol: str, wanted: list[Shape] | None, found: Listener | None
) -> str:
    if wanted is None and found and found.certificate:
        return found.certificate
    if not wanted:
        raise invalid(f"A certificate must be specified for {protocol} listeners")
    if len(wanted) > 1:  # "You must provide exactly one certificate"; text assumed
        raise invalid("You can specify only one certificate for a listener")
    if wanted[0].get("IsDefault") is not None:  # text assumed
        raise invalid("You cannot set the isDefault parameter for a certificate")
    arn = wanted[0].get("CertificateArn") or ""
    require_usable(state, arn)
    return arn
