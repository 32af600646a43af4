"""Small HTTP servers: one event loop serves all of them, each on a loopback port of its own."""

import asyncio
import contextlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

MOST_BYTES = 65536


@dataclass(frozen=True)
class Asked:
    """What was asked; names of headers are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """What is answered."""

    status: int = 200
    body: str = "It works.\n"
    delay_seconds: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)


class Server:
    """A server on a port of its own."""

    def __init__(self) -> None:
        self._server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, "127.0.0.1", 0, limit=MOST_BYTES), _event_loop()
        ).result()
        self.port: int = self._server.sockets[0].getsockname()[1]

    def respond(self, asked: Asked) -> Answer:
        """The answer; called in the event loop, so it had better be quick."""
        raise NotImplementedError

    def stop(self) -> None:
        """Stops listening."""
        _event_loop().call_soon_threadsafe(self._server.close)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                asked = _read_head(head)
                await reader.readexactly(int(asked.headers.get("content-length", "0")))
                answer = self.respond(asked)
                await asyncio.sleep(answer.delay_seconds)
                writer.write(_response(answer, asked.method))
                await writer.drain()
        writer.close()


def _read_head(head: bytes) -> Asked:
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ", 2)
    pairs = (line.split(":", 1) for line in lines if ":" in line)
    return Asked(method, path, {name.strip().lower(): value.strip() for name, value in pairs})


def _response(answer: Answer, method: str) -> bytes:
    body = answer.body.encode()
    phrase = HTTPStatus(answer.status).phrase if answer.status in {*HTTPStatus} else "Unknown"
    headers = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(body)),
        **answer.headers,
    }
    head = f"HTTP/1.1 {answer.status} {phrase}\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items())
    return head.encode("latin-1") + b"\r\n" + (b"" if method == "HEAD" else body)


_loop: asyncio.AbstractEventLoop | None = None
_lock = threading.Lock()


def _event_loop() -> asyncio.AbstractEventLoop:
    global _loop
    with _lock:
        if _loop is None:
            _loop = asyncio.new_event_loop()
            threading.Thread(target=_loop.run_forever, name="pages", daemon=True).start()
        return _loop
