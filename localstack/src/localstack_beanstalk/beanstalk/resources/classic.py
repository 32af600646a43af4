"""Classic load balancers."""

from typing import Any

from ..aws import Aws
from .kind import Kind, Naming, Properties, Tags, changed, tag_list


class ClassicLoadBalancer(Kind):
    """A classic load balancer with its listeners and its health check. Its name is its id."""

    title = "load balancer"
    fixed = frozenset({"Scheme"})

    def create(self, aws: Aws, naming: Naming, properties: Properties, tags: Tags) -> str:
        name = naming.classic()
        scheme = {"Scheme": "internal"} if properties["Scheme"] == "internal" else {}
        aws.elb.create_load_balancer(
            LoadBalancerName=name,
            Listeners=properties["Listeners"],
            Subnets=properties["Subnets"],
            SecurityGroups=properties["SecurityGroups"],
            Tags=tag_list(tags),
            **scheme,
        )
        nothing = {"Listeners": properties["Listeners"], "Subnets": properties["Subnets"]}
        self.update(aws, name, nothing | {"SecurityGroups": properties["SecurityGroups"]}, properties)
        return name

    def update(self, aws: Aws, physical_id: str, old: Properties, new: Properties) -> None:
        named = {"LoadBalancerName": physical_id}
        self._set_listeners(aws, physical_id, old, new)
        if changed(old, new, "HealthCheck"):
            aws.elb.configure_health_check(**named, HealthCheck=new["HealthCheck"])
        if changed(old, new, "SecurityGroups"):
            groups = new["SecurityGroups"]
            aws.elb.apply_security_groups_to_load_balancer(**named, SecurityGroups=groups)
        if changed(old, new, "Attributes"):
            attributes = new["Attributes"]
            aws.elb.modify_load_balancer_attributes(**named, LoadBalancerAttributes=attributes)

    def delete(self, aws: Aws, physical_id: str) -> None:
        aws.elb.delete_load_balancer(LoadBalancerName=physical_id)

    def attributes(self, aws: Aws, physical_id: str) -> dict[str, str]:
        found = aws.elb.describe_load_balancers(LoadBalancerNames=[physical_id])
        return {"DNSName": found["LoadBalancerDescriptions"][0]["DNSName"]}

    def retag(self, aws: Aws, physical_id: str, tags: Tags, removed: list[str]) -> None:
        if tags:
            aws.elb.add_tags(LoadBalancerNames=[physical_id], Tags=tag_list(tags))
        if removed:
            aws.elb.remove_tags(LoadBalancerNames=[physical_id], Tags=[{"Key": key} for key in removed])

    def _set_listeners(self, aws: Aws, name: str, old: Properties, new: Properties) -> None:
        gone: list[Any] = [each for each in old["Listeners"] if each not in new["Listeners"]]
        come: list[Any] = [each for each in new["Listeners"] if each not in old["Listeners"]]
        if gone:
            ports = [each["LoadBalancerPort"] for each in gone]
            aws.elb.delete_load_balancer_listeners(LoadBalancerName=name, LoadBalancerPorts=ports)
        if come:
            aws.elb.create_load_balancer_listeners(LoadBalancerName=name, Listeners=come)
