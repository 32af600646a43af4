"""GitHub's expressions, as far as action.yml and the example workflows use them.

https://docs.github.com/actions/reference/workflows-and-actions/expressions says what they mean.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

_TOKEN = re.compile(r"\s*('(?:[^']|'')*'|\d+|[A-Za-z_][\w-]*|\|\||&&|==|!=|[!().,])")
_MARKED = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_WORDS = {"true": True, "false": False, "null": None}


class Expressions:
    """Evaluates expressions in one context."""

    def __init__(self, context: Mapping[str, Any], functions: Mapping[str, Callable[[], bool]]) -> None:
        self.context, self.functions = context, functions

    def fill(self, text: Any) -> str:
        """A text, with what its expressions come to in their place."""
        return _MARKED.sub(lambda found: _text(self.value(found[1])), _text(text))

    def condition(self, text: str | None) -> bool:
        """Whether a step or job runs: where nothing asks for a status, only after success."""
        text = (text or "success()").strip()
        inside = text.removeprefix("${{").removesuffix("}}")
        asks = any(f"{name}()" in inside for name in self.functions)
        return bool(self.value(inside)) and (asks or self.functions["success"]())

    def value(self, text: str) -> Any:
        """What an expression comes to."""
        self.tokens = _TOKEN.findall(text)
        assert "".join(self.tokens) == re.sub(r"\s+(?=(?:[^']*'[^']*')*[^']*$)", "", text), text
        value = self._or()
        assert not self.tokens, text
        return value

    def _or(self) -> Any:
        value = self._and()
        while self._take("||"):
            value = (lambda other, first: first or other)(self._and(), value)
        return value

    def _and(self) -> Any:
        value = self._equal()
        while self._take("&&"):
            value = (lambda other, first: first and other)(self._equal(), value)
        return value

    def _equal(self) -> Any:
        value = self._not()
        for operator in ("==", "!="):
            if self._take(operator):
                return _equal(value, self._not()) == (operator == "==")
        return value

    def _not(self) -> Any:
        if self._take("!"):
            return not self._not()
        if self._take("("):
            value = self._or()
            assert self._take(")")
            return value
        return self._operand(self.tokens.pop(0))

    def _operand(self, token: str) -> Any:
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        if token.isdigit():
            return int(token)
        if self._take("("):
            assert self._take(")")
            return self.functions[token]()
        if token in _WORDS:
            return _WORDS[token]
        value: Any = self.context[token]
        while self._take("."):
            name = self.tokens.pop(0)
            value = value.get(name) if isinstance(value, Mapping) else None
        return value

    def _take(self, token: str) -> bool:
        if self.tokens[:1] == [token]:
            self.tokens.pop(0)
            return True
        return False


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one.casefold() == other.casefold()
    if type(one) is type(other):
        return bool(one == other)
    return _number(one) == _number(other)


def _number(value: Any) -> float:
    try:
        return float(value or 0)
    except ValueError:
        return float("nan")
