"""The gateway's ear: a request whose Host is a load balancer's name is not for an AWS API."""

from typing import Any

from localstack.aws.api import RequestContext
from localstack.aws.chain import HandlerChain
from localstack.http import Response
from localstack.http.request import get_raw_path

from . import answers, balancing, classic, names
from .finding import find
from .listening import reached
from .matching import Incoming
from .reachability import lets_in


def serve_load_balancers(chain: HandlerChain, context: RequestContext, response: Response) -> None:
    """A handler of LocalStack's gateway."""
    host, _, port = context.request.host.partition(":")
    target = names.registered(host)
    if target is None and not names.is_balancers(host):
        return
    response.update_from(_answer(context, host, int(port) if port.isdigit() else None, target or host))
    chain.terminate()


def _answer(context: RequestContext, host: str, port: int | None, name: str) -> Response:
    scheme, request = context.request.scheme, _incoming(context, host)
    if found := find(name):
        state, balancer = found
        listener = reached(list(balancer.listeners.values()), scheme, port)
        if listener is None or not lets_in(state, balancer.security_groups, listener.port, request.client):
            return _not_let_in(balancer, listener, request)
        return balancing.answer(state, balancer, listener, request)
    if old := classic.find(name):
        old_state, old_balancer = old
        old_listener = reached(list(old_balancer.listeners.values()), scheme, port)
        groups = old_balancer.security_groups
        if old_listener is None or not lets_in(old_state, groups, old_listener.port, request.client):
            return _not_let_in(old_balancer, old_listener, request)
        return classic.answer(old_state, old_balancer, old_listener, request)
    return _unreachable(f"there is no load balancer {name}")


def _incoming(context: RequestContext, host: str) -> Incoming:
    request = context.request
    return Incoming(
        method=request.method,
        protocol=request.scheme.upper(),
        host=host,
        port=0,
        path=get_raw_path(request),
        query=request.query_string.decode("latin-1"),
        headers=request.headers,
        body=request.get_data(),
        client=request.remote_addr or "127.0.0.1",
    )


def _not_let_in(balancer: Any, listener: Any, request: Incoming) -> Response:
    if listener is None:
        return _unreachable(f"{balancer.name} has no listener for {request.protocol}")
    groups = ", ".join(balancer.security_groups)
    return _unreachable(
        f"{groups} of {balancer.name} lets nobody at {request.client} in on port {listener.port}"
    )


def _unreachable(cause: str) -> Response:
    """On AWS the connection would not come about. The gateway has taken it already, and says so instead."""
    response = answers.error(504)
    response.headers["X-Ebdeploy-Cause"] = cause
    return response
