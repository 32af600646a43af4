"""The built-in page: what an instance serves whose bundle has no ``web`` command.

A test may tell a page to answer otherwise.
"""

from .serving import Answer, Asked, Server


class Page(Server):
    """A page that answers the same to every request."""

    def __init__(self) -> None:
        self.answer = Answer()
        super().__init__()

    @property
    def running(self) -> bool:
        return True

    def respond(self, asked: Asked) -> Answer:
        return self.answer
