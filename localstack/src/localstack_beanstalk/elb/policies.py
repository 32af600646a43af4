"""Policies of classic load balancers: security policies, stickiness, and others."""

from ..elbv2.policies import POLICIES
from .balancers import balancer
from .errors import POLICY_IN_USE, POLICY_NAME_TAKEN, POLICY_TYPE_UNKNOWN, POLICY_UNKNOWN
from .listeners import listener
from .operation import operation
from .state import ElbState, LoadBalancer, Shape

#: type -> what it is for (Classic guide)
TYPES = {
    "SSLNegotiationPolicyType": "Listener policy that defines the ciphers and protocols that are accepted",
    "BackendServerAuthenticationPolicyType": "Policy that controls authentication to back-end server(s)",
    "PublicKeyPolicyType": "Policy containing a list of public keys to accept from the back-end server(s)",
    "AppCookieStickinessPolicyType": "Stickiness policy with session lifetimes controlled by the application",
    "LBCookieStickinessPolicyType": "Stickiness policy with session lifetimes controlled by the browser",
    "ProxyProtocolPolicyType": "Policy that controls whether the IP address of the client is included",
}


class Policies:
    """The operations on policies."""

    @operation("CreateLoadBalancerPolicy")
    def create_load_balancer_policy(self, state: ElbState, request: Shape) -> Shape:
        kind = request["PolicyTypeName"]
        if kind not in TYPES:
            raise POLICY_TYPE_UNKNOWN(type=kind)
        return _add(state, request, kind, request.get("PolicyAttributes") or [])

    @operation("CreateAppCookieStickinessPolicy")
    def create_app_cookie_stickiness_policy(self, state: ElbState, request: Shape) -> Shape:
        attributes = [{"AttributeName": "CookieName", "AttributeValue": request["CookieName"]}]
        return _add(state, request, "AppCookieStickinessPolicyType", attributes)

    @operation("CreateLBCookieStickinessPolicy")
    def create_lb_cookie_stickiness_policy(self, state: ElbState, request: Shape) -> Shape:
        period = request.get("CookieExpirationPeriod")
        attributes = [{"AttributeName": "CookieExpirationPeriod", "AttributeValue": str(period)}]
        return _add(state, request, "LBCookieStickinessPolicyType", attributes if period is not None else [])

    @operation("DeleteLoadBalancerPolicy")
    def delete_load_balancer_policy(self, state: ElbState, request: Shape) -> Shape:
        found, name = balancer(state, request["LoadBalancerName"]), request["PolicyName"]
        used = [policies for policies in found.backend_policies.values() if name in policies]
        used += [each.policies for each in found.listeners.values() if name in each.policies]
        if used:
            raise POLICY_IN_USE(policy=name)
        found.policies.pop(name, None)
        return {}

    @operation("DescribeLoadBalancerPolicies")
    def describe_load_balancer_policies(self, state: ElbState, request: Shape) -> Shape:
        """Without a load balancer, the predefined policies."""
        name, names = request.get("LoadBalancerName"), request.get("PolicyNames") or []
        known = {each: _predefined(each) for each in POLICIES}
        if name:
            known = balancer(state, name).policies
        for each in names:
            if each not in known:
                raise POLICY_UNKNOWN(policy=each, name=name or "")
        return {
            "PolicyDescriptions": [
                {
                    "PolicyName": each,
                    "PolicyTypeName": known[each]["PolicyTypeName"],
                    "PolicyAttributeDescriptions": known[each]["PolicyAttributes"],
                }
                for each in names or known
            ]
        }

    @operation("DescribeLoadBalancerPolicyTypes")
    def describe_load_balancer_policy_types(self, state: ElbState, request: Shape) -> Shape:
        names = request.get("PolicyTypeNames") or list(TYPES)
        for name in names:
            if name not in TYPES:
                raise POLICY_TYPE_UNKNOWN(type=name)
        described = [{"PolicyTypeName": name, "Description": TYPES[name]} for name in names]
        return {"PolicyTypeDescriptions": described}

    @operation("SetLoadBalancerPoliciesOfListener")
    def set_load_balancer_policies_of_listener(self, state: ElbState, request: Shape) -> Shape:
        found = balancer(state, request["LoadBalancerName"])
        on = listener(found, request["LoadBalancerPort"])
        on.policies = _known(found, request["PolicyNames"])
        return {}

    @operation("SetLoadBalancerPoliciesForBackendServer")
    def set_load_balancer_policies_for_backend_server(self, state: ElbState, request: Shape) -> Shape:
        found = balancer(state, request["LoadBalancerName"])
        found.backend_policies[request["InstancePort"]] = _known(found, request["PolicyNames"])
        return {}


def _add(state: ElbState, request: Shape, kind: str, attributes: list[Shape]) -> Shape:
    found, name = balancer(state, request["LoadBalancerName"]), request["PolicyName"]
    policy = {"PolicyTypeName": kind, "PolicyAttributes": attributes}
    if found.policies.setdefault(name, policy) != policy:
        raise POLICY_NAME_TAKEN(policy=name)
    return {}


def _known(found: LoadBalancer, names: list[str]) -> list[str]:
    for name in names:
        if name not in found.policies and name not in POLICIES:
            raise POLICY_UNKNOWN(policy=name, name=found.name)
    return list(names)


def _predefined(name: str) -> Shape:
    attributes = [{"AttributeName": "Reference-Security-Policy", "AttributeValue": name}]
    return {"PolicyTypeName": "SSLNegotiationPolicyType", "PolicyAttributes": attributes}
