"""Sending a request on to a target, and its answer back."""

import http.client
import secrets
import sys
import time
from collections.abc import Iterable

from localstack.http import Response
from werkzeug.datastructures import Headers

from .answers import error
from .matching import Incoming
from .probes import HOST

#: what concerns one connection only, and is not sent on (RFC 9110, 7.6.1)
HOP_BY_HOP = {
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}


#: A load balancer is no process of the instance, whose own address is 127.0.0.1: where the computer has
#: another loopback address as well, as Linux does, it comes from there.
ELSEWHERE = ("127.0.0.2", 0) if sys.platform == "linux" else None


def forward(request: Incoming, port: int | None, idle_timeout: float, xff_mode: str | None) -> Response:
    """The target's answer; 502 for one that does not answer properly, 504 for one that does not in time.

    ``xff_mode`` is what becomes of X-Forwarded-For: append, preserve or remove. None stands for a listener
    below HTTP, which adds nothing.
    """
    if port is None:
        return error(502)
    connection = http.client.HTTPConnection(HOST, port, timeout=idle_timeout, source_address=ELSEWHERE)
    target = f"{request.path}?{request.query}" if request.query else request.path
    try:
        connection.putrequest(request.method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in _headers(request, xff_mode):
            connection.putheader(name, value)
        connection.endheaders(request.body or None)
        answer = connection.getresponse()
        body = answer.read()
    except TimeoutError:
        return error(504)
    except (OSError, http.client.HTTPException):
        return error(502)
    finally:
        connection.close()
    return _response(answer, body)


def _headers(request: Incoming, xff_mode: str | None) -> Iterable[tuple[str, str]]:
    headers = Headers([(k, v) for k, v in request.headers.items() if k.lower() not in HOP_BY_HOP])
    if "transfer-encoding" in request.headers and request.body:
        headers["Content-Length"] = str(len(request.body))
    if xff_mode is None:
        return headers
    if xff_mode == "append":
        before = headers.get("X-Forwarded-For")
        headers["X-Forwarded-For"] = f"{before}, {request.client}" if before else request.client
    elif xff_mode == "remove":
        headers.remove("X-Forwarded-For")
    headers["X-Forwarded-Proto"] = request.protocol.lower()
    headers["X-Forwarded-Port"] = str(request.port)
    if "X-Amzn-Trace-Id" not in headers:
        headers["X-Amzn-Trace-Id"] = f"Root=1-{int(time.time()):x}-{secrets.token_hex(12)}"
    return headers


def _response(answer: http.client.HTTPResponse, body: bytes) -> Response:
    response = Response(body, status=answer.status)
    response.headers.clear()
    for name, value in answer.getheaders():
        if name.lower() not in HOP_BY_HOP:
            response.headers.add(name, value)
    if answer.length is None and "Content-Length" not in response.headers:
        response.headers["Content-Length"] = str(len(body))
    return response
