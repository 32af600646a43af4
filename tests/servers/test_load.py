"""Many at once."""

from concurrent.futures import ThreadPoolExecutor

from .conftest import Serve
from .wire import ask

CALLERS, REQUESTS = 200, 1000


def test_a_thousand_requests_at_once_are_each_answered_rightly(serve: Serve) -> None:
    port = serve()

    def one(number: int) -> tuple[int, str | None]:
        match number % 3:
            case 0:
                answer = ask(port, f"/page/{number}?n={number}")
            case 1:
                answer = ask(port, f"/page/{number}", by="https")
            case _:
                answer = ask(port, f"/health?n={number}")
        return answer.status, answer.location or answer.body.split(" ")[1]

    def right(number: int) -> tuple[int, str]:
        return [
            (301, f"https://shop.example.com/page/{number}?n={number}"),
            (200, f"/page/{number}"),
            (200, f"/health?n={number}"),
        ][number % 3]

    with ThreadPoolExecutor(CALLERS) as callers:
        answers = list(callers.map(one, range(REQUESTS)))
    assert answers == [right(number) for number in range(REQUESTS)]
