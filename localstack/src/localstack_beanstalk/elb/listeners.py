"""Listeners of classic load balancers."""

from localstack.aws.api import CommonServiceException

from ..elbv2.policies import DEFAULT
from ..elbv2.security import require_usable
from .errors import (
    BALANCER_UNKNOWN,
    CERTIFICATE_MISSING,
    CERTIFICATE_UNKNOWN,
    LAYERS,
    LISTENER_TAKEN,
    LISTENER_UNKNOWN,
    PORT_RANGE,
    PROTOCOL_UNKNOWN,
)
from .operation import operation
from .state import ElbState, Listener, LoadBalancer, Shape

LAYERS_OF = {"HTTP": 7, "HTTPS": 7, "TCP": 4, "SSL": 4}
SECURE = ("HTTPS", "SSL")


def listener(found: LoadBalancer, port: int) -> Listener:
    """The listener on that port, or AWS's refusal."""
    if port not in found.listeners:
        raise LISTENER_UNKNOWN(name=found.name, port=port)
    return found.listeners[port]


class Listeners:
    """The operations on listeners."""

    @operation("CreateLoadBalancerListeners")
    def create_load_balancer_listeners(self, state: ElbState, request: Shape) -> Shape:
        found = _balancer(state, request)
        wanted = listeners_of(state, request["Listeners"])
        for port, each in wanted.items():
            existing = found.listeners.get(port)
            if existing and existing.settings != each.settings:
                raise LISTENER_TAKEN(name=found.name, port=port)
        found.listeners = wanted | found.listeners
        return {}

    @operation("DeleteLoadBalancerListeners")
    def delete_load_balancer_listeners(self, state: ElbState, request: Shape) -> Shape:
        found = _balancer(state, request)
        for port in request["LoadBalancerPorts"]:
            found.listeners.pop(port, None)
        return {}

    @operation("SetLoadBalancerListenerSSLCertificate")
    def set_load_balancer_listener_ssl_certificate(self, state: ElbState, request: Shape) -> Shape:
        on = listener(_balancer(state, request), request["LoadBalancerPort"])
        _require_certificate(state, request["SSLCertificateId"])
        on.ssl_certificate_id = request["SSLCertificateId"]
        return {}


def listeners_of(state: ElbState, wanted: list[Shape]) -> dict[int, Listener]:
    """The listeners that a request describes, by port, or AWS's refusal."""
    found: dict[int, Listener] = {}
    for each in wanted:
        front = each["Protocol"].upper()
        back = (each.get("InstanceProtocol") or ("HTTP" if LAYERS_OF.get(front) == 7 else "TCP")).upper()
        for protocol in (front, back):
            if protocol not in LAYERS_OF:
                raise PROTOCOL_UNKNOWN(protocol=protocol)
        if LAYERS_OF[front] != LAYERS_OF[back]:
            raise LAYERS(front=front, back=back)
        if not 1 <= each["LoadBalancerPort"] <= 65535:
            raise PORT_RANGE()
        certificate = each.get("SSLCertificateId")
        if front in SECURE:
            if not certificate:
                raise CERTIFICATE_MISSING()
            _require_certificate(state, certificate)
        port = each["LoadBalancerPort"]
        policies = [DEFAULT] if front in SECURE else []
        made = Listener(port, front, each["InstancePort"], back, certificate, policies)
        if port in found and found[port].settings != made.settings:
            raise LISTENER_TAKEN(name="the load balancer", port=port)
        found[port] = made
    return found


def shape_of(found: Listener) -> Shape:
    """A listener as the API shows it."""
    shape: Shape = {
        "Protocol": found.protocol,
        "LoadBalancerPort": found.port,
        "InstanceProtocol": found.instance_protocol,
        "InstancePort": found.instance_port,
    }
    if found.ssl_certificate_id:
        shape["SSLCertificateId"] = found.ssl_certificate_id
    return {"Listener": shape, "PolicyNames": found.policies}


def _balancer(state: ElbState, request: Shape) -> LoadBalancer:
    name = request["LoadBalancerName"]
    if name not in state.load_balancers:
        raise BALANCER_UNKNOWN(name=name)
    return state.load_balancers[name]


def _require_certificate(state: ElbState, arn: str) -> None:
    try:
        require_usable(state, arn)
    except CommonServiceException as refused:
        if refused.code == "UnsupportedCertificate":
            raise
        raise CERTIFICATE_UNKNOWN(arn=arn) from None
