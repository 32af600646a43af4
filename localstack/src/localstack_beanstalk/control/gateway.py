"""Handlers of LocalStack's gateway: latency, faults, the call log, and refusals of what cannot be read."""

import re
import time
from typing import Any

from localstack.aws.api import CommonServiceException, RequestContext
from localstack.aws.chain import HandlerChain
from localstack.aws.protocol.parser import OperationNotFoundParserError
from localstack.http import Response

from ..iam import gate
from .account import state
from .budget import refusal
from .faults import KINDS

#: the services whose requests are refused as AWS refuses what it cannot read
OURS = {"elasticbeanstalk", "elbv2", "elb", "acm", "autoscaling"}
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
CONNECTION = "localstack_beanstalk.connection"


def install() -> None:
    """Puts the handlers into the gateway."""
    from localstack.aws import handlers

    handlers.serve_custom_service_request_handlers.append(before)
    handlers.run_custom_response_handlers.append(after)
    parser = handlers.parse_service_request
    parser.parse_and_enrich = _refusing(parser.parse_and_enrich)


def keep_connections() -> None:
    """Lets handlers reach the connection of a request, which LocalStack's server keeps to itself."""
    from rolo.serving import twisted

    update = twisted.update_wsgi_environment

    def updated(environ: Any, request: Any) -> None:
        update(environ, request)
        environ[CONNECTION] = request.transport

    twisted.update_wsgi_environment = updated


def before(chain: HandlerChain, context: RequestContext, response: Response) -> None:
    """Logs the call, delays it, refuses what the caller may not do, and lets a fault hit it."""
    if context.operation is None or context.service is None or context.is_internal_call:
        return
    account, service, operation = (
        state(context.account_id),
        context.service.service_name,
        context.operation.name,
    )
    name = f"{service}.{operation}"
    client = context.request.headers.get("User-Agent", "")
    context.beanstalk_call = account.calls.begin(name, context.service_request, context.request_id, client)
    if account.latency_seconds:
        time.sleep(account.latency_seconds)
    if account.budget and not account.budget.take(service):
        raise refusal(service)
    gate.check(context)
    fault = next((fault for fault in account.faults if fault.hits(service, operation)), None)
    if fault is None:
        return
    outcome = KINDS[fault.kind](name.replace(".", ":"))
    if isinstance(outcome, CommonServiceException):
        raise outcome
    if outcome is None:
        _reset(context)
    response.update_from(outcome or Response(status=500))
    chain.stop()


def after(chain: HandlerChain, context: RequestContext, response: Response) -> None:
    """Completes the call's entry in the log."""
    call = getattr(context, "beanstalk_call", None)
    if call is not None:
        error = getattr(context.service_exception, "code", None) if context.service_exception else None
        state(context.account_id).calls.end(call, response.status_code, error)


def _reset(context: RequestContext) -> None:
    """Ends the connection in the middle of the request, as a lost network does."""
    from twisted.internet import reactor

    connection = context.request.environ.get(CONNECTION)
    if connection is not None:
        reactor.callFromThread(connection.abortConnection)


def _refusing(parse: Any) -> Any:
    def parse_and_enrich(context: RequestContext) -> None:
        try:
            parse(context)
            _refuse_unspeakable(context)
        except Exception as error:
            if context.service.service_name not in OURS or isinstance(error, CommonServiceException):
                raise
            action = context.request.values.get("Action", "")
            # LocalStack writes an error in the form of some operation's: any of the service does
            known = action in context.service.operation_names
            context.operation = context.service.operation_model(
                action if known else context.service.operation_names[0]
            )
            raise _unreadable(error, action, context.service.api_version) from error

    return parse_and_enrich


def _refuse_unspeakable(context: RequestContext) -> None:
    """Refuses control characters, which no XML answer could repeat. (AWS's words are assumed.)"""
    if context.service.service_name in OURS and any(map(CONTROL.search, context.request.values.values())):
        raise CommonServiceException(
            "ValidationError", "The request contains a character that is not valid.", 400, sender_fault=True
        )


def _unreadable(error: Exception, action: str, version: str) -> CommonServiceException:
    if isinstance(error, OperationNotFoundParserError) or not action:
        text = f"Could not find operation {action} for version {version}"
        return CommonServiceException("InvalidAction", text, 400, sender_fault=True)
    # AWS names the member that it cannot read; what LocalStack's parser says names the value
    return CommonServiceException("ValidationError", f"Malformed input: {error}", 400, sender_fault=True)
