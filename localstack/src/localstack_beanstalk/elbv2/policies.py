"""Security policies of secure listeners, and the account's quotas.

Names, protocols and ciphers are moto's table; the policies with post-quantum key exchange have the
protocols and ciphers of the policy that they are named after (ALB user guide, "Security policies").
"""

from moto.elbv2.responses import SSL_POLICIES

from .errors import SSL_POLICY_UNKNOWN
from .limits import QUOTAS, quota
from .operation import operation
from .paging import page
from .state import Elbv2State, Shape

DEFAULT = "ELBSecurityPolicy-2016-08"
_POST_QUANTUM = {
    f"{name}-PQ-2025-09": f"{name}-2021-06"
    for name in (
        "ELBSecurityPolicy-TLS13-1-3",
        "ELBSecurityPolicy-TLS13-1-2-Res",
        "ELBSecurityPolicy-TLS13-1-2",
        "ELBSecurityPolicy-TLS13-1-2-Ext1",
        "ELBSecurityPolicy-TLS13-1-2-Ext2",
        "ELBSecurityPolicy-TLS13-1-0",
    )
}


def _policies() -> dict[str, Shape]:
    known = {
        str(policy["name"]): {
            "SslProtocols": policy["ssl_protocols"],
            "Ciphers": [{"Name": c["name"], "Priority": c["priority"]} for c in policy["ciphers"]],
            "Name": policy["name"],
            "SupportedLoadBalancerTypes": ["application", "network"],
        }
        for policy in SSL_POLICIES
    }
    return known | {name: {**known[like], "Name": name} for name, like in _POST_QUANTUM.items()}


POLICIES = _policies()


def require_policy(name: str) -> None:
    """Refuses a policy that there is not."""
    if name not in POLICIES:
        raise SSL_POLICY_UNKNOWN(name=name)


class Policies:
    """The operations that answer with tables."""

    @operation("DescribeSSLPolicies")
    def describe_ssl_policies(self, state: Elbv2State, request: Shape) -> Shape:
        names = request.get("Names") or []
        for name in names:
            require_policy(name)
        return page(request, "SslPolicies", [POLICIES[name] for name in names or POLICIES])

    @operation("DescribeAccountLimits")
    def describe_account_limits(self, state: Elbv2State, request: Shape) -> Shape:
        limits = [{"Name": name, "Max": str(quota(state, name))} for name in QUOTAS]
        return page(request, "Limits", limits)
