"""Load balancers, target groups, listeners, and rules."""

from typing import Any

from ..aws import Aws
from .kind import Kind, Naming, Properties, Refused, Tags, changed, tag_list

CHECK = (
    "HealthCheckPath",
    "HealthCheckIntervalSeconds",
    "HealthCheckTimeoutSeconds",
    "HealthyThresholdCount",
    "UnhealthyThresholdCount",
    "Matcher",
)


def pairs(attributes: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in attributes.items()]


def present(properties: Properties, *names: str) -> dict[str, Any]:
    """Those of the properties that have a value."""
    return {name: properties[name] for name in names if properties.get(name) not in (None, "", [], {})}


class Balanced(Kind):
    """What ELBv2 tags by ARN."""

    def retag(self, aws: Aws, physical_id: str, tags: Tags, removed: list[str]) -> None:
        if tags:
            aws.elbv2.add_tags(ResourceArns=[physical_id], Tags=tag_list(tags))
        if removed:
            aws.elbv2.remove_tags(ResourceArns=[physical_id], TagKeys=removed)


class TargetGroup(Balanced):
    """A process: instances, and how they are checked."""

    title = "target group"
    fixed = frozenset({"Protocol", "Port", "VpcId"})

    def create(self, aws: Aws, naming: Naming, properties: Properties, tags: Tags) -> str:
        found = aws.elbv2.create_target_group(
            Name=naming.short().upper().replace("AWSEB-AWSEB", "awseb-AWSEB"),
            HealthCheckProtocol=properties["Protocol"],
            **present(properties, "Protocol", "Port", "VpcId", *CHECK),
            Tags=tag_list(tags),
        )
        arn = str(found["TargetGroups"][0]["TargetGroupArn"])
        self._set_attributes(aws, arn, properties["Attributes"])
        return arn

    def update(self, aws: Aws, physical_id: str, old: Properties, new: Properties) -> None:
        if changed(old, new, *CHECK):
            aws.elbv2.modify_target_group(TargetGroupArn=physical_id, **present(new, *CHECK))
        if changed(old, new, "Attributes"):
            self._set_attributes(aws, physical_id, new["Attributes"])

    def delete(self, aws: Aws, physical_id: str) -> None:
        aws.elbv2.delete_target_group(TargetGroupArn=physical_id)

    def _set_attributes(self, aws: Aws, arn: str, attributes: dict[str, str]) -> None:
        if attributes:
            aws.elbv2.modify_target_group_attributes(TargetGroupArn=arn, Attributes=pairs(attributes))


class LoadBalancer(Balanced):
    """An application or a network load balancer."""

    title = "load balancer"
    fixed = frozenset({"Type", "Scheme"})

    def create(self, aws: Aws, naming: Naming, properties: Properties, tags: Tags) -> str:
        found = aws.elbv2.create_load_balancer(
            Name=naming.short("--"),
            **present(properties, "Type", "Scheme", "Subnets", "SecurityGroups", "IpAddressType"),
            Tags=tag_list(tags),
        )
        arn = str(found["LoadBalancers"][0]["LoadBalancerArn"])
        self._set_attributes(aws, arn, properties["Attributes"])
        return arn

    def update(self, aws: Aws, physical_id: str, old: Properties, new: Properties) -> None:
        if changed(old, new, "Subnets"):
            aws.elbv2.set_subnets(LoadBalancerArn=physical_id, Subnets=new["Subnets"])
        if changed(old, new, "SecurityGroups"):
            aws.elbv2.set_security_groups(LoadBalancerArn=physical_id, SecurityGroups=new["SecurityGroups"])
        if changed(old, new, "IpAddressType"):
            aws.elbv2.set_ip_address_type(LoadBalancerArn=physical_id, IpAddressType=new["IpAddressType"])
        if changed(old, new, "Attributes"):
            self._set_attributes(aws, physical_id, new["Attributes"])

    def delete(self, aws: Aws, physical_id: str) -> None:
        aws.elbv2.delete_load_balancer(LoadBalancerArn=physical_id)

    def attributes(self, aws: Aws, physical_id: str) -> dict[str, str]:
        found = aws.elbv2.describe_load_balancers(LoadBalancerArns=[physical_id])["LoadBalancers"][0]
        return {"DNSName": found["DNSName"]}

    def _set_attributes(self, aws: Aws, arn: str, attributes: dict[str, str]) -> None:
        if attributes:
            aws.elbv2.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=pairs(attributes))


