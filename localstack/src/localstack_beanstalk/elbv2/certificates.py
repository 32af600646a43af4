"""The certificates of a listener beside its default one, for server name indication.

The default certificate may be in this list as well; it is then shown twice (API reference,
DescribeListenerCertificates).
"""

from .errors import CERTIFICATE_DEFAULT, QUOTA_CERTIFICATES, invalid
from .limits import quota
from .listeners import listener
from .operation import operation
from .paging import page
from .security import SECURE, require_usable
from .state import Elbv2State, Shape


class Certificates:
    """The operations on a listener's list of certificates."""

    @operation("AddListenerCertificates")
    def add_listener_certificates(self, state: Elbv2State, request: Shape) -> Shape:
        balancer, found = listener(state, request["ListenerArn"])
        if found.protocol not in SECURE:
            raise invalid(f"Certificates cannot be added to {found.protocol} listeners")  # assumed
        arn = _arn(request)
        require_usable(state, arn)
        extra = {each for other in balancer.listeners.values() for each in other.server_names}
        if len(extra | {arn}) > quota(state, f"certificates-per-{balancer.type}-load-balancer"):
            raise QUOTA_CERTIFICATES()
        if arn not in found.server_names:
            found.server_names.append(arn)
        return {"Certificates": [{"CertificateArn": arn, "IsDefault": False}]}

    @operation("RemoveListenerCertificates")
    def remove_listener_certificates(self, state: Elbv2State, request: Shape) -> Shape:
        _, found = listener(state, request["ListenerArn"])
        arn = _arn(request)
        if arn in found.server_names:
            found.server_names.remove(arn)
        elif arn == found.certificate:
            raise CERTIFICATE_DEFAULT(arn=arn)
        return {}

    @operation("DescribeListenerCertificates")
    def describe_listener_certificates(self, state: Elbv2State, request: Shape) -> Shape:
        _, found = listener(state, request["ListenerArn"])
        shown = [{"CertificateArn": arn, "IsDefault": False} for arn in found.server_names]
        if found.certificate:
            shown.insert(0, {"CertificateArn": found.certificate, "IsDefault": True})
        return page(request, "Certificates", shown)


def _arn(request: Shape) -> str:
    certificates = request["Certificates"]
    if len(certificates) != 1:  # "You can specify one certificate per call"; text assumed
        raise invalid("You must specify exactly one certificate")
    if "IsDefault" in certificates[0]:  # text assumed
        raise invalid("You cannot set the isDefault parameter for a certificate when adding or removing it")
    return certificates[0].get("CertificateArn") or ""
