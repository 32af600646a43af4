"""The LocalStack and the binary of the other tests of what users run."""

from ci.conftest import account, binary, endpoint

__all__ = ["account", "binary", "endpoint"]
