"""Which listener a request reaches.

Every request comes in at the gateway's one port, over http or https. A port in its Host header that the load
balancer listens on decides; otherwise it is taken to have come to the scheme's own port, 80 or 443.
"""

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Listening(Protocol):
    """A listener of any kind of load balancer."""

    port: int
    protocol: str


AnyListener = TypeVar("AnyListener", bound=Listening)

#: scheme -> its own port, and the protocols of listeners that speak it
SCHEMES = {"http": (80, ("HTTP", "TCP")), "https": (443, ("HTTPS", "TLS", "SSL"))}


def reached(listeners: Iterable[AnyListener], scheme: str, port: int | None) -> AnyListener | None:
    """The listener, or None if the request would reach nobody."""
    own, protocols = SCHEMES[scheme]
    speaking = {each.port: each for each in listeners if each.protocol in protocols}
    return speaking.get(port or own) or speaking.get(own)