class Listener(Balanced):
    """A port of a load balancer."""

    title = "Load Balancer listener"
    fixed = frozenset({"LoadBalancerArn", "Port"})

    def create(self, aws: Aws, naming: Naming, properties: Properties, tags: Tags) -> str:
        # CreateListener is idempotent: it would hand over a listener that somebody else made just so
        self._refuse_taken(aws, properties["LoadBalancerArn"], properties["Port"])
        found = aws.elbv2.create_listener(
            LoadBalancerArn=properties["LoadBalancerArn"],
            Port=properties["Port"],
            **self._described(properties),
            Tags=tag_list(tags),
        )
        return str(found["Listeners"][0]["ListenerArn"])

    def update(self, aws: Aws, physical_id: str, old: Properties, new: Properties) -> None:
        aws.elbv2.modify_listener(ListenerArn=physical_id, **self._described(new))

    def delete(self, aws: Aws, physical_id: str) -> None:
        aws.elbv2.delete_listener(ListenerArn=physical_id)

    def _refuse_taken(self, aws: Aws, balancer: str, port: int) -> None:
        there = aws.elbv2.describe_listeners(LoadBalancerArn=balancer)["Listeners"]
        if any(listener["Port"] == port for listener in there):
            text = f"A listener already exists on this port for this load balancer '{balancer}'"
            raise Refused(f"{text} (Service: ElasticLoadBalancingV2, Status Code: 400)")

    def _described(self, properties: Properties) -> dict[str, Any]:
        described = present(properties, "Protocol")
        if properties["SslPolicy"] is not None:
            described["SslPolicy"] = properties["SslPolicy"]
        if properties.get("Certificates"):
            described["Certificates"] = [{"CertificateArn": arn} for arn in properties["Certificates"]]
        described["DefaultActions"] = forward(properties["TargetGroupArn"])
        return described


class ListenerRule(Balanced):
    """A rule that sends some of a listener's requests to another process."""

    title = "Load Balancer listener rule"
    fixed = frozenset({"ListenerArn"})

    def create(self, aws: Aws, naming: Naming, properties: Properties, tags: Tags) -> str:
        found = aws.elbv2.create_rule(
            ListenerArn=properties["ListenerArn"],
            Priority=properties["Priority"] or self._free_priority(aws, properties["ListenerArn"]),
            Conditions=self._conditions(properties),
            Actions=forward(properties["TargetGroupArn"]),
            Tags=tag_list(tags),
        )
        return str(found["Rules"][0]["RuleArn"])

    def update(self, aws: Aws, physical_id: str, old: Properties, new: Properties) -> None:
        if changed(old, new, "Priority"):
            wanted = [{"RuleArn": physical_id, "Priority": new["Priority"]}]
            aws.elbv2.set_rule_priorities(RulePriorities=wanted)
        if changed(old, new, "Paths", "Hosts", "TargetGroupArn"):
            conditions, actions = self._conditions(new), forward(new["TargetGroupArn"])
            aws.elbv2.modify_rule(RuleArn=physical_id, Conditions=conditions, Actions=actions)

    def delete(self, aws: Aws, physical_id: str) -> None:
        aws.elbv2.delete_rule(RuleArn=physical_id)

    def _free_priority(self, aws: Aws, listener: str) -> int:
        taken = {rule["Priority"] for rule in aws.elbv2.describe_rules(ListenerArn=listener)["Rules"]}
        return next(priority for priority in range(1, 50_001) if str(priority) not in taken)

    def _conditions(self, properties: Properties) -> list[dict[str, Any]]:
        paths, hosts = properties["Paths"], properties["Hosts"]
        conditions: list[dict[str, Any]] = []
        if paths:
            conditions.append({"Field": "path-pattern", "PathPatternConfig": {"Values": paths}})
        if hosts:
            conditions.append({"Field": "host-header", "HostHeaderConfig": {"Values": hosts}})
        return conditions


def forward(target_group: str) -> list[dict[str, Any]]:
    return [{"Type": "forward", "TargetGroupArn": target_group}]
