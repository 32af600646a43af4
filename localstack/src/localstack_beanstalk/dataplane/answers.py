"""What an application load balancer answers by itself: redirects, fixed responses, and its own errors."""

from http import HTTPStatus
from typing import Any

from localstack.http import Response

from .matching import Incoming

Shape = dict[str, Any]

_PHRASES = {503: "Service Temporarily Unavailable", 504: "Gateway Time-out"}
_PAGE = (
    "<html>\r\n<head><title>{0}</title></head>\r\n"
    "<body>\r\n<center><h1>{0}</h1></center>\r\n</body>\r\n</html>\r\n"
)


def error(status: int) -> Response:
    """The load balancer's own page for a status."""
    title = f"{status} {_PHRASES.get(status) or HTTPStatus(status).phrase}"
    return _response(status, _PAGE.format(title), "text/html")


def fixed(config: Shape) -> Response:
    """The answer of a fixed-response action."""
    content_type = config.get("ContentType") or "text/plain"
    body = config.get("MessageBody") or ""
    return _response(int(config["StatusCode"]), body, f"{content_type}; charset=utf-8")


def redirect(config: Shape, request: Incoming) -> Response:
    """The answer of a redirect action."""
    status = int(config["StatusCode"].removeprefix("HTTP_"))
    response = error(status)
    response.headers["Location"] = location(config, request)
    return response


def location(config: Shape, request: Incoming) -> str:
    """Where a redirect leads: the port is always told, as an ALB tells it."""
    values = {
        "#{protocol}": request.protocol.lower(),
        "#{host}": request.host,
        "#{port}": str(request.port),
        "#{path}": request.path.removeprefix("/"),
        "#{query}": request.query,
    }

    def filled(part: str) -> str:
        text = str(config[part])
        for placeholder, value in values.items():
            text = text.replace(placeholder, value)
        return text

    query = filled("Query")
    base = f"{filled('Protocol').lower()}://{filled('Host')}:{filled('Port')}{filled('Path')}"
    return f"{base}?{query}" if query else base


def _response(status: int, body: str, content_type: str) -> Response:
    response = Response(body, status=status)
    response.headers["Content-Type"] = content_type
    return response
