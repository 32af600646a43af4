"""Which requests are redirected, and where to: by both servers alike, but for what the test says."""

import pytest

from .conftest import Serve
from .wire import ask, send

HOST = "shop.example.com"


def test_what_came_by_http_is_sent_to_the_same_address_by_https(serve: Serve) -> None:
    port = serve()
    for target in ("/", "/a/b?c=d&e", "/a%20b/%C3%A4?q=%22%3F&n=/x?y", "/?", "//other.example/a", "/a/../b"):
        answer = ask(port, target)
        assert answer.status == 301, target
        # an empty query may go
        assert answer.location in (f"https://{HOST}{target}", f"https://{HOST}{target.rstrip('?')}")


def test_an_encoded_question_mark_in_the_path_stays_encoded(serve: Serve) -> None:
    assert ask(serve(), "/a%3Fb?c=%3F").location == f"https://{HOST}/a%3Fb?c=%3F"


def test_an_encoded_slash_is_kept_by_nginx_and_is_nothing_that_apache_serves(
    serve: Serve, server: str
) -> None:
    answer = ask(serve(), "/a%2Fb")
    if server == "nginx":
        assert answer.location == f"https://{HOST}/a%2Fb"
    else:  # AllowEncodedSlashes is off, as it is on the platform: by https it is the same
        assert answer.status == 404


def test_what_came_by_https_is_the_applications(serve: Serve) -> None:
    port = serve()
    answer = ask(port, "/a?b", by="https")
    assert (answer.status, answer.body) == (200, f"GET /a?b {HOST} https ")
    posted = ask(port, "/a", by="https", method="POST", body="x=1")
    assert (posted.status, posted.body) == (200, f"POST /a {HOST} https x=1")


def test_following_a_redirect_ends_at_the_application(serve: Serve) -> None:
    port = serve()
    location = ask(port, "/cart?id=1").location
    assert location == f"https://{HOST}/cart?id=1"
    # the load balancer takes TLS away and says so
    assert ask(port, location.removeprefix(f"https://{HOST}"), by="https").status == 200


def test_a_request_without_the_header_is_nobodys_client(serve: Serve) -> None:
    port = serve()
    for target in ("/", "/health", "/a?b"):
        assert ask(port, target, by=None, host="10.0.3.7").status == 200, target
        assert ask(port, target, by=None, host="localhost").status == 200, target


@pytest.mark.parametrize("target", ["/health", "/health/", "/health?full=1", "/health/?full=1", "/health?"])
def test_the_health_check_is_the_applications_by_http_too(serve: Serve, target: str) -> None:
    port = serve()
    for method in ("GET", "HEAD"):
        assert ask(port, target, method=method).status == 200


@pytest.mark.parametrize(
    "target",
    [
        "/healthy",
        "/health/x",
        "/xhealth",
        "/x/health",
        "/Health",
        "/?/health",
        "/health%3F",
        "/health;x",
        "/health//",
    ],
)
def test_what_only_looks_like_the_health_check_is_redirected(serve: Serve, target: str) -> None:
    answer = ask(serve(), target)
    assert (answer.status, answer.location) == (301, f"https://{HOST}{target}")


def test_a_detour_to_the_health_check_is_redirected_as_it_was_sent(serve: Serve) -> None:
    port = serve()
    for target in ("/admin/../health", "/./health", "/%68ealth"):
        assert ask(port, target).location == f"https://{HOST}{target}"


def test_a_post_is_redirected_with_301_like_everything(serve: Serve) -> None:
    answer = ask(serve(), "/form", method="POST", body="x=1")
    assert (answer.status, answer.location) == (301, f"https://{HOST}/form")


