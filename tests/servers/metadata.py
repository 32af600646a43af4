"""An instance's metadata service on a loopback address: the emulator's, as strict as EC2's."""

import contextlib
from collections.abc import Iterator

from localstack_beanstalk.dataplane.metadata import Metadata, Trouble

ADDRESS = "10.0.3.7"


@contextlib.contextmanager
def metadata_service(address: str = ADDRESS, delay: float = 0, status: int | None = None) -> Iterator[str]:
    """Where it answers: with tokens alone, late or with a status where that is wanted."""
    service = Metadata(lambda: {"local-ipv4": address}, token_required=True)
    service.trouble = Trouble(delay, status)
    try:
        yield service.address
    finally:
        service.stop()
