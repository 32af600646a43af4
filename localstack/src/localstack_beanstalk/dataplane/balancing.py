"""What an ELBv2 load balancer does with a request: listener, rule, action, target."""

import itertools
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from localstack.http import Response

from ..elbv2.state import Elbv2State, Listener, LoadBalancer, Target
from ..elbv2.targets import health_of, settle
from . import answers, instances
from .forwarding import forward
from .matching import Incoming, meets

Shape = dict[str, Any]

#: the port that a scheme stands for, and the protocols that speak it
PORTS = {"http": (80, ("HTTP", "TCP")), "https": (443, ("HTTPS", "TLS"))}

_turns: dict[str, Iterator[int]] = defaultdict(itertools.count)


def listener_for(balancer: LoadBalancer, scheme: str, port: int | None) -> Listener | None:
    """The listener that a request reaches.

    Every request comes in at the gateway's one port. A port in the Host header that the load balancer listens
    on decides; then the scheme's own port; then the lowest port that speaks the scheme.
    """
    own, protocols = PORTS[scheme]
    speaking = {each.port: each for each in balancer.listeners.values() if each.protocol in protocols}
    for wanted in (port, own, min(speaking, default=None)):
        if wanted in speaking:
            return speaking[wanted]
    return None


def answer(state: Elbv2State, balancer: LoadBalancer, listener: Listener, request: Incoming) -> Response:
    """The load balancer's answer."""
    request = replace(request, protocol=listener.protocol, port=listener.port)
    with state.lock:
        rule = next(rule for rule in listener.in_order() if meets(rule.conditions, request))
        action = rule.actions[-1]
        port = _target_port(state, balancer, action) if action["Type"] == "forward" else None
    if action["Type"] == "redirect":
        return answers.redirect(action["RedirectConfig"], request)
    if action["Type"] == "fixed-response":
        return answers.fixed(action["FixedResponseConfig"])
    if port is None:
        return answers.error(503)
    attributes = balancer.attributes
    timeout = float(attributes.get("idle_timeout.timeout_seconds", 350))
    mode = attributes.get("routing.http.xff_header_processing.mode", "preserve")
    return forward(request, port or None, timeout, mode)


def _target_port(state: Elbv2State, balancer: LoadBalancer, action: Shape) -> int | None:
    """Where the chosen target's application listens; 0 if it does not, None if there is no target."""
    groups = action["ForwardConfig"]["TargetGroups"]
    weights = [group["Weight"] for group in groups]
    if not any(weights):
        return None
    arn = random.choices(groups, weights)[0]["TargetGroupArn"]
    group = state.target_groups[arn]
    settle(state, group)
    states = {target: health_of(state, group, target, balancer)["State"] for target in group.targets.values()}
    # "If there are only unhealthy registered targets, the load balancer routes requests to all of them."
    targets = _in(states, "healthy") or _in(states, "unhealthy", "initial")
    if not targets:
        return None
    target = targets[next(_turns[arn]) % len(targets)]
    return instances.port(state.account_id, state.region_name, target.id) or 0


def _in(states: dict[Target, str], *wanted: str) -> list[Target]:
    return [target for target, state in states.items() if state in wanted]
