"""What environments without a load balancer have: an address, or a queue."""

import json

from ..aws import Aws
from .kind import Kind, Naming, Properties, Tags, tag_list
from .network import retag_ec2


class ElasticIp(Kind):
    """The address of a single instance."""

    title = "EIP"

    def create(self, aws: Aws, naming: Naming, properties: Properties, tags: Tags) -> str:
        tagged = [{"ResourceType": "elastic-ip", "Tags": tag_list(tags)}]
        return str(aws.ec2.allocate_address(Domain="vpc", TagSpecifications=tagged)["AllocationId"])

    def update(self, aws: Aws, physical_id: str, old: Properties, new: Properties) -> None:
        """It has nothing that could differ."""

    def delete(self, aws: Aws, physical_id: str) -> None:
        found = aws.ec2.describe_addresses(AllocationIds=[physical_id])["Addresses"]
        if association := found[0].get("AssociationId"):
            aws.ec2.disassociate_address(AssociationId=association)
        aws.ec2.release_address(AllocationId=physical_id)

    def attributes(self, aws: Aws, physical_id: str) -> dict[str, str]:
        found = aws.ec2.describe_addresses(AllocationIds=[physical_id])["Addresses"]
        return {"PublicIp": found[0]["PublicIp"]}

    def retag(self, aws: Aws, physical_id: str, tags: Tags, removed: list[str]) -> None:
        retag_ec2(aws, [physical_id], tags, removed)


class Queue(Kind):
    """A worker's queue; its address is its id."""

    title = "SQS queue"

    def create(self, aws: Aws, naming: Naming, properties: Properties, tags: Tags) -> str:
        found = aws.sqs.create_queue(
            QueueName=naming.long()[:80], Attributes=self._attributes(properties), tags=dict(tags)
        )
        return str(found["QueueUrl"])

    def update(self, aws: Aws, physical_id: str, old: Properties, new: Properties) -> None:
        aws.sqs.set_queue_attributes(QueueUrl=physical_id, Attributes=self._attributes(new))

    def delete(self, aws: Aws, physical_id: str) -> None:
        aws.sqs.delete_queue(QueueUrl=physical_id)

    def attributes(self, aws: Aws, physical_id: str) -> dict[str, str]:
        wanted = ["QueueArn"]
        return dict(aws.sqs.get_queue_attributes(QueueUrl=physical_id, AttributeNames=wanted)["Attributes"])

    def _attributes(self, properties: Properties) -> dict[str, str]:
        redrive = properties["RedrivePolicy"]
        return properties["Attributes"] | ({"RedrivePolicy": json.dumps(redrive)} if redrive else {})

    def retag(self, aws: Aws, physical_id: str, tags: Tags, removed: list[str]) -> None:
        if tags:
            aws.sqs.tag_queue(QueueUrl=physical_id, Tags=dict(tags))
        if removed:
            aws.sqs.untag_queue(QueueUrl=physical_id, TagKeys=removed)
