"""How an operation of a load balancer service is made.

The request's values are held against the model, tags of AWS's own are kept for AWS's own services, and the
state of the account and region is locked while the operation works.
"""

import functools
import threading
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from localstack.aws.api import RequestContext, handler
from localstack.aws.spec import load_service

from .asf import refusal
from .constraints import violations

Shape = dict[str, Any]


class Lockable(Protocol):
    """A state with a lock."""

    lock: threading.RLock


State = TypeVar("State", bound=Lockable)
Handler = Callable[[Any, RequestContext, Shape], Shape]


def operations(
    service: str, state_for: Callable[[RequestContext], State]
) -> Callable[[str], Callable[[Callable[[Any, State, Shape], Shape]], Handler]]:
    """A service's decorator: ``@operation("Name")`` makes ``method(self, state, request)`` a handler."""

    def operation(name: str) -> Callable[[Callable[[Any, State, Shape], Shape]], Handler]:
        def decorate(method: Callable[[Any, State, Shape], Shape]) -> Handler:
            @functools.wraps(method)
            def call(self: Any, context: RequestContext, request: Shape) -> Shape:
                shape = load_service(service).operation_model(name).input_shape
                if shape and (text := violations(shape, request)):
                    raise refusal("ValidationError", text)
                if not context.is_internal_call:
                    _refuse_reserved_tags(request)
                state = state_for(context)
                with state.lock:
                    return method(self, state, request)

            decorated: Handler = handler(name, expand=False)(call)
            return decorated

        return decorate

    return operation


def _refuse_reserved_tags(request: Shape) -> None:
    """Keys that begin with ``aws:`` are set by AWS's own services, here by Beanstalk's stacks."""
    keys = [*(request.get("TagKeys") or ()), *(tag["Key"] for tag in request.get("Tags") or ())]
    if any(key.lower().startswith("aws:") for key in keys):
        text = "aws: prefixed tag key names are not allowed for external use."  # assumed
        raise refusal("ValidationError", text)
