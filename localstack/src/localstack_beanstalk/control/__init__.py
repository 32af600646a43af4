"""What tests need beside the AWS APIs, for each account: speed, faults, outcomes, and a call log."""

from .account import AccountControl, state

__all__ = ["AccountControl", "state"]
