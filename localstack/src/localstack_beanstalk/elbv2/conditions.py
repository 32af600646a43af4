"""Conditions of rules: what AWS refuses, and the form in which AWS gives them back."""

import copy
import ipaddress
import re
from collections import Counter

from .errors import invalid
from .limits import quota
from .state import Elbv2State, Shape

#: field -> the member that carries its values
CONFIGS = {
    "host-header": "HostHeaderConfig",
    "path-pattern": "PathPatternConfig",
    "http-header": "HttpHeaderConfig",
    "query-string": "QueryStringConfig",
    "http-request-method": "HttpRequestMethodConfig",
    "source-ip": "SourceIpConfig",
}
#: fields that may be given as plain Values, one of them
PLAIN = ("host-header", "path-pattern")
#: fields of which a rule has one condition at most
ONCE = ("host-header", "path-pattern", "http-request-method", "source-ip")
#: field -> the longest value
LENGTHS = {"host-header": 128, "path-pattern": 128, "http-header": 128, "http-request-method": 40}
HEADER_NAME_LENGTH = 40
QUERY_LENGTH = 128

_HOST = re.compile(r"[A-Za-z0-9.*?-]*\.[A-Za-z]+")
_PATH = re.compile(r"""[A-Za-z0-9_.$/~"'@:+&*?;,=!()%#\[\]-]+""")
_METHOD = re.compile(r"[A-Z_-]+")


def complete(state: Elbv2State, conditions: list[Shape]) -> list[Shape]:
    """The conditions in full; refuses what AWS refuses."""
    if not conditions:
        raise invalid("A condition must be specified")
    found = [_complete(copy.deepcopy(condition)) for condition in conditions]
    fields = Counter(condition["Field"] for condition in found)
    for field in ONCE:
        if fields[field] > 1:
            raise invalid(f"A rule can only have one '{field}' condition")  # assumed
    values = [value for condition in found for value in values_of(condition)]
    most = quota(state, "condition-values-per-alb-rule")
    if len(values) > most:
        raise invalid(f"A rule can only have '{most}' condition values")
    wildcards = sum(value.count("*") + value.count("?") for value in values)
    most = quota(state, "condition-wildcards-per-alb-rule")
    if wildcards > most:
        raise invalid(f"A rule can only have '{most}' condition wildcards")  # assumed
    return found


def values_of(condition: Shape) -> list[str]:
    """The values of a complete condition, of which one must match."""
    values = condition[CONFIGS[condition["Field"]]]["Values"]
    if condition["Field"] == "query-string":
        return [
            f"{pair.get('Key', '')}={pair['Value']}" if pair.get("Key") else pair["Value"] for pair in values
        ]
    return list(values)


def _complete(condition: Shape) -> Shape:
    field = condition.get("Field")
    if not field:
        raise invalid("A condition field must be specified")
    if field not in CONFIGS:
        allowed = ",".join(CONFIGS)
        raise invalid(f"Condition field '{field}' must be one of '[{allowed}]'")
    if any("RegexValues" in part for part in (condition, condition.get(CONFIGS[field], {}))):
        raise invalid("Regular expressions in conditions are not emulated")
    config = _config(field, condition)
    _check_values(field, config)
    complete: Shape = {"Field": field, CONFIGS[field]: config}
    if field in PLAIN:
        complete["Values"] = list(config["Values"])
    return complete


def _config(field: str, condition: Shape) -> Shape:
    name = CONFIGS[field]
    plain, config = condition.get("Values"), condition.get(name)
    foreign = [other for other in CONFIGS.values() if other != name and condition.get(other)]
    if foreign:
        raise invalid(f"The '{foreign[0]}' field is not compatible with '{field}'")  # assumed
    if field in PLAIN:
        if plain and config:
            raise invalid(f"You cannot provide both Values and '{name}' for a condition of type '{field}'")
        if plain:
            if len(plain) > 1:
                raise invalid(f"The '{field}' field contains too many values; the limit is '1'")
            config = {"Values": plain}
    else:
        if plain:
            raise invalid(f"The 'Values' field is not compatible with '{field}'")
        if not config:
            raise invalid(f"A '{name}' must be specified with '{field}'")
    if not config or not config.get("Values"):
        raise invalid("A condition value must be specified")
    found: Shape = config
    return found


def _check_values(field: str, config: Shape) -> None:
    for value in config["Values"]:
        if field in LENGTHS and len(value) > LENGTHS[field]:
            raise invalid(f"The '{field}' value is too long; the limit is '{LENGTHS[field]}'")
        if field == "query-string":
            _check_pair(value)
        elif not value:
            raise invalid("A condition value must be specified")
        elif field == "host-header" and not _HOST.fullmatch(value):
            raise invalid(f"The host header '{value}' is not valid")  # assumed
        elif field == "path-pattern" and not _PATH.fullmatch(value):
            raise invalid(f"The path pattern '{value}' is not valid")  # assumed
        elif field == "http-request-method" and not _METHOD.fullmatch(value):
            raise invalid(
                "The 'http-request-method' value is invalid; "
                "the allowed characters are A-Z, hyphen and underscore"
            )
        elif field == "source-ip":
            _check_cidr(value)
    if field == "http-header":
        name = config.get("HttpHeaderName")
        if not name:
            raise invalid("An 'HttpHeaderName' must be specified")  # assumed
        if len(name) > HEADER_NAME_LENGTH:
            raise invalid(f"The 'HttpHeaderName' value is too long; the limit is '{HEADER_NAME_LENGTH}'")


def _check_pair(pair: Shape) -> None:
    if not pair.get("Value"):
        raise invalid("A 'Value' must be specified in 'QueryStringKeyValuePair'")
    for part in ("Key", "Value"):
        if len(pair.get(part, "")) > QUERY_LENGTH:
            raise invalid(f"The '{part}' value is too long; the limit is '{QUERY_LENGTH}'")


def _check_cidr(value: str) -> None:
    try:
        if "/" not in value:
            raise ValueError
        ipaddress.ip_network(value)
    except ValueError:
        raise invalid(f"The source IP '{value}' is not a valid CIDR block") from None  # assumed
