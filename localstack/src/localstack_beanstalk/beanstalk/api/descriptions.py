"""Environments: those operations that only look."""

from collections import Counter
from typing import Any

from localstack.aws.api import RequestContext, handler

from .. import errors
from ..aws import Aws
from ..deployment import scaling_groups
from ..environment import SAMPLE, Deployed, Environment
from ..health import of_instance
from ..resources.compute import instances
from ..settings import HEALTH
from ..stack import Stack
from ..state import now, store
from ..templates import WORKER_QUEUE
from ..templates.common import DEAD_LETTER_QUEUE
from ..templates.compute import instance_types
from ..visible import sees
from .paging import page

#: how long a terminated environment is listed; real ones have been seen for 20 minutes to 1.5 hours
LINGERS_SECONDS = 3600


class Descriptions:
    """Operations that describe environments."""

    @handler("DescribeEnvironments", expand=False)
    def describe_environments(self, context: RequestContext, request: Any) -> Any:
        names, ids = request.get("EnvironmentNames"), request.get("EnvironmentIds")
        found = [
            environment
            for environment in list(store(context).environments.values())
            if request.get("ApplicationName") in (None, environment.application)
            and request.get("VersionLabel") in (None, environment.version)
            and (not names or environment.name in names)
            and (not ids or environment.id in ids)
            and _is_listed(environment, request)
            and sees(context, environment.arn, environment.application)
        ]
        found.sort(key=lambda environment: environment.created, reverse=True)
        shown, more = page(found, request)
        return {"Environments": [environment.describe() for environment in shown]} | more

    @handler("DescribeEnvironmentResources", expand=False)
    def describe_environment_resources(self, context: RequestContext, request: Any) -> Any:
        here = store(context)
        environment = here.environment(request.get("EnvironmentName"), request.get("EnvironmentId"))
        stack = environment.stack
        ids = [instance["InstanceId"] for instance in _instances(environment)]
        return {
            "EnvironmentResources": {
                "EnvironmentName": environment.name,
                "AutoScalingGroups": _names(stack, "AWS::AutoScaling::AutoScalingGroup"),
                "Instances": [{"Id": identifier} for identifier in ids],
                "LaunchConfigurations": [],
                "LaunchTemplates": _names(stack, "AWS::EC2::LaunchTemplate", "Id"),
                "LoadBalancers": [
                    *_names(stack, "AWS::ElasticLoadBalancingV2::LoadBalancer"),
                    *_names(stack, "AWS::ElasticLoadBalancing::LoadBalancer"),
                ],
                "Triggers": _names(stack, "AWS::CloudWatch::Alarm"),
                "Queues": _queues(stack),
            }
        }

    @handler("DescribeEnvironmentHealth", expand=False)
    def describe_environment_health(self, context: RequestContext, request: Any) -> Any:
        environment = _enhanced(context, request)
        wanted = set(request.get("AttributeNames") or ["All"])
        statuses = ["NoData", "Unknown", "Pending", "Ok", "Info", "Warning", "Degraded", "Severe"]
        each = Counter(of_instance(environment, one["InstanceId"]).status for one in _instances(environment))
        counts = {status: each[status] for status in statuses}
        described = {
            "Status": environment.status,
            "Color": environment.health.colour,
            "HealthStatus": environment.health.status,
            "Causes": list(environment.health.causes),
            "ApplicationMetrics": {"RequestCount": 0},
            "InstancesHealth": counts,
            "RefreshedAt": now(),
        }
        shown = {name: value for name, value in described.items() if wanted & {name, "All"}}
        return {"EnvironmentName": environment.name} | shown

    @handler("DescribeInstancesHealth", expand=False)
    def describe_instances_health(self, context: RequestContext, request: Any) -> Any:
        environment = _enhanced(context, request)
        rows = [_describe_instance(environment, instance) for instance in _instances(environment)]
        return {"InstanceHealthList": rows, "RefreshedAt": now()}


def _is_listed(environment: Environment, request: Any) -> bool:
    """Terminated environments linger, unless the request says that it wants none."""
    if environment.terminated is None:
        return True
    if request.get("IncludeDeleted") is False:
        return False
    age = (now() - environment.terminated).total_seconds()
    back_to = request.get("IncludedDeletedBackTo")
    if back_to and request.get("IncludeDeleted"):
        return bool(environment.terminated.replace(tzinfo=back_to.tzinfo) >= back_to)
    return age < LINGERS_SECONDS


def _names(stack: Stack, kind: str, field: str = "Name") -> list[dict[str, str]]:
    return [{field: physical_id} for physical_id in stack.all(kind)]


def _queues(stack: Stack) -> list[dict[str, str]]:
    names = {"WorkerQueue": WORKER_QUEUE, "WorkerDeadLetterQueue": DEAD_LETTER_QUEUE}
    urls = {name: stack.find(logical_id) for name, logical_id in names.items()}
    return [{"Name": name, "URL": url} for name, url in urls.items() if url]


def _instances(environment: Environment) -> list[dict[str, Any]]:
    aws = Aws(environment.account, environment.region)
    return [each for group in scaling_groups(environment) for each in instances(aws, group)]


def _enhanced(context: RequestContext, request: Any) -> Environment:
    """The environment of a request that needs enhanced health."""
    environment = store(context).environment(request.get("EnvironmentName"), request.get("EnvironmentId"))
    if environment.configuration.value(HEALTH, "SystemType").lower() != "enhanced":
        raise errors.not_enhanced(environment.name)
    return environment


def _describe_instance(environment: Environment, instance: dict[str, Any]) -> dict[str, Any]:
    """AWS's SingleInstanceHealth, of an instance at rest."""
    identifier = instance["InstanceId"]
    deployed, health = environment.running.get(identifier), of_instance(environment, identifier)
    return {
        "InstanceId": identifier,
        "HealthStatus": health.status,
        "Color": health.colour,
        "Causes": list(health.causes),
        "LaunchedAt": environment.created,
        "ApplicationMetrics": {"RequestCount": 0},
        "System": {"CPUUtilization": {"Idle": 100.0}, "LoadAverage": [0.0, 0.0]},
        "Deployment": _describe_deployment(deployed) if deployed else {},
        "AvailabilityZone": instance["AvailabilityZone"],
        "InstanceType": instance_types(environment.configuration)[0],
    }


def _describe_deployment(deployed: Deployed) -> dict[str, Any]:
    """What was last deployed to an instance. Of a failed deployment it is told which version it was to be."""
    return {
        "VersionLabel": deployed.label or SAMPLE,
        "DeploymentId": deployed.deployment,
        "Status": deployed.status,
        "DeploymentTime": deployed.since,
    }
