"""The built-in page: what an instance serves whose bundle has no ``web`` command.

One event loop serves the pages of all instances, each on a loopback port of its own. A test may tell a page
to answer otherwise.
"""

import asyncio
import contextlib
import threading
from dataclasses import dataclass, field
from http import HTTPStatus

MOST_BYTES = 65536


@dataclass(frozen=True)
class Answer:
    """What a page answers to every request."""

    status: int = 200
    body: str = "It works.\n"
    delay_seconds: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)


class Page:
    """A page on a port of its own."""

    def __init__(self) -> None:
        self.answer = Answer()
        self._server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, "127.0.0.1", 0, limit=MOST_BYTES), _event_loop()
        ).result()
        self.port: int = self._server.sockets[0].getsockname()[1]

    @property
    def running(self) -> bool:
        return True

    def stop(self) -> None:
        """Stops listening."""
        _event_loop().call_soon_threadsafe(self._server.close)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                method, length = _read_head(head)
                await reader.readexactly(length)
                answer = self.answer
                await asyncio.sleep(answer.delay_seconds)
                writer.write(_response(answer, method))
                await writer.drain()
        writer.close()


def _read_head(head: bytes) -> tuple[str, int]:
    lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(":", 1) for line in lines[1:] if ":" in line)
    return lines[0].split(" ", 1)[0], int(headers.get("content-length", "0"))


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
