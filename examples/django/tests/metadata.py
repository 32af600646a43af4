"""A stand-in for the metadata service of an EC2 instance."""

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = "a-token-of-this-instance"
PATIENCE_SECONDS = 20
TOKEN_PATH, ADDRESS_PATH = "/latest/api/token", "/latest/meta-data/local-ipv4"


class MetadataService(ThreadingHTTPServer):
    """Answers as version 2 of the service does; what is different about it, the arguments say."""

    daemon_threads = True

    def __init__(self, address: str, tokens: bool = True, answers: bool = True) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.address, self.tokens, self.answers = address, tokens, answers
        self.ended = threading.Event()
        #: the requests it was asked, such as "GET /latest/meta-data/local-ipv4 with a token"
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class Handler(BaseHTTPRequestHandler):
    server: MetadataService

    def do_PUT(self) -> None:
        lifetime = self.headers["X-aws-ec2-metadata-token-ttl-seconds"]
        if self.path != TOKEN_PATH:
            self._answer(404)
        elif not self.server.tokens:
            self._answer(403)
        elif not lifetime:
            self._answer(400)
        else:
            self._answer(200, TOKEN)

    def do_GET(self) -> None:
        if self.headers["X-aws-ec2-metadata-token"] != TOKEN:
            self._answer(401)
        elif self.path != ADDRESS_PATH:
            self._answer(404)
        else:
            self._answer(200, self.server.address)

    def _answer(self, status: int, body: str = "") -> None:
        token = "X-aws-ec2-metadata-token" in self.headers
        self.server.asked.append(f"{self.command} {self.path} {'with' if token else 'without'} a token")
        if not self.server.answers:
            # connected and silent, as behind a packet filter; but a test shall fail rather than hang
            self.server.ended.wait(PATIENCE_SECONDS)
        with contextlib.suppress(ConnectionError):
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@contextlib.contextmanager
def metadata_service(address: str, tokens: bool = True, answers: bool = True) -> Iterator[MetadataService]:
    """A service for as long as the context lasts."""
    with MetadataService(address, tokens, answers) as service:
        thread = threading.Thread(target=service.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield service
        finally:
            service.ended.set()
            service.shutdown()
            thread.join()
