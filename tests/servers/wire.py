"""Requests as they are written on the wire, so that no client mends them first."""

import socket
from dataclasses import dataclass

PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Answer:
    """What came back. Names of headers are in lower case; of several with one name the last counts."""

    status: int
    headers: dict[str, str]
    body: str

    @property
    def location(self) -> str | None:
        return self.headers.get("location")


def send(port: int, request: str, source: str = "127.0.0.1") -> Answer:
    """Sends these very characters, a byte each, and reads until the other side has had enough."""
    where = ("127.0.0.1", port)
    with socket.create_connection(where, PATIENCE_SECONDS, source_address=(source, 0)) as connection:
        connection.sendall(request.encode("latin-1"))
        came = b""
        while some := connection.recv(65536):
            came += some
    head, _, body = came.decode("latin-1").partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Answer(int(first.split(" ")[1]), headers, body)


def ask(
    port: int,
    target: str = "/",
    by: str | None = "http",
    host: str | None = "shop.example.com",
    method: str = "GET",
    version: str = "1.1",
    body: str = "",
    source: str = "127.0.0.1",
    **headers: str,
) -> Answer:
    """A request as a load balancer passes it on: it came ``by`` http or https; None is its own check."""
    lines = [f"{method} {target} HTTP/{version}", "Connection: close"]
    lines += [f"Host: {host}"] if host is not None else []
    lines += [f"X-Forwarded-Proto: {by}"] if by else []
    lines += [f"Content-Length: {len(body)}"] if body or method == "POST" else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return send(port, "\r\n".join(lines) + "\r\n\r\n" + body, source)
