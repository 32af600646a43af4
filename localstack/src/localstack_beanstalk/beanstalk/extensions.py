"""The ``option_settings`` in the ``.ebextensions`` of a bundle."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import yaml

from .settings import Key, given


class Unreadable(Exception):
    """A configuration file that is neither YAML nor JSON, or whose settings are none."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(reason)
        self.file = file
        self.reason = reason


def read(bundle: bytes | None) -> dict[Key, str]:
    """The settings of all configuration files; of two that set an option, the later by name wins."""
    if not bundle or not zipfile.is_zipfile(io.BytesIO(bundle)):
        return {}
    settings: dict[Key, str] = {}
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        for name in sorted(archive.namelist()):
            if name.startswith(".ebextensions/") and name.endswith(".config"):
                settings |= _settings(name, archive.read(name))
    return settings


def _settings(file: str, content: bytes) -> dict[Key, str]:
    try:
        document = yaml.safe_load(content)  # JSON is YAML
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Unreadable(file, str(error).splitlines()[0]) from error
    if not isinstance(document, dict):
        raise Unreadable(file, "the file is no map")
    return given(_rows(file, document.get("option_settings") or {}))


def _rows(file: str, section: Any) -> Iterator[dict[str, str]]:
    """Both forms: a list of namespace, option_name and value, or a map of maps."""
    if isinstance(section, dict):
        for namespace, options in section.items():
            if not isinstance(options, dict):
                raise Unreadable(file, f"the options of {namespace} are no map")
            for name, value in options.items():
                yield _row(namespace, name, value)
        return
    if not isinstance(section, list):
        raise Unreadable(file, "option_settings is neither a list nor a map")
    for row in section:
        if not isinstance(row, dict) or "option_name" not in row:
            raise Unreadable(file, "an option setting has no option_name")
        # without a namespace a setting is an environment variable
        namespace = row.get("namespace", "aws:elasticbeanstalk:application:environment")
        yield _row(namespace, row["option_name"], row.get("value"))


def _row(namespace: str, name: str, value: Any) -> dict[str, str]:
    text = str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
    return {"Namespace": str(namespace), "OptionName": str(name), "Value": text}
