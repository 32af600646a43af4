"""Certificates of listeners: which may be attached, and the list of those for server name indication."""

import re

from moto.acm.exceptions import CertificateNotFound
from moto.acm.models import acm_backends
from moto.core.base_backend import BaseBackend
from moto.iam.models import iam_backends

from .errors import (
    CERTIFICATE_DEFAULT,
    CERTIFICATE_UNKNOWN,
    CERTIFICATE_UNSUPPORTED,
    QUOTA_CERTIFICATES,
    invalid,
)
from .limits import quota
from .listeners import listener
from .operation import operation
from .paging import page
from .state import Elbv2State, Shape

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


class Certificates:
    """The operations on a listener's list of certificates."""

    @operation("AddListenerCertificates")
    def add_listener_certificates(self, state: Elbv2State, request: Shape) -> Shape:
        balancer, found = listener(state, request["ListenerArn"])
        if found.protocol not in ("HTTPS", "TLS"):
            raise invalid(f"Certificates cannot be added to {found.protocol} listeners")  # assumed
        arns = _arns(request)
        for arn in arns:
            require_usable(state, arn)
        extra = {arn for each in balancer.listeners.values() for arn in each.certificates[1:]}
        if len(extra | {*arns}) > quota(state, f"certificates-per-{balancer.type}-load-balancer"):
            raise QUOTA_CERTIFICATES()
        found.certificates += [arn for arn in arns if arn not in found.certificates]
        return {"Certificates": [{"CertificateArn": arn, "IsDefault": False} for arn in arns]}

    @operation("RemoveListenerCertificates")
    def remove_listener_certificates(self, state: Elbv2State, request: Shape) -> Shape:
        _, found = listener(state, request["ListenerArn"])
        arns = _arns(request)
        if found.certificates and found.certificates[0] in arns:
            raise CERTIFICATE_DEFAULT(arn=found.certificates[0])
        found.certificates = [arn for arn in found.certificates if arn not in arns]
        return {}

    @operation("DescribeListenerCertificates")
    def describe_listener_certificates(self, state: Elbv2State, request: Shape) -> Shape:
        _, found = listener(state, request["ListenerArn"])
        shown = [
            {"CertificateArn": arn, "IsDefault": number == 0} for number, arn in enumerate(found.certificates)
        ]
        return page(request, "Certificates", shown)


def _arns(request: Shape) -> list[str]:
    certificates = request["Certificates"]
    if not certificates:
        raise invalid("A certificate must be specified")
    if any("IsDefault" in certificate for certificate in certificates):
        raise invalid("You cannot set the isDefault parameter for a certificate when adding or removing it")
    return [certificate.get("CertificateArn") or "" for certificate in certificates]
