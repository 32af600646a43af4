"""A second Auto Scaling group, for new instances that are to take the place of the old ones."""

from moto.autoscaling.models import autoscaling_backends
from moto.ec2.models import ec2_backends

from ...elbv2.placement import ec2_instance
from .. import deployment, texts
from ..operation import Operation
from ..resources.compute import instances
from ..resources.kind import Naming, tag_list
from ..settings import GROUP
from ..steps import tell_new
from ..templates import SCALING_GROUP
from .waiting import retire


class TemporaryGroup:
    """Made of what the environment's own group is made of; its instances are behind no load balancer yet."""

    def __init__(self, operation: Operation, size: int) -> None:
        self._operation, self._aws = operation, operation.aws
        environment = operation.environment
        stack = environment.stack
        self._permanent = stack.find(SCALING_GROUP)
        properties = stack.resources[SCALING_GROUP].properties
        self.name = Naming(f"{stack.name.removesuffix('-stack')}-immutable-stack", SCALING_GROUP).long()
        self._aws.autoscaling.create_auto_scaling_group(
            AutoScalingGroupName=self.name,
            LaunchTemplate=properties["LaunchTemplate"],
            VPCZoneIdentifier=properties["VPCZoneIdentifier"],
            MinSize=0,
            MaxSize=size,
            DesiredCapacity=0,
            Tags=[tag | {"PropagateAtLaunch": True} for tag in tag_list(stack.tags)],
        )
        environment.temporary_group = self.name
        operation.event(texts.temporary_group(self.name))

    @property
    def ids(self) -> list[str]:
        return [each["InstanceId"] for each in instances(self._aws, self.name)]

    def grow(self, size: int) -> list[str]:
        """Launches instances until there are so many; those that are new."""
        before = self.ids
        self._aws.autoscaling.set_desired_capacity(AutoScalingGroupName=self.name, DesiredCapacity=size)
        new = [each for each in self.ids if each not in before]
        tell_new(self._operation, new)
        return new

    def hand_over(self) -> list[str]:
        """Moves the instances to the environment's own group, which grows beyond its bounds; their ids."""
        ids, operation, autoscaling = self.ids, self._operation, self._aws.autoscaling
        environment = operation.environment
        most = len(deployment.instance_ids(environment, self._aws))
        self._bound(max(most, environment.configuration.number(GROUP, "MaxSize")))
        autoscaling.detach_instances(
            AutoScalingGroupName=self.name, InstanceIds=ids, ShouldDecrementDesiredCapacity=True
        )
        operation.event(texts.detached(self.name))
        self._mend(ids)
        autoscaling.attach_instances(AutoScalingGroupName=self._permanent, InstanceIds=ids)
        operation.event(texts.attached(self._permanent))
        return ids

    def replace(self, old: list[str]) -> None:
        """Terminates the old instances, and the group."""
        operation = self._operation
        for instance in old:
            retire(operation, [instance])
            operation.event(texts.removed_instances([instance]), about_health=True)
        self._bound(operation.environment.configuration.number(GROUP, "MaxSize"))
        self.dismantle()

    def dismantle(self) -> None:
        """Terminates the group with what is in it."""
        environment = self._operation.environment
        retire(self._operation, self.ids)
        self._aws.autoscaling.delete_auto_scaling_group(AutoScalingGroupName=self.name, ForceDelete=True)
        environment.temporary_group = ""

    def _bound(self, most: int) -> None:
        self._aws.autoscaling.update_auto_scaling_group(AutoScalingGroupName=self._permanent, MaxSize=most)

    def _mend(self, ids: list[str]) -> None:
        """moto's instances stay with the group that has launched them, whatever they are attached to."""
        where = self._aws.account, self._aws.region
        group = autoscaling_backends[where[0]][where[1]].autoscaling_groups[self._permanent]
        for identifier in ids:
            instance = ec2_instance(ec2_backends[where[0]][where[1]], identifier)
            instance.autoscaling_group = group
