"""Default quotas, by AWS's names (DescribeAccountLimits)."""

from .state import Elbv2State

QUOTAS = {
    "target-groups": 3000,
    "targets-per-application-load-balancer": 1000,
    "listeners-per-application-load-balancer": 50,
    "rules-per-application-load-balancer": 100,
    "network-load-balancers": 50,
    "targets-per-network-load-balancer": 3000,
    "targets-per-availability-zone-per-network-load-balancer": 500,
    "listeners-per-network-load-balancer": 50,
    "condition-values-per-alb-rule": 5,
    "condition-wildcards-per-alb-rule": 5,
    "target-groups-per-application-load-balancer": 100,
    "target-groups-per-action-on-application-load-balancer": 5,
    "target-groups-per-action-on-network-load-balancer": 1,
    "certificates-per-application-load-balancer": 25,
    "certificates-per-network-load-balancer": 25,
    "targets-per-target-group": 1000,
    "application-load-balancers": 50,
}
TAGS_PER_RESOURCE = 50
ARNS_PER_CALL = 20


def quota(state: Elbv2State, name: str) -> int:
    """How many of something the account may have."""
    return state.quotas.get(name, QUOTAS[name])
