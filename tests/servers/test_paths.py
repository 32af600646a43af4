"""Paths with characters that mean something to a server, or to a regular expression."""

import pytest

from .conftest import Serve
from .wire import ask

FILE = """
[application]
name = "shop"
[environment]
name = "shop-test"
region = "eu-west-1"
platform = "Node.js 22 running on 64bit Amazon Linux 2023"
[https]
certificate = "shop.example.com"
redirect = {{ except = [{exempt}] }}
[health-check]
path = {path}
"""
#: a path as a file says it, and as it comes over the wire; the third is another one
ODD = [
    ("'/up.it'", "/up.it", "/upXit"),
    ("'/a+b'", "/a+b", "/aab"),
    ("'/(a|b)'", "/(a|b)", "/a"),
    ("'/[ab]'", "/[ab]", "/a"),
    ("'/a{2}'", "/a{2}", "/aa"),
    ("'/a$b'", "/a$b", "/a"),
    ("'/^a'", "/^a", "/a"),
    ("'/a b'", "/a%20b", "/a"),
    ('"/a\'b"', "/a'b", "/a"),
    ("'/a\"b'", '/a"b', "/a"),
    ("'/a;b'", "/a;b", "/a"),
    ("'/a#b'", "/a", "/ab"),
    ("'/$host'", "/$host", "/shop.example.com"),
    ("'/${x}'", "/${x}", "/x"),
    ("'/%41'", "/%41", "/A"),
    ("'/ä'", "/%C3%A4", "/a"),
    ("'/a`b'", "/a`b", "/a"),
    ("'/a\\\\b'", "/a\\\\b", "/ab"),
    ("'/a*b'", "/a*b", "/aab"),
    ("'/a%25{x}'", "/a%25{x}", "/ax"),
]


@pytest.mark.parametrize(("path", "asked", "other"), ODD)
def test_a_health_check_of_any_characters_is_served_and_nothing_else_is(
    serve: Serve, path: str, asked: str, other: str
) -> None:
    port = serve(file=FILE.format(path=path, exempt=""))
    assert ask(port, asked).status == 200
    assert ask(port, other).status == 301
    assert ask(port, f"{asked}x").status == 301


def test_patterns_of_the_load_balancer_mean_the_same_to_the_server(serve: Serve) -> None:
    port = serve(file=FILE.format(path="'/up'", exempt="'/.well-known/*', '/v?/ping', '/x;}'"))
    for target in ("/up", "/.well-known/a/b.txt?c", "/.well-known/", "/v1/ping", "/vx/ping?y", "/x;}"):
        assert ask(port, target).status == 200, target
    for target in (
        "/well-known/a",
        "/v/ping",
        "/v12/ping",
        "/v1/pings",
        "/x",
        "/a/.well-known/b",
        "/?/v1/ping",
    ):
        assert ask(port, target).status == 301, target
