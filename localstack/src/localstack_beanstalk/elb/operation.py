"""The decorator of this service's operations."""

from ..locked_operation import operations
from .state import state_for

operation = operations("elb", state_for)
