"""Wildcards of policies."""

import fnmatch
import re
from functools import cache


def matches(pattern: str, text: str, *, case: bool = True) -> bool:
    """``*`` stands for any characters, ``/`` and ``:`` as well, and ``?`` for one."""
    return bool(_compiled(pattern, case).fullmatch(text))


@cache
def _compiled(pattern: str, case: bool) -> re.Pattern[str]:
    # a bracket is no class of characters here
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]")), 0 if case else re.IGNORECASE)
