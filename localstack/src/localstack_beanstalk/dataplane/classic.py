"""What a classic load balancer does with a request: no rules, the instances in service take turns."""

from dataclasses import replace

from localstack.http import Response

from ..elb.instances import in_service
from ..elb.state import ElbState, Listener, LoadBalancer, every_state
from . import answers, instances
from .forwarding import forward
from .matching import Incoming


def find(name: str) -> tuple[ElbState, LoadBalancer] | None:
    """The load balancer with that DNS name."""
    for state in every_state():
        for balancer in list(state.load_balancers.values()):
            if balancer.dns_name.lower() == name.lower():
                return state, balancer
    return None


def answer(state: ElbState, balancer: LoadBalancer, listener: Listener, request: Incoming) -> Response:
    """The load balancer's answer: 503 if no instance is in service (there is no fail-open here)."""
    request = replace(request, protocol=listener.protocol, port=listener.port)
    with state.lock:
        serving = in_service(state, balancer)
    if not serving:
        return answers.error(503)
    target = serving[next(balancer.turns) % len(serving)]
    port = instances.port(state.account_id, state.region_name, target.id)
    timeout = float(balancer.attributes["ConnectionSettings"]["IdleTimeout"])
    return forward(request, port, timeout, "append" if listener.protocol in ("HTTP", "HTTPS") else None)
