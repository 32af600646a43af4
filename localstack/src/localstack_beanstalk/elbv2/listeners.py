"""Listeners."""

import copy

from . import actions as complete_actions
from . import attributes
from .arns import new_id, require_arn
from .balancers import balancer
from .errors import LISTENER_PORT_TAKEN, LISTENER_UNKNOWN, QUOTA_LISTENERS, invalid
from .limits import quota
from .operation import operation
from .paging import page
from .security import SECURE, security
from .state import Elbv2State, Listener, LoadBalancer, Rule, Shape
from .tags import check_tags

PROTOCOLS = {"application": ("HTTP", "HTTPS"), "network": ("TCP", "TLS", "UDP", "TCP_UDP")}


def listener(state: Elbv2State, arn: str) -> tuple[LoadBalancer, Listener]:
    """The listener with that ARN and its load balancer, or AWS's refusal."""
    require_arn("listener", arn)
    found = state.listener(arn)
    if found is None:
        raise LISTENER_UNKNOWN()
    return found


class Listeners:
    """The operations on listeners."""

    @operation("CreateListener")
    def create_listener(self, state: Elbv2State, request: Shape) -> Shape:
        on = balancer(state, request["LoadBalancerArn"])
        protocol, port = _protocol(on, request.get("Protocol")), _port(request.get("Port"))
        check_tags(request.get("Tags"))
        policy, certificate = security(state, protocol, request, None)
        actions = complete_actions.complete(state, on, protocol, port, request["DefaultActions"])
        for existing in on.listeners.values():
            if existing.port == port:
                if _settings(existing) != (protocol, policy, certificate, actions):
                    raise LISTENER_PORT_TAKEN(arn=on.arn)
                return {"Listeners": [shape(existing)]}
        if len(on.listeners) >= quota(state, f"listeners-per-{on.type}-load-balancer"):
            raise QUOTA_LISTENERS()
        made = _new(on, protocol, port, actions)
        made.ssl_policy, made.certificate = policy, certificate
        made.alpn_policy = request.get("AlpnPolicy") or []
        made.mutual_authentication = request.get("MutualAuthentication") or made.mutual_authentication
        on.listeners[made.arn] = made
        state.tagging_service.tag_resource(made.arn, request.get("Tags") or [])
        return {"Listeners": [shape(made)]}

    @operation("ModifyListener")
    def modify_listener(self, state: Elbv2State, request: Shape) -> Shape:
        on, found = listener(state, request["ListenerArn"])
        protocol = _protocol(on, request.get("Protocol") or found.protocol)
        port = _port(request.get("Port") or found.port)
        if any(other.port == port for other in on.listeners.values() if other is not found):
            raise invalid(f"Listener port '{port}' is already in use")
        policy, certificate = security(state, protocol, request, found)
        if request.get("DefaultActions") is not None:
            actions = request["DefaultActions"]
        else:
            actions = found.default_rule.actions
        found.default_rule.actions = complete_actions.complete(state, on, protocol, port, actions)
        found.protocol, found.port, found.ssl_policy = protocol, port, policy
        found.certificate = certificate
        if protocol not in SECURE:
            found.server_names.clear()
        if request.get("AlpnPolicy") is not None:
            found.alpn_policy = request["AlpnPolicy"]
        found.mutual_authentication = request.get("MutualAuthentication") or found.mutual_authentication
        return {"Listeners": [shape(found)]}

    @operation("DescribeListeners")
    def describe_listeners(self, state: Elbv2State, request: Shape) -> Shape:
        arns = request.get("ListenerArns") or []
        if arns and request.get("LoadBalancerArn"):
            raise invalid("Listener ARNs and a load balancer ARN cannot be specified at the same time")
        if arns:
            found = [listener(state, arn)[1] for arn in arns]
        elif request.get("LoadBalancerArn"):
            found = list(balancer(state, request["LoadBalancerArn"]).listeners.values())
        else:
            raise invalid("You must specify either listener ARNs or a load balancer ARN")
        return page(request, "Listeners", [shape(each) for each in found])

    @operation("DeleteListener")
    def delete_listener(self, state: Elbv2State, request: Shape) -> Shape:
        on, found = listener(state, request["ListenerArn"])
        del on.listeners[found.arn]
        for arn in (found.arn, *(rule.arn for rule in found.in_order())):
            state.tagging_service.delete_all_tags_for_resource(arn)
        return {}

    @operation("DescribeListenerAttributes")
    def describe_listener_attributes(self, state: Elbv2State, request: Shape) -> Shape:
        return {"Attributes": attributes.listed(listener(state, request["ListenerArn"])[1].attributes)}

    @operation("ModifyListenerAttributes")
    def modify_listener_attributes(self, state: Elbv2State, request: Shape) -> Shape:
        on, found = listener(state, request["ListenerArn"])
        table = attributes.LISTENER[on.type]
        changed = attributes.set_attributes("Listener", table, found.attributes, request["Attributes"])
        return {"Attributes": changed}


def shape(found: Listener) -> Shape:
    """A listener as the API shows it: of its certificates only the default one."""
    answer: Shape = {
        "ListenerArn": found.arn,
        "LoadBalancerArn": found.load_balancer_arn,
        "Port": found.port,
        "Protocol": found.protocol,
        "DefaultActions": copy.deepcopy(found.default_rule.actions),
    }
    if found.protocol in SECURE:
        answer["Certificates"] = [{"CertificateArn": found.certificate}]
        answer["SslPolicy"] = found.ssl_policy
        if found.protocol == "HTTPS":
            answer["MutualAuthentication"] = dict(found.mutual_authentication)
    if found.alpn_policy:
        answer["AlpnPolicy"] = found.alpn_policy
    return answer


def _new(on: LoadBalancer, protocol: str, port: int, actions: list[Shape]) -> Listener:
    arn = on.arn.replace(":loadbalancer/", ":listener/") + f"/{new_id()}"
    default = Rule(arn.replace(":listener/", ":listener-rule/") + f"/{new_id()}", None, [], actions)
    return Listener(
        arn, on.arn, port, protocol, default, attributes=attributes.defaults(attributes.LISTENER[on.type])
    )


def _settings(found: Listener) -> tuple[object, ...]:
    """What must be equal for a second creation to be taken for the first."""
    return found.protocol, found.ssl_policy, found.certificate, found.default_rule.actions


def _protocol(on: LoadBalancer, wanted: str | None) -> str:
    if not wanted:
        raise invalid("A listener protocol must be specified")
    if wanted not in PROTOCOLS[on.type]:
        raise invalid(f"Listener protocol '{wanted}' must be one of '{', '.join(PROTOCOLS[on.type])}'")
    return wanted


def _port(wanted: int | None) -> int:
    if not wanted:
        raise invalid("A listener port must be specified")
    return int(wanted)
