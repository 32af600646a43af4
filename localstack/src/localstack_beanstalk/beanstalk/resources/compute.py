"""Launch templates, and the Auto Scaling group with its policies."""

from typing import Any

from ..aws import Aws
from .balancing import present
from .kind import Kind, Naming, Properties, Tags, changed, tag_list
from .network import retag_ec2

#: the size of the images' snapshot, which holds when no size is given; moto has images without snapshots
IMAGE_VOLUME = {"VolumeSize": 8}


class LaunchTemplate(Kind):
    """What an instance is launched from. A change is a new version of it."""

    title = "Launch Template"

    def create(self, aws: Aws, naming: Naming, properties: Properties, tags: Tags) -> str:
        found = aws.ec2.create_launch_template(
            LaunchTemplateName=naming.long(),
            LaunchTemplateData=self._data(properties),
            TagSpecifications=[{"ResourceType": "launch-template", "Tags": tag_list(tags)}],
        )
        return str(found["LaunchTemplate"]["LaunchTemplateId"])

    def update(self, aws: Aws, physical_id: str, old: Properties, new: Properties) -> None:
        aws.ec2.create_launch_template_version(
            LaunchTemplateId=physical_id, LaunchTemplateData=self._data(new)
        )

    def delete(self, aws: Aws, physical_id: str) -> None:
        aws.ec2.delete_launch_template(LaunchTemplateId=physical_id)

    def attributes(self, aws: Aws, physical_id: str) -> dict[str, str]:
        found = aws.ec2.describe_launch_templates(LaunchTemplateIds=[physical_id])["LaunchTemplates"][0]
        return {"Version": str(found["LatestVersionNumber"])}

    def retag(self, aws: Aws, physical_id: str, tags: Tags, removed: list[str]) -> None:
        retag_ec2(aws, [physical_id], tags, removed)

    def _data(self, properties: Properties) -> dict[str, Any]:
        data = present(properties, "ImageId", "InstanceType", "KeyName", "SecurityGroupIds")
        data["MetadataOptions"] = {"HttpTokens": properties["HttpTokens"]}
        if properties["IamInstanceProfile"]:
            data["IamInstanceProfile"] = {"Name": properties["IamInstanceProfile"]}
        if volume := properties["RootVolume"]:
            data["BlockDeviceMappings"] = [{"DeviceName": "/dev/xvda", "Ebs": IMAGE_VOLUME | volume}]
        return data


class AutoScalingGroup(Kind):
    """The instances."""

    title = "Auto Scaling group"
    slow_to_delete = "Waiting for EC2 instances to terminate. This may take a few minutes."

    def create(self, aws: Aws, naming: Naming, properties: Properties, tags: Tags) -> str:
        name = naming.long()
        aws.autoscaling.create_auto_scaling_group(
            AutoScalingGroupName=name,
            **self._described(properties),
            **present(properties, "TargetGroupARNs", "LoadBalancerNames"),
            Tags=[tag | {"PropagateAtLaunch": True} for tag in tag_list(tags)],
        )
        return name

    def update(self, aws: Aws, physical_id: str, old: Properties, new: Properties) -> None:
        group = {"AutoScalingGroupName": physical_id}
        aws.autoscaling.update_auto_scaling_group(**group, **self._described(new))
        come = [arn for arn in new["TargetGroupARNs"] if arn not in old["TargetGroupARNs"]]
        gone = [arn for arn in old["TargetGroupARNs"] if arn not in new["TargetGroupARNs"]]
        if come:
            aws.autoscaling.attach_load_balancer_target_groups(**group, TargetGroupARNs=come)
        if gone:
            aws.autoscaling.detach_load_balancer_target_groups(**group, TargetGroupARNs=gone)
        if changed(old, new, "LaunchTemplate", "VPCZoneIdentifier"):
            for instance in instances(aws, physical_id):
                aws.autoscaling.terminate_instance_in_auto_scaling_group(
                    InstanceId=instance["InstanceId"], ShouldDecrementDesiredCapacity=False
                )

    def delete(self, aws: Aws, physical_id: str) -> None:
        aws.autoscaling.delete_auto_scaling_group(AutoScalingGroupName=physical_id, ForceDelete=True)

    def retag(self, aws: Aws, physical_id: str, tags: Tags, removed: list[str]) -> None:
        here = {"ResourceId": physical_id, "ResourceType": "auto-scaling-group"}
        if tags:
            wanted = [here | tag | {"PropagateAtLaunch": True} for tag in tag_list(tags)]
            aws.autoscaling.create_or_update_tags(Tags=wanted)
        if removed:
            aws.autoscaling.delete_tags(Tags=[here | {"Key": key} for key in removed])
        if found := [instance["InstanceId"] for instance in instances(aws, physical_id)]:
            retag_ec2(aws, found, tags, removed)

    def _described(self, properties: Properties) -> dict[str, Any]:
        return present(properties, "VPCZoneIdentifier", "LaunchTemplate") | {
            "MinSize": properties["MinSize"],
            "MaxSize": properties["MaxSize"],
            "DefaultCooldown": properties["DefaultCooldown"],
        }


class ScalingPolicy(Kind):
    """A step that the group's size takes."""

    title = "Auto Scaling group policy"
    fixed = frozenset({"AutoScalingGroupName"})

    def create(self, aws: Aws, naming: Naming, properties: Properties, tags: Tags) -> str:
        return self._put(aws, naming.long(), properties)

    def update(self, aws: Aws, physical_id: str, old: Properties, new: Properties) -> None:
        self._put(aws, physical_id.rsplit("policyName/", 1)[1], new)

    def delete(self, aws: Aws, physical_id: str) -> None:
        aws.autoscaling.delete_policy(PolicyName=physical_id.rsplit("policyName/", 1)[1])

    def _put(self, aws: Aws, name: str, properties: Properties) -> str:
        group = properties["AutoScalingGroupName"]
        aws.autoscaling.put_scaling_policy(
            PolicyName=name,
            PolicyType="SimpleScaling",
            AdjustmentType="ChangeInCapacity",
            **present(properties, "AutoScalingGroupName", "ScalingAdjustment", "Cooldown"),
        )
        # moto answers put_scaling_policy with the ARN under a name that no client reads
        found = aws.autoscaling.describe_policies(AutoScalingGroupName=group, PolicyNames=[name])
        return str(found["ScalingPolicies"][0]["PolicyARN"])


def instances(aws: Aws, group: str) -> list[dict[str, Any]]:
    """The instances of an Auto Scaling group, with their zones and states."""
    found = aws.autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=[group])
    return [instance for found in found["AutoScalingGroups"] for instance in found["Instances"]]
