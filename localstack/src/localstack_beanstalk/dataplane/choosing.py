"""Which target a request is sent to: weights, health, stickiness, turns."""

import hashlib
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.cookies import CookieError, SimpleCookie
from typing import Any

from ..elbv2.state import Elbv2State, LoadBalancer, Target, TargetGroup
from ..elbv2.targets import health_of, settle
from . import instances
from .matching import Incoming

Shape = dict[str, Any]

#: the cookie of duration-based stickiness, and its twin for requests from other sites
COOKIE, CORS_COOKIE = "AWSALB", "AWSALBCORS"


@dataclass(frozen=True)
class Choice:
    """The loopback port of the chosen target's application (None if it does not run), and cookies to set."""

    port: int | None
    cookies: list[str] = field(default_factory=list)


def choose(state: Elbv2State, balancer: LoadBalancer, action: Shape, request: Incoming) -> Choice | None:
    """The target for a forward action; None if there is none."""
    groups = action["ForwardConfig"]["TargetGroups"]
    weights = [group["Weight"] for group in groups]
    if not any(weights):
        return None
    group = state.target_groups[random.choices(groups, weights)[0]["TargetGroupArn"]]
    targets = _serving(state, balancer, group)
    if not targets:
        return None
    sticky = (
        group.attributes["stickiness.enabled"] == "true"
        and group.attributes["stickiness.type"] == "lb_cookie"
    )
    target = _known(targets, request) if sticky else None
    target = target or targets[next(group.turns) % len(targets)]
    port = instances.port(state.account_id, state.region_name, target.id, target.port)
    return Choice(port, _cookies(group, target) if sticky else [])


def _serving(state: Elbv2State, balancer: LoadBalancer, group: TargetGroup) -> list[Target]:
    settle(state, group)
    states = {target: health_of(state, group, target, balancer)["State"] for target in group.targets.values()}
    healthy = [target for target, health in states.items() if health == "healthy"]
    # "If there are only unhealthy registered targets, the load balancer routes requests to all of them."
    return healthy or [target for target, health in states.items() if health in ("unhealthy", "initial")]


def _known(targets: list[Target], request: Incoming) -> Target | None:
    """The target that the request's cookie names."""
    try:
        cookies = SimpleCookie(request.headers.get("Cookie", ""))
    except CookieError:
        return None
    wanted = {cookies[name].value for name in (COOKIE, CORS_COOKIE) if name in cookies}
    return next((target for target in targets if _token(target) in wanted), None)


def _cookies(group: TargetGroup, target: Target) -> list[str]:
    lifetime = timedelta(seconds=int(group.attributes["stickiness.lb_cookie.duration_seconds"]))
    expires = format_datetime(datetime.now(UTC) + lifetime, usegmt=True)
    value = f"{_token(target)}; Expires={expires}; Path=/"
    return [f"{COOKIE}={value}", f"{CORS_COOKIE}={value}; SameSite=None"]


def _token(target: Target) -> str:
    return hashlib.sha256(f"{target.id}:{target.port}".encode()).hexdigest()
