"""What uses a certificate."""

from moto.elb.models import elb_backends

from ..elbv2.state import state_of


def in_use_by(account: str, region: str, arn: str) -> list[str]:
    """The ARNs of the load balancers that serve the certificate."""
    state = state_of(account, region)
    with state.lock:
        found = [
            balancer.arn
            for balancer in state.load_balancers.values()
            if any(arn in listener.certificates for listener in balancer.listeners.values())
        ]
    classic = [
        f"arn:{state.partition}:elasticloadbalancing:{region}:{account}:loadbalancer/{balancer.name}"
        for balancer in list(elb_backends[account][region].load_balancers.values())
        if any(listener.ssl_certificate_id == arn for listener in balancer.listeners)
    ]
    return found + classic
