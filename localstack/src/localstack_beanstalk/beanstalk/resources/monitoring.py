"""The alarms that move an Auto Scaling group's size."""

from ..aws import Aws
from .kind import Kind, Naming, Properties, Tags


class Alarm(Kind):
    """A CloudWatch alarm."""

    title = "CloudWatch alarm"
    fixed = frozenset({"Dimensions"})

    def create(self, aws: Aws, naming: Naming, properties: Properties, tags: Tags) -> str:
        name = naming.long()
        aws.cloudwatch.put_metric_alarm(AlarmName=name, **properties)
        return name

    def update(self, aws: Aws, physical_id: str, old: Properties, new: Properties) -> None:
        aws.cloudwatch.put_metric_alarm(AlarmName=physical_id, **new)

    def delete(self, aws: Aws, physical_id: str) -> None:
        aws.cloudwatch.delete_alarms(AlarmNames=[physical_id])
