"""Attributes of load balancers, target groups and listeners: defaults, and what may be set.

Defaults and ranges are those of the ELBv2 API reference and user guides.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from .errors import ATTRIBUTE_UNKNOWN, ATTRIBUTE_VALUE
from .state import Shape


@dataclass(frozen=True)
class Attribute:
    """A default, and what may be set: words, a range of whole numbers, or both ("off", or 1 to 100)."""

    default: str
    words: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None

    def objection(self, value: str) -> str | None:
        """Why the value may not be set, or None."""
        if value in self.words or (not self.words and self.low is None):
            return None
        if self.low is not None and self.high is not None:
            if value.isascii() and value.isdigit() and self.low <= int(value) <= self.high:
                return None
            return f"it must be between {self.low} and {self.high}"
        return f"it must be one of {', '.join(self.words)}"


TEXT = Attribute("")


def _flag(default: bool) -> Attribute:
    return Attribute(str(default).lower(), ("true", "false"))


_ANY_BALANCER = {
    "access_logs.s3.enabled": _flag(False),
    "access_logs.s3.bucket": TEXT,
    "access_logs.s3.prefix": TEXT,
    "deletion_protection.enabled": _flag(False),
    "ipv6.deny_all_igw_traffic": _flag(False),
    "zonal_shift.config.enabled": _flag(False),
}
BALANCER: Mapping[str, Mapping[str, Attribute]] = {
    "application": _ANY_BALANCER
    | {
        "client_keep_alive.seconds": Attribute("3600", low=60, high=604800),
        "connection_logs.s3.enabled": _flag(False),
        "connection_logs.s3.bucket": TEXT,
        "connection_logs.s3.prefix": TEXT,
        "idle_timeout.timeout_seconds": Attribute("60", low=1, high=4000),
        "load_balancing.cross_zone.enabled": Attribute("true", ("true",)),
        "routing.http.desync_mitigation_mode": Attribute("defensive", ("monitor", "defensive", "strictest")),
        "routing.http.drop_invalid_header_fields.enabled": _flag(False),
        "routing.http.preserve_host_header.enabled": _flag(False),
        "routing.http.x_amzn_tls_version_and_cipher_suite.enabled": _flag(False),
        "routing.http.xff_client_port.enabled": _flag(False),
        "routing.http.xff_header_processing.mode": Attribute("append", ("append", "preserve", "remove")),
        "routing.http2.enabled": _flag(True),
        "waf.fail_open.enabled": _flag(False),
    },
    "network": _ANY_BALANCER
    | {
        "dns_record.client_routing_policy": Attribute(
            "any_availability_zone",
            ("any_availability_zone", "availability_zone_affinity", "partial_availability_zone_affinity"),
        ),
        "load_balancing.cross_zone.enabled": _flag(False),
    },
}

_ANY_GROUP = {
    "deregistration_delay.timeout_seconds": Attribute("300", low=0, high=3600),
    "load_balancing.cross_zone.enabled": Attribute(
        "use_load_balancer_configuration", ("true", "false", "use_load_balancer_configuration")
    ),
    "stickiness.enabled": _flag(False),
    "target_group_health.dns_failover.minimum_healthy_targets.count": Attribute("1", ("off",), 1, 1000),
    "target_group_health.dns_failover.minimum_healthy_targets.percentage": Attribute("off", ("off",), 1, 100),
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count": Attribute("1", (), 1, 1000),
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage": Attribute(
        "off", ("off",), 1, 100
    ),
}
GROUP: Mapping[str, Mapping[str, Attribute]] = {
    "application": _ANY_GROUP
    | {
        "load_balancing.algorithm.anomaly_mitigation": Attribute("off", ("on", "off")),
        "load_balancing.algorithm.type": Attribute(
            "round_robin", ("round_robin", "least_outstanding_requests", "weighted_random")
        ),
        "slow_start.duration_seconds": Attribute("0", ("0",), 30, 900),
        "stickiness.app_cookie.cookie_name": TEXT,
        "stickiness.app_cookie.duration_seconds": Attribute("86400", low=1, high=604800),
        "stickiness.lb_cookie.duration_seconds": Attribute("86400", low=1, high=604800),
        "stickiness.type": Attribute("lb_cookie", ("lb_cookie", "app_cookie")),
    },
    "network": _ANY_GROUP
    | {
        "deregistration_delay.connection_termination.enabled": _flag(False),
        "preserve_client_ip.enabled": _flag(True),
        "proxy_protocol_v2.enabled": _flag(False),
        "stickiness.type": Attribute("source_ip", ("source_ip",)),
        "target_health_state.unhealthy.connection_termination.enabled": _flag(True),
        "target_health_state.unhealthy.draining_interval_seconds": Attribute("0", low=0, high=360000),
    },
}

LISTENER: Mapping[str, Mapping[str, Attribute]] = {
    "application": {
        "routing.http.response.server.enabled": _flag(True),
        "routing.http.response.strict_transport_security.header_value": TEXT,
        "routing.http.response.content_security_policy.header_value": TEXT,
        "routing.http.response.x_content_type_options.header_value": TEXT,
        "routing.http.response.x_frame_options.header_value": TEXT,
    },
    "network": {"tcp.idle_timeout.seconds": Attribute("350", low=60, high=6000)},
}


def defaults(table: Mapping[str, Attribute]) -> dict[str, str]:
    """The attributes of something new."""
    return {key: attribute.default for key, attribute in table.items()}


def set_attributes(
    kind: str, table: Mapping[str, Attribute], current: dict[str, str], wanted: list[Shape]
) -> list[Shape]:
    """Sets all of the wanted attributes, or refuses all of them; answers with everything there is."""
    changes = {item.get("Key", ""): item.get("Value", "") for item in wanted}
    for key, value in changes.items():
        if key not in table:
            raise ATTRIBUTE_UNKNOWN(kind=kind, key=key)
        if rule := table[key].objection(value):
            raise ATTRIBUTE_VALUE(key=key, value=value, rule=rule)
    current.update(changes)
    return listed(current)


def listed(attributes: dict[str, str]) -> list[Shape]:
    """Attributes in the shape of the API."""
    return [{"Key": key, "Value": value} for key, value in attributes.items()]
