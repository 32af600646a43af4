"""What one account has in one region.

As in ``elbv2``, the state takes the place of moto's backend; the methods that moto's Auto Scaling calls stand
last.
"""

import itertools
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from localstack.aws.api import RequestContext
from moto.core.base_backend import BaseBackend
from moto.elb.exceptions import LoadBalancerNotFoundError
from moto.elb.models import elb_backends

from ..elbv2.state import Target, now

Shape = dict[str, Any]


@dataclass(eq=False)
class Listener:
    """A port of a load balancer and the port of its instances."""

    port: int
    protocol: str
    instance_port: int
    instance_protocol: str
    ssl_certificate_id: str | None = None
    policies: list[str] = field(default_factory=list)

    @property
    def settings(self) -> tuple[object, ...]:
        """What must be equal for a second creation to be taken for the first."""
        return self.port, self.protocol, self.instance_port, self.instance_protocol, self.ssl_certificate_id


@dataclass(eq=False)
class LoadBalancer:
    """A load balancer with its listeners by port and its instances by id."""

    name: str
    dns_name: str
    scheme: str
    vpc_id: str
    #: availability zone -> subnet
    zones: dict[str, str]
    security_groups: list[str]
    created: datetime
    health_check: Shape
    attributes: Shape
    listeners: dict[int, Listener] = field(default_factory=dict)
    instances: dict[str, Target] = field(default_factory=dict)
    #: name -> type and attributes
    policies: dict[str, Shape] = field(default_factory=dict)
    #: instance port -> policies
    backend_policies: dict[int, list[str]] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    #: whose turn it is: the requests that were sent so far
    turns: Iterator[int] = field(default_factory=itertools.count)

    @property
    def instance_ids(self) -> list[str]:  # moto's Auto Scaling asks by this name
        return list(self.instances)


class ElbState(BaseBackend):
    """Load balancers by name. ``lock`` is held by whoever reads or changes them."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.lock = threading.RLock()
        self.load_balancers: dict[str, LoadBalancer] = {}

    def reset(self) -> None:
        """Forgets everything. (moto would put another lock in the place of the one that may be held.)"""
        with self.lock:
            self.load_balancers.clear()

    def register(self, balancer: LoadBalancer, ids: Iterable[str]) -> None:
        """Registers instances that are not registered yet."""
        for instance_id in ids:
            if instance_id not in balancer.instances:
                balancer.instances[instance_id] = Target(instance_id, 0, None, registered=now())

    # What moto's other services call.

    def describe_load_balancers(self, names: list[str]) -> list[LoadBalancer]:
        for name in names:
            if name not in self.load_balancers:
                raise LoadBalancerNotFoundError(name)
        return [self.load_balancers[name] for name in names]

    def register_instances(self, name: str, instance_ids: Iterable[str], from_autoscaling: bool) -> None:
        with self.lock:
            self.register(self.load_balancers[name], instance_ids)

    def deregister_instances(self, name: str, instance_ids: Iterable[str], from_autoscaling: bool) -> None:
        with self.lock:
            for instance_id in instance_ids:
                self.load_balancers[name].instances.pop(instance_id, None)


def take_motos_place() -> None:
    """Makes moto's services meet this state instead of moto's. To be called before any of them is asked."""
    elb_backends.backend = ElbState
    for account in elb_backends.values():
        account.backend = ElbState
        account.clear()


def state_of(account: str, region: str) -> ElbState:
    """The state of an account in a region."""
    found: Any = elb_backends[account][region]
    return found


def every_state() -> list[ElbState]:
    """The states that have been used so far."""
    found: Any = [state for account in list(elb_backends.values()) for state in list(account.values())]
    return found


def state_for(context: RequestContext) -> ElbState:
    """The state that a request is about."""
    return state_of(context.account_id, context.region)
