"""The gateway's ear: a request whose Host is a load balancer's name is not for an AWS API."""

from localstack.aws.api import RequestContext
from localstack.aws.chain import HandlerChain
from localstack.http import Response
from localstack.http.request import get_raw_path

from ..elb.state import ElbState
from ..elb.state import LoadBalancer as ClassicBalancer
from ..elbv2.state import Elbv2State, LoadBalancer, every_state
from . import answers, balancing, classic, names
from .matching import Incoming


def serve_load_balancers(chain: HandlerChain, context: RequestContext, response: Response) -> None:
    """A handler of LocalStack's gateway."""
    host, _, port = context.request.host.partition(":")
    target = names.registered(host)
    if target is None and not names.is_balancers(host):
        return
    answer = _answer(context, host, int(port) if port.isdigit() else None, target or host)
    if answer:
        response.update_from(answer)
        chain.terminate()


def _answer(context: RequestContext, host: str, port: int | None, name: str) -> Response | None:
    scheme = context.request.scheme
    if found := find(name):
        state, balancer = found
        listener = balancing.listener_for(balancer, scheme, port)
        if listener is None:
            return _nobody_listens(balancer.name, scheme)
        return balancing.answer(state, balancer, listener, _incoming(context, host))
    if old := classic.find(name):
        return _classic_answer(context, host, port, *old)
    return None


def _classic_answer(
    context: RequestContext, host: str, port: int | None, state: ElbState, balancer: ClassicBalancer
) -> Response:
    listener = classic.listener_for(balancer, context.request.scheme, port)
    if listener is None:
        return _nobody_listens(balancer.name, context.request.scheme)
    return classic.answer(state, balancer, listener, _incoming(context, host))


def find(name: str) -> tuple[Elbv2State, LoadBalancer] | None:
    """The load balancer with that ARN or DNS name."""
    for state in every_state():
        with state.lock:
            for balancer in state.load_balancers.values():
                if name == balancer.arn or name.lower() == balancer.dns_name.lower():
                    return state, balancer
    return None


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


def _nobody_listens(name: str, scheme: str) -> Response:
    """On AWS the connection would not come about. The gateway has taken it already, and says so."""
    response = answers.error(504)
    response.headers["X-Ebdeploy-Cause"] = f"{name} has no listener for {scheme}"
    return response
