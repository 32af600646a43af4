"""What one account has in one region.

The state takes the place of moto's own backend of the service, so that the parts of moto that look into it
(Auto Scaling registering targets, EC2 terminating instances, the tagging API) meet this one. The methods
that they call stand last.
"""

import itertools
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from localstack.aws.api import RequestContext
from moto.core.base_backend import BaseBackend
from moto.elbv2.models import elbv2_backends
from moto.utilities.tagging_service import TaggingService

Shape = dict[str, Any]


@dataclass(eq=False)
class Rule:
    """A rule of a listener; the default rule has no priority and no condition."""

    arn: str
    priority: int | None
    conditions: list[Shape]
    actions: list[Shape]

    @property
    def is_default(self) -> bool:
        return self.priority is None


@dataclass(eq=False)
class Listener:
    """A port of a load balancer."""

    arn: str
    load_balancer_arn: str
    port: int
    protocol: str
    default_rule: Rule
    ssl_policy: str | None = None
    #: the default certificate, and those for server name indication
    certificate: str | None = None
    server_names: list[str] = field(default_factory=list)
    alpn_policy: list[str] = field(default_factory=list)
    mutual_authentication: Shape = field(default_factory=lambda: {"Mode": "off"})
    rules: dict[str, Rule] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)

    def in_order(self) -> list[Rule]:
        """The rules as they are tried: by priority, the default one last."""
        return [*sorted(self.rules.values(), key=lambda rule: rule.priority or 0), self.default_rule]


@dataclass(eq=False)
class LoadBalancer:
    """A load balancer with its listeners by ARN."""

    arn: str
    name: str
    type: str
    scheme: str
    dns_name: str
    vpc_id: str
    #: availability zone -> subnet
    zones: dict[str, str]
    security_groups: list[str]
    ip_address_type: str
    created: datetime
    active_at: float
    attributes: dict[str, str]
    listeners: dict[str, Listener] = field(default_factory=dict)

    @property
    def subnets(self) -> list["_SubnetForMoto"]:
        """Where it stands, as moto's VPC endpoint services ask."""
        return [_SubnetForMoto(zone) for zone in self.zones]

    def rules(self) -> Iterator[Rule]:
        """Every rule of every listener."""
        for listener in self.listeners.values():
            yield from listener.in_order()


@dataclass(eq=False)
class Target:
    """A registered target and what its health checks have found so far."""

    id: str
    port: int
    zone: str | None
    registered: float
    draining_until: float | None = None
    #: None until the checks have come to a verdict
    healthy: bool | None = None
    #: consecutive checks that passed, and that failed
    passed: int = 0
    failed: int = 0
    #: reason and description of the last failure, in AWS's words
    failure: tuple[str, str] | None = None
    #: when the next check is due, and whether one is being made
    next_check: float = 0.0
    checking: bool = False


@dataclass(eq=False)
class TargetGroup:
    """A target group: its settings in the shape of the API, its targets by id and port."""

    arn: str
    name: str
    settings: Shape
    attributes: dict[str, str]
    targets: dict[tuple[str, int], Target] = field(default_factory=dict)
    #: whose turn it is: the requests that were sent so far
    turns: Iterator[int] = field(default_factory=itertools.count)


def now() -> float:
    """The clock of everything that takes its time."""
    return time.monotonic()


class Elbv2State(BaseBackend):
    """Load balancers and target groups by ARN. ``lock`` is held by whoever reads or changes them."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.lock = threading.RLock()
        self.load_balancers: dict[str, LoadBalancer] = {}
        self.target_groups: dict[str, TargetGroup] = {}
        self.tagging_service = TaggingService()
        #: quotas that a test has set, by AWS's name
        self.quotas: dict[str, int] = {}

    def reset(self) -> None:
        """Forgets everything. (moto would put another lock in the place of the one that may be held.)"""
        with self.lock:
            self.load_balancers.clear()
            self.target_groups.clear()
            self.tagging_service = TaggingService()
            self.quotas.clear()

    def listener(self, arn: str) -> tuple[LoadBalancer, Listener] | None:
        """The listener and its load balancer."""
        for balancer in self.load_balancers.values():
            if arn in balancer.listeners:
                return balancer, balancer.listeners[arn]
        return None

    def rule(self, arn: str) -> tuple[Listener, Rule] | None:
        """The rule and its listener."""
        for balancer in self.load_balancers.values():
            for listener in balancer.listeners.values():
                if arn == listener.default_rule.arn:
                    return listener, listener.default_rule
                if arn in listener.rules:
                    return listener, listener.rules[arn]
        return None

    def usage(self) -> dict[str, LoadBalancer]:
        """The load balancer that each target group in use belongs to."""
        return {
            arn: balancer
            for balancer in self.load_balancers.values()
            for rule in balancer.rules()
            for arn in forwarded_to(rule.actions)
        }

    # What moto's other services call.

    def describe_target_groups(
        self, load_balancer_arn: str | None, target_group_arns: list[str], names: list[str] | None
    ) -> list["_GroupForMoto"]:
        return [
            _GroupForMoto(self.target_groups[arn]) for arn in target_group_arns if arn in self.target_groups
        ]

    def describe_load_balancers(self, arns: list[str], names: list[str] | None) -> list[LoadBalancer]:
        return [self.load_balancers[arn] for arn in arns if arn in self.load_balancers]

    def register_targets(self, target_group_arn: str, instances: list[Shape]) -> None:
        from .targets import register

        with self.lock:
            if instances:  # moto also calls for an Auto Scaling group that has none
                register(self, self.target_groups[target_group_arn], instances)

    def deregister_targets(self, target_group_arn: str, instances: list[Shape]) -> None:
        from .targets import deregister

        with self.lock:
            group = self.target_groups.get(target_group_arn)
            if group and instances:  # moto also calls for an Auto Scaling group without instances
                deregister(self, group, instances)

    def notify_terminate_instances(self, instance_ids: list[str]) -> None:
        """Nothing to do: a terminated instance is found when its target is looked at."""


@dataclass
class _SubnetForMoto:
    availability_zone: str


@dataclass
class _GroupForMoto:
    group: TargetGroup

    @property
    def arn(self) -> str:
        return self.group.arn

    @property
    def port(self) -> int:
        return int(self.group.settings["Port"])


def forwarded_to(actions: list[Shape]) -> list[str]:
    """The target groups that actions forward to."""
    return [
        group["TargetGroupArn"]
        for action in actions
        for group in action.get("ForwardConfig", {}).get("TargetGroups", ())
    ]


def take_motos_place() -> None:
    """Makes moto's services meet this state instead of moto's. To be called before any of them is asked."""
    elbv2_backends.backend = Elbv2State
    for account in elbv2_backends.values():
        account.backend = Elbv2State
        account.clear()


def state_of(account: str, region: str) -> Elbv2State:
    """The state of an account in a region."""
    found: Any = elbv2_backends[account][region]
    return found


def every_state() -> list[Elbv2State]:
    """The states that have been used so far."""
    found: Any = [state for account in list(elbv2_backends.values()) for state in list(account.values())]
    return found


def state_for(context: RequestContext) -> Elbv2State:
    """The state that a request is about."""
    return state_of(context.account_id, context.region)
