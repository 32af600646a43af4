"""An environment: what it is, how it is, and how AWS describes it."""

import datetime
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import errors
from .definition import Definition
from .platforms import Platform
from .settings import Configuration
from .stack import Stack

if TYPE_CHECKING:
    from .operation import Operation

WEB_TIER = {"Name": "WebServer", "Type": "Standard", "Version": "1.0"}
WORKER_TIER = {"Name": "Worker", "Type": "SQS/HTTP", "Version": "3.0"}


#: how the version is called that runs when none was given
SAMPLE = "Sample Application"
COLOURS = {"Ok": "Green", "Info": "Green", "Warning": "Yellow", "Degraded": "Red", "Severe": "Red"}


@dataclass(frozen=True)
class Health:
    """Health as enhanced reporting tells it; a colour stands for each status."""

    status: str
    causes: tuple[str, ...] = ()

    @property
    def colour(self) -> str:
        return COLOURS.get(self.status, "Grey")


@dataclass(frozen=True)
class Deployed:
    """What was deployed to an instance, and what came of it: ``In Progress``, ``Deployed``, ``Failed``."""

    label: str | None
    variables: dict[str, str]
    #: the number of the deployment
    deployment: int
    since: datetime.datetime
    status: str = "Deployed"


@dataclass
class Environment:
    """An environment of an application. Whoever changes it holds its lock."""

    account: str
    region: str
    id: str
    name: str
    application: str
    cname: str
    tier: dict[str, str]
    definition: Definition
    created: datetime.datetime
    updated: datetime.datetime
    stack: Stack
    description: str | None = None
    version: str | None = None
    template: str | None = None
    operations_role: str | None = None
    #: the definition of an update that is under way, or that failed
    draft: Definition | None = None
    draft_status: str = "pending"
    configured: datetime.datetime | None = None
    status: str = "Launching"
    health: Health = field(default_factory=lambda: Health("Pending"))
    #: set when a failure, or a test, has decided the health: it is not measured until the next success
    health_decided: bool = False
    #: the Auto Scaling group that a deployment launches new instances in
    temporary_group: str = ""
    #: what was last deployed to each instance
    running: dict[str, Deployed] = field(default_factory=dict)
    endpoint: str = ""
    terminated: datetime.datetime | None = None
    #: the number of the last deployment, and of the last that succeeded: the one that instances should have
    deployments: int = 0
    expected: int = 0
    operation: "Operation | None" = None
    #: logs taken on request, and managed actions that have run, the oldest first
    samples: list[Any] = field(default_factory=list)
    actions: list[Any] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def arn(self) -> str:
        name = f"{self.application}/{self.name}"
        return f"arn:aws:elasticbeanstalk:{self.region}:{self.account}:environment/{name}"

    @property
    def platform(self) -> Platform:
        return self.definition.platform

    @property
    def configuration(self) -> Configuration:
        """The merged state of the settings."""
        return self.definition.configuration

    def require_ready(self) -> None:
        """Refuses what AWS refuses while an environment is busy."""
        if self.status != "Ready":
            raise errors.must_be_ready(self.name)

    @property
    def abortable(self) -> bool:
        return self.operation is not None and self.operation.abortable

    def describe(self) -> dict[str, Any]:
        """AWS's EnvironmentDescription."""
        enhanced = self.configuration.value("aws:elasticbeanstalk:healthreporting:system", "SystemType")
        optional = {
            "VersionLabel": self.version,
            "TemplateName": self.template,
            "Description": self.description,
            "OperationsRole": self.operations_role,
            "EndpointURL": self.endpoint,
            "HealthStatus": self.health.status if enhanced.lower() == "enhanced" else None,
        }
        return {name: value for name, value in optional.items() if value} | {
            "EnvironmentName": self.name,
            "EnvironmentId": self.id,
            "EnvironmentArn": self.arn,
            "ApplicationName": self.application,
            "SolutionStackName": self.platform.solution_stack,
            "PlatformArn": self.platform.arn(self.region),
            "CNAME": self.cname,
            "DateCreated": self.created,
            "DateUpdated": self.updated,
            "Status": self.status,
            "Health": self.health.colour if self.status == "Ready" else "Grey",
            "AbortableOperationInProgress": self.abortable,
            "Tier": self.tier,
            "EnvironmentLinks": [],
        }