def test_where_the_method_is_to_be_kept_all_but_get_and_head_are_redirected_with_308(serve: Serve) -> None:
    port = serve("--keep-method")
    for method in ("POST", "PUT", "DELETE"):
        answer = ask(port, "/form?a=b", method=method, body="x=1")
        assert (answer.status, answer.location) == (308, f"https://{HOST}/form?a=b"), method
    for method in ("GET", "HEAD"):
        assert ask(port, "/form", method=method).status == 301, method
    assert ask(port, "/form", method="POST", body="x=1", by="https").status == 200
    assert ask(port, "/", method="POST", host="x@y").status == 400


@pytest.mark.parametrize("said", ["HTTP", "http"])
def test_how_the_scheme_is_written_makes_no_difference(serve: Serve, said: str) -> None:
    assert ask(serve(), by=said).status == 301


@pytest.mark.parametrize("said", ["https, http", "httpx", "xhttp", "ws"])
def test_what_is_not_http_is_not_redirected(serve: Serve, said: str) -> None:
    assert ask(serve(), by=said).status == 200


@pytest.mark.parametrize(
    ("host", "sent_to"),
    [
        ("shop.example.com:80", "shop.example.com"),
        ("shop.example.com:8080", "shop.example.com"),
        ("10.0.3.7", "10.0.3.7"),
        ("[2001:db8::1]", "[2001:db8::1]"),
        ("[2001:db8::1]:80", "[2001:db8::1]"),
        ("a_b.example.com", "a_b.example.com"),
    ],
)
def test_the_host_is_kept_without_its_port(serve: Serve, host: str, sent_to: str) -> None:
    assert ask(serve(), "/a", host=host).location == f"https://{sent_to}/a"


@pytest.mark.parametrize(
    "host",
    [
        "user@other.example",
        "other.example/path",
        "other.example?x",
        "other.example#x",
        'shop"onload=',
        "shop<script>",
        "shop example",
        "shop\texample",
        "shop\\other.example",
        "shop%0d%0aSet-Cookie:x",
        "",
    ],
)
def test_a_host_that_is_none_is_refused_and_gets_into_no_header(serve: Serve, host: str) -> None:
    answer = ask(serve(), host=host)
    assert answer.status == 400
    assert answer.location is None


def test_two_hosts_are_refused(serve: Serve) -> None:
    request = "GET / HTTP/1.1\r\nHost: a.example\r\nHost: b.example\r\nX-Forwarded-Proto: http\r\n"
    answer = send(serve(), request + "Connection: close\r\n\r\n")
    assert (answer.status, answer.location) == (400, None)


def test_without_a_host_there_is_nowhere_to_send_anybody(serve: Serve) -> None:
    port = serve()
    answer = ask(port, host=None, version="1.0")
    assert (answer.status, answer.location) == (400, None)
    # the checks of a classic load balancer may come like that
    assert ask(port, "/health", by=None, host=None, version="1.0").status == 200
    assert ask(port, "/health", by="http", host=None, version="1.0").status == 200
    assert ask(port, "/a", version="1.0").location == f"https://{HOST}/a"


@pytest.mark.parametrize(
    "target", ["/a%0d%0aSet-Cookie:%20x=1", "/a?b=%0d%0aSet-Cookie:%20x=1", "/a%E5%98%8D%E5%98%8A"]
)
def test_line_breaks_in_a_target_stay_encoded(serve: Serve, target: str) -> None:
    answer = ask(serve(), target)
    assert answer.location == f"https://{HOST}{target}"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "target", ["/a\rSet-Cookie: x", "/a\x00b", "nothing", "@other.example/", "\\\\other.example"]
)
def test_what_is_no_target_is_refused(serve: Serve, target: str) -> None:
    answer = ask(serve(), target)
    assert (answer.status, answer.location) == (400, None)


def test_an_absolute_target_is_kept_but_for_the_scheme(serve: Serve) -> None:
    port = serve()
    for target in ("/p?q", "/health/x"):
        assert ask(port, f"http://{HOST}{target}").location == f"https://{HOST}{target}"
    assert ask(port, f"http://{HOST}/health").status == 200
    assert ask(port, f"http://{HOST}").location in (f"https://{HOST}", f"https://{HOST}/")
