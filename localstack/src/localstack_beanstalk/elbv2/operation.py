"""How an operation is made: the values are held against the model, and the state is locked while it works."""

import functools
from collections.abc import Callable
from typing import Any

from localstack.aws.api import RequestContext, handler
from localstack.aws.spec import load_service

from ..constraints import violations
from .errors import invalid
from .state import Elbv2State, Shape, state_for

Operation = Callable[[Any, Elbv2State, Shape], Shape]


def operation(name: str) -> Callable[[Operation], Callable[[Any, RequestContext, Shape], Shape]]:
    """Makes ``method(self, state, request)`` the handler of an operation."""

    def decorate(method: Operation) -> Callable[[Any, RequestContext, Shape], Shape]:
        @functools.wraps(method)
        def call(self: Any, context: RequestContext, request: Shape) -> Shape:
            model = load_service("elbv2").operation_model(name)
            if model.input_shape and (text := violations(model.input_shape, request)):
                raise invalid(text)
            if not context.is_internal_call:
                _refuse_reserved_tags(request)
            state = state_for(context)
            with state.lock:
                return method(self, state, request)

        decorated: Callable[[Any, RequestContext, Shape], Shape] = handler(name, expand=False)(call)
        return decorated

    return decorate


def _refuse_reserved_tags(request: Shape) -> None:
    """Keys that begin with ``aws:`` are set by AWS's own services, here by Beanstalk's stacks."""
    keys = [*(request.get("TagKeys") or ()), *(tag["Key"] for tag in request.get("Tags") or ())]
    if any(key.lower().startswith("aws:") for key in keys):
        raise invalid("aws: prefixed tag key names are not allowed for external use.")  # assumed
