"""Dispatch tables made from botocore's service models.

LocalStack has generated stubs only for the services of its own edition. A stub is not needed: its
``Skeleton`` takes any table from operation name to handler. Here every operation of the model is in the
table: the provider's own ``@handler`` methods (each called as ``method(context, request)``), and moto for
the rest. A method that raises ``NotImplementedError`` leaves the request to moto as well.

No handler sees a request that the model does not allow: a missing member is refused here, with AWS's error.
"""

from collections.abc import Callable
from typing import Any, Protocol

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape
from localstack.aws.api import CommonServiceException, RequestContext
from localstack.aws.skeleton import DispatchTable, create_dispatch_table
from localstack.aws.spec import load_service

from .constraints import violations

#: services whose requests are held to the limits in botocore's model here; the others do so themselves
LIMITED = {"elasticbeanstalk"}

Handler = Callable[[RequestContext, Any], Any]


class Provider(Protocol):
    """An AWS service: its name in botocore, and any number of ``@handler`` methods."""

    service: str


def dispatch_table(provider: Provider) -> DispatchTable:
    """A handler for each operation of the provider's service."""
    model = load_service(provider.service)
    own = create_dispatch_table(provider)
    if unknown := set(own) - set(model.operation_names):
        raise ValueError(f"{provider.service} has no operations {sorted(unknown)}")
    limited = provider.service in LIMITED
    return {
        name: _checked(model.operation_model(name), own.get(name), limited) for name in model.operation_names
    }


def to_moto(context: RequestContext, _request: Any = None) -> Any:
    """Moto's answer to the request as it came in."""
    from localstack.services.moto import call_moto

    return call_moto(context)


def refusal(code: str, message: str, status: int = 400) -> CommonServiceException:
    """An AWS error that blames the client."""
    return CommonServiceException(code, message, status, sender_fault=True)


def _checked(operation: OperationModel, own: Handler | None, limited: bool) -> Handler:
    def call(context: RequestContext, request: Any) -> Any:
        if operation.input_shape:
            _require(operation.input_shape, request, "")
            if limited and (text := violations(operation.input_shape, request)):
                raise refusal("ValidationError", text)
        if own is None:
            return to_moto(context)
        try:
            return own(context, request)
        except NotImplementedError:
            return to_moto(context)

    return call


def _require(shape: Shape, value: Any, path: str) -> None:
    """Refuses a value that lacks a member which the model requires, however deep."""
    if isinstance(shape, StructureShape):
        for name in shape.required_members:
            if value.get(name) is None:
                raise refusal("MissingParameter", f"The request must contain the parameter {path}{name}.")
        for name, member in shape.members.items():
            if value.get(name) is not None:
                _require(member, value[name], f"{path}{name}.")
    elif isinstance(shape, ListShape):
        for number, item in enumerate(value, start=1):
            _require(shape.member, item, f"{path}member.{number}.")
    elif isinstance(shape, MapShape):
        for key, item in value.items():
            _require(shape.value, item, f"{path}{key}.")
