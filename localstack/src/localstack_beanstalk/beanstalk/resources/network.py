"""Security groups."""

from typing import Any

from ..aws import Aws
from .kind import Kind, Naming, Properties, Refused, Tags, changed, tag_list

EVERYWHERE = "0.0.0.0/0"


def from_everywhere(port: int) -> dict[str, Any]:
    """Permission for TCP on one port, from or to anywhere."""
    return permission(port, EVERYWHERE)


def permission(port: int, cidr: str) -> dict[str, Any]:
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": cidr}]}


def from_group(port: int, group: Any) -> dict[str, Any]:
    """Permission for TCP on one port, from the members of a security group."""
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "UserIdGroupPairs": [{"GroupId": group}]}


class SecurityGroup(Kind):
    """A security group with its rules; no egress given means all of it, as EC2 makes groups."""

    title = "security group"
    fixed = frozenset({"VpcId", "Description"})

    def create(self, aws: Aws, naming: Naming, properties: Properties, tags: Tags) -> str:
        found = aws.ec2.create_security_group(
            GroupName=naming.long(),
            Description=properties["Description"],
            VpcId=properties["VpcId"],
            TagSpecifications=[{"ResourceType": "security-group", "Tags": tag_list(tags)}],
        )
        group = str(found["GroupId"])
        if properties["Egress"]:
            everything = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": EVERYWHERE}]}
            aws.ec2.revoke_security_group_egress(GroupId=group, IpPermissions=[everything])
        self.update(aws, group, {"Ingress": [], "Egress": []}, properties)
        return group

    def update(self, aws: Aws, physical_id: str, old: Properties, new: Properties) -> None:
        for direction in ("Ingress", "Egress"):
            if not changed(old, new, direction):
                continue
            gone = [rule for rule in old[direction] if rule not in new[direction]]
            come = [rule for rule in new[direction] if rule not in old[direction]]
            for verb, rules in (("revoke", gone), ("authorize", come)):
                if rules:
                    call = getattr(aws.ec2, f"{verb}_security_group_{direction.lower()}")
                    call(GroupId=physical_id, IpPermissions=rules)

    def delete(self, aws: Aws, physical_id: str) -> None:
        # moto deletes a group that others refer to, or that an instance is in; EC2 does not
        for direction in ("", "egress."):
            referring = [{"Name": f"{direction}ip-permission.group-id", "Values": [physical_id]}]
            others = aws.ec2.describe_security_groups(Filters=referring)["SecurityGroups"]
            if any(group["GroupId"] != physical_id for group in others):
                raise Refused(f"resource {physical_id} has a dependent object")
        inside = [
            {"Name": "instance.group-id", "Values": [physical_id]},
            {"Name": "instance-state-name", "Values": ["pending", "running", "stopping", "stopped"]},
        ]
        if aws.ec2.describe_instances(Filters=inside)["Reservations"]:
            raise Refused(f"resource {physical_id} has a dependent object")
        aws.ec2.delete_security_group(GroupId=physical_id)

    def attributes(self, aws: Aws, physical_id: str) -> dict[str, str]:
        found = aws.ec2.describe_security_groups(GroupIds=[physical_id])["SecurityGroups"][0]
        return {"GroupName": found["GroupName"]}

    def retag(self, aws: Aws, physical_id: str, tags: Tags, removed: list[str]) -> None:
        retag_ec2(aws, [physical_id], tags, removed)


def retag_ec2(aws: Aws, ids: list[str], tags: Tags, removed: list[str]) -> None:
    if tags:
        aws.ec2.create_tags(Resources=ids, Tags=tag_list(tags))
    if removed:
        aws.ec2.delete_tags(Resources=ids, Tags=[{"Key": key} for key in removed])
