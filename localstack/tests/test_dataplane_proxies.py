"""The proxy in front of an application: the platform's server with the files that a bundle brings for it."""

import re
from pathlib import Path
from typing import Any

import pytest
import requests

from localstack_beanstalk.dataplane.proxies import layout

from .balancers import bundle, eventually
from .environments import ENHANCED, Shop

PROXY = ("aws:elasticbeanstalk:environment:proxy", "ProxyServer")
#: answers with the headers that tell what has passed the request on
SERVER = """
import os
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"{self.path} {self.headers['Host']} {self.headers['X-Forwarded-For']}".encode())

HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""
WEB = {"Procfile": "web: exec python3 server.py", "server__py": SERVER}
#: each shows where it is included: a header of the server's, and a location of its own
FILES = {
    "nginx": {
        ".platform/nginx/conf.d/all.conf": 'add_header X-Included "in http" always;\n',
        ".platform/nginx/conf.d/elasticbeanstalk/own.conf": 'location = /own { return 200 "in server"; }\n',
    },
    "apache": {
        ".platform/httpd/conf.d/all.conf": 'Header always set X-Included "in http"\n',
        ".platform/httpd/conf.d/elasticbeanstalk/own.conf": "<Location /own>\nRedirect 204\n</Location>\n",
    },
}


def files(server: str) -> dict[str, str]:
    if layout.program(server) is None:
        pytest.skip(f"{server} is not on this computer")
    return FILES[server]


def engine_log(shop: Shop) -> str:
    shop.eb.request_environment_info(EnvironmentName="web1", InfoType="tail")

    def logs() -> list[dict[str, Any]]:
        found = shop.eb.retrieve_environment_info(EnvironmentName="web1", InfoType="tail")
        return list(found["EnvironmentInfo"])

    [sample] = eventually(logs, bool)
    return requests.get(sample["Message"], timeout=20).text


def ask(shop: Shop, endpoint: str, path: str) -> requests.Response:
    return requests.get(f"{endpoint}{path}", headers={"Host": shop.describe("web1")["CNAME"]}, timeout=20)


@pytest.mark.parametrize("server", FILES)
def test_requests_go_through_the_server_that_the_settings_name(
    shop: Shop, endpoint: str, server: str
) -> None:
    shop.version("v1", bundle(**WEB, **files(server)))
    shop.create("web1", ENHANCED | {PROXY: server}, VersionLabel="v1")
    answer = ask(shop, endpoint, "/a%20b?c")
    assert answer.headers["X-Included"] == "in http"
    path, host, clients = answer.text.split(" ", 2)
    assert (path, host) == ("/a%20b?c", shop.describe("web1")["CNAME"])
    assert len(clients.split(",")) == 2  # the load balancer's and the proxy's
    own = ask(shop, endpoint, "/own")
    assert (own.status_code, own.text) == ((200, "in server") if server == "nginx" else (204, ""))


def test_files_for_the_other_server_are_of_no_consequence(shop: Shop, endpoint: str) -> None:
    shop.version("v1", bundle(**WEB, **files("apache")))
    shop.create("web1", ENHANCED, VersionLabel="v1")
    assert "X-Included" not in ask(shop, endpoint, "/").headers


@pytest.mark.parametrize("server", FILES)
def test_files_that_the_server_does_not_take_fail_the_deployment_with_its_words(
    shop: Shop, endpoint: str, server: str
) -> None:
    shop.version("v1", bundle(**WEB))
    wrong = dict.fromkeys(files(server), "no_such_directive on;\n")
    shop.version("v2", bundle(**WEB, **wrong))
    shop.create("web1", ENHANCED | {PROXY: server}, VersionLabel="v1")
    before = len(shop.events("web1"))
    shop.update("web1", VersionLabel="v2")
    errors = [text for severity, text in shop.events("web1")[before:] if severity == "ERROR"]
    assert errors[0] == "Instance deployment failed. For details, see 'eb-engine.log'."
    assert "no_such_directive" in engine_log(shop)
    assert shop.describe("web1")["VersionLabel"] == "v1"


@pytest.mark.parametrize("server", ["nginx", "apache"])
def test_what_a_bundle_has_the_server_listen_on_is_a_port_of_this_computer(
    server: str, tmp_path: Path
) -> None:
    files(server)
    texts = {
        "nginx": "server {\n    listen 8443;\n    location / { proxy_pass http://127.0.0.1:80; }\n}\n"
        "server {\n    listen 0.0.0.0:8444;\n    location / { proxy_pass http://127.0.0.1:9999; }\n}\n",
        "apache": "Listen 8443\n<VirtualHost *:8443>\nProxyPass / http://127.0.0.1:80/\n</VirtualHost>\n"
        "Listen 0.0.0.0:8444\n<VirtualHost *:8444>\nProxyPass / http://127.0.0.1:9999/\n</VirtualHost>\n",
    }
    place = tmp_path / "bundle" / layout.IN_BUNDLE[server] / "conf.d"
    place.mkdir(parents=True)
    (place / "second.conf").write_text(texts[server])
    laid = layout.laid_out(server, tmp_path / "proxy", tmp_path / "bundle", 41234, 41235)
    assert {*laid.ports} == {80, 8443, 8444}
    assert laid.ports[80] == 41234
    text = (tmp_path / "proxy/conf.d/second.conf").read_text()
    for port in (8443, 8444):
        assert f"127.0.0.1:{laid.ports[port]}" in text
    assert "127.0.0.1:41234" in text, "the server itself"
    assert "127.0.0.1:9999" in text, "what is another's stays"
    assert not re.search(r"\b844[34]\b", text)
    assert (place / "second.conf").read_text() == texts[server], "the bundle is left as it is"
