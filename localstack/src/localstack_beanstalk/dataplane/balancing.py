"""What an ELBv2 load balancer does with a request: listener, rule, action.

An action before the last (authentication) is stored and shown, but nobody is asked to sign in.
"""

from dataclasses import replace

from localstack.http import Response

from ..elbv2.state import Elbv2State, Listener, LoadBalancer
from . import answers
from .choosing import choose
from .forwarding import forward
from .matching import Incoming, meets


def answer(state: Elbv2State, balancer: LoadBalancer, listener: Listener, request: Incoming) -> Response:
    """The load balancer's answer."""
    request = replace(request, protocol=listener.protocol, port=listener.port)
    with state.lock:
        rule = next(rule for rule in listener.in_order() if meets(rule.conditions, request))
        action = rule.actions[-1]
        choice = choose(state, balancer, action, request) if action["Type"] == "forward" else None
    if action["Type"] == "redirect":
        return answers.redirect(action["RedirectConfig"], request)
    if action["Type"] == "fixed-response":
        return answers.fixed(action["FixedResponseConfig"])
    if choice is None:
        return answers.error(503)
    attributes = balancer.attributes
    timeout = float(attributes.get("idle_timeout.timeout_seconds", 350))
    mode = attributes.get("routing.http.xff_header_processing.mode")
    response = forward(request, choice.port, timeout, mode)
    for cookie in choice.cookies:
        response.headers.add("Set-Cookie", cookie)
    return response
