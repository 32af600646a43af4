"""What uses a certificate."""

from ..elb.state import state_of as classic_state_of
from ..elbv2.state import state_of


def in_use_by(account: str, region: str, arn: str) -> list[str]:
    """The ARNs of the load balancers that serve the certificate."""
    state = state_of(account, region)
    with state.lock:
        found = [
            balancer.arn
            for balancer in state.load_balancers.values()
            if any(arn in (each.certificate, *each.server_names) for each in balancer.listeners.values())
        ]
    classic = classic_state_of(account, region)
    prefix = f"arn:{state.partition}:elasticloadbalancing:{region}:{account}:loadbalancer/"
    with classic.lock:
        return found + [
            prefix + balancer.name
            for balancer in classic.load_balancers.values()
            if any(each.ssl_certificate_id == arn for each in balancer.listeners.values())
        ]
