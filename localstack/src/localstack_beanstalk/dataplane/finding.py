"""Finding a load balancer by ARN or DNS name, in whichever account and region it is."""

from ..elbv2.state import Elbv2State, LoadBalancer, every_state


def find(name: str) -> tuple[Elbv2State, LoadBalancer] | None:
    """The application or network load balancer with that ARN or DNS name."""
    for state in every_state():
        with state.lock:
            for balancer in state.load_balancers.values():
                if name == balancer.arn or name.lower() == balancer.dns_name.lower():
                    return state, balancer
    return None
