"""Launch template, Auto Scaling group, its policies and alarms; the address of a single instance; queues."""

from typing import Any

from ..settings import GROUP, INSTANCES, LAUNCH, PROCESS, SQSD, TRIGGER, Configuration
from ..stack import Ref, Resource, Template
from .common import (
    ADDRESS,
    BALANCED,
    CLASSIC_LOAD_BALANCER,
    DEAD_LETTER_QUEUE,
    INSTANCE_GROUP,
    LAUNCH_TEMPLATE,
    SCALING_GROUP,
    WORKER_QUEUE,
    Surroundings,
    target_group,
)

#: what an alarm compares, by its logical id: the way of the policy, the threshold, the comparison
ALARMS = {
    "AWSEBCloudwatchAlarmLow": ("Down", "LowerThreshold", "LessThanThreshold"),
    "AWSEBCloudwatchAlarmHigh": ("Up", "UpperThreshold", "GreaterThanThreshold"),
}
STEPS = {"Up": "UpperBreachScaleIncrement", "Down": "LowerBreachScaleIncrement"}


def launch_template(configuration: Configuration, around: Surroundings) -> Resource:
    groups: list[Any] = configuration.items(LAUNCH, "SecurityGroups")
    if not configuration.is_on(LAUNCH, "DisableDefaultEC2SecurityGroup"):
        groups = [Ref(INSTANCE_GROUP), *groups]
    volume = {
        "VolumeType": configuration.value(LAUNCH, "RootVolumeType"),
        "VolumeSize": _number(configuration.value(LAUNCH, "RootVolumeSize")),
        "Iops": _number(configuration.value(LAUNCH, "RootVolumeIOPS")),
        "Throughput": _number(configuration.value(LAUNCH, "RootVolumeThroughput")),
    }
    return Resource(
        "AWS::EC2::LaunchTemplate",
        {
            "ImageId": configuration.value(LAUNCH, "ImageId") or around.image,
            "InstanceType": instance_types(configuration)[0],
            "KeyName": configuration.value(LAUNCH, "EC2KeyName"),
            "SecurityGroupIds": groups,
            "IamInstanceProfile": configuration.value(LAUNCH, "IamInstanceProfile").rsplit("/", 1)[-1],
            "HttpTokens": "required" if configuration.is_on(LAUNCH, "DisableIMDSv1") else "optional",
            "RootVolume": {name: value for name, value in volume.items() if value},
        },
    )


def instance_types(configuration: Configuration) -> list[str]:
    """The instance types; the older option names one of them."""
    # The pair of types that AWS chooses varies by account and Region: t3.micro is what it takes in most.
    older = configuration.items(LAUNCH, "InstanceType")
    return configuration.items(INSTANCES, "InstanceTypes") or older or ["t3.micro", "t3.small"]


def scaling_group(configuration: Configuration, around: Surroundings) -> Resource:
    single = configuration.kind == "single"
    processes = configuration.named(PROCESS) if configuration.kind in BALANCED else []
    return Resource(
        "AWS::AutoScaling::AutoScalingGroup",
        {
            "MinSize": 1 if single else configuration.number(GROUP, "MinSize"),
            "MaxSize": 1 if single else configuration.number(GROUP, "MaxSize"),
            "DefaultCooldown": configuration.number(GROUP, "Cooldown"),
            "VPCZoneIdentifier": ",".join(around.instance_subnets),
            "LaunchTemplate": {
                "LaunchTemplateId": Ref(LAUNCH_TEMPLATE),
                "Version": Ref(LAUNCH_TEMPLATE, "Version"),
            },
            "TargetGroupARNs": [Ref(target_group(process)) for process in processes],
            "LoadBalancerNames": [Ref(CLASSIC_LOAD_BALANCER)] if configuration.kind == "classic" else [],
        },
    )


def policies(configuration: Configuration) -> Template:
    return {
        f"AWSEBAutoScalingScale{way}Policy": Resource(
            "AWS::AutoScaling::ScalingPolicy",
            {
                "AutoScalingGroupName": Ref(SCALING_GROUP),
                "ScalingAdjustment": configuration.number(TRIGGER, step),
                "Cooldown": configuration.number(GROUP, "Cooldown"),
            },
        )
        for way, step in STEPS.items()
    }


def alarms(configuration: Configuration) -> Template:
    """One alarm for each way that the size of the group can go."""
    return {
        logical_id: Resource(
            "AWS::CloudWatch::Alarm",
            {
                "MetricName": configuration.value(TRIGGER, "MeasureName"),
                "Namespace": "AWS/EC2",
                "Dimensions": [{"Name": "AutoScalingGroupName", "Value": Ref(SCALING_GROUP)}],
                "Statistic": configuration.value(TRIGGER, "Statistic"),
                "Unit": configuration.value(TRIGGER, "Unit"),
                "Period": 60 * configuration.number(TRIGGER, "Period"),
                "EvaluationPeriods": configuration.number(TRIGGER, "EvaluationPeriods"),
                "Threshold": float(configuration.value(TRIGGER, threshold)),
                "ComparisonOperator": comparison,
                "AlarmActions": [Ref(f"AWSEBAutoScalingScale{way}Policy")],
            },
        )
        for logical_id, (way, threshold, comparison) in ALARMS.items()
    }


def address() -> Template:
    """The address of a single instance."""
    return {ADDRESS: Resource("AWS::EC2::EIP", {})}


def queues(configuration: Configuration) -> Template:
    """A worker's queues, unless it is given one."""
    if configuration.value(SQSD, "WorkerQueueURL"):
        return {}
    redrive = {
        "deadLetterTargetArn": Ref(DEAD_LETTER_QUEUE, "QueueArn"),
        "maxReceiveCount": configuration.value(SQSD, "MaxRetries"),
    }
    attributes = {
        "VisibilityTimeout": configuration.value(SQSD, "VisibilityTimeout"),
        "MessageRetentionPeriod": configuration.value(SQSD, "RetentionPeriod"),
    }
    return {
        DEAD_LETTER_QUEUE: Resource("AWS::SQS::Queue", {"Attributes": attributes, "RedrivePolicy": {}}),
        WORKER_QUEUE: Resource("AWS::SQS::Queue", {"Attributes": attributes, "RedrivePolicy": redrive}),
    }


def _number(value: str) -> int | None:
    return int(value) if value else None
