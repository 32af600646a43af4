"""The ``option_settings`` in the ``.ebextensions`` of a bundle."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import yaml

from . import texts
from .settings import VARIABLES, Key, given

#: Those of ``.ebextensions``; and what a Mac leaves in archives: AWS has been seen to stumble over it (public
#: reports, 2016 to 2019).
_FILE = re.compile(r"(__MACOSX/(.+/)?)?\.ebextensions/[^/]+\.config")


class Unreadable(Exception):
    """A configuration file that is neither YAML nor JSON, or whose settings are none."""

    def __init__(self, file: str, reason: str | None) -> None:
        super().__init__(reason)
        self.file = file
        #: what is wrong with the text; None where it is the settings
        self.reason = reason

    def describe(self, label: str) -> str:
        """As AWS words it for a version."""
        if self.reason is None:
            return texts.no_map(self.file, label)
        return texts.unreadable(self.file, label, self.reason)


def read(bundle: bytes | None) -> dict[Key, str]:
    """The settings of all configuration files; of two that set an option, the later by name wins."""
    if not bundle or not zipfile.is_zipfile(io.BytesIO(bundle)):
        return {}
    settings: dict[Key, str] = {}
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        for name in sorted(archive.namelist()):
            if _FILE.fullmatch(name):
                settings |= _settings(name, archive.read(name))
    return settings


def _settings(file: str, content: bytes) -> dict[Key, str]:
    document = _document(file, content)
    return given(_rows(file, document.get("option_settings") or {}))


def _document(file: str, content: bytes) -> dict[str, Any]:
    try:
        document = yaml.safe_load(content)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        try:
            document = json.loads(content)
        except ValueError:
            first = content.decode(errors="replace")[:1]
            if first < " ":  # recorded so of a NUL
                first = f"&#{ord(first)};" if first else ""
            reason = re.sub(r'"<[a-z ]+>"', '"<reader>"', str(error))
            raise Unreadable(file, texts.neither(reason, first)) from error
    if document is None:
        return {}
    if not isinstance(document, dict):
        raise Unreadable(file, "The file is not a map")  # assumed: no record is known
    return document


def _rows(file: str, section: Any) -> Iterator[dict[str, str]]:
    """Both forms: a list of namespace, option_name and value, or a map of maps."""
    if isinstance(section, dict):
        for namespace, options in section.items():
            if options is None:
                continue
            if not isinstance(options, dict):
                raise Unreadable(file, None)
            for name, value in options.items():
                yield _row(namespace, name, value)
        return
    if not isinstance(section, list):
        raise Unreadable(file, None)
    for row in section:
        if not isinstance(row, dict) or "option_name" not in row:
            raise Unreadable(file, None)
        # without a namespace a setting is an environment variable
        namespace = row.get("namespace", VARIABLES)
        yield _row(namespace, row["option_name"], row.get("value"))


def _row(namespace: str, name: str, value: Any) -> dict[str, str]:
    text = str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
    return {"Namespace": str(namespace), "OptionName": str(name), "Value": text}
